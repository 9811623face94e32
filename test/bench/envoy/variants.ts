// The Envoys that are compared: the same listeners, with something else in front of the router.
import { fileURLToPath } from "node:url";
import { type Json, renderEnvoy } from "../../../scripts/envoy-config.ts";
import { answerOf, ISSUER_HOST, TRAFFICS } from "./traffic.ts";

export const VARIANTS = [
  "none",
  "again",
  "empty",
  "filter",
  "per_route",
  "composite",
  "access_log",
  "lua",
  "lua_log",
] as const;
export type Variant = (typeof VARIANTS)[number];

export const VARIANT_NAMES: Readonly<Record<Variant, string>> = {
  none: "no filter",
  again: "no filter, again",
  empty: "empty module",
  filter: "the filter",
  per_route: "the filter, per route",
  composite: "the filter, composite",
  access_log: "gRPC access log",
  lua: "Lua",
  lua_log: "Lua, gRPC access log",
};

/** Those whose Envoy sends its own access log, which takes along what Lua found. */
export const WITH_ACCESS_LOG: readonly Variant[] = ["access_log", "lua_log"];

/** Those with the filter, which must come to a record for every token exchange. */
export const WITH_FILTER: readonly Variant[] = ["filter", "per_route", "composite"];

/** `proxied`: an upstream answers. `direct`: Envoy itself does, once the request is complete. */
export const LISTENERS = ["direct", "proxied"] as const;
export type Listener = (typeof LISTENERS)[number];

export type Peers = {
  readonly upstreamPort: number;
  readonly sinkPort: number;
  readonly aggregatorPort: number;
  /** Path of the empty module. */
  readonly emptyModule: string;
};

const LUA = fileURLToPath(new URL("exchange.lua", import.meta.url));
const ISSUERS = [{ name: "corp", hosts: [ISSUER_HOST], dialect: "spring" }];

/** A bootstrap for `startEnvoy`. */
export function bootstrapOf(variant: Variant, peers: Peers): string {
  const { upstreamPort, aggregatorPort, emptyModule } = peers;
  const only = variant === "per_route" ? { onlyHosts: [ISSUER_HOST] } : {};
  const direction = variant === "per_route" ? "OUTBOUND" : "INBOUND";
  return renderEnvoy({
    wasm: variant === "empty" ? emptyModule : "build/filter.wasm",
    nodeId: `bench-${variant}`,
    aggregatorPort,
    plugin: { issuers: ISSUERS },
    listeners: LISTENERS.map((name) => ({ name, direction, upstreamPort, ...only })),
    adapt: (bootstrap) => adapt(bootstrap, variant, peers),
  });
}

function adapt(bootstrap: Json, variant: Variant, { sinkPort }: Peers): void {
  const { listeners, clusters } = bootstrap["static_resources"] as { listeners: Json[]; clusters: Json[] };
  for (const listener of listeners) {
    const manager = listener["filter_chains"][0].filters[0].typed_config as Json;
    const [filter, ...rest] = manager["http_filters"] as readonly Json[];
    manager["http_filters"] = [...inFront(variant, filter ?? {}), ...rest];
    if (WITH_ACCESS_LOG.includes(variant)) manager["access_log"] = [accessLog(variant)];
    if (listener["name"] === "direct") answerDirectly(manager);
  }
  if (WITH_ACCESS_LOG.includes(variant)) clusters.push(sinkCluster(clusters[0] ?? {}, sinkPort));
}

function inFront(variant: Variant, filter: Json): readonly Json[] {
  switch (variant) {
    case "none":
    case "again":
    case "access_log":
      return [];
    case "empty":
    case "filter":
    case "per_route":
      return [filter];
    case "composite":
      return [whereOAuthIs(filter)];
    case "lua":
    case "lua_log":
      return [LUA_FILTER];
  }
}

const typed = (name: string, value: Json = {}): Json => ({ "@type": `type.googleapis.com/${name}`, ...value });

const LUA_FILTER: Json = {
  name: "lua",
  typed_config: typed("envoy.extensions.filters.http.lua.v3.Lua", { default_source_code: { filename: LUA } }),
};

/** The sink tells logs apart by their name, which is that of the variant. */
function accessLog(variant: Variant): Json {
  const service = { envoy_grpc: { cluster_name: "access_log_sink" } };
  return {
    name: "envoy.access_loggers.http_grpc",
    typed_config: typed("envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig", {
      common_config: { log_name: `log:${variant}`, transport_api_version: "V3", grpc_service: service },
    }),
  };
}

/** The filter behind a matcher of the path: where it does not match, no VM is entered. */
function whereOAuthIs(filter: Json): Json {
  const input = typed("envoy.type.matcher.v3.HttpRequestHeaderMatchInput", { header_name: ":path" });
  const predicate = {
    single_predicate: { input: { name: "path", typed_config: input }, value_match: { prefix: "/oauth2/" } },
  };
  const action = typed("envoy.extensions.filters.http.composite.v3.ExecuteFilterAction", { typed_config: filter });
  return {
    name: "oauth_flow",
    typed_config: typed("envoy.extensions.common.matching.v3.ExtensionWithMatcher", {
      extension_config: {
        name: "composite",
        typed_config: typed("envoy.extensions.filters.http.composite.v3.Composite"),
      },
      xds_matcher: {
        matcher_list: { matchers: [{ predicate, on_match: { action: { name: "enter", typed_config: action } } }] },
      },
    }),
  };
}

/**
 * Envoy answers itself, what the header `x-answer` asks for. The buffer filter waits for the whole request first, as an
 * upstream would; otherwise Envoy closes the connection of a request that it answers before its end.
 */
function answerDirectly(manager: Json): void {
  const routes = TRAFFICS.map((traffic) => {
    const { headers, body } = answerOf(traffic);
    return {
      match: { prefix: "/", headers: [{ name: "x-answer", string_match: { exact: traffic } }] },
      direct_response: { status: 200, body: { inline_string: body } },
      response_headers_to_add: Object.entries(headers).map(([key, value]) => ({
        header: { key, value },
        append_action: "OVERWRITE_IF_EXISTS_OR_ADD",
      })),
    };
  });
  manager["route_config"].max_direct_response_body_size_bytes = 65_536;
  for (const host of manager["route_config"].virtual_hosts as Json[]) host["routes"] = routes;
  const buffer = typed("envoy.extensions.filters.http.buffer.v3.Buffer", { max_request_bytes: 65_536 });
  manager["http_filters"].splice(-1, 0, { name: "buffer", typed_config: buffer });
}

/** Like the aggregator's cluster: HTTP/2 without an idle timeout. */
function sinkCluster(aggregator: Json, port: number): Json {
  const cluster = structuredClone(aggregator);
  cluster["name"] = "access_log_sink";
  cluster["load_assignment"].cluster_name = "access_log_sink";
  const { endpoint } = cluster["load_assignment"].endpoints[0].lb_endpoints[0];
  endpoint.address.socket_address.port_value = port;
  return cluster;
}
