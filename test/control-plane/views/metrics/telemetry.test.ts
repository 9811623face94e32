import assert from "node:assert/strict";
import { test } from "node:test";
import { createAggregate, type Aggregate } from "../../../../control-plane/aggregate/aggregate.ts";
import { Endpoint, Vantage } from "../../../../control-plane/model/gen/words.ts";
import { STREAM_ENDS } from "../../../../control-plane/model/stream-ends.ts";
import type { TelemetryFigures } from "../../../../control-plane/views/metrics/telemetry.ts";
import { matching, sampleOf, samplesOf } from "../../../system/support/metrics.ts";
import { type Exchange, exchange, feed } from "../../aggregate/exchanges.ts";
import { configured, NO_FIGURES, pageText } from "./pages.ts";

/** Lines of one family, without its name. */
async function family(
  name: string,
  over: Partial<TelemetryFigures> = {},
  aggregate = createAggregate([]),
): Promise<readonly string[]> {
  const text = await pageText(aggregate, "text", { figures: () => ({ ...NO_FIGURES, ...over }) });
  const lines = text.split("\n").filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
  return lines.map((line) => line.slice(name.length));
}

test("each figure of the ledger has its series", async () => {
  const figures = {
    emitted: 21,
    received: 22,
    aggregated: 23,
    duplicate: 24,
    resent: 25,
    lost: 26,
    inFlight: 27,
    streams: 28,
  };
  const samples = samplesOf(
    await pageText(createAggregate([]), "text", { figures: () => ({ ...NO_FIGURES, ...figures }) }),
  );
  const values = [
    "records_emitted_total",
    "records_received_total",
    "records_aggregated_total",
    "records_duplicate_total",
  ].concat(["records_resent_total", "records_lost_total", "records_in_flight", "streams"]);
  assert.deepEqual(
    values.map((name) => sampleOf(samples, `oauth_telemetry_${name}`)),
    [21, 22, 23, 24, 25, 26, 27, 28],
  );
});

test("every drop reason begins with zero, in the order of the list", async () => {
  assert.deepEqual(await family("oauth_telemetry_records_dropped_total"), [
    '{stage="filter",reason="ring_full"} 0',
    '{stage="filter",reason="exchange_table_full"} 0',
    '{stage="filter",reason="no_vantage"} 0',
    '{stage="filter",reason="paused"} 0',
    '{stage="filter",reason="sampled"} 0',
    '{stage="ingest",reason="malformed"} 0',
    '{stage="ingest",reason="too_large"} 0',
    '{stage="ingest",reason="unknown_dictionary"} 0',
    '{stage="ingest",reason="stream_limit"} 0',
    '{stage="ingest",reason="series_limit"} 0',
    '{stage="epoch",reason="acknowledged_elsewhere"} 0',
  ]);
});

test("drops of one reason add up", async () => {
  const lines = await family("oauth_telemetry_records_dropped_total", {
    dropped: [
      { stage: "ingest", reason: "malformed", records: 2 },
      { stage: "ingest", reason: "malformed", records: 3 },
    ],
  });
  assert.equal(lines.length, 11);
  assert.equal(lines[5], '{stage="ingest",reason="malformed"} 5');
});

test("workers are shown by state, also where there are none", async () => {
  const workers = { alive: 1, idle: 2, stale: 0, gone: 4 };
  const expected = ['{state="alive"} 1', '{state="idle"} 2', '{state="stale"} 0', '{state="gone"} 4'];
  assert.deepEqual(await family("oauth_telemetry_workers", { workers }), expected);
});

test("workers that were left out are shown by the limit that they met", async () => {
  const expected = ['{reason="board"} 3', '{reason="heartbeat"} 0', '{reason="roster"} 5'];
  const workersLeftOut = { board: 3, heartbeat: 0, roster: 5 };
  assert.deepEqual(await family("oauth_telemetry_workers_left_out_total", { workersLeftOut }), expected);
});

test("streams that have ended are shown by every reason", async () => {
  const lines = await family("oauth_telemetry_streams_ended_total", { streamsEnded: new Map([["silent", 3]]) });
  assert.deepEqual(
    lines.filter((line) => !line.endsWith(" 0")),
    ['{reason="silent"} 3'],
  );
  assert.equal(lines.length, STREAM_ENDS.length);
  assert.deepEqual(await family("oauth_telemetry_epochs_evicted_total", { epochsEvicted: 4 }), [" 4"]);
});

test("exchanges in flight of many heartbeats add up by issuer, endpoint and vantage", async () => {
  const one = { issuer: "as", endpoint: Endpoint.Token, vantage: Vantage.Server };
  const exchangesInFlight = [
    { ...one, exchanges: 2 },
    { ...one, endpoint: Endpoint.Par, exchanges: 1 },
    { ...one, exchanges: 3 },
    { ...one, endpoint: 99, exchanges: 5 },
    { ...one, vantage: 0, exchanges: 5 },
  ];
  assert.deepEqual(await family("oauth_exchanges_in_flight", { exchangesInFlight }), [
    '{issuer="as",endpoint="token",vantage="server"} 5',
    '{issuer="as",endpoint="par",vantage="server"} 1',
  ]);
});

test("entries of heartbeats that found no place are in the overflow of issuers", async () => {
  assert.deepEqual(await family("oauth_telemetry_label_overflow_total", { inFlightFolded: 3 }), [
    '{label="issuer"} 3',
    '{label="known"} 0',
  ]);
});

test("what the HTTP server refused is shown by the limit that was met", async () => {
  const httpRefused = { connections: 2, pages: 5 };
  assert.deepEqual(await family("oauth_telemetry_http_refused_total", { httpRefused }), [
    '{reason="connections"} 2',
    '{reason="pages"} 5',
  ]);
});

test("the build has its version and the hash of its filter", async () => {
  assert.deepEqual(await family("oauth_telemetry_build_info"), [`{version="1.2.3",wasm_sha256="${"0".repeat(64)}"} 1`]);
});

test("the counting vantage of an issuer is shown once it is chosen, or configured", async () => {
  const aggregate = createAggregate([configured("named", { countingVantage: "gateway" })]);
  feed(aggregate, [exchange({ issuer: "auto", vantage: "client" })], 1_000);
  assert.deepEqual(await family("oauth_issuer_vantage", {}, aggregate), ['{issuer="named",vantage="gateway"} 1']);
  aggregate.tick(61_000);
  assert.deepEqual(await family("oauth_issuer_vantage", {}, aggregate), [
    '{issuer="named",vantage="gateway"} 1',
    '{issuer="auto",vantage="client"} 1',
  ]);
});

async function coverage(exchanges: readonly Partial<Exchange>[], aggregate: Aggregate): Promise<number | undefined> {
  feed(aggregate, exchanges.map(exchange));
  return sampleOf(samplesOf(await pageText(aggregate)), "oauth_issuer_vantage_coverage_ratio", { issuer: "as" });
}

test("coverage is the share of upstream's answers that the counting vantage sees of those seen where most are", async () => {
  const atClient: Partial<Exchange> = { vantage: "client" };
  assert.equal(await coverage([{}, atClient, atClient, atClient, atClient], createAggregate([])), 0.25);
  assert.equal(await coverage([{}, {}, atClient], createAggregate([])), 1);
});

test("coverage knows neither a proxy's own answers nor clients that left, and is absent without an answer", async () => {
  const own: Partial<Exchange> = {
    vantage: "client",
    isProxyAnswer: true,
    outcome: "server_error",
    error: "upstream_timeout",
  };
  const gone: Partial<Exchange> = { vantage: "client", outcome: "aborted", error: "client_gone" };
  assert.equal(await coverage([own, gone], createAggregate([configured("as")])), undefined);
  assert.equal(await coverage([{}, own, own, gone, gone], createAggregate([configured("as")])), 1);
  assert.equal(
    matching(samplesOf(await pageText(createAggregate([]))), "oauth_issuer_vantage_coverage_ratio", {}).length,
    0,
  );
});
