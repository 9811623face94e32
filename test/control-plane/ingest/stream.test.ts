import assert from "node:assert/strict";
import { test } from "node:test";
import { byeOf, createStreamEncoder, type SampleRecord } from "./support/encoder.ts";
import { createHarness, type Harness } from "./support/harness.ts";
import { greeted } from "./support/peers.ts";

const many = (count: number): SampleRecord[] => Array.from({ length: count }, () => ({}));

const garbage = Buffer.from("ffffff", "hex");

const ingestDrops = ({ ledger }: Harness): Record<string, number> =>
  Object.fromEntries(ledger.dropped.get("ingest") ?? []);

test("a newer stream of an epoch ends the older one, and what the older one still brings is not counted", () => {
  const harness = createHarness();
  const old = greeted(harness);
  const encoder = createStreamEncoder();
  old.say(encoder.batch(1, many(5)));
  const young = greeted(harness, { sent: 5, emitted: 9 });
  assert.equal(old.end?.reason, "superseded");
  assert.equal(young.told[0].welcome.acknowledged, 5);
  old.say(encoder.batch(6, many(2)));
  old.cancel();
  young.say(createStreamEncoder().batch(6, many(4)));
  const { received, aggregated, duplicate, streams, inFlight } = harness.figures();
  assert.deepEqual([received, aggregated, duplicate, streams, inFlight], [9, 9, 0, 1, 0]);
});

test("records that an aggregator before this one may have counted are counted, and named", () => {
  const harness = createHarness();
  const peer = greeted(harness, { acknowledged: 10, sent: 12, emitted: 15 });
  peer.say(createStreamEncoder().batch(11, many(5)));
  const { emitted, aggregated, resent } = harness.figures();
  assert.deepEqual([emitted, aggregated, resent], [5, 5, 2]);
});

test("a batch that cannot be read, but whose numbers can, is dropped, acknowledged, and the stream ended", () => {
  const harness = createHarness();
  const peer = greeted(harness);
  const batch = createStreamEncoder().batch(1, many(20));
  peer.say(batch.subarray(0, batch.length - 1));
  assert.deepEqual(ingestDrops(harness), { malformed: 20 });
  assert.equal(peer.acknowledged(), 20);
  assert.equal(peer.end?.reason, "malformed");
});

test("of a batch that cannot be read, what was had before is duplicate, not dropped", () => {
  const harness = createHarness();
  greeted(harness).say(createStreamEncoder().batch(1, many(5)));
  const peer = greeted(harness, { sent: 5, emitted: 8 });
  const batch = createStreamEncoder().batch(3, many(6));
  peer.say(batch.subarray(0, batch.length - 1));
  assert.deepEqual([ingestDrops(harness), harness.ledger.duplicate], [{ malformed: 3 }, 3]);
});

test("too large a batch, a full dictionary and unreadable tuples drop the batch with their reason", () => {
  const strings = Array.from({ length: 1_025 }, (_, index) => `i${index}`);
  const cases = [
    ["too_large", createStreamEncoder().batch(1, many(4_097)), 4_097],
    ["stream_limit", createStreamEncoder().batch(1, many(2), undefined, { strings }), 2],
    ["malformed", createStreamEncoder().batch(1, many(3), undefined, { tuples: Buffer.from([1, 2, 3]) }), 3],
  ] as const;
  for (const [reason, batch, records] of cases) {
    const harness = createHarness();
    const peer = greeted(harness);
    peer.say(batch);
    assert.deepEqual(ingestDrops(harness), { [reason]: records });
    assert.deepEqual([peer.acknowledged(), peer.end?.reason], [records, reason]);
  }
});

test("rows that cannot be counted are dropped, and the stream goes on", () => {
  const harness = createHarness({ maxTuples: 1 });
  const peer = greeted(harness);
  const encoder = createStreamEncoder();
  peer.say(encoder.batch(1, [{}, { status: 201 }]));
  peer.say(encoder.batch(3, [{}], undefined, { rows: Buffer.from([99, 0, 1, 1]) }));
  assert.deepEqual(ingestDrops(harness), { series_limit: 1, unknown_dictionary: 1 });
  peer.say(encoder.batch(4, [{}]));
  assert.equal(harness.ledger.aggregated, 2);
  assert.equal(peer.end, undefined);
});

test("a batch nobody can read does not come for ever: the third stream that ends with it is the last", () => {
  const harness = createHarness();
  for (let stream = 1; stream <= 3; stream += 1) {
    const peer = greeted(harness, { sent: 6, emitted: 9 });
    assert.equal(peer.told[0].welcome.acknowledged ?? 0, 0);
    peer.say(garbage);
    assert.equal(peer.end?.reason, "malformed");
  }
  const peer = greeted(harness, { sent: 6, emitted: 9 });
  assert.equal(peer.told[0].welcome.acknowledged, 6);
  peer.say(createStreamEncoder().batch(7, many(3)));
  const { lost, aggregated, inFlight } = harness.figures();
  assert.deepEqual([lost, aggregated, inFlight], [6, 3, 0]);
});

test("a batch from beyond any ring ends the stream, and moves nothing", () => {
  const harness = createHarness();
  const peer = greeted(harness);
  peer.say(createStreamEncoder().batch(2 ** 40, many(1)));
  assert.equal(peer.end?.reason, "malformed");
  const { emitted, received, lost } = harness.figures();
  assert.deepEqual([emitted, received, lost], [0, 0, 0]);
});

test("Bye takes the last figures: what was not sent is lost", () => {
  const harness = createHarness();
  const peer = greeted(harness);
  peer.say(createStreamEncoder().batch(1, many(4)), byeOf({ seen: 30, emitted: 6, dropped: [0, 1] }, 4));
  assert.deepEqual([peer.end?.reason, peer.acknowledged()], ["bye", 6]);
  const { lost, inFlight, workers, streams } = harness.figures();
  assert.deepEqual([lost, inFlight, workers.gone, streams], [2, 0, 1, 0]);
});
