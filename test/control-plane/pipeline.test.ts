// The aggregator as one piece, in this process, with real connections over loopback.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { status } from "@grpc/grpc-js";
import { type ConfigResult, parseConfig } from "../../control-plane/config.ts";
import { type Addresses, createPipeline, type Pipeline, StartError } from "../../control-plane/pipeline.ts";
import { createLog, type Log } from "../../control-plane/telemetry/log.ts";
import { type Sample, sampleOf, scrape, sumOf } from "../system/support/metrics.ts";
import { until } from "../system/support/until.ts";
import { createTestClient, type TestClient } from "./ingest/support/client.ts";
import { byeOf, createStreamEncoder, heartbeatOf, helloOf } from "./ingest/support/encoder.ts";

let folder: string;
let pipeline: Pipeline;
let addresses: Addresses;
let client: TestClient;
let lines: string[];
/** How far the wall clock is ahead. */
let aheadMs: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "oauth-flow-pipeline-"));
  lines = [];
  aheadMs = 0;
  pipeline = created("127.0.0.1:0");
  addresses = await pipeline.start();
  client = createTestClient(addresses.grpc.port);
});

afterEach(async () => {
  client.close();
  await pipeline.stop(0);
  rmSync(folder, { recursive: true });
});

function created(http: string): Pipeline {
  const yaml = `
grpc: { listen: "127.0.0.1:0" }
http: { listen: "${http}" }
state_dir: ${join(folder, "state")}
issuers: [ { name: corp, hosts: [sso.test], counting_vantage: server } ]
`;
  const clocks = { wallMs: () => Date.now() + aheadMs, steadyMs: () => performance.now() };
  const build = { version: "1.2.3", wasmSha256: "ab".repeat(32) };
  return createPipeline({ config: configOf(parseConfig(yaml)), build, log: logOf(), random: randomBytes, ...clocks });
}

function configOf(result: ConfigResult): Extract<ConfigResult, { kind: "config" }>["config"] {
  assert.equal(result.kind, "config", JSON.stringify(result));
  return result.kind === "config" ? result.config : assert.fail();
}

function logOf(): Log {
  return createLog(
    { level: "info", format: "json" },
    { write: (line) => lines.push(line) > 0, flush: () => Promise.resolve() },
  );
}

const metrics = (): Promise<readonly Sample[]> => scrape(`http://127.0.0.1:${addresses.http.port}/metrics`);

test("a record goes from a batch to the metrics page, and is acknowledged", async () => {
  const stream = client.open();
  stream.say(helloOf({ emitted: 3 }));
  const { creditBytes, acknowledged = 0, control } = await stream.nextOf("welcome");
  assert.equal(creditBytes, 65_536);
  assert.equal(acknowledged, 0);
  assert.deepEqual(
    control.keys.map(({ keyClass }: { keyClass: number }) => keyClass),
    [1, 2, 3],
  );
  assert.ok(control.keys.every(({ id, secret }: { id: number; secret: Uint8Array }) => id > 0 && secret.length === 32));
  assert.equal(control.flush.ageMs, 250);
  const failed = { outcome: "client_error", error: "invalid_client", status: 401 };
  stream.say(createStreamEncoder().batch(1, [{}, {}, failed], { seen: 10, emitted: 3, dropped: [0, 2, 0, 0, 0, 0] }));
  assert.equal((await stream.nextOf("ack")).acknowledged, 3);
  stream.say(
    heartbeatOf({ seen: 12, emitted: 5 }, 3, [{ issuer: "corp", endpoint: "token", vantage: "server", exchanges: 4 }]),
  );
  const page = await until("the heartbeat is seen", async () => {
    const samples = await metrics();
    return sampleOf(samples, "oauth_telemetry_records_emitted_total") === 5 ? samples : undefined;
  });
  const flows = { issuer: "corp", grant_type: "client_credentials" };
  assert.equal(sampleOf(page, "oauth_flow_total", { ...flows, outcome: "success" }), 2);
  assert.equal(sampleOf(page, "oauth_flow_total", { ...flows, outcome: "client_error" }), 1);
  assert.equal(sumOf(page, "oauth_exchange_total"), 3);
  assert.equal(sampleOf(page, "oauth_telemetry_records_aggregated_total"), 3);
  assert.equal(sampleOf(page, "oauth_telemetry_records_in_flight"), 2);
  assert.equal(sampleOf(page, "oauth_telemetry_records_dropped_total", { stage: "filter", reason: "ring_full" }), 2);
  assert.equal(sampleOf(page, "oauth_telemetry_streams"), 1);
  assert.equal(sampleOf(page, "oauth_telemetry_workers", { state: "alive" }), 1);
  assert.equal(
    sampleOf(page, "oauth_exchanges_in_flight", { issuer: "corp", endpoint: "token", vantage: "server" }),
    4,
  );
  assert.equal(sampleOf(page, "oauth_telemetry_build_info", { version: "1.2.3", wasm_sha256: "ab".repeat(32) }), 1);
  stream.say(byeOf({ seen: 12, emitted: 5 }, 3));
  assert.equal((await stream.ended).code, status.OK);
  const after = await metrics();
  assert.equal(sampleOf(after, "oauth_telemetry_records_lost_total"), 2);
  assert.equal(sampleOf(after, "oauth_telemetry_workers", { state: "gone" }), 1);
  assert.equal(sampleOf(after, "oauth_telemetry_streams_ended_total", { reason: "bye" }), 1);
  assert.equal(sampleOf(after, "oauth_telemetry_streams_ended_total", { reason: "malformed" }), 0);
  assert.equal(sampleOf(after, "oauth_telemetry_epochs_evicted_total"), 0);
});

test("workers that only a board names are on the page, and one that is silent is named in the log, the first of many", async () => {
  const stream = client.open();
  stream.say(helloOf({ node: "router~1" }));
  await stream.nextOf("welcome");
  const figures = { age_ms: 90_400, seen: 9, emitted: 5, dropped: 3, in_flight: 2 };
  const silent = Array.from({ length: 30 }, (_, index) => ({ ...figures, epoch: `aa000000000000${index + 10}` }));
  const workers = [{ epoch: "0b".repeat(8), age_ms: 4_000 }, ...silent];
  stream.say(heartbeatOf({ seen: 1 }, 0, [], { workers, in_flight_unnamed: 6, workers_unlisted: 8 }));
  const states = { alive: 1, idle: 1, stale: 30, gone: 0 };
  const page = await until("the board is read", async () => {
    const samples = await metrics();
    return sampleOf(samples, "oauth_telemetry_workers", { state: "stale" }) === 30 ? samples : undefined;
  });
  for (const [state, count] of Object.entries(states))
    assert.equal(sampleOf(page, "oauth_telemetry_workers", { state }), count, state);
  assert.equal(sampleOf(page, "oauth_telemetry_workers_left_out_total", { reason: "board" }), 8);
  assert.equal(sampleOf(page, "oauth_telemetry_label_overflow_total", { label: "issuer" }), 6);
  assert.equal(sampleOf(page, "oauth_telemetry_records_emitted_total"), 0);
  const told = (): readonly string[] => lines.filter((line) => line.includes("worker fell silent"));
  await until("they are named", async () => told().length > 0);
  assert.equal(told().length, 20);
  const { time: _, last_heard_s, ...line } = JSON.parse(told()[0] ?? "{}");
  const who = { node: "router~1", epoch: "aa00000000000010", seen: 9, emitted: 5, dropped: 3 };
  const rest = { in_flight: 2, suppressed: 0 };
  assert.deepEqual(line, { level: "warn", component: "ingest", msg: "worker fell silent", ...who, ...rest });
  assert.ok(last_heard_s >= 90 && last_heard_s < 120, `${last_heard_s}`);
  const back = { epoch: "aa00000000000010", age_ms: 100, seen: 9 };
  stream.say(heartbeatOf({ seen: 1 }, 0, [], { workers: [back] }));
  const text = await until("it is back", async () => lines.find((each) => each.includes("heard again")));
  const { level, epoch } = JSON.parse(text);
  assert.deepEqual([level, epoch], ["info", "aa00000000000010"]);
  // What was left out is told at the end at the latest.
  client.close();
  await pipeline.stop(0);
  const { suppressed } = JSON.parse(lines.find((each) => each.includes("workers fell silent")) ?? "{}");
  assert.equal(suppressed, 10);
});

test("a wall clock that is set does not choose a counting vantage", async () => {
  const stream = client.open();
  stream.say(helloOf());
  await stream.nextOf("welcome");
  stream.say(createStreamEncoder().batch(1, [{ issuer: "elsewhere", vantage: "client" }]));
  await until("it is taken", async () => sampleOf(await metrics(), "oauth_telemetry_records_received_total") === 1);
  aheadMs = 86_400_000;
  await stream.nextOf("control");
  const chosen = sampleOf(await metrics(), "oauth_issuer_vantage", { issuer: "elsewhere" });
  assert.equal(chosen, undefined);
});

test("a drain asks the filter to go, takes its last records, and is ready for none", async () => {
  const stream = client.open();
  const encoder = createStreamEncoder();
  stream.say(helloOf());
  await stream.nextOf("welcome");
  const stopped = pipeline.stop(5_000);
  assert.equal((await stream.nextOf("control")).drain, true);
  const ready = await fetch(`http://127.0.0.1:${addresses.http.port}/readyz`);
  assert.deepEqual([ready.status, await ready.text()], [503, "draining\n"]);
  const late = client.open();
  late.say(helloOf({ epoch: "ff".repeat(8) }));
  assert.equal((await late.ended).code, status.UNAVAILABLE);
  stream.say(encoder.batch(1, [{}]));
  assert.equal((await stream.nextOf("ack")).acknowledged, 1);
  stream.halfClose();
  assert.equal((await stream.ended).code, status.OK);
  await stopped;
  await assert.rejects(metrics());
});

test("a filter that does not go is acknowledged and ended with OK when the time is over", async () => {
  const stream = client.open();
  stream.say(helloOf());
  await stream.nextOf("welcome");
  stream.say(createStreamEncoder().batch(1, [{}, {}]));
  await until(
    "the batch is taken",
    async () => sampleOf(await metrics(), "oauth_telemetry_records_received_total") === 2,
  );
  await pipeline.stop(50);
  assert.equal((await stream.nextOf("ack")).acknowledged, 2);
  assert.equal((await stream.ended).code, status.OK);
});

test("after a day every open stream gets a new flow key, with the one before it", async () => {
  const stream = client.open();
  stream.say(helloOf());
  const [first] = (await stream.nextOf("welcome")).control.keys;
  aheadMs = 86_400_000;
  const [second] = (await stream.nextOf("control")).keys;
  assert.deepEqual([second.keyClass, second.previousId], [1, first.id]);
  assert.deepEqual(second.previousSecret, first.secret);
  assert.notDeepEqual(second.secret, first.secret);
  const [text = ""] = lines.filter((line) => line.includes("keys have changed"));
  assert.match(text, new RegExp(`flow ${second.id} ${first.id}`));
  assert.ok(!text.includes(second.secret.toString("base64")) && !text.includes(second.secret.toString("hex")));
});

test("a port in use is named with its key and a remedy, and nothing stays open", async () => {
  const second = created(`127.0.0.1:${addresses.http.port}`);
  await assert.rejects(second.start(), (error) => {
    assert.ok(error instanceof StartError);
    assert.match(
      error.message,
      /^http\.listen: 127\.0\.0\.1:\d+ is in use by another program; end that one, or write another port$/,
    );
    return true;
  });
});

test("a stream that ends badly is one line in the log, with who it was and why", async () => {
  const stream = client.open();
  stream.say(helloOf());
  await stream.nextOf("welcome");
  stream.say(Buffer.from("ffff", "hex"));
  assert.equal((await stream.ended).code, status.INVALID_ARGUMENT);
  const line = JSON.parse(lines.find((text) => text.includes("stream ended")) ?? "{}");
  assert.deepEqual(
    { ...line, time: "" },
    {
      level: "warn",
      time: "",
      component: "ingest",
      msg: "stream ended",
      reason: "malformed",
      what: "the envelope is not protobuf",
      node: "sidecar~10.0.0.1~pod.ns~domain",
      build: "0.1.0",
      suppressed: 0,
    },
  );
  assert.match(line.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});
