// test/golden/heartbeats.json, the filter's side: heartbeats with the board.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as words from "../../control-plane/model/gen/words.ts";
import { type WasmInstance, wasmOf } from "./support/wasm-of.ts";
import { requestOf } from "./support/wire.ts";

type Name =
  | ("count" | "countDropped" | "startHeartbeat" | "addInFlight" | "addWorkerAt" | "endHeartbeat")
  | "messageAddress";
type Exports = Readonly<Record<Name, (...args: readonly (number | bigint)[]) => number>>;

type GoldenWorker = {
  /** 8 bytes, hex. */
  readonly epoch: string;
  readonly age_ms: number;
  readonly seen: number;
  readonly emitted: number;
  readonly dropped: number;
  readonly in_flight: number;
  readonly ended: boolean;
};

type GoldenHeartbeat = {
  readonly name: string;
  readonly counters: { readonly seen?: number; matched?: number; emitted?: number; dropped?: readonly number[] };
  readonly sent: number;
  readonly in_flight: readonly { issuer: string; endpoint: string; vantage: string; exchanges: number }[];
  readonly workers: readonly GoldenWorker[];
  readonly in_flight_unnamed: number;
  readonly workers_unlisted: number;
  readonly hex: string;
};

const { heartbeats } = JSON.parse(readFileSync("test/golden/heartbeats.json", "utf8")) as {
  heartbeats: readonly GoldenHeartbeat[];
};

for (const heartbeat of heartbeats) {
  test(`golden: ${heartbeat.name}: the filter writes these bytes`, async () => {
    const filter = await wasmOf<Exports>("record-encoder");
    assert.equal(written(filter, heartbeat).toString("hex"), heartbeat.hex);
  });
}

test("128 workers with the largest figures, behind as much as is named of exchanges, are written whole", async () => {
  const filter = await wasmOf<Exports>("record-encoder");
  const largest = heartbeats[1]!.workers[0]!;
  const issuer = "i".repeat(128);
  const workers = Array.from({ length: 128 }, (_, index) => ({
    ...largest,
    epoch: Buffer.alloc(8, index + 1).toString("hex"),
    ended: true,
  }));
  const in_flight = Array.from({ length: 32 }, () => ({ issuer, endpoint: "token", vantage: "server", exchanges: 1 }));
  const bytes = written(filter, { ...heartbeats[1]!, workers, in_flight });
  const { heartbeat } = requestOf(bytes);
  assert.equal(heartbeat.workers.length, 128);
  assert.ok(heartbeat.inFlight.length > 10 && heartbeat.inFlight.length < 32, `${heartbeat.inFlight.length} named`);
  assert.equal(heartbeat.workersUnlisted, 300);
  assert.ok(bytes.length <= 16 * 1024, `${bytes.length} bytes`);
});

function written({ exports, put, read }: WasmInstance<Exports>, heartbeat: GoldenHeartbeat): Buffer {
  const { seen = 0, matched = 0, emitted = 0, dropped = [] } = heartbeat.counters;
  exports.count(...[seen, matched, emitted].map(BigInt));
  for (const [reason, records] of dropped.entries()) exports.countDropped(reason, BigInt(records));
  let at = exports.startHeartbeat(BigInt(heartbeat.sent));
  for (const { issuer, endpoint, vantage, exchanges } of heartbeat.in_flight) {
    const where = [words.ENDPOINT_LABELS.indexOf(endpoint as never), words.VANTAGE_LABELS.indexOf(vantage as never)];
    at = exports.addInFlight(at, put(issuer), issuer.length, ...where, exchanges);
  }
  for (const worker of heartbeat.workers) {
    const epoch = Buffer.from(worker.epoch, "hex").readBigUInt64LE();
    const counted = [worker.seen, worker.emitted, worker.dropped].map(BigInt);
    at = exports.addWorkerAt(at, epoch, worker.age_ms, ...counted, worker.in_flight, worker.ended ? 1 : 0);
  }
  const size = exports.endHeartbeat(at, heartbeat.in_flight_unnamed, heartbeat.workers_unlisted);
  return read(exports.messageAddress(), size);
}
