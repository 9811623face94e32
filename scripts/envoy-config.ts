// Envoy configurations for the demo and the tests, derived from the one that ships: what is tested is what ships.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const SHIPPED = fileURLToPath(new URL("../deploy/envoy/envoy.yaml", import.meta.url));
const AGGREGATOR = "oauth_flow_aggregator";

/** Any JSON object; Envoy's own types are Envoy's to check. */
// oxlint-disable-next-line typescript/no-explicit-any -- a tree that is only walked along the shipped file's own paths
export type Json = { [key: string]: any };

export type RenderedListener = {
  /** Also the `stat_prefix`, and the name by which its port is found. */
  readonly name: string;
  readonly direction: "INBOUND" | "OUTBOUND" | "UNSPECIFIED";
  /** 0, the default: the kernel chooses, and `/listeners` on the admin port tells. */
  readonly port?: number;
  /** Loopback port where requests go. */
  readonly upstreamPort: number;
  readonly upstreamProtocol?: "h1" | "h2";
  /** Until Envoy answers 504, ms. Default: Envoy's 15 s. */
  readonly timeoutMs?: number;
  /** Retries on 5xx, resets and connect failures. Default: none. */
  readonly retries?: number;
  /** The filter is off but for these hosts, as in the shipped `outbound`. Default: on for all. */
  readonly onlyHosts?: readonly string[];
  /** HTTP filters before ours. */
  readonly filtersBefore?: readonly Json[];
};

export type RenderOptions = {
  /** Path of the module. */
  readonly wasm: string;
  readonly listeners: readonly RenderedListener[];
  /** Loopback port of the aggregator's gRPC. */
  readonly aggregatorPort: number;
  /** Plugin configuration; `aggregator.cluster` is filled in unless it is there. */
  readonly plugin?: Json;
  readonly nodeId: string;
  /** Envoy's `node.cluster`; default `oauth-flow`. */
  readonly nodeCluster?: string;
  readonly nodeMetadata?: Json;
  readonly adminPort?: number;
  /** Last word on the whole bootstrap, for what has no option here. */
  readonly adapt?: (bootstrap: Json) => void;
};

/** A bootstrap as JSON text, which Envoy reads as YAML. Capability restriction and failure policy stay as shipped. */
export function renderEnvoy(options: RenderOptions): string {
  const bootstrap = parse(readFileSync(SHIPPED, "utf8")) as Json;
  const shipped = bootstrap["static_resources"] as { listeners: Json[]; clusters: Json[] };
  const listeners = options.listeners.map((listener) => listenerOf(shipped.listeners, listener, options));
  const aggregator = structuredClone(shipped.clusters.find(({ name }) => name === AGGREGATOR)) ?? {};
  setEndpoint(aggregator, options.aggregatorPort);
  bootstrap["admin"].address.socket_address.port_value = options.adminPort ?? 0;
  bootstrap["node"] = {
    id: options.nodeId,
    cluster: options.nodeCluster ?? "oauth-flow",
    metadata: options.nodeMetadata ?? {},
  };
  bootstrap["static_resources"] = { listeners, clusters: [aggregator, ...options.listeners.map(clusterOf)] };
  options.adapt?.(bootstrap);
  return JSON.stringify(bootstrap, null, 1);
}

/**
 * Arguments of `envoy` for one rendered bootstrap: ports of the kernel's choice, the admin address written to `adminFile`.
 * Without hot restart many run side by side and leave no shared memory behind; nor do they then end with their parent, who
 * must see to that.
 */
export function envoyArguments(config: string, adminFile: string, concurrency: number): readonly string[] {
  const beside = ["--disable-hot-restart", "--admin-address-path", adminFile];
  return [
    "-c",
    config,
    ...beside,
    "--concurrency",
    String(concurrency),
    "--drain-time-s",
    "1",
    "--log-level",
    "warning",
  ];
}

function listenerOf(shipped: readonly Json[], wanted: RenderedListener, options: RenderOptions): Json {
  const { name, onlyHosts } = wanted;
  const template = shipped.find((listener) => listener["name"] === (onlyHosts === undefined ? "inbound" : "outbound"));
  const listener = structuredClone(template) ?? {};
  Object.assign(listener, { name, traffic_direction: wanted.direction });
  listener["address"].socket_address = { address: "127.0.0.1", port_value: wanted.port ?? 0 };
  const manager = listener["filter_chains"][0].filters[0].typed_config;
  manager.stat_prefix = name;
  const route = { cluster: `${name}_upstream`, ...timeoutOf(wanted), ...retriesOf(wanted) };
  for (const host of manager.route_config.virtual_hosts) host.routes[0].route = route;
  if (onlyHosts !== undefined) manager.route_config.virtual_hosts[0].domains = onlyHosts;
  const [filter, ...rest] = manager.http_filters;
  const { config } = filter.typed_config;
  config.configuration.value = JSON.stringify(pluginOf(options.plugin ?? {}));
  config.vm_config.code = { local: { filename: options.wasm } };
  manager.http_filters = [...(wanted.filtersBefore ?? []), filter, ...rest];
  return listener;
}

function pluginOf(plugin: Json): Json {
  return { ...plugin, aggregator: { cluster: AGGREGATOR, ...(plugin["aggregator"] as Json | undefined) } };
}

function timeoutOf({ timeoutMs }: RenderedListener): Json {
  return timeoutMs === undefined ? {} : { timeout: `${timeoutMs / 1000}s` };
}

function retriesOf({ retries }: RenderedListener): Json {
  return retries === undefined ? {} : { retry_policy: { retry_on: "5xx,reset,connect-failure", num_retries: retries } };
}

function clusterOf({ name, upstreamPort, upstreamProtocol }: RenderedListener): Json {
  const type = "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
  const h2 = { "@type": type, explicit_http_config: { http2_protocol_options: {} } };
  const protocol = {
    typed_extension_protocol_options: { "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": h2 },
  };
  const cluster = {
    name: `${name}_upstream`,
    type: "STATIC",
    load_assignment: {
      cluster_name: `${name}_upstream`,
      endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address: {} } } }] }],
    },
    ...(upstreamProtocol === "h2" ? protocol : {}),
  };
  setEndpoint(cluster, upstreamPort);
  return cluster;
}

function setEndpoint(cluster: Json, port: number): void {
  const { endpoint } = cluster["load_assignment"].endpoints[0].lb_endpoints[0];
  endpoint.address.socket_address = { address: "127.0.0.1", port_value: port };
}
