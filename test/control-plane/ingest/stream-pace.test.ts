import assert from "node:assert/strict";
import { test } from "node:test";
import { createStreamEncoder, heartbeatOf, type SampleRecord } from "./support/encoder.ts";
import { createHarness } from "./support/harness.ts";
import { greeted } from "./support/peers.ts";

const many = (count: number): SampleRecord[] => Array.from({ length: count }, () => ({}));

test("Hello is answered by Welcome: credit, what is had, keys of all classes, and when to flush", () => {
  const harness = createHarness();
  const { told } = greeted(harness, { acknowledged: 4 });
  assert.equal(told.length, 1);
  const { creditBytes, acknowledged, control } = told[0].welcome;
  assert.deepEqual([creditBytes, acknowledged, control.flush], [65_536, 4, { ageMs: 250 }]);
  assert.deepEqual(
    control.keys.map(({ keyClass, id }: { keyClass: number; id: number }) => [keyClass, id]),
    [
      [1, 7],
      [2, 8],
      [3, 9],
    ],
  );
});

test("a batch is acknowledged within a second, also when all of it was had before", () => {
  const harness = createHarness();
  const peer = greeted(harness);
  peer.say(createStreamEncoder().batch(1, many(3)));
  assert.equal(peer.acknowledged(), undefined);
  harness.pass(1_000);
  assert.equal(peer.acknowledged(), 3);
  const again = greeted(harness, { sent: 3, emitted: 3 });
  again.say(createStreamEncoder().batch(1, many(3)));
  harness.pass(1_000);
  assert.equal(again.acknowledged(), 3);
  assert.equal(harness.ledger.duplicate, 3);
});

test("a heartbeat alone is never answered: a filter that waits for an acknowledgement must notice that none comes", () => {
  const harness = createHarness();
  const peer = greeted(harness);
  for (let beat = 0; beat < 20; beat += 1) {
    harness.pass(5_000);
    peer.say(heartbeatOf({ seen: beat }, 7));
  }
  assert.equal(peer.told.length, 1);
  assert.equal(peer.end, undefined);
});

test("four batches are acknowledged at once", () => {
  const peer = greeted(createHarness());
  const encoder = createStreamEncoder();
  for (const first of [1, 2, 3]) peer.say(encoder.batch(first, many(1)));
  assert.equal(peer.acknowledged(), undefined);
  peer.say(encoder.batch(4, many(1)));
  assert.equal(peer.acknowledged(), 4);
});

test("credit comes before the window is used up", () => {
  const peer = greeted(createHarness());
  const encoder = createStreamEncoder();
  let taken = 0;
  for (let batch = 0; batch < 8; batch += 1) {
    const bytes = encoder.batch(1 + batch * 2_000, many(2_000));
    peer.say(bytes);
    taken += bytes.length;
  }
  assert.ok(taken > 65_536);
  const granted = Math.max(...peer.told.map(({ credit }) => credit?.creditBytes ?? 0));
  assert.ok(granted >= taken + 32_768, `granted ${granted}, taken ${taken}`);
  assert.equal(peer.end, undefined);
});

test("a filter that does not keep to its credit is ended", () => {
  const harness = createHarness();
  const peer = greeted(harness);
  peer.isBlocked = true;
  peer.say(createStreamEncoder().batch(1, many(1)));
  harness.pass(1_000);
  const encoder = createStreamEncoder();
  for (let first = 1; peer.end === undefined; first += 4_000) peer.say(encoder.batch(first, many(4_000)));
  assert.equal(peer.end.reason, "overdrawn");
  assert.equal(harness.ledger.received, harness.ledger.aggregated + harness.ledger.duplicate);
});

test("while the peer takes nothing, nothing is said; afterwards one acknowledgement says it all", () => {
  const harness = createHarness();
  const peer = greeted(harness);
  const encoder = createStreamEncoder();
  peer.isBlocked = true;
  for (let first = 1; first <= 12; first += 1) peer.say(encoder.batch(first, many(1)));
  const told = peer.told.length;
  harness.pass(5_000);
  assert.equal(peer.told.length, told);
  peer.unblock();
  harness.pass(100);
  assert.equal(peer.told.length, told + 1);
  assert.equal(peer.acknowledged(), 12);
});
