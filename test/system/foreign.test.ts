// A filter that others wrote with a public SDK runs unchanged, on the host and on a real Envoy, and does the same.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { difference } from "../../host/conformance/difference.ts";
import { scenariosIn, traceOf } from "../../host/conformance/files.ts";
import { playOnHost } from "../../host/conformance/play.ts";
import { guardedRequest } from "../../host/examples/foreign/exchange.ts";
import { ensureForeignFilter } from "../../scripts/setup/foreign-filter.ts";
import { playOnEnvoy } from "./conformance/play.ts";

const path = await ensureForeignFilter();
const wasm = readFileSync(path);

for (const { name, scenario, trace, proxy } of scenariosIn("test/golden/foreign")) {
  test(`on the host: ${name}: ${scenario.title}`, () => {
    assert.equal(difference(trace(), traceOf(scenario, playOnHost(scenario, wasm))), undefined);
  });
  test(`on Envoy: ${name}: ${scenario.title}`, async () => {
    const events = await playOnEnvoy(scenario, path);
    assert.equal(difference(trace(), traceOf(scenario, events)), undefined, `recorded with ${proxy()}`);
  });
}

test("a guarded request waits for the other cluster, and goes on with the mark of the filter", () => {
  const { passages, request, response, lines } = guardedRequest(wasm, "200");
  assert.deepEqual(passages, ["pause", "resumed", "continue", "continue"]);
  assert.deepEqual(request.at(-1), ["x-gate-request", "1"]);
  assert.deepEqual(response, [
    [":status", "200"],
    ["x-gate", "passed"],
  ]);
  assert.deepEqual(lines, ["gate: 5 bytes answered"]);
});

test("a guarded request that may not pass is answered by the filter", () => {
  const { passages, lines, reply } = guardedRequest(wasm, "403");
  assert.deepEqual(passages, ["pause", "reply"]);
  assert.equal(reply, "403 closed\n");
  assert.deepEqual(lines, ["gate: refused with 403", "gate: 7 bytes answered"]);
});
