import assert from "node:assert/strict";
import { test } from "node:test";
import { bucketOf } from "../../../control-plane/aggregate/buckets.ts";
import { EXCHANGE_BUCKETS } from "../../../control-plane/model/aggregate.ts";

test("the buckets are those that dashboards count on", () => {
  const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.2, 0.25, 0.5, 0.75, 1, 2.5, 5, 10, 30, 60];
  assert.deepEqual([...EXCHANGE_BUCKETS], bounds);
});

test("a duration on a bound is in that bound's bucket, one above it in the next", () => {
  assert.equal(bucketOf(0), 0);
  assert.equal(bucketOf(1_000), 0);
  assert.equal(bucketOf(1_001), 1);
  assert.equal(bucketOf(2_500), 1);
  assert.equal(bucketOf(100_000), 7);
  assert.equal(bucketOf(100_001), 8);
  assert.equal(bucketOf(60_000_000), 17);
});

test("a duration beyond the last bound is in the bucket behind it", () => {
  assert.equal(bucketOf(60_000_001), EXCHANGE_BUCKETS.length);
  assert.equal(bucketOf(Number.MAX_SAFE_INTEGER), EXCHANGE_BUCKETS.length);
});
