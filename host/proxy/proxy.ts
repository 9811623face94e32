// The proxy: one host, its workers, its listeners. `startProxy` is also for tests, inside their own process.
import { readFileSync } from "node:fs";
import { Agent } from "node:http";
import { createSystemClock, systemTimers } from "../clock.ts";
import { createHost } from "../index.ts";
import type { LogLine } from "../log.ts";
import { systemRandom } from "../random.ts";
import type { Host, HostOptions, Plugin, PluginOptions } from "../types.ts";
import { type Admin, startAdmin } from "./admin.ts";
import type { FilterConfig, ListenerConfig, ProxyConfig } from "./config.ts";
import { createNetworkGrpc } from "./grpc-network.ts";
import { createNetworkHttp } from "./http-network.ts";
import { type Lane, type Listener, startListener } from "./listener.ts";
import type { Cluster } from "./try.ts";

/** A proxy that runs. */
export type Proxy = {
  readonly host: Host;
  /** `127.0.0.1:PORT`. */
  readonly adminAddress: string;
  /** Port by name of the listener. */
  readonly ports: Readonly<Record<string, number>>;
  /** As SIGTERM in Envoy: what is under way is logged and cut, root contexts end, what they sent goes out. */
  readonly stop: () => Promise<void>;
};

/** What a test may put in place of its own. */
export type StartOptions = {
  readonly log?: (line: LogLine) => void;
  /** POST /quitquitquit. */
  readonly quit?: () => void;
  /** More for the host, such as a trace. */
  readonly host?: HostOptions;
};

/** From the end of the root contexts until nothing more is waited for, ms. */
const FLUSH_LIMIT_MS = 1_000;

/** Resolves when all listeners take connections. Throws a LoadError, or Node's error for a port or a file. */
export async function startProxy(config: ProxyConfig, options: StartOptions = {}): Promise<Proxy> {
  const grpc = createNetworkGrpc(config.clusters);
  const host = createHost({
    clock: createSystemClock(),
    timers: systemTimers,
    random: systemRandom,
    node: config.node,
    logLevel: config.logLevel,
    grpc,
    http: createNetworkHttp(config.clusters),
    traps: "policy",
    strict: { violations: "collect", mayPause: true },
    ...(options.log === undefined ? {} : { log: options.log }),
    ...options.host,
  });
  const listeners: Listener[] = [];
  let admin: Admin | undefined;
  let isReady = false;
  const stop = async (): Promise<void> => {
    isReady = false;
    for (const listener of listeners) listener.stop();
    host.shutdown();
    await grpc.close(FLUSH_LIMIT_MS);
    admin?.stop();
  };
  try {
    const workers = Array.from({ length: config.workers }, () => ({
      worker: host.worker(),
      clusters: clustersOf(config),
    }));
    let ids = 0;
    for (const listener of config.listeners) {
      const plugin = pluginOf(host, config, listener);
      const lanes: Lane[] = workers.map(({ worker, clusters }) => ({
        root: plugin === undefined ? undefined : worker.root(plugin),
        clusters,
      }));
      listeners.push(await startListener(listener, lanes, () => (ids += 1)));
    }
    const quit = options.quit ?? ((): void => undefined);
    admin = await startAdmin(config.adminPort, { host, listeners: () => listeners, isReady: () => isReady, quit });
  } catch (error) {
    await stop();
    throw error;
  }
  isReady = true;
  const ports = Object.fromEntries(listeners.map(({ name, address }) => [name, address.port]));
  return { host, adminAddress: admin.address, ports, stop };
}

/** Connections to upstreams are kept, and are a worker's own. */
function clustersOf(config: ProxyConfig): ReadonlyMap<string, Cluster> {
  return new Map(
    Object.entries(config.clusters).map(([name, cluster]) => [
      name,
      { config: cluster, agent: new Agent({ keepAlive: true, maxSockets: 1_024 }) },
    ]),
  );
}

function pluginOf(host: Host, config: ProxyConfig, { filter, direction }: ListenerConfig): Plugin | undefined {
  const wanted = filter === undefined ? undefined : config.filters[filter];
  if (filter === undefined || wanted === undefined) return undefined;
  return host.load(pluginOptions(filter, wanted, direction));
}

function pluginOptions(
  name: string,
  { wasm, rootId, vmId, configuration, capabilities, failure }: FilterConfig,
  direction: PluginOptions["direction"] = "unspecified",
): PluginOptions {
  return { name, wasm: readFileSync(wasm), rootId, vmId, configuration, capabilities, failure, direction };
}
