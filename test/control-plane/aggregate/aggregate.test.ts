import assert from "node:assert/strict";
import { test } from "node:test";
import { AGGREGATE_LIMITS, type Aggregate, createAggregate } from "../../../control-plane/aggregate/aggregate.ts";
import { CELL, CELLS } from "../../../control-plane/model/aggregate.ts";
import { REFUSED } from "../../../control-plane/model/tuple.ts";
import { type Exchange, exchange, feed, tupleOf } from "./exchanges.ts";

/** A cell summed over all keys. */
function total(aggregate: Aggregate, cell: number): number {
  const { cells, keyCount } = aggregate.snapshot();
  let sum = 0;
  for (let key = 0; key < keyCount; key += 1) sum += cells[key * CELLS + cell] ?? 0;
  return sum;
}

/** Rows that metrics without `vantage` count. */
function counted(aggregate: Aggregate): number {
  const snapshot = aggregate.snapshot();
  let sum = 0;
  for (let key = 0; key < snapshot.keyCount; key += 1) {
    if (snapshot.counted[key] === 1) sum += snapshot.cells[key * CELLS + CELL.Rows] ?? 0;
  }
  return sum;
}

const atClient = exchange({ vantage: "client" });
const timeOut: Partial<Exchange> = {
  outcome: "server_error",
  error: "upstream_timeout",
  status: 504,
  isProxyAnswer: true,
};

test("equal tuples have one number, and so have tuples that differ in nothing a metric asks for", () => {
  const { intern, snapshot } = createAggregate([]);
  const number = intern(tupleOf(exchange()));
  assert.equal(intern(tupleOf(exchange())), number);
  assert.equal(intern({ ...tupleOf(exchange({ status: 201 })), keys: 5, flags: 2 }), number);
  assert.notEqual(intern(tupleOf(exchange({ vantage: "gateway" }))), number);
  const failure: Partial<Exchange> = { outcome: "server_error", error: "upstream_reset" };
  assert.notEqual(intern(tupleOf(exchange({ ...failure, isProxyAnswer: true }))), intern(tupleOf(exchange(failure))));
  assert.equal(snapshot().keyCount, 4);
});

test("tuples beyond the limit are refused, and those known before still count", () => {
  const aggregate = createAggregate([], { ...AGGREGATE_LIMITS, keys: 2 });
  assert.equal(feed(aggregate, [exchange(), atClient, exchange({ vantage: "gateway" }), exchange()]), 1);
  assert.equal(aggregate.intern(tupleOf(exchange({ vantage: "gateway" }))), REFUSED);
  assert.equal(total(aggregate, CELL.Rows), 3);
});

test("sums survive the growth of the table", () => {
  const aggregate = createAggregate([], { ...AGGREGATE_LIMITS, issuers: 4_000 });
  const many = Array.from({ length: 3_000 }, (_, index) => exchange({ issuer: `as-${index}`, answeredUs: 1 }));
  feed(aggregate, many.slice(0, 1_000));
  feed(aggregate, many);
  const { keyCount, cells } = aggregate.snapshot();
  assert.equal(keyCount, 3_000);
  assert.equal(cells[CELL.Rows], 2);
  assert.equal(cells[999 * CELLS + CELL.Rows], 2);
  assert.equal(cells[2_999 * CELLS + CELL.Rows], 1);
  assert.equal(total(aggregate, CELL.AnsweredUs), 4_000);
});

test("issuers beyond the limit are summed as `other`", () => {
  const aggregate = createAggregate([], { ...AGGREGATE_LIMITS, issuers: 3 });
  feed(
    aggregate,
    ["a", "b", "c", "d"].map((issuer) => exchange({ issuer })),
  );
  const { keys, keyCount, cells, issuers } = aggregate.snapshot();
  assert.equal(keyCount, 3);
  assert.deepEqual(
    keys.map(({ issuer }) => issuers[issuer]?.name),
    ["a", "b", "other"],
  );
  assert.equal(cells[2 * CELLS + CELL.Rows], 2);
});

test("a snapshot does not move while rows come", () => {
  const aggregate = createAggregate([]);
  feed(aggregate, [exchange()]);
  const { cells, keyCount } = aggregate.snapshot();
  feed(aggregate, [exchange(), exchange({ issuer: "another" })]);
  assert.equal(keyCount, 1);
  assert.equal(cells[CELL.Rows], 1);
});

test("an answer from upstream counts at the counting vantage only", () => {
  const aggregate = createAggregate([]);
  feed(aggregate, [exchange(), atClient, exchange({ vantage: "gateway" })]);
  assert.equal(total(aggregate, CELL.Rows), 3);
  assert.equal(counted(aggregate), 1);
});

test("what came before the choice of a counting vantage counts with it, all of it", () => {
  const aggregate = createAggregate([]);
  feed(
    aggregate,
    Array.from({ length: 10_000 }, () => atClient),
    1_000,
  );
  assert.equal(counted(aggregate), 0);
  aggregate.tick(60_999);
  assert.equal(counted(aggregate), 0);
  aggregate.tick(61_000);
  assert.equal(counted(aggregate), 10_000);
});

test("a wall clock that is set does not end the warm-up: it runs on the steady one", () => {
  const aggregate = createAggregate([]);
  feed(aggregate, [atClient], 1_000, 1_000);
  feed(aggregate, [atClient], 3_600_000, 2_000);
  aggregate.tick(60_999);
  assert.equal(counted(aggregate), 0);
  feed(aggregate, [atClient], 0, 61_000);
  assert.equal(counted(aggregate), 3);
});

test("an issuer that something other than a record names has a place like any other, and is other without one", () => {
  const aggregate = createAggregate([], { ...AGGREGATE_LIMITS, issuers: 2 });
  assert.equal(aggregate.shownIssuer("as"), "as");
  assert.equal(aggregate.shownIssuer("late"), "other");
  assert.equal(aggregate.shownIssuer("other"), "other");
  feed(aggregate, [exchange({ issuer: "late" })]);
  assert.deepEqual(
    aggregate.snapshot().issuers.map(({ name }) => name),
    ["other", "as"],
  );
});

test("what a proxy answered itself counts there at once, whatever the counting vantage", () => {
  const aggregate = createAggregate([]);
  feed(aggregate, [exchange({ ...timeOut, vantage: "client" }), exchange({ ...timeOut, vantage: "gateway" })]);
  assert.equal(counted(aggregate), 2);
  feed(aggregate, [exchange({ ...timeOut, vantage: "server" })]);
  assert.equal(counted(aggregate), 3);
});

test("a client that went away counts at the counting vantage only, even if a filter calls it the proxy's answer", () => {
  const gone: Partial<Exchange> = { outcome: "aborted", error: "client_gone", status: 0 };
  const aggregate = createAggregate([]);
  feed(aggregate, [exchange(gone), exchange({ ...gone, vantage: "client", isProxyAnswer: true })]);
  assert.equal(counted(aggregate), 1);
});

test("tries above the first that exchanges stand for are added up at each vantage", () => {
  const aggregate = createAggregate([]);
  feed(aggregate, [exchange({ vantage: "client", attempts: 3 })]);
  assert.equal(total(aggregate, CELL.Retries), 2);
  feed(aggregate, [exchange({ vantage: "gateway", attempts: 2 }), exchange({ vantage: "gateway" })]);
  assert.equal(total(aggregate, CELL.Retries), 3);
  feed(aggregate, [exchange({ attempts: 1 }), exchange({ attempts: 2 }), exchange({ attempts: 3 })]);
  assert.equal(total(aggregate, CELL.Retries), 6);
});

test("the last success is the latest end of a flow that succeeded, in whatever order they come", () => {
  const aggregate = createAggregate([]);
  feed(aggregate, [exchange({ startedUs: 5_000_000, endedUs: 250_000 })], 10_000);
  feed(aggregate, [exchange({ startedUs: 4_000_000, endedUs: 250_000 })], 10_000);
  assert.equal(total(aggregate, CELL.LastSuccessMs), 5_250);
});

test("a proxy whose clock runs ahead makes no success of tomorrow", () => {
  const aggregate = createAggregate([]);
  feed(aggregate, [exchange({ startedUs: 90_000_000_000 })], 10_000);
  assert.equal(total(aggregate, CELL.LastSuccessMs), 10_000);
});

test("neither a failure nor a success outside of flows is a last success", () => {
  const aggregate = createAggregate([]);
  feed(aggregate, [
    exchange({ outcome: "client_error", error: "invalid_grant" }),
    exchange({ endpoint: "userinfo", grantType: "none" }),
    exchange({ endpoint: "authorization", responseType: "code" }),
  ]);
  assert.equal(total(aggregate, CELL.LastSuccessMs), 0);
});

test("an answer time beyond a day is taken as a day", () => {
  const aggregate = createAggregate([]);
  feed(aggregate, [exchange({ answeredUs: Number.MAX_SAFE_INTEGER })]);
  assert.equal(total(aggregate, CELL.AnsweredUs), 86_400_000_000);
});

test("no rows, no sums", () => {
  const aggregate = createAggregate([]);
  feed(aggregate, []);
  assert.equal(aggregate.snapshot().keyCount, 0);
});
