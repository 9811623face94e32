// Envoy itself holds the filter to the list that ships with it: what is not on the list is refused, whatever the module
// tries; with the whole list nothing is.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type Json, renderEnvoy } from "../../scripts/envoy-config.ts";
import { readWasm } from "../../scripts/wasm-module.ts";
import type { ReadRecord } from "../filter/support/rows.ts";
import { startEnvoy } from "./support/envoy.ts";
import { startRecorder } from "./support/recorder.ts";
import { send } from "./support/send.ts";
import { json, startUpstream } from "./support/upstream.ts";
import { until } from "./support/until.ts";

/** The record of one token exchange, and what Envoy logged, with a list that `change` has changed. */
async function under(
  change: (allowed: Json) => void,
): Promise<{ readonly record: ReadRecord; readonly node: unknown; readonly log: string }> {
  const upstream = await startUpstream(() => json({ access_token: "t", token_type: "Bearer" }));
  const recorder = await startRecorder();
  const adapt = (bootstrap: Json): void => {
    const manager = bootstrap["static_resources"].listeners[0].filter_chains[0].filters[0].typed_config;
    const { vm_config: vm } = manager.http_filters.find(({ name }: Json) => name === "oauth_flow").typed_config.config;
    change(vm.capability_restriction_config.allowed_capabilities);
  };
  const listeners = [{ name: "in", direction: "INBOUND", upstreamPort: upstream.port } as const];
  const config = renderEnvoy({
    wasm: "build/filter.wasm",
    nodeId: "n",
    plugin: { vantage: "server" },
    aggregatorPort: recorder.port,
    listeners,
    adapt,
  });
  const envoy = await startEnvoy({ config });
  try {
    const headers = { host: "sso.test", "content-type": "application/x-www-form-urlencoded" };
    const chunks = ["grant_type=password&client_id=c"];
    const answer = await send({
      port: envoy.listenerPorts["in"]!,
      method: "POST",
      path: "/oauth2/token",
      headers,
      chunks,
    });
    assert.equal(answer.status, 200);
    await until("the record", () => recorder.records().length === 1);
    return {
      record: recorder.records()[0]!,
      node: recorder.streams[0]?.messages[0].hello.node,
      log: envoy.program.output(),
    };
  } finally {
    await envoy.stop();
    await recorder.close();
    await upstream.close();
  }
}

test("with the list that ships, Envoy refuses the filter nothing", async () => {
  const { record, node, log } = await under(() => undefined);
  assert.equal(record.words["grant_type"], "password");
  assert.equal(node, "n");
  assert.doesNotMatch(log, /restricted/);
});

test("a host call that is not on the list is refused by Envoy, and the filter goes on without it", async () => {
  const { record, node, log } = await under((allowed) => delete allowed["proxy_get_property"]);
  assert.equal(record.words["grant_type"], "password");
  assert.equal(node, undefined);
  assert.match(log, /Attempted call to restricted proxy-wasm capability: proxy_get_property/);
});

test("without shared data on the list the filter asks once in each VM, and goes on without it", async () => {
  const { record, log } = await under((allowed) => {
    delete allowed["proxy_get_shared_data"];
    delete allowed["proxy_set_shared_data"];
  });
  assert.equal(record.words["grant_type"], "password");
  const refusals = log.match(/Attempted call to restricted proxy-wasm capability: proxy_\w+/g) ?? [];
  // The canary, the main thread, one worker.
  assert.deepEqual(
    refusals,
    Array(3).fill("Attempted call to restricted proxy-wasm capability: proxy_get_shared_data"),
  );
});

test("the list is the module's imports and callbacks, and no import can touch traffic", () => {
  const text = readFileSync("deploy/envoy/filter.yaml", "utf8");
  const listed = [...text.matchAll(/^ +(\w+): \{\}$/gm)]
    .map(([, name = ""]) => name)
    .filter((name) => !name.startsWith("proxy_on_"));
  const imports = readWasm(readFileSync("build/filter.wasm")).imports.map(({ name }) => name);
  assert.deepEqual([...listed].sort(), [...imports].sort());
  const touching = /set_|add_|replace_|remove_|send_local|http_call|continue_|close_stream|foreign|shared_queue/;
  assert.deepEqual(
    imports.filter((name) => touching.test(name) && !/shared_data|tick_period/.test(name)),
    [],
  );
});
