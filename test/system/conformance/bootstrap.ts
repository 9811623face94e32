// An Envoy configuration with one plugin, for a scenario: nothing in it but what the scenario is about.
import type { Scenario, ScenarioListener } from "../../../host/conformance/scenario.ts";
import type { Json } from "../../../scripts/envoy-config.ts";

export type Places = {
  readonly wasm: string;
  /** Loopback ports. */
  readonly upstreamPort: number;
  readonly peerPort: number;
  /** A port where nobody listens. */
  readonly closedPort: number;
};

const TYPE = "type.googleapis.com";
const PROTOCOL = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
const H1 = { http_protocol_options: { enable_trailers: true } };
const H2 = { http2_protocol_options: {} };

/** The whole bootstrap. */
export function bootstrapOf(scenario: Scenario, places: Places): string {
  return JSON.stringify({
    node: { id: "node", cluster: "conformance" },
    admin: { address: { socket_address: { address: "127.0.0.1", port_value: 0 } } },
    static_resources: { listeners: listenersOf(scenario, places), clusters: clustersOf(scenario, places) },
  });
}

function listenersOf(scenario: Scenario, places: Places): readonly Json[] {
  const listeners: readonly ScenarioListener[] = scenario.listeners ?? [{ name: "in", direction: "INBOUND" }];
  return listeners.map(({ name, direction, configuration = scenario.configuration }) => ({
    name,
    traffic_direction: direction,
    address: { socket_address: { address: "127.0.0.1", port_value: 0 } },
    filter_chains: [{ filters: [{ name: "http", typed_config: managerOf(scenario, places, configuration) }] }],
  }));
}

function managerOf(scenario: Scenario, places: Places, configuration: string): Json {
  const { deny, upgrades = [], route = "upstream", protocol = "h1", timeoutMs = 10_000 } = scenario;
  // Wherever Envoy says how long the upstream took, it says the same.
  const told = { header: { key: "x-envoy-upstream-service-time", value: "1" }, append_action: "OVERWRITE_IF_EXISTS" };
  const action = { cluster: route === "no_cluster" ? "nowhere" : "upstream", timeout: `${timeoutMs / 1000}s` };
  return {
    "@type": `${TYPE}/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager`,
    stat_prefix: "http",
    codec_type: protocol === "h2" ? "HTTP2" : "HTTP1",
    upgrade_configs: upgrades.map((type) => ({ upgrade_type: type })),
    http_protocol_options: { enable_trailers: true },
    route_config: {
      validate_clusters: false,
      response_headers_to_add: [told],
      virtual_hosts: [
        {
          name: "all",
          domains: ["*"],
          routes: route === "none" ? [] : [{ match: { prefix: "/" }, route: action }],
        },
      ],
    },
    http_filters: [
      ...(deny === undefined ? [] : [denial(deny)]),
      { name: "wasm", typed_config: pluginOf(scenario, places, configuration) },
      { name: "router", typed_config: { "@type": `${TYPE}/envoy.extensions.filters.http.router.v3.Router` } },
    ],
  };
}

function pluginOf({ module, rootId = module, capabilities }: Scenario, { wasm }: Places, configuration: string): Json {
  const allowed = capabilities && { allowed_capabilities: Object.fromEntries(capabilities.map((name) => [name, {}])) };
  return {
    "@type": `${TYPE}/envoy.extensions.filters.http.wasm.v3.Wasm`,
    config: {
      name: module,
      root_id: rootId,
      fail_open: true,
      configuration: { "@type": `${TYPE}/google.protobuf.StringValue`, value: configuration },
      vm_config: {
        vm_id: module,
        runtime: "envoy.wasm.runtime.v8",
        code: { local: { filename: wasm } },
        ...(allowed === undefined ? {} : { capability_restriction_config: allowed }),
      },
    },
  };
}

function denial(prefix: string): Json {
  const policy = { permissions: [{ url_path: { path: { prefix } } }], principals: [{ any: true }] };
  return {
    name: "rbac",
    typed_config: {
      "@type": `${TYPE}/envoy.extensions.filters.http.rbac.v3.RBAC`,
      rules: { action: "DENY", policies: { closed: policy } },
    },
  };
}

function clustersOf({ protocol, route, peer = "serves" }: Scenario, places: Places): readonly Json[] {
  const upstreamPorts = route === "no_hosts" ? [] : [route === "refused" ? places.closedPort : places.upstreamPort];
  const peerPorts = peer === "no_hosts" ? [] : [peer === "refuses" ? places.closedPort : places.peerPort];
  const upstream = cluster("upstream", upstreamPorts, protocol === "h2");
  return peer === "absent" ? [upstream] : [upstream, cluster("peer", peerPorts, true)];
}

function cluster(name: string, ports: readonly number[], isH2: boolean): Json {
  const endpoints = ports.map((port) => ({
    endpoint: { address: { socket_address: { address: "127.0.0.1", port_value: port } } },
  }));
  return {
    name,
    type: "STATIC",
    connect_timeout: "1s",
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: endpoints }] },
    typed_extension_protocol_options: {
      [PROTOCOL]: { "@type": `${TYPE}/${PROTOCOL}`, explicit_http_config: isH2 ? H2 : H1 },
    },
  };
}
