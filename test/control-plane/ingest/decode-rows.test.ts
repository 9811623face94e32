import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeMessage } from "../../../control-plane/ingest/decode-message.ts";
import { decodeRows, type RowsResult } from "../../../control-plane/ingest/decode-rows.ts";
import { addToDictionary, createDictionary, type Dictionary } from "../../../control-plane/ingest/dictionary.ts";
import type { Batch } from "../../../control-plane/ingest/message.ts";
import { createRows } from "../../../control-plane/model/rows.ts";
import { createStreamEncoder, hashOf, KEYS, type SampleRecord, varint } from "./support/encoder.ts";
import { createFakeSink, type TakenRow } from "./support/harness.ts";

type Decoded = { readonly rows: readonly TakenRow[]; readonly result: RowsResult };

/** One stream: batches in order. */
function createReader(maxTuples = Infinity): {
  read(bytes: Uint8Array, skip?: number, resentBelow?: number): Decoded;
  dictionary: Dictionary;
} {
  const { rows, sink } = createFakeSink(maxTuples);
  const columns = createRows();
  const dictionary = createDictionary();
  return {
    dictionary,
    read(bytes, skip = 0, resentBelow = 0) {
      const batch = batchOf(bytes);
      assert.equal(addToDictionary(dictionary, batch, sink.intern), "ok");
      const result = decodeRows(batch, dictionary, skip, resentBelow, columns);
      rows.length = 0;
      sink.aggregate(columns, { wallMs: 0, steadyMs: 0 });
      return { rows: [...rows], result };
    },
  };
}

function batchOf(bytes: Uint8Array): Batch {
  const message = decodeMessage(bytes);
  return message.kind === "batch" ? message.batch : assert.fail(JSON.stringify(message));
}

const NOTHING = { resent: 0, malformed: 0, unknown_dictionary: 0, series_limit: 0 };
const fine: SampleRecord = { answered_us: 5, ended_us: 6 };

test("a row comes out as it went in", () => {
  const record: SampleRecord = {
    started_us: 1_700_000_000_000_123,
    answered_us: 40,
    ended_us: 70_000,
    attempts: 3,
    expires_in: 3_600,
    flags: ["access_token"],
    keys: { code: "SplxlOBeZQQYbYjxVjcpYw", client_id: "s6BhdRkqt3", request_id: "r" },
  };
  const { rows, result } = createReader().read(createStreamEncoder().batch(1, [record]));
  assert.deepEqual(result, NOTHING);
  const [row] = rows;
  assert.ok(row !== undefined);
  const { tuple, ...numbers } = row;
  const client = hashOf(KEYS.pseudonym, "client_id", "s6BhdRkqt3").toString("hex");
  assert.deepEqual(numbers, {
    startedUs: 1_700_000_000_000_123,
    answeredUs: 40,
    endedUs: 70_000,
    attempts: 3,
    expiresIn: 3_600,
    client,
  });
  assert.deepEqual([tuple.issuer, tuple.endpoint, tuple.grantType, tuple.status], ["corp", 2, 3, 200]);
});

test("a second batch uses the dictionary of the first, and start times go back and forth", () => {
  const encoder = createStreamEncoder();
  const reader = createReader();
  reader.read(encoder.batch(1, [fine]));
  const { rows } = reader.read(encoder.batch(2, [{ started_us: 500 }, { started_us: 100 }, { started_us: 900 }]));
  assert.deepEqual(
    rows.map(({ startedUs }) => startedUs),
    [500, 100, 900],
  );
});

test("flow and refresh keys are as wide as their classes say, and the client id is found behind them", () => {
  const flow = { id: 5, secret: "05".repeat(32) };
  const all = [
    "code",
    "state",
    "pkce",
    "refresh_token_presented",
    "refresh_token_issued",
    "request_uri",
    "device_code",
    "auth_req_id",
    "client_id",
    "request_id",
  ];
  const record: SampleRecord = { keys: Object.fromEntries(all.map((name) => [name, "v"])) };
  const client = hashOf(KEYS.pseudonym, "client_id", "v").toString("hex");
  for (const keys of [
    KEYS,
    { ...KEYS, previous_flow: flow },
    { ...KEYS, previous_refresh: flow },
    { ...KEYS, previous_flow: flow, previous_refresh: flow },
  ]) {
    const { rows, result } = createReader().read(createStreamEncoder(keys).batch(1, [record, record]));
    assert.deepEqual(result, NOTHING);
    assert.deepEqual(
      rows.map((row) => row.client),
      [client, client],
    );
  }
});

test("rows that were had before are walked over", () => {
  const records = [1, 2, 3, 4].map((answered_us) => ({ answered_us, keys: { client_id: "c" } }));
  const { rows, result } = createReader().read(createStreamEncoder().batch(1, records), 2, 3);
  assert.deepEqual(
    rows.map(({ answeredUs }) => answeredUs),
    [3, 4],
  );
  assert.deepEqual(result, { ...NOTHING, resent: 1 });
});

test("a tuple with a word that is not known makes its own rows malformed, and no others", () => {
  const strange = [1, 2, 3, 99, 1, 1, 1, 200, 0, 0, 0, 0, 0, 0, 0, 1 << 8].flatMap(varint);
  const good = [1, 2, 3, 1, 1, 1, 1, 200, 0, 0, 0, 0, 0, 0, 0, 0].flatMap(varint);
  const rows = Buffer.from([2, 0, 1, 1, 1, 0, 2, 2, ...Buffer.alloc(8), 2, 0, 3, 3]);
  const bytes = createStreamEncoder().batch(1, [fine], undefined, {
    count: 3,
    tuples: Buffer.from([...strange, ...good]),
    rows,
  });
  const decoded = createReader().read(bytes);
  assert.deepEqual(
    decoded.rows.map(({ answeredUs }) => answeredUs),
    [1, 3],
  );
  assert.deepEqual(decoded.result, { ...NOTHING, malformed: 1 });
});

test("each field of a tuple is held to its own bounds", () => {
  const good = [1, 2, 3, 1, 1, 1, 1, 200, 0, 0, 0, 0, 0, 0, 0, 0];
  const beyond = [0, 16, 17, 9, 57, 13, 4, 1_000, 11, 8, 5, 5, 6, 7, 1 << 15, 2 ** 40];
  const zeros = [0, 0, 0, 0, 0, 0, 0];
  const tuples = [...beyond, ...zeros].map((value, index) => good.with(index % 16, value));
  for (const tuple of tuples) {
    const bytes = createStreamEncoder().batch(1, [fine], undefined, { tuples: Buffer.from(tuple.flatMap(varint)) });
    assert.deepEqual(createReader().read(bytes).result, { ...NOTHING, malformed: 1 }, tuple.join(" "));
  }
});

test("a tuple of a string that was never told, and an id beyond the dictionary, are unknown", () => {
  const noString = [9, 2, 3, 1, 1, 1, 1, 200, 0, 0, 0, 0, 0, 0, 0, 0].flatMap(varint);
  const rows = Buffer.from([1, 0, 1, 1, 9, 0, 1, 1]);
  const first = createStreamEncoder().batch(1, [fine, fine], undefined, { tuples: Buffer.from(noString), rows });
  assert.deepEqual(createReader().read(first).result, { ...NOTHING, unknown_dictionary: 2 });
  const second = createStreamEncoder().batch(1, [fine, fine, fine], undefined, {
    rows: Buffer.from([1, 0, 5, 6, 9, 0, 5, 6, 1, 0, 5, 6]),
  });
  const decoded = createReader().read(second);
  assert.equal(decoded.rows.length, 1);
  assert.deepEqual(decoded.result, { ...NOTHING, unknown_dictionary: 2 });
});

test("tuples that the aggregate has no room for are a series limit", () => {
  const { rows, result } = createReader(1).read(createStreamEncoder().batch(1, [fine, { ...fine, status: 201 }, fine]));
  assert.equal(rows.length, 2);
  assert.deepEqual(result, { ...NOTHING, series_limit: 1 });
});

test("a row that is cut short is malformed, with all behind it", () => {
  const whole = Buffer.from([1, 0, 5, 6, 1, 0, 5, 6, 1, 0, 5, 6]);
  for (let size = 0; size < whole.length; size += 1) {
    const bytes = createStreamEncoder().batch(1, [fine, fine, fine], undefined, { rows: whole.subarray(0, size) });
    const { rows, result } = createReader().read(bytes);
    assert.deepEqual(
      [rows.length, result.malformed],
      [Math.floor(size / 4), 3 - Math.floor(size / 4)],
      `${size} bytes`,
    );
  }
});

test("bytes behind the last row make the batch malformed", () => {
  const bytes = createStreamEncoder().batch(1, [fine], undefined, { rows: Buffer.from([1, 0, 5, 6, 0]) });
  assert.deepEqual(createReader().read(bytes, 0, 1).result, { ...NOTHING, malformed: 1 });
});

test("a try that was the only one is no retry, and times before 1970 are none", () => {
  const retried = createStreamEncoder().batch(1, [{ attempts: 1 }, { attempts: 2 }]);
  assert.deepEqual(createReader().read(retried).result, { ...NOTHING, malformed: 1 });
  const early = createStreamEncoder().batch(1, [{ started_us: 5 }, { started_us: -5 }]);
  assert.deepEqual(createReader().read(early).result, { ...NOTHING, malformed: 1 });
});

test("numbers too large for their column are as large as it holds", () => {
  const { rows } = createReader().read(createStreamEncoder().batch(1, [{ attempts: 70_000, expires_in: 2 ** 40 }]));
  assert.deepEqual([rows[0]?.attempts, rows[0]?.expiresIn], [65_535, 4_294_967_295]);
});

test("a dictionary takes 1,024 strings of 128 bytes and 4,096 tuples, and no more", () => {
  const { sink } = createFakeSink();
  const tuples = (count: number): Buffer =>
    Buffer.from(
      Array.from({ length: count }, () => [1, 2, 3, 1, 1, 1, 1, 200, 0, 0, 0, 0, 0, 0, 0, 0].flatMap(varint)).flat(),
    );
  const add = (dictionary: Dictionary, strings: readonly string[], tupleBytes: Buffer): string =>
    addToDictionary(
      dictionary,
      batchOf(createStreamEncoder().batch(1, [fine], undefined, { strings, tuples: tupleBytes })),
      sink.intern,
    );
  const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `i${index}`);
  const full = createDictionary();
  assert.equal(add(full, names(1_024), Buffer.alloc(0)), "ok");
  assert.equal(add(full, ["x"], Buffer.alloc(0)), "stream_limit");
  assert.equal(add(createDictionary(), ["x".repeat(128)], Buffer.alloc(0)), "ok");
  assert.equal(add(createDictionary(), ["x".repeat(129)], Buffer.alloc(0)), "stream_limit");
  const many = createDictionary();
  for (let part = 0; part < 2; part += 1) assert.equal(add(many, [], tuples(2_048)), "ok");
  assert.equal(many.tuples, 4_096);
  assert.equal(add(many, [], tuples(1)), "stream_limit");
  assert.equal(add(createDictionary(), [], Buffer.from([1, 2, 3])), "malformed");
});
