// A real Envoy with one configuration, on ports that the kernel chose.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { envoyArguments } from "../../../scripts/envoy-config.ts";
import { ensureEnvoy } from "../../../scripts/setup/envoy.ts";
import { type Exit, type Program, start } from "./processes.ts";
import { until } from "./until.ts";

export type EnvoyOptions = {
  /** Bootstrap, YAML or JSON, with `admin` on port 0; see `renderEnvoy`. */
  readonly config: string;
  /** Worker threads. 1 unless a test is about more. */
  readonly concurrency?: number;
  /** Of component `wasm`; the rest logs warnings. Never `trace` in a measurement. */
  readonly wasmLog?: "trace" | "debug" | "info" | "warning" | "error";
  /** More arguments of the command line, such as `--service-node`. */
  readonly args?: readonly string[];
};

export type Envoy = {
  readonly pid: number;
  readonly adminPort: number;
  /** Port by listener name. */
  readonly listenerPorts: Readonly<Record<string, number>>;
  readonly program: Program;
  /** Counters and gauges by name, now. */
  readonly stats: () => Promise<ReadonlyMap<string, number>>;
  /** Text of one admin page, such as `/config_dump`. POST when `method` says so. */
  readonly admin: (path: string, method?: "GET" | "POST") => Promise<string>;
  readonly stop: () => Promise<Exit>;
  readonly kill: () => Promise<Exit>;
};

/** Resolves when every listener is bound and Envoy says it is live. Throws with its last output. */
export async function startEnvoy(options: EnvoyOptions): Promise<Envoy> {
  const binary = await ensureEnvoy();
  const folder = await mkdtemp(join(tmpdir(), "oauth-flow-envoy-"));
  const config = join(folder, "envoy.yaml");
  const adminFile = join(folder, "admin");
  await writeFile(config, options.config);
  const base = envoyArguments(config, adminFile, options.concurrency ?? 1);
  const wasmLog = ["--component-log-level", `wasm:${options.wasmLog ?? "info"}`];
  const program = start(binary, [...base, ...wasmLog, ...(options.args ?? [])], { name: "envoy" });
  const gone = program.exited.then(async (exit) => {
    await rm(folder, { recursive: true, force: true });
    return exit;
  });
  const adminPort = await orFail(
    program,
    "admin port",
    async () => Number((await readFile(adminFile, "utf8")).split(":").at(-1) || "?") || undefined,
  );
  const admin = async (path: string, method: "GET" | "POST" = "GET"): Promise<string> => {
    const answer = await fetch(`http://127.0.0.1:${adminPort}${path}`, { method, signal: AbortSignal.timeout(10_000) });
    return answer.text();
  };
  await orFail(program, "ready", async () => (await admin("/ready")).startsWith("LIVE"));
  return {
    pid: program.pid,
    adminPort,
    listenerPorts: portsOf(await admin("/listeners?format=json")),
    program,
    admin,
    stats: async () => statsOf(await admin("/stats")),
    stop: () => program.stop().then(() => gone),
    kill: () => program.kill().then(() => gone),
  };
}

/** Connections that came to each worker so far, the most first. */
export async function connectionsOf({ stats }: Envoy): Promise<readonly number[]> {
  const each = [...(await stats())].filter(([name]) => /^listener\..*\.worker_\d+\.downstream_cx_total$/.test(name));
  return each.map(([, count]) => count).sort((a, b) => b - a);
}

/** As `until`, but a program that has ended ends the wait, and its output is in the message. */
async function orFail<T>(
  program: Program,
  what: string,
  check: () => Promise<T>,
): Promise<Exclude<T, undefined | false>> {
  let ended = false;
  void program.exited.then(() => (ended = true));
  try {
    const found = await until(`envoy: ${what}`, async () => (ended ? null : check()), 30_000);
    if (found !== null) return found;
  } catch (cause) {
    await program.kill();
    throw new Error(`envoy: no ${what}; its last output:\n${program.output()}`, { cause });
  }
  throw new Error(`envoy ended before it was up; its last output:\n${program.output()}`);
}

function portsOf(json: string): Record<string, number> {
  type Listeners = {
    listener_statuses?: { name: string; local_address: { socket_address?: { port_value: number } } }[];
  };
  const { listener_statuses: statuses = [] } = JSON.parse(json) as Listeners;
  return Object.fromEntries(
    statuses.map(({ name, local_address: local }) => [name, local.socket_address?.port_value ?? 0]),
  );
}

/** Lines `name: 12`; those of histograms have no plain number and are left out. */
function statsOf(text: string): ReadonlyMap<string, number> {
  const stats = new Map<string, number>();
  for (const line of text.split("\n")) {
    const [, name, value] = /^(.+): (\d+)$/.exec(line) ?? [];
    if (name !== undefined) stats.set(name, Number(value));
  }
  return stats;
}
