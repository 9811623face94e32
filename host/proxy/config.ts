// What the proxy is told, as a JSON file. `configOf` takes any JSON and names every mistake with its key.
import type { Direction, FailurePolicy } from "../types.ts";
import { LOG_LEVELS, type LogLevel } from "../log.ts";
import { createReader, type Reader } from "./config-reader.ts";

/** The file of a proxy. */
export type ProxyConfig = {
  /** Loopback port of the admin page; 0 = the kernel chooses. */
  readonly adminPort: number;
  /** `xds.node.…`, by the name after it: `id`, `cluster`, `metadata.NAME`. */
  readonly node: Readonly<Record<string, string>>;
  /** Threads that are played; each has VMs of its own. Connections go to them by turns. 1 to 64. */
  readonly workers: number;
  /** Of the module's log lines on stderr; `warn`. */
  readonly logLevel: LogLevel;
  /** By name. */
  readonly filters: Readonly<Record<string, FilterConfig>>;
  readonly listeners: readonly ListenerConfig[];
  /** By name. */
  readonly clusters: Readonly<Record<string, ClusterConfig>>;
};

/** A plugin configuration. Names are those of `PluginOptions`; `wasm` is the path of the module. */
export type FilterConfig = {
  readonly wasm: string;
  readonly rootId: string;
  readonly vmId: string;
  readonly configuration: string;
  readonly capabilities: readonly string[];
  readonly failure: FailurePolicy;
};

/** A port to listen on, the plugin in front of it, and where requests go. Times in ms. */
export type ListenerConfig = {
  readonly name: string;
  /** `127.0.0.1`. */
  readonly host: string;
  /** 0, the default: the kernel chooses, and `/listeners` tells. */
  readonly port: number;
  readonly direction: Direction;
  /** Name of a filter; left out: none. */
  readonly filter: string | undefined;
  /** The first that matches is taken; a request without one is answered 404. */
  readonly routes: readonly RouteConfig[];
  /** Protocols of `upgrade` that are tunnelled, such as `websocket`; others are answered 403, CONNECT 404. None. */
  readonly upgrades: readonly string[];
  /** Whether trailers of HTTP/1.1 are passed on; as in Envoy they are dropped otherwise. */
  readonly hasTrailers: boolean;
  /** A stream on which nothing moves for so long ends, ms; 300,000. 0 = never. */
  readonly idleTimeoutMs: number;
};

/** Requests that go to one cluster. Times in ms. */
export type RouteConfig = {
  /** Authorities without port, `*` for all. */
  readonly hosts: readonly string[];
  /** Of the path; `/`. */
  readonly prefix: string;
  readonly cluster: string;
  /** From the end of the request to the end of the answer, ms; 15,000. 0 = none. */
  readonly timeoutMs: number;
  /** Tries above the first after a 5xx, a reset or a failed connection; 0. */
  readonly retries: number;
  /** `x-envoy-attempt-count` on what goes upstream; false. */
  readonly countsAttempts: boolean;
  /** Whether the listener's filter is entered; true. */
  readonly isFiltered: boolean;
};

/** An upstream. Times in ms. */
export type ClusterConfig = {
  readonly host: string;
  /** 0 = a cluster without hosts. */
  readonly port: number;
  /** ms; 5,000. */
  readonly connectTimeoutMs: number;
  /** Of HTTP/2 (gRPC): a ping in this interval, and the connection ends when no answer came within 10 s; 0 = none. */
  readonly keepaliveMs: number;
};

const PORT = { least: 0, most: 65_535 };
const MS = { least: 0, most: 86_400_000 };
const DIRECTIONS = ["unspecified", "inbound", "outbound"] as const;
const FAILURES = ["FAIL_CLOSED", "FAIL_OPEN", "FAIL_RELOAD", "fail_open"] as const;

/** The configuration, or all that is wrong with it. */
export type ConfigResult =
  | { readonly kind: "config"; readonly config: ProxyConfig }
  /** One line each: key, what is wanted, what came. */
  | { readonly kind: "mistakes"; readonly mistakes: readonly string[] };

/** Checks a parsed JSON file. Never throws. */
export function configOf(json: unknown): ConfigResult {
  const mistakes: string[] = [];
  const top = createReader(json, "", mistakes);
  const config: ProxyConfig = {
    adminPort: top.integer("adminPort", PORT, 0),
    node: top.texts("node"),
    workers: top.integer("workers", { least: 1, most: 64 }, 1),
    logLevel: top.oneOf("logLevel", LOG_LEVELS, "warn"),
    filters: top.named("filters", filterOf),
    listeners: top.items("listeners", listenerOf),
    clusters: top.named("clusters", clusterOf),
  };
  top.end();
  if (config.listeners.length === 0) mistakes.push("listeners: want at least one");
  for (const { name, filter, routes } of config.listeners) {
    if (filter !== undefined && config.filters[filter] === undefined)
      mistakes.push(`listeners (${name}): filter "${filter}" is not among filters`);
    for (const { cluster } of routes)
      if (cluster === "") mistakes.push(`listeners (${name}): a route without a cluster`);
  }
  return mistakes.length === 0 ? { kind: "config", config } : { kind: "mistakes", mistakes };
}

function filterOf(reader: Reader): FilterConfig {
  return {
    wasm: reader.text("wasm"),
    rootId: reader.text("rootId", ""),
    vmId: reader.text("vmId", ""),
    configuration: reader.text("configuration", ""),
    capabilities: reader.list("capabilities"),
    failure: reader.oneOf("failure", FAILURES, "FAIL_CLOSED"),
  };
}

function listenerOf(reader: Reader): ListenerConfig {
  const filter = reader.text("filter", "");
  return {
    name: reader.text("name"),
    host: reader.text("host", "127.0.0.1"),
    port: reader.integer("port", PORT, 0),
    direction: reader.oneOf("direction", DIRECTIONS, "unspecified"),
    filter: filter === "" ? undefined : filter,
    routes: reader.items("routes", routeOf),
    upgrades: reader.list("upgrades").map((protocol) => protocol.toLowerCase()),
    hasTrailers: reader.flag("hasTrailers", false),
    idleTimeoutMs: reader.integer("idleTimeoutMs", MS, 300_000),
  };
}

function routeOf(reader: Reader): RouteConfig {
  const hosts = reader.list("hosts");
  return {
    hosts: hosts.length === 0 ? ["*"] : hosts.map((host) => host.toLowerCase()),
    prefix: reader.text("prefix", "/"),
    cluster: reader.text("cluster"),
    timeoutMs: reader.integer("timeoutMs", MS, 15_000),
    retries: reader.integer("retries", { least: 0, most: 10 }, 0),
    countsAttempts: reader.flag("countsAttempts", false),
    isFiltered: reader.flag("isFiltered", true),
  };
}

function clusterOf(reader: Reader): ClusterConfig {
  return {
    host: reader.text("host", "127.0.0.1"),
    port: reader.integer("port", PORT, 0),
    connectTimeoutMs: reader.integer("connectTimeoutMs", { least: 1, most: MS.most }, 5_000),
    keepaliveMs: reader.integer("keepaliveMs", MS, 0),
  };
}
