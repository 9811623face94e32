import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "yaml";
import { capabilitiesOf } from "../../scripts/generate-capabilities.ts";
import type { Json } from "../../scripts/envoy-config.ts";

const FILES = {
  filter: "deploy/envoy/filter.yaml",
  cluster: "deploy/envoy/cluster.yaml",
  example: "deploy/envoy/envoy.yaml",
};
const read = (path: string): Json => parse(readFileSync(path, "utf8")) as Json;

test("Envoy allows the filter what build/filter.wasm imports and exports, and nothing else", () => {
  const { allowed_capabilities: allowed } = read(FILES.filter)["typed_config"].config.vm_config
    .capability_restriction_config;
  assert.deepEqual(Object.keys(allowed).sort(), [...capabilitiesOf(readFileSync("build/filter.wasm"))].sort());
});

test("the complete example holds filter.yaml and cluster.yaml as they are", () => {
  const { listeners, clusters } = read(FILES.example)["static_resources"];
  const filters = listeners.map(
    (listener: Json) => listener["filter_chains"][0].filters[0].typed_config.http_filters[0],
  );
  assert.deepEqual(filters, [read(FILES.filter), { ...read(FILES.filter), disabled: true }]);
  assert.deepEqual(clusters[0], read(FILES.cluster));
});

test("a filter that traps lets requests in flight go on", () => {
  const { config } = read(FILES.filter)["typed_config"];
  assert.equal(config.fail_open, true);
  assert.equal(config.failure_policy, undefined);
});
