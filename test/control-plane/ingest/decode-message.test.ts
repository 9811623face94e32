import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeMessage } from "../../../control-plane/ingest/decode-message.ts";
import { byeOf, createStreamEncoder, heartbeatOf, helloOf, request, varint } from "./support/encoder.ts";

/** Bytes of fields in hex, put together. */
const hex = (...parts: readonly string[]): Buffer => Buffer.from(parts.join(""), "hex");
const batchOf = (count = 1): Buffer =>
  createStreamEncoder().batch(
    1,
    Array.from({ length: count }, () => ({})),
  );

test("Hello comes with its names and numbers", () => {
  const said = { node: "n", workload: "w", namespace: "s", cluster: "c", epoch: "00000000000000ff", build: "0.1.0" };
  const message = decodeMessage(helloOf({ ...said, emitted: 300, acknowledged: 5, sent: 200 }));
  const numbers = { emitted: 300, acknowledged: 5, sent: 200 };
  assert.deepEqual(message, { kind: "hello", hello: { schema: 1, ...said, ...numbers, told: undefined } });
});

test("Hello comes with the counters that were told; those that are not protobuf are none", () => {
  const message = decodeMessage(helloOf({ told: { seen: 9, matched: 7, emitted: 4, dropped: [0, 1, 2] } }));
  assert.ok(message.kind === "hello");
  assert.deepEqual(message.hello.told, { seen: 9, emitted: 4, dropped: [0, 1, 2] });
  const broken = decodeMessage(hex("0a0f", "0801", "32080102030405060708", "5a0122"));
  assert.ok(broken.kind === "hello");
  assert.equal(broken.hello.told, undefined);
});

test("a heartbeat comes with counters and what is under way", () => {
  const inFlight = [{ issuer: "corp", endpoint: "token", vantage: "server", exchanges: 3 }];
  const message = decodeMessage(heartbeatOf({ seen: 9, emitted: 4, dropped: [0, 1, 2] }, 3, inFlight));
  const entry = { issuer: "corp", endpoint: 2, vantage: 1, exchanges: 3 };
  const counters = { seen: 9, emitted: 4, dropped: [0, 1, 2] };
  const board = { workers: [], leftOut: 0, unlisted: 0 };
  const heartbeat = { counters, sent: 3, inFlight: [entry], folded: 0, unnamed: 0, board };
  assert.deepEqual(message, { kind: "heartbeat", heartbeat });
});

test("a heartbeat brings the board: its workers, and how many found no place", () => {
  const worker = { epoch: "00000000000000ff", age_ms: 2 ** 32 - 1, seen: 7, emitted: 5, dropped: 9, in_flight: 2 };
  const workers = [worker, { epoch: "01".repeat(8), ended: true }];
  const message = decodeMessage(heartbeatOf({}, 0, [], { workers, in_flight_unnamed: 3, workers_unlisted: 4 }));
  assert.ok(message.kind === "heartbeat");
  const { board, unnamed } = message.heartbeat;
  assert.deepEqual([unnamed, board.unlisted, board.leftOut], [3, 4, 0]);
  assert.deepEqual(board.workers, [
    { epoch: "00000000000000ff", ageMs: 2 ** 32 - 1, seen: 7, emitted: 5, dropped: 9, inFlight: 2, isEnded: false },
    { epoch: "01".repeat(8), ageMs: 0, seen: 0, emitted: 0, dropped: 0, inFlight: 0, isEnded: true },
  ]);
});

test("workers that nobody can be are left out and counted, figures that none can have are 0, and the rest of the heartbeat is read", () => {
  const epoch = "0a080102030405060708";
  const worker = (...fields: readonly string[]): string => {
    const text = fields.join("");
    return `22${(text.length / 2).toString(16).padStart(2, "0")}${text}`;
  };
  const wrong = [
    worker(),
    worker("0a0701020304050607"),
    worker("0a080000000000000000"),
    worker(epoch, "108080808010"),
    worker(epoch, "22"),
  ].join("");
  const figures = [`18${"ff".repeat(6)}01`, `20${"ff".repeat(8)}01`, `28${"ff".repeat(6)}01`, "30818004"];
  const body = [wrong, worker(epoch, ...figures), worker(epoch, "1805", "3801"), "28818004", "30ffffff7f", "1009"].join(
    "",
  );
  const size = varint(body.length / 2).map((byte) => byte.toString(16).padStart(2, "0"));
  const message = decodeMessage(hex("1a", ...size, body));
  assert.ok(message.kind === "heartbeat");
  const { board, unnamed, sent } = message.heartbeat;
  assert.deepEqual(board.workers, [
    { epoch: "0102030405060708", ageMs: 0, seen: 0, emitted: 0, dropped: 0, inFlight: 0, isEnded: false },
    { epoch: "0102030405060708", ageMs: 0, seen: 5, emitted: 0, dropped: 0, inFlight: 0, isEnded: true },
  ]);
  assert.deepEqual([board.leftOut, unnamed, board.unlisted, sent], [5, 65_536, 65_536, 9]);
});

test("of a heartbeat 128 workers are read, and those beyond are counted", () => {
  const workers = Array.from({ length: 131 }, (_, index) => ({ epoch: (index + 1).toString(16).padStart(16, "0") }));
  const message = decodeMessage(heartbeatOf({}, 0, [], { workers }));
  assert.ok(message.kind === "heartbeat");
  assert.deepEqual([message.heartbeat.board.workers.length, message.heartbeat.board.leftOut], [128, 3]);
  assert.equal(message.heartbeat.board.workers.at(-1)?.epoch, "0000000000000080");
});

test("entries under way that make no sense are left out, and those beyond 64 are added up as issuer other", () => {
  const entries = [
    { issuer: "x".repeat(129), endpoint: 2, vantage: 1, exchanges: 1 },
    { issuer: "a", endpoint: 99, vantage: 1, exchanges: 1 },
    { issuer: "a", endpoint: 2, vantage: 0, exchanges: 1 },
    { endpoint: 2, vantage: 1, exchanges: 1 },
    ...Array.from({ length: 70 }, () => ({ issuer: "a", endpoint: 2, vantage: 1, exchanges: 1 })),
  ];
  const message = decodeMessage(request({ heartbeat: { inFlight: entries } }));
  assert.ok(message.kind === "heartbeat");
  assert.equal(message.heartbeat.inFlight.length, 65);
  assert.deepEqual(message.heartbeat.inFlight.at(-1), { issuer: "other", endpoint: 2, vantage: 1, exchanges: 6 });
  assert.equal(message.heartbeat.folded, 6);
});

test("drop counters are read packed and one by one, and unknown reasons are left out", () => {
  const packed = hex("1a0a", "0a08", "2206", "000102030405");
  const single = hex("1a0e", "0a0c", "2000", "2001", "2002", "2003", "2004", "2005");
  const more = hex("1a0b", "0a09", "2207", "00010203040563");
  for (const bytes of [packed, single, more]) {
    const message = decodeMessage(bytes);
    assert.ok(message.kind === "heartbeat");
    assert.deepEqual(message.heartbeat.counters?.dropped, [0, 1, 2, 3, 4, 5]);
  }
});

test("Bye comes with its counters", () => {
  const counters = { seen: 1, emitted: 2, dropped: [] };
  assert.deepEqual(decodeMessage(byeOf({ seen: 1, emitted: 2 }, 2)), { kind: "bye", bye: { counters, sent: 2 } });
});

test("a batch keeps its strings, tuples and rows as bytes", () => {
  const bytes = batchOf();
  const message = decodeMessage(bytes);
  assert.ok(message.kind === "batch");
  const { first, count, strings, longestString, tuples, rows } = message.batch;
  assert.deepEqual([first, count, strings, longestString], [1, 1, 1, 4]);
  assert.equal(tuples.to - tuples.from, 17);
  assert.equal(bytes.subarray(rows.from, rows.to).toString("hex"), "0100dc0bd00f");
});

test("fields that this version does not know are skipped, of every wire type", () => {
  const unknown = hex("f80101", "f901", "00".repeat(8), "fa0103010203", "fd01", "00".repeat(4));
  const message = decodeMessage(Buffer.concat([unknown, helloOf(), unknown]));
  assert.equal(message.kind, "hello");
});

test("Hello needs an epoch of eight bytes that are not all zero", () => {
  for (const epoch of ["", "00".repeat(8), "01".repeat(7), "01".repeat(9)]) {
    assert.equal(decodeMessage(helloOf({ epoch })).kind, "unreadable", epoch);
  }
});

test("a name of Hello has at most 256 bytes, and may be cut in the middle of a character", () => {
  assert.equal(decodeMessage(helloOf({ node: "n".repeat(256) })).kind, "hello");
  assert.equal(decodeMessage(helloOf({ node: "n".repeat(257) })).kind, "unreadable");
  const cut = decodeMessage(hex("0a0f", "0801", "1201c3", "32080102030405060708"));
  assert.ok(cut.kind === "hello");
  assert.equal(cut.hello.node, "\ufffd");
});

test("nothing, two messages in one, groups, and a field number 0 are unreadable", () => {
  for (const bytes of [hex(), Buffer.concat([helloOf(), byeOf({}, 1)]), hex("0b0c"), hex("0001"), hex("ff")]) {
    assert.equal(decodeMessage(bytes).kind, "unreadable");
  }
});

test("a batch that is broken behind its numbers is refused with them", () => {
  const bytes = hex("120a", "0805", "1003", "2a7f", "00000000");
  assert.deepEqual(decodeMessage(bytes), {
    kind: "refused_batch",
    first: 5,
    count: 3,
    reason: "malformed",
    what: "the batch is not protobuf",
  });
});

test("a batch that is cut short is refused with its numbers, as long as these are there", () => {
  const bytes = batchOf(20);
  const cut = decodeMessage(bytes.subarray(0, bytes.length - 1));
  assert.deepEqual(cut, {
    kind: "refused_batch",
    first: 1,
    count: 20,
    reason: "malformed",
    what: "the batch is cut short",
  });
  assert.equal(decodeMessage(bytes.subarray(0, 3)).kind, "unreadable");
});

test("a batch of more than 4,096 rows or 64 KiB is too large", () => {
  const many = createStreamEncoder().batch(
    1,
    Array.from({ length: 4_097 }, () => ({ started_us: 1 })),
  );
  const message = decodeMessage(many);
  assert.ok(message.kind === "refused_batch");
  assert.deepEqual([message.first, message.count, message.reason], [1, 4_097, "too_large"]);
  const long = decodeMessage(createStreamEncoder().batch(1, [{}], {}, { rows: Buffer.alloc(65_536) }));
  assert.ok(long.kind === "refused_batch" && long.reason === "too_large");
});

test("a batch with numbers that nobody can have is unreadable", () => {
  const numbers = [
    [0, 1],
    [1, 0],
    [2 ** 53, 1],
    [1, 100_000],
  ] as const;
  for (const [first, count] of numbers) {
    const bytes = Buffer.from([...varint(8), ...varint(first), ...varint(16), ...varint(count)]);
    const message = decodeMessage(Buffer.concat([Buffer.from([0x12, bytes.length]), bytes]));
    assert.equal(message.kind, "unreadable", `${first} ${count}`);
  }
});

test("numbers of more than 64 bits, and varints of more than ten bytes, are not taken for others", () => {
  const longest = decodeMessage(hex("120e", "08", "ff".repeat(9), "01", "1001"));
  assert.equal(longest.kind, "unreadable");
  assert.equal(decodeMessage(Buffer.concat([helloOf(), hex("78", "80".repeat(9), "00")])).kind, "hello");
  assert.equal(decodeMessage(Buffer.concat([helloOf(), hex("78", "80".repeat(10), "00")])).kind, "unreadable");
});

test("any bytes of a worker give a heartbeat that is read, or not", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 5 }), fc.boolean(), (workers, isCut) => {
      const fields = workers.map((bytes) => Buffer.concat([Buffer.from([0x22, bytes.length]), bytes]));
      const body = Buffer.concat([...fields, Buffer.from(isCut ? [0x22, 9] : [])]);
      const message = decodeMessage(Buffer.concat([Buffer.from([0x1a, ...varint(body.length)]), body]));
      assert.equal(message.kind, isCut ? "unreadable" : "heartbeat");
    }),
    { seed: 1, numRuns: 1_000 },
  );
});

test("any bytes give a message", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300, size: "max" }), (bytes) => {
      assert.ok(decodeMessage(bytes).kind.length > 0);
    }),
    { seed: 1, numRuns: 2_000 },
  );
});
