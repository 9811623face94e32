// A real Envoy against what was recorded of it: another release that does something else is seen here. Where only
// callbacks are recorded, the host calls of both hosts are compared with each other.
//
// After a change that is meant: node --import tsx test/system/conformance/record.ts [NAME…]
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { difference } from "../../host/conformance/difference.ts";
import { scenariosIn, traceOf } from "../../host/conformance/files.ts";
import { normalise } from "../../host/conformance/normalise.ts";
import { playOnHost } from "../../host/conformance/play.ts";
import { compileExample } from "../../host/examples/compile.ts";
import { playOnEnvoy } from "./conformance/play.ts";

const MODULES = new Map([
  ["filter", "build/filter.wasm"],
  ["probe", await compileExample("probe")],
]);

/** What a tick does, or has done already: how many there were is a matter of time. */
const OF_TICKS = ["proxy_increment_metric", "proxy_grpc_send", "proxy_get_shared_data", "proxy_set_shared_data"];

for (const { name, scenario, trace, proxy } of scenariosIn("test/golden/scenarios")) {
  test(`Envoy as recorded: ${name}: ${scenario.title}`, async () => {
    const wasm = MODULES.get(scenario.module);
    assert.ok(wasm !== undefined, `no module ${scenario.module}`);
    const events = await playOnEnvoy(scenario, wasm);
    assert.equal(difference(trace(), traceOf(scenario, events)), undefined, `recorded with ${proxy()}`);
    if (scenario.compare !== "callbacks") return;
    const onHost = playOnHost(scenario, readFileSync(wasm));
    const options = { leaveOut: OF_TICKS };
    assert.equal(difference(normalise(events, options), normalise(onHost, options)), undefined, "host calls");
  });
}
