import assert from "node:assert/strict";
import { test } from "node:test";
import { clientListeners, serverListeners } from "../../demo/processes/listeners.ts";
import { withoutEnvoy } from "../../demo/processes/without-envoy.ts";
import { configOf } from "../../host/proxy/config.ts";
import { readOutside } from "../../host/wasm-binary.ts";
import { readFileSync } from "node:fs";
import { renderEnvoy, type RenderedListener } from "../../scripts/envoy-config.ts";

function configFor(listeners: readonly RenderedListener[]) {
  const wasm = "build/filter.wasm";
  const bootstrap = renderEnvoy({ wasm, listeners, aggregatorPort: 9101, nodeId: "n", nodeCluster: "c" });
  const result = configOf(JSON.parse(withoutEnvoy(bootstrap, 2)));
  if (result.kind === "mistakes") throw new Error(result.mistakes.join("\n"));
  return result.config;
}

test("the host gets the filter as it ships: its id, its failure policy, its capabilities", () => {
  const { filters, workers, node } = configFor(serverListeners(8080, false));
  assert.deepEqual([workers, node], [2, { id: "n", cluster: "c" }]);
  const { oauth_flow: filter } = filters;
  assert.deepEqual([filter?.vmId, filter?.rootId, filter?.failure], ["oauth_flow", "oauth_flow", "fail_open"]);
  assert.deepEqual(JSON.parse(filter?.configuration ?? ""), { aggregator: { cluster: "oauth_flow_aggregator" } });
  const { imports } = readOutside(readFileSync("build/filter.wasm"));
  assert.deepEqual(
    imports.map(({ name }) => name).filter((name) => filter?.capabilities.includes(name) !== true),
    [],
  );
});

test("listeners keep directions, limits of time, tries, and the hosts for which the filter is on", () => {
  const { listeners, clusters } = configFor(clientListeners({ server: 10_000 }, false));
  const routes = Object.fromEntries(listeners.map(({ name, routes: [first] }) => [name, first]));
  assert.deepEqual([...new Set(listeners.map(({ direction }) => direction))], ["outbound"]);
  assert.deepEqual([routes["mesh"]?.timeoutMs, routes["impatient"]?.timeoutMs], [15_000, 1_000]);
  assert.deepEqual([routes["retrying"]?.retries, routes["retrying"]?.countsAttempts], [1, true]);
  assert.deepEqual(
    listeners[0]?.routes.map(({ hosts, isFiltered }) => [hosts, isFiltered]),
    [
      [["sso.example.test"], true],
      [["*"], false],
    ],
  );
  assert.deepEqual([clusters["mesh_upstream"]?.port, clusters["nowhere_upstream"]?.port], [10_000, 1]);
  assert.deepEqual(
    [clusters["oauth_flow_aggregator"]?.port, clusters["oauth_flow_aggregator"]?.connectTimeoutMs],
    [9101, 1_000],
  );
});

test("what needs filters of Envoy's own is there with Envoy alone", () => {
  const names = (hasEnvoy: boolean) => serverListeners(8080, hasEnvoy).map(({ name }) => name);
  assert.deepEqual(
    names(true).filter((name) => !names(false).includes(name)),
    ["guarded", "limited"],
  );
});
