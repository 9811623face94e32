// The host against what a real Envoy did: it plays each recorded scenario, and the same must cross the border.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { difference } from "../../host/conformance/difference.ts";
import { scenariosIn, traceOf } from "../../host/conformance/files.ts";
import { playOnHost } from "../../host/conformance/play.ts";
import { compileExample } from "../../host/examples/compile.ts";

const MODULES = new Map([
  ["filter", readFileSync("build/filter.wasm")],
  ["probe", readFileSync(await compileExample("probe"))],
]);

for (const { name, scenario, trace } of scenariosIn("test/golden/scenarios")) {
  test(`as a real Envoy: ${name}: ${scenario.title}`, () => {
    const wasm = MODULES.get(scenario.module);
    assert.ok(wasm !== undefined, `no module ${scenario.module}`);
    assert.equal(difference(trace(), traceOf(scenario, playOnHost(scenario, wasm))), undefined);
  });
}
