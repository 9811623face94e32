// test/golden/heartbeats.json, the aggregator's side: heartbeats with the board.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { decodeMessage } from "../../../control-plane/ingest/decode-message.ts";
import type { Worker } from "../../../control-plane/ingest/message.ts";
import { heartbeatOf, type SampleCounters, type SampleInFlight, type SampleWorker } from "./support/encoder.ts";

type GoldenHeartbeat = {
  readonly name: string;
  readonly counters: SampleCounters;
  readonly sent: number;
  readonly in_flight: readonly SampleInFlight[];
  readonly workers: readonly SampleWorker[];
  readonly in_flight_unnamed: number;
  readonly workers_unlisted: number;
  readonly hex: string;
};

const { heartbeats } = JSON.parse(readFileSync("test/golden/heartbeats.json", "utf8")) as {
  readonly heartbeats: readonly GoldenHeartbeat[];
};

for (const meant of heartbeats) {
  test(`golden: ${meant.name}: an encoder by observation.proto writes these bytes`, () => {
    // A filter writes every drop counter, also those that are 0.
    const counters = { dropped: [0, 0, 0, 0, 0, 0], ...meant.counters };
    assert.equal(heartbeatOf(counters, meant.sent, meant.in_flight, meant).toString("hex"), meant.hex);
  });

  test(`golden: ${meant.name}: the aggregator reads what was meant`, () => {
    const message = decodeMessage(Buffer.from(meant.hex, "hex"));
    assert.ok(message.kind === "heartbeat");
    const { sent, unnamed, board } = message.heartbeat;
    const numbers = [meant.sent, meant.in_flight_unnamed, meant.workers_unlisted, 0];
    assert.deepEqual([sent, unnamed, board.unlisted, board.leftOut], numbers);
    assert.deepEqual(board.workers, meant.workers.map(readOf));
  });
}

/** Nobody here believes figures that a worker cannot have. */
function readOf({ epoch, age_ms = 0, ended = false, ...meant }: SampleWorker): Worker {
  const { seen = 0, emitted = 0, dropped = 0, in_flight = 0 } = meant;
  const figures = {
    seen: seen <= 2 ** 40 ? seen : 0,
    emitted: emitted <= 2 ** 52 ? emitted : 0,
    dropped: dropped <= 2 ** 40 ? dropped : 0,
    inFlight: in_flight <= 2 ** 16 ? in_flight : 0,
  };
  return { epoch, ageMs: age_ms, ...figures, isEnded: ended };
}
