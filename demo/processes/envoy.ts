// The two Envoys: one beside the clients, one in front of the authorization server, both with the filter.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { envoyArguments, type RenderedListener, renderEnvoy } from "../../scripts/envoy-config.ts";
import { HOST, PLUGIN } from "../mesh.ts";
import { type Part, whenReady } from "./part.ts";
import type { Parts } from "./parts.ts";

/** Worker threads of each. */
const CONCURRENCY = 2;

export type EnvoyOptions = {
  /** `client` or `server`; also names its files. */
  readonly side: "client" | "server";
  readonly binary: string;
  readonly listeners: readonly RenderedListener[];
  readonly aggregatorPort: number;
  /** Where its configuration goes. */
  readonly folder: string;
  readonly wasm: string;
};

export type Envoy = {
  readonly part: Part;
  readonly adminPort: number;
  /** Port by listener. */
  readonly ports: Readonly<Record<string, number>>;
};

/** Resolves when its listeners take connections. Throws PartError, EndedError. */
export async function startEnvoy(parts: Parts, options: EnvoyOptions): Promise<Envoy> {
  const { side, binary, listeners, aggregatorPort, folder, wasm } = options;
  const config = join(folder, `envoy-${side}.json`);
  const adminFile = join(folder, `envoy-${side}.admin`);
  const nodeId = `demo-${side}`;
  await writeFile(
    config,
    renderEnvoy({ wasm, listeners, aggregatorPort, plugin: PLUGIN, nodeId, nodeCluster: nodeId }),
  );
  const part = parts.start(`Envoy (${side} side)`, binary, envoyArguments(config, adminFile, CONCURRENCY));
  const adminPort = await whenReady(part, () => adminPortOf(adminFile));
  const admin = async (path: string): Promise<string> => {
    const answer = await fetch(`http://127.0.0.1:${adminPort}${path}`, { signal: AbortSignal.timeout(5_000) });
    return answer.text();
  };
  await whenReady(part, async () => ((await admin("/ready")).startsWith("LIVE") ? true : undefined));
  return { part, adminPort, ports: portsOf(await admin("/listeners?format=json")) };
}

/** Beside the clients: the usual way, a way with little patience, a way to nowhere. */
export function clientListeners(serverPort: number): readonly RenderedListener[] {
  const outbound = { direction: "OUTBOUND", onlyHosts: [HOST] } as const;
  return [
    { ...outbound, name: "mesh", upstreamPort: serverPort },
    { ...outbound, name: "impatient", upstreamPort: serverPort, timeoutMs: 1_000 },
    // Nobody listens on port 1 (tcpmux) any more.
    { ...outbound, name: "nowhere", upstreamPort: 1 },
  ];
}

/** In front of the authorization server. */
export function serverListeners(upstreamPort: number): readonly RenderedListener[] {
  return [{ name: "server", direction: "INBOUND", upstreamPort }];
}

async function adminPortOf(file: string): Promise<number | undefined> {
  return Number((await readFile(file, "utf8")).split(":").at(-1)) || undefined;
}

function portsOf(json: string): Record<string, number> {
  type Status = { name: string; local_address: { socket_address: { port_value: number } } };
  const { listener_statuses: statuses = [] } = JSON.parse(json) as { listener_statuses?: Status[] };
  return Object.fromEntries(statuses.map(({ name, local_address: local }) => [name, local.socket_address.port_value]));
}
