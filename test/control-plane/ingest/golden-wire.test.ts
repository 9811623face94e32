import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeMessage } from "../../../control-plane/ingest/decode-message.ts";
import type { Worker } from "../../../control-plane/ingest/message.ts";
import * as words from "../../../control-plane/model/gen/words.ts";
import {
  byeOf,
  createStreamEncoder,
  hashOf,
  heartbeatOf,
  helloOf,
  RECORD,
  type SampleCounters,
  type SampleRecord,
  type SampleWorker,
} from "./support/encoder.ts";
import { type GoldenMessage, type GoldenStream, readGoldenWire } from "./support/golden-wire.ts";
import { createHarness, type TakenRow } from "./support/harness.ts";

const { streams } = readGoldenWire();

for (const stream of streams) {
  test(`golden: ${stream.name}: an encoder by docs/wire.md writes these bytes`, () => {
    const encoder = createStreamEncoder(stream.keys);
    for (const message of stream.messages) assert.equal(encoded(message, encoder).toString("hex"), message.hex);
  });

  test(`golden: ${stream.name}: the aggregator reads what was meant`, () => {
    const harness = createHarness();
    const peer = harness.connect();
    for (const message of stream.messages) {
      harness.rows.length = 0;
      const bytes = Buffer.from(message.hex, "hex");
      peer.say(bytes);
      assertMeaning(message, bytes);
      const records = message.kind === "batch" ? message.records : [];
      assert.deepEqual(
        harness.rows.map(rowInWords),
        records.map((record) => meantBy(record, stream)),
      );
    }
    const last = stream.messages.at(-1);
    assert.equal(peer.end?.reason, last?.kind === "bye" ? "bye" : undefined);
  });
}

function encoded(message: GoldenMessage, encoder: ReturnType<typeof createStreamEncoder>): Buffer {
  switch (message.kind) {
    case "hello":
      return helloOf(message.hello);
    case "batch":
      return encoder.batch(message.first, message.records, message.counters);
    case "heartbeat":
      return heartbeatOf(message.counters, message.sent, message.in_flight, message);
    case "bye":
      return byeOf(message.counters, message.sent);
  }
}

/** What is not in rows. */
function assertMeaning(meant: GoldenMessage, bytes: Buffer): void {
  const message = decodeMessage(bytes);
  if (message.kind === "hello" && meant.kind === "hello") {
    const absent = { workload: "", namespace: "", cluster: "", emitted: 0, acknowledged: 0, sent: 0 };
    const { told } = meant.hello;
    assert.deepEqual(message.hello, { ...absent, ...meant.hello, told: told && readOf(told) });
    return;
  }
  if (meant.kind === "hello") assert.fail(`${message.kind} is not hello`);
  const counters = readOf(meant.counters);
  if (message.kind === "batch" && meant.kind === "batch") {
    const { first, count } = message.batch;
    assert.deepEqual([first, count, message.batch.counters], [meant.first, meant.records.length, counters]);
  } else if (message.kind === "heartbeat" && meant.kind === "heartbeat") {
    const inFlight = message.heartbeat.inFlight.map(({ endpoint, vantage, ...rest }) => {
      return { ...rest, endpoint: words.ENDPOINT_LABELS[endpoint], vantage: words.VANTAGE_LABELS[vantage] };
    });
    const { sent } = message.heartbeat;
    assert.deepEqual([message.heartbeat.counters, sent, inFlight], [counters, meant.sent, meant.in_flight]);
    const { unnamed, board } = message.heartbeat;
    const { workers = [], in_flight_unnamed = 0, workers_unlisted = 0 } = meant;
    assert.deepEqual([unnamed, board.unlisted, board.leftOut], [in_flight_unnamed, workers_unlisted, 0]);
    assert.deepEqual(board.workers, workers.map(workerOf));
  } else if (message.kind === "bye" && meant.kind === "bye") {
    assert.deepEqual(message.bye, { counters, sent: meant.sent });
  } else {
    assert.fail(`${message.kind} is not ${meant.kind}`);
  }
}

function workerOf({ epoch, age_ms = 0, ended = false, ...meant }: SampleWorker): Worker {
  const { seen = 0, emitted = 0, dropped = 0, in_flight = 0 } = meant;
  return { epoch, ageMs: age_ms, seen, emitted, dropped, inFlight: in_flight, isEnded: ended };
}

/** The aggregator has no use for `matched`, which is the sum of the others. */
function readOf({ seen = 0, emitted = 0, dropped = [] }: SampleCounters): SampleCounters {
  return { seen, emitted, dropped };
}

type RowInWords = Record<string, unknown>;

/** A record without its keys, but the client's hash; flags as a set. */
function meantBy(record: SampleRecord, { keys }: GoldenStream): RowInWords {
  const { keys: _, attempts, expires_in, flags, ...rest } = { ...RECORD, ...record };
  const values = record.keys ?? {};
  const implied = [...(attempts === undefined ? [] : ["retried"]), ...(expires_in === undefined ? [] : ["expires_in"])];
  const client = values["client_id"];
  return {
    ...rest,
    flags: [...flags, ...implied].sort(),
    attempts: attempts ?? 1,
    expires_in: expires_in ?? 0,
    client: client === undefined ? "" : hashOf(keys.pseudonym, "client_id", client).toString("hex"),
    keys: Object.keys(values).sort(),
  };
}

function rowInWords({ tuple, startedUs, answeredUs, endedUs, attempts, expiresIn, client }: TakenRow): RowInWords {
  return {
    issuer: tuple.issuer,
    endpoint: words.ENDPOINT_LABELS[tuple.endpoint],
    grant_type: words.GRANT_TYPE_LABELS[tuple.grantType],
    outcome: words.OUTCOME_LABELS[tuple.outcome],
    error: words.ERROR_CODE_LABELS[tuple.error],
    auth_method: words.AUTH_METHOD_LABELS[tuple.authMethod],
    vantage: words.VANTAGE_LABELS[tuple.vantage],
    status: tuple.status,
    response_type: words.RESPONSE_TYPE_LABELS[tuple.responseType],
    response_mode: words.RESPONSE_MODE_LABELS[tuple.responseMode],
    pkce: words.PKCE_LABELS[tuple.pkce],
    via: words.VIA_LABELS[tuple.via],
    rate_limit: words.RATE_LIMIT_KIND_LABELS[tuple.rateLimit],
    unclassified: words.UNCLASSIFIED_REASON_LABELS[tuple.unclassified],
    flags: namesIn(tuple.flags, words.RECORD_FLAG_LABELS),
    keys: namesIn(tuple.keys, words.RECORD_KEY_LABELS),
    started_us: startedUs,
    answered_us: answeredUs,
    ended_us: endedUs,
    attempts,
    expires_in: expiresIn,
    client,
  };
}

function namesIn(mask: number, labels: readonly string[]): readonly string[] {
  return labels.filter((_, value) => value > 0 && (mask & (1 << (value - 1))) !== 0).sort();
}
