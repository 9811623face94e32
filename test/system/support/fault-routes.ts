// Routes and clusters of a proxy that break in the way a request asks for: `x-fault: NAME@LISTENER`.
import type { Json } from "../../../scripts/envoy-config.ts";
import { asksFor, SWITCH } from "./fault-filters.ts";

/** Loopback ports that the routes lead to. */
export type FaultPorts = {
  /** HTTP service that ext_authz asks. */
  readonly authorizer: number;
  /** Nobody listens there. */
  readonly nobody: number;
  /** HTTP/1.1, also for upgrades and tunnels. */
  readonly plain: number;
  /** gRPC. */
  readonly grpc: number;
};

const PROTOCOLS = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

/** ms until a proxy gives up, where a route is about that. Long enough for a request to be at the upstream by then. */
const PATIENCE = "0.25s";

/** Puts the routes of `listener` before those that are there, and adds the clusters they lead to. */
export function addFaultRoutes(bootstrap: Json, listener: string, ports: FaultPorts): void {
  const { listeners, clusters } = bootstrap["static_resources"] as { listeners: Json[]; clusters: Json[] };
  const manager = listeners[0]?.["filter_chains"][0].filters[0].typed_config as Json;
  Object.assign(manager, {
    proxy_100_continue: true,
    upgrade_configs: [{ upgrade_type: "websocket" }, { upgrade_type: "CONNECT" }],
    http2_protocol_options: { allow_connect: true },
  });
  manager["route_config"].validate_clusters = false;
  const [host] = manager["route_config"].virtual_hosts as Json[];
  const usual = host?.["routes"][0].route as Json;
  if (host !== undefined) host["routes"] = [...routesOf(listener, usual), ...host["routes"]];
  allowConnect(clusters.find(({ name }) => name === usual["cluster"]) ?? {});
  clusters.push(
    cluster(`${listener}_authorizer`, ports.authorizer),
    cluster(`${listener}_nobody`, ports.nobody),
    cluster(`${listener}_plain`, ports.plain),
    { ...cluster(`${listener}_grpc`, ports.grpc), ...http2() },
    { name: `${listener}_empty`, type: "STATIC" },
    { ...cluster(`${listener}_full`, ports.plain), circuit_breakers: { thresholds: [none()] } },
  );
}

function routesOf(listener: string, usual: Json): readonly Json[] {
  const to = (fault: string, more: Json): Json => route([asksFor(fault, listener)], { ...usual, ...more });
  const retry = { retry_on: "5xx,reset,connect-failure", num_retries: 2 };
  const withFilter = Object.entries(SWITCH).map(([fault, config]) => ({
    ...to(fault, {}),
    typed_per_filter_config: config,
  }));
  return [
    ...withFilter,
    to("nobody", { cluster: `${listener}_nobody` }),
    to("empty", { cluster: `${listener}_empty` }),
    to("no-cluster", { cluster: `${listener}_of_no_one` }),
    to("full", { cluster: `${listener}_full` }),
    to("timeout", { timeout: PATIENCE }),
    to("idle", { idle_timeout: PATIENCE }),
    to("duration", { max_stream_duration: { max_stream_duration: PATIENCE } }),
    to("retry", { retry_policy: retry }),
    to("retry-nobody", { cluster: `${listener}_nobody`, retry_policy: retry }),
    to("try-timeout", { retry_policy: { ...retry, num_retries: 1, per_try_timeout: PATIENCE } }),
    to("redirect", { internal_redirect_policy: { redirect_response_codes: [302, 307] } }),
    direct("direct-503", listener, 503),
    direct("direct-200", listener, 200),
    { match: { prefix: "/", headers: [asksFor("no-route", listener)] }, route: { cluster_header: "x-cluster" } },
    ...(listener === "in" ? toPlain(listener, usual) : []),
    route([], usual, { connect_matcher: {} }),
  ];
}

/** At the server's proxy: what speaks another protocol goes to an upstream that understands it. */
function toPlain(listener: string, usual: Json): readonly Json[] {
  const has = (name: string, match: Json): Json => ({ name, string_match: match });
  return [
    route([has("content-type", { prefix: "application/grpc" })], { ...usual, cluster: `${listener}_grpc` }),
    route([has("upgrade", { prefix: "web" })], { ...usual, cluster: `${listener}_plain` }),
    route([], { ...usual, cluster: `${listener}_plain` }, { connect_matcher: {} }),
  ];
}

function route(headers: readonly Json[], action: Json, match: Json = { prefix: "/" }): Json {
  return { match: { ...match, headers }, route: action };
}

function direct(fault: string, listener: string, status: number): Json {
  const body = { inline_string: '{"access_token":"t","token_type":"Bearer"}' };
  return {
    match: { prefix: "/", headers: [asksFor(fault, listener)] },
    direct_response: { status, body },
    response_headers_to_add: [{ header: { key: "content-type", value: "application/json" } }],
  };
}

function cluster(name: string, port: number): Json {
  const endpoint = { address: { socket_address: { address: "127.0.0.1", port_value: port } } };
  return {
    name,
    type: "STATIC",
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [{ endpoint }] }] },
  };
}

function http2(): Json {
  const options = { "@type": `type.googleapis.com/${PROTOCOLS}`, explicit_http_config: { http2_protocol_options: {} } };
  return { typed_extension_protocol_options: { [PROTOCOLS]: options } };
}

function allowConnect(upstream: Json): void {
  const options = upstream["typed_extension_protocol_options"]?.[PROTOCOLS]?.explicit_http_config;
  if (options !== undefined) options.http2_protocol_options = { allow_connect: true };
}

function none(): Json {
  return { max_connections: 0, max_pending_requests: 0, max_requests: 0 };
}
