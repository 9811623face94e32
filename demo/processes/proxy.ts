// The two proxies with the filter: one beside the clients, one in front of the authorization server. Envoys, or the
// same listeners in the filter's own host.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { envoyArguments, type RenderedListener, renderEnvoy } from "../../scripts/envoy-config.ts";
import type { EnvoyChoice } from "../../scripts/setup/envoy.ts";
import { PLUGIN } from "../mesh.ts";
import { withoutEnvoy } from "./without-envoy.ts";
import { type Part, whenReady } from "./part.ts";
import type { Parts } from "./parts.ts";

/** The proxy that does without Envoy. */
const HOST_PROXY = "host/proxy/main.ts";
/** Worker threads of each. */
const CONCURRENCY = 2;

export type ProxyOptions = {
  /** `client` or `server`; also names its files. */
  readonly side: "client" | "server";
  readonly envoy: EnvoyChoice;
  readonly listeners: readonly RenderedListener[];
  readonly aggregatorPort: number;
  /** Where its configuration goes. */
  readonly folder: string;
  readonly wasm: string;
};

export type Proxy = {
  readonly part: Part;
  readonly adminPort: number;
  /** Port by listener. */
  readonly ports: Readonly<Record<string, number>>;
};

/** Resolves when its listeners take connections. Throws PartError, EndedError. */
export async function startProxy(parts: Parts, options: ProxyOptions): Promise<Proxy> {
  const { side, envoy, listeners, aggregatorPort, folder, wasm } = options;
  const config = join(folder, `proxy-${side}.json`);
  const adminFile = join(folder, `proxy-${side}.admin`);
  const nodeId = `demo-${side}`;
  const bootstrap = renderEnvoy({ wasm, listeners, aggregatorPort, plugin: PLUGIN, nodeId, nodeCluster: nodeId });
  await writeFile(config, envoy.kind === "envoy" ? bootstrap : withoutEnvoy(bootstrap, CONCURRENCY));
  const part =
    envoy.kind === "envoy"
      ? parts.start(`Envoy (${side} side)`, envoy.path, envoyArguments(config, adminFile, CONCURRENCY))
      : parts.startNode(`proxy (${side} side)`, [HOST_PROXY, "--config", config, "--admin-address-path", adminFile]);
  const adminPort = await whenReady(part, () => adminPortOf(adminFile));
  const admin = async (path: string): Promise<string> => {
    const answer = await fetch(`http://127.0.0.1:${adminPort}${path}`, { signal: AbortSignal.timeout(5_000) });
    return answer.text();
  };
  await whenReady(part, async () => ((await admin("/ready")).startsWith("LIVE") ? true : undefined));
  return { part, adminPort, ports: portsOf(await admin("/listeners?format=json")) };
}

async function adminPortOf(file: string): Promise<number | undefined> {
  return Number((await readFile(file, "utf8")).split(":").at(-1)) || undefined;
}

function portsOf(json: string): Record<string, number> {
  type Status = { name: string; local_address: { socket_address: { port_value: number } } };
  const { listener_statuses: statuses = [] } = JSON.parse(json) as { listener_statuses?: Status[] };
  return Object.fromEntries(statuses.map(({ name, local_address: local }) => [name, local.socket_address.port_value]));
}
