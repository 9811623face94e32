import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "yaml";
import { type Json, type RenderedListener, renderEnvoy } from "../../scripts/envoy-config.ts";

const shipped = parse(readFileSync("deploy/envoy/filter.yaml", "utf8")) as Json;

function rendered(listener: Partial<RenderedListener> = {}): { bootstrap: Json; manager: Json; filter: Json } {
  const listeners = [{ name: "in", direction: "INBOUND", upstreamPort: 81, ...listener } as const];
  const text = renderEnvoy({
    wasm: "a.wasm",
    aggregatorPort: 91,
    nodeId: "node-1",
    plugin: { vantage: "server" },
    listeners,
  });
  const bootstrap = JSON.parse(text) as Json;
  const manager = bootstrap["static_resources"].listeners[0].filter_chains[0].filters[0].typed_config;
  return { bootstrap, manager, filter: manager.http_filters.find(({ name }: Json) => name === "oauth_flow") };
}

test("the rendered filter is the shipped one but for its module and its configuration", () => {
  const { filter } = rendered();
  const expected = structuredClone(shipped);
  expected["typed_config"].config.vm_config.code = { local: { filename: "a.wasm" } };
  expected["typed_config"].config.configuration.value = filter["typed_config"].config.configuration.value;
  assert.deepEqual(filter, expected);
});

test("the plugin configuration names the aggregator's cluster beside what was asked for", () => {
  const { filter } = rendered();
  const plugin = JSON.parse(filter["typed_config"].config.configuration.value) as Json;
  assert.deepEqual(plugin, { vantage: "server", aggregator: { cluster: "oauth_flow_aggregator" } });
});

test("ports are of the kernel's choice, and clusters go where they were told", () => {
  const { bootstrap } = rendered();
  const { listeners, clusters } = bootstrap["static_resources"];
  const portOf = (cluster: Json): number =>
    cluster["load_assignment"].endpoints[0].lb_endpoints[0].endpoint.address.socket_address.port_value;
  assert.equal(bootstrap["admin"].address.socket_address.port_value, 0);
  assert.deepEqual(
    listeners.map((each: Json) => each["address"].socket_address),
    [{ address: "127.0.0.1", port_value: 0 }],
  );
  assert.deepEqual(
    clusters.map((each: Json) => [each["name"], portOf(each)]),
    [
      ["oauth_flow_aggregator", 91],
      ["in_upstream", 81],
    ],
  );
});

test("with onlyHosts the filter is off elsewhere", () => {
  const { manager, filter } = rendered({ direction: "OUTBOUND", onlyHosts: ["sso.example"] });
  const hosts = manager["route_config"].virtual_hosts as Json[];
  assert.equal(filter["disabled"], true);
  assert.deepEqual(
    hosts.map((host) => [host["domains"], "typed_per_filter_config" in host]),
    [
      [["sso.example"], true],
      [["*"], false],
    ],
  );
});

test("time-outs, retries and filters before ours are as asked", () => {
  const before = { name: "first" };
  const { manager } = rendered({ timeoutMs: 250, retries: 2, filtersBefore: [before] });
  const { route } = manager["route_config"].virtual_hosts[0].routes[0];
  assert.deepEqual(route, {
    cluster: "in_upstream",
    timeout: "0.25s",
    retry_policy: { retry_on: "5xx,reset,connect-failure", num_retries: 2 },
  });
  assert.deepEqual(
    manager["http_filters"].map(({ name }: Json) => name),
    ["first", "oauth_flow", "router"],
  );
});
