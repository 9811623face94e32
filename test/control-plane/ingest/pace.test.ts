import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ackDelayMs, flushAgeMs, isNoticeable } from "../../../control-plane/ingest/flush-age.ts";
import { createPace, paceAcknowledged, paceBatch } from "../../../control-plane/ingest/pace.ts";

/** docs/wire.md, "Limits": the largest message that a filter sends, and what it must have left to send one record. */
const LARGEST_MESSAGE = 16_384;
const ROOM_FOR_ONE = 626;

test("the fourth batch is acknowledged at once, the ones before may wait", () => {
  const pace = createPace();
  assert.deepEqual(
    [1, 2, 3, 4].map((now) => paceBatch(pace, 100, now, 1_000)),
    ["later", "later", "later", "at_once"],
  );
  assert.equal(pace.ackDueMs, 1_001);
  assert.equal(paceAcknowledged(pace), undefined);
  assert.equal(pace.ackDueMs, Infinity);
  assert.equal(paceBatch(pace, 100, 50, 1_000), "later");
});

test("half of the window is acknowledged at once, with credit for a whole one", () => {
  const pace = createPace();
  assert.equal(paceBatch(pace, 16_384, 0, 1_000), "later");
  assert.equal(paceBatch(pace, 16_384, 0, 1_000), "at_once");
  assert.equal(paceAcknowledged(pace), 32_768 + 65_536);
});

test("a peer that sends a window more than it was granted is overdrawn", () => {
  const pace = createPace();
  assert.equal(paceBatch(pace, 131_072, 0, 1_000), "at_once");
  assert.equal(paceBatch(pace, 1, 0, 1_000), "overdrawn");
});

test("a filter that keeps to its credit can always go on, and never has more than a window outstanding", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: LARGEST_MESSAGE }), { maxLength: 200, size: "max" });
  fc.assert(
    fc.property(sizes, (wanted) => {
      const pace = createPace();
      let credit = pace.granted;
      for (const size of wanted) {
        assert.ok(credit - pace.taken >= ROOM_FOR_ONE, `${credit - pace.taken} bytes left`);
        assert.ok(credit - pace.taken <= 65_536);
        const result = paceBatch(pace, Math.min(size, credit - pace.taken), 0, 1_000);
        assert.notEqual(result, "overdrawn");
        if (result === "at_once") credit = paceAcknowledged(pace) ?? credit;
      }
    }),
    { seed: 1 },
  );
});

test("filters flush after a quarter of a second, and more seldom the more there are", () => {
  assert.deepEqual([0, 1, 1_250, 5_000, 20_000, 100_000].map(flushAgeMs), [250, 250, 250, 1_000, 4_000, 10_000]);
});

test("a change by more than a quarter is told, a smaller one is not", () => {
  assert.deepEqual(
    [250, 312, 313, 188, 187].map((wanted) => isNoticeable(250, wanted)),
    [false, false, true, false, true],
  );
});

test("an acknowledgement waits for four flushes, and never as long as a filter has patience", () => {
  assert.deepEqual([250, 100, 1_000, 4_000, 10_000].map(ackDelayMs), [1_000, 500, 4_000, 8_000, 8_000]);
});
