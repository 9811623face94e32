// The configuration of host/proxy, made of the one for Envoy: the same listeners, filter, limits and ways.
import type { Json } from "../../scripts/envoy-config.ts";

/** `bootstrap` as `renderEnvoy` makes it. JSON text. */
export function withoutEnvoy(bootstrap: string, workers: number): string {
  const { node, static_resources: resources } = JSON.parse(bootstrap) as Json;
  const listeners = (resources.listeners as Json[]).map(listenerOf);
  const config = {
    workers,
    node: { id: node.id, cluster: node.cluster },
    filters: Object.fromEntries(listeners.map(({ name, filter }) => [name, filter])),
    listeners: listeners.map(({ listener }) => listener),
    clusters: Object.fromEntries((resources.clusters as Json[]).map(clusterOf)),
  };
  return JSON.stringify(config, null, 1);
}

/** All listeners have one plugin configuration, and so one filter. */
function listenerOf(listener: Json): { readonly name: string; readonly filter: Json; readonly listener: Json } {
  const manager = listener["filter_chains"][0].filters[0].typed_config;
  const entry = (manager.http_filters as Json[]).find((filter) =>
    String(filter["typed_config"]["@type"]).endsWith("Wasm"),
  );
  const { config } = entry?.["typed_config"] ?? {};
  const name = String(config.name);
  const isOff = entry?.["disabled"] === true;
  return {
    name,
    filter: {
      wasm: config.vm_config.code.local.filename,
      rootId: config.root_id,
      vmId: config.vm_config.vm_id,
      configuration: config.configuration.value,
      capabilities: Object.keys(config.vm_config.capability_restriction_config.allowed_capabilities),
      failure: config.fail_open === true ? "fail_open" : "FAIL_CLOSED",
    },
    listener: {
      name: listener["name"],
      port: listener["address"].socket_address.port_value,
      direction: String(listener["traffic_direction"]).toLowerCase(),
      filter: name,
      routes: (manager.route_config.virtual_hosts as Json[]).map((host) => routeOf(host, isOff)),
    },
  };
}

function routeOf(host: Json, isOff: boolean): Json {
  const { route } = host["routes"][0];
  return {
    hosts: host["domains"],
    cluster: route.cluster,
    ...(route.timeout === undefined ? {} : { timeoutMs: Number.parseFloat(route.timeout) * 1_000 }),
    retries: route.retry_policy?.num_retries ?? 0,
    countsAttempts: host["include_request_attempt_count"] === true,
    isFiltered: !isOff || host["typed_per_filter_config"] !== undefined,
  };
}

function clusterOf(cluster: Json): readonly [string, Json] {
  const { endpoint } = cluster["load_assignment"].endpoints[0].lb_endpoints[0];
  const { address, port_value: port } = endpoint.address.socket_address;
  const wait = cluster["connect_timeout"];
  const connect = wait === undefined ? {} : { connectTimeoutMs: Number.parseFloat(wait) * 1_000 };
  return [cluster["name"], { host: address, port, ...connect }];
}
