// test/golden/wire.json, the filter's side: its own record, ring, dictionary and keys, filled with what the file means,
// give the file's bytes. The aggregator's side: test/control-plane/ingest/golden-wire.test.ts.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as words from "../../control-plane/model/gen/words.ts";
import {
  helloOf,
  RECORD,
  type SampleCounters,
  type SampleHello,
  type SampleInFlight,
  type SampleKeys,
  type SampleRecord,
} from "../control-plane/ingest/support/encoder.ts";
import { type GoldenMessage, readGoldenWire } from "../control-plane/ingest/support/golden-wire.ts";
import { type WasmInstance, wasmOf } from "./support/wasm-of.ts";

/** What test/filter/as/record-encoder.ts exports: a `u64` is a bigint, all else a number. */
type Name =
  | ("begin" | "identityPart" | "key" | "count" | "countDropped")
  | ("record" | "request" | "authorization" | "answer" | "flag" | "attempts" | "expiresIn" | "digest" | "push")
  | ("sayHello" | "sayBatch" | "startHeartbeat" | "addInFlight" | "endHeartbeat" | "sayBye")
  | ("batchAddress" | "messageAddress");
type Exports = Readonly<Record<Name, (...args: readonly (number | bigint)[]) => number>>;
type Filter = WasmInstance<Exports>;

const ENTRY = "record-encoder";

for (const { name, keys, messages } of readGoldenWire().streams) {
  test(`golden: ${name}: the filter writes these bytes`, async () => {
    const filter = await wasmOf<Exports>(ENTRY);
    takeKeys(filter, keys);
    for (const [index, message] of messages.entries()) {
      filter.clear();
      assert.equal(encoded(filter, message).toString("hex"), message.hex, `message ${index}, ${message.kind}`);
    }
  });
}

test("the longest Hello there can be is written whole", async () => {
  const filter = await wasmOf<Exports>(ENTRY);
  const name = "n".repeat(256);
  const largest = Number.MAX_SAFE_INTEGER;
  const told = { seen: largest, matched: largest, emitted: largest, dropped: Array.from({ length: 6 }, () => largest) };
  const names = { node: name, workload: name, namespace: name, cluster: name, build: name };
  const hello = {
    ...names,
    schema: 1,
    epoch: "ff".repeat(8),
    emitted: largest,
    acknowledged: largest - 1,
    sent: largest,
  };
  const size = sayHello(filter, { ...hello, told });
  const bytes = filter.read(filter.exports.messageAddress(), size);
  assert.deepEqual(bytes, helloOf({ ...hello, told }));
});

function encoded(filter: Filter, message: GoldenMessage): Buffer {
  const { exports, read } = filter;
  switch (message.kind) {
    case "hello": {
      const size = sayHello(filter, message.hello);
      return read(exports.messageAddress(), size);
    }
    case "batch": {
      count(filter, message.counters);
      for (const record of message.records) push(filter, record);
      const size = exports.sayBatch();
      return read(exports.batchAddress(), size);
    }
    case "heartbeat": {
      count(filter, message.counters);
      const size = beat(filter, message.sent, message.in_flight);
      return read(exports.messageAddress(), size);
    }
    case "bye": {
      count(filter, message.counters);
      const size = exports.sayBye(BigInt(message.sent));
      return read(exports.messageAddress(), size);
    }
  }
}

function sayHello(filter: Filter, hello: SampleHello): number {
  const { exports, put } = filter;
  const { node = "", workload = "", namespace = "", cluster = "", epoch = "", build = "" } = hello;
  for (const [part, name] of [node, workload, namespace, cluster].entries())
    exports.identityPart(part, ...text(filter, name));
  const { emitted = 0, acknowledged = 0, sent = 0, told } = hello;
  count(filter, told ?? {});
  exports.begin(BigInt(acknowledged + 1));
  const numbers = [emitted, acknowledged, sent].map(BigInt);
  const hasTold = told === undefined ? 0 : 1;
  return exports.sayHello(Buffer.from(epoch, "hex").readBigUInt64LE(), put(build), build.length, ...numbers, hasTold);
}

function beat(filter: Filter, sent: number, inFlight: readonly SampleInFlight[]): number {
  const { exports } = filter;
  let at = exports.startHeartbeat(BigInt(sent));
  for (const { issuer, endpoint, vantage, exchanges } of inFlight) {
    const where = [valueOf(words.ENDPOINT_LABELS, endpoint), valueOf(words.VANTAGE_LABELS, vantage)];
    at = exports.addInFlight(at, ...text(filter, issuer), ...where, exchanges);
  }
  return exports.endHeartbeat(at, 0, 0);
}

function takeKeys({ exports, put }: Filter, keys: SampleKeys): void {
  const pairs = [
    ["flow", keys.flow, keys.previous_flow],
    ["refresh", keys.refresh, keys.previous_refresh],
    ["pseudonym", keys.pseudonym, undefined],
  ] as const;
  for (const [name, { id, secret }, before] of pairs) {
    const previous = before === undefined ? [0, 0] : [before.id, put(Buffer.from(before.secret, "hex"))];
    exports.key(valueOf(words.KEY_CLASS_LABELS, name), id, put(Buffer.from(secret, "hex")), ...previous);
  }
}

function count({ exports }: Filter, { seen = 0, matched = 0, emitted = 0, dropped = [] }: SampleCounters): void {
  exports.count(...[seen, matched, emitted].map(BigInt));
  for (const [reason, records] of dropped.entries()) exports.countDropped(reason, BigInt(records));
}

function push(filter: Filter, sample: SampleRecord): void {
  const { exports } = filter;
  const record = { ...RECORD, ...sample };
  const word = (labels: readonly string[], label: string): number => valueOf(labels, label);
  exports.record(...text(filter, record.issuer), BigInt(record.started_us), record.answered_us, record.ended_us);
  exports.request(
    word(words.ENDPOINT_LABELS, record.endpoint),
    word(words.GRANT_TYPE_LABELS, record.grant_type),
    word(words.AUTH_METHOD_LABELS, record.auth_method),
    word(words.VANTAGE_LABELS, record.vantage),
  );
  exports.authorization(
    word(words.RESPONSE_TYPE_LABELS, record.response_type),
    word(words.RESPONSE_MODE_LABELS, record.response_mode),
    word(words.PKCE_LABELS, record.pkce),
    word(words.VIA_LABELS, record.via),
  );
  exports.answer(
    word(words.OUTCOME_LABELS, record.outcome),
    word(words.ERROR_CODE_LABELS, record.error),
    record.status,
    word(words.RATE_LIMIT_KIND_LABELS, record.rate_limit),
    word(words.UNCLASSIFIED_REASON_LABELS, record.unclassified),
  );
  for (const flag of record.flags) exports.flag(word(words.RECORD_FLAG_LABELS, flag));
  if (record.attempts !== undefined) exports.attempts(record.attempts);
  if (record.expires_in !== undefined) exports.expiresIn(record.expires_in);
  for (const [kind, value] of Object.entries<string>(record.keys)) {
    const has = exports.digest(word(words.RECORD_KEY_LABELS, kind), ...text(filter, value));
    assert.equal(has, 1, `no room for ${kind}`);
  }
  assert.equal(exports.push(), 1, "the ring is full");
}

function text({ put }: Filter, value: string): readonly [at: number, size: number] {
  return [put(value), Buffer.byteLength(value)];
}

function valueOf(labels: readonly string[], label: string): number {
  const value = labels.indexOf(label);
  assert.ok(value >= 0, `no such word: ${label}`);
  return value;
}
