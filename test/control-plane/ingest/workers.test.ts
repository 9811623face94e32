// Workers as streams bring them: their own messages, and the boards that come with heartbeats.
import assert from "node:assert/strict";
import { test } from "node:test";
import { byeOf, createStreamEncoder, heartbeatOf } from "./support/encoder.ts";
import { createHarness, type FakePeer, type Harness } from "./support/harness.ts";
import { epochOf, greeted } from "./support/peers.ts";

const NOBODY = { alive: 0, idle: 0, stale: 0, gone: 0 };
const SECOND = 1_000;

/** Second after second, so that the aggregator itself does not stand still; `peers` send heartbeats. */
function pass(harness: Harness, seconds: number, ...peers: readonly FakePeer[]): void {
  for (let second = 0; second < seconds; second += 1) {
    harness.pass(SECOND);
    for (const peer of peers) peer.say(heartbeatOf({ seen: 1 }, 0));
  }
}

test("a worker is there from its Hello, and idle until it has seen a request, as it says in a batch or a heartbeat", () => {
  const harness = createHarness();
  const a = greeted(harness, { epoch: epochOf(1) });
  const b = greeted(harness, { epoch: epochOf(2) });
  assert.deepEqual(harness.figures().workers, { ...NOBODY, idle: 2 });
  a.say(createStreamEncoder().batch(1, [{}]));
  assert.deepEqual(harness.figures().workers, { ...NOBODY, alive: 1, idle: 1 });
  b.say(heartbeatOf({ seen: 1 }, 0));
  assert.deepEqual(harness.figures().workers, { ...NOBODY, alive: 2 });
});

test("what an epoch had before this aggregator began makes its worker alive", () => {
  const harness = createHarness();
  greeted(harness, { epoch: epochOf(1), acknowledged: 3, sent: 3, emitted: 3 });
  greeted(harness, { epoch: epochOf(2), told: { seen: 4 } });
  assert.deepEqual(harness.figures().workers, { ...NOBODY, alive: 2 });
});

test("any message keeps a worker from being stale, and a stream that is only open does not", () => {
  const harness = createHarness();
  const a = greeted(harness, { epoch: epochOf(1) });
  greeted(harness, { epoch: epochOf(2) });
  const encoder = createStreamEncoder();
  pass(harness, 20);
  a.say(encoder.batch(1, [{}]));
  pass(harness, 20);
  assert.deepEqual(harness.figures().workers, { ...NOBODY, alive: 1, stale: 1 });
  assert.equal(harness.ingest.streams, 2);
});

test("a dead worker whose stream stays open is stale and named, with its last heartbeat or the later board", () => {
  const harness = createHarness();
  const dead = greeted(harness, { epoch: epochOf(1), node: "n" });
  const other = greeted(harness, { epoch: epochOf(2), node: "n" });
  const inFlight = [{ issuer: "corp", endpoint: "token", vantage: "server", exchanges: 2 }];
  dead.say(heartbeatOf({ seen: 6, emitted: 4 }, 0, inFlight, { in_flight_unnamed: 1 }));
  pass(harness, 10, other);
  assert.equal(harness.changes.length, 0);
  const board = (age_ms: number): Buffer =>
    heartbeatOf({ seen: 1 }, 0, [], { workers: [{ epoch: epochOf(1), age_ms, seen: 7, emitted: 5, in_flight: 9 }] });
  other.say(board(10 * SECOND));
  pass(harness, 30, other);
  assert.deepEqual(harness.figures().workers, { ...NOBODY, alive: 1, stale: 1 });
  const [{ kind, worker, silentMs } = assert.fail("nobody was named")] = harness.changes;
  assert.deepEqual([kind, worker.node, worker.epoch, silentMs], ["silent", "n", epochOf(1), 31 * SECOND]);
  assert.deepEqual([worker.seen, worker.emitted, worker.inFlight], [7, 5, 3]);
  other.say(board(3 * SECOND));
  pass(harness, 1, other);
  assert.deepEqual(
    harness.changes.map((change) => [change.kind, change.worker.inFlight]),
    [
      ["silent", 3],
      ["back", 9],
    ],
  );
});

test("a worker that ticks on the board stays there when its stream has ended", () => {
  const harness = createHarness();
  const left = greeted(harness, { epoch: epochOf(1) });
  const other = greeted(harness, { epoch: epochOf(2) });
  left.cancel();
  pass(harness, 60, other);
  other.say(heartbeatOf({ seen: 1 }, 0, [], { workers: [{ epoch: epochOf(1), age_ms: 4 * SECOND }] }));
  assert.deepEqual(harness.figures().workers, { ...NOBODY, alive: 1, idle: 1 });
});

test("Bye makes a worker gone, and no sign of it on a board brings it back", () => {
  const harness = createHarness();
  const leaving = greeted(harness, { epoch: epochOf(1) });
  const other = greeted(harness, { epoch: epochOf(2) });
  leaving.say(byeOf({ seen: 1 }, 0));
  other.say(heartbeatOf({ seen: 1 }, 0, [], { workers: [{ epoch: epochOf(1), age_ms: 10 }] }));
  assert.deepEqual(harness.figures().workers, { ...NOBODY, alive: 1, gone: 1 });
});

test("a whole proxy that ends in order has only workers that are gone, also those that never had a stream", () => {
  const harness = createHarness();
  const [a, b] = [
    greeted(harness, { epoch: epochOf(1), node: "n" }),
    greeted(harness, { epoch: epochOf(2), node: "n" }),
  ];
  const workers = [1, 2, 3, 4].map((number) => ({ epoch: epochOf(number), age_ms: 100 }));
  for (const each of [a, b]) each.say(heartbeatOf({ seen: 1 }, 0, [], { workers }));
  harness.pass(SECOND);
  a.say(byeOf({ seen: 1 }, 0));
  assert.deepEqual(harness.figures().workers, { ...NOBODY, alive: 1, idle: 2, gone: 1 });
  b.say(byeOf({ seen: 1 }, 0));
  assert.deepEqual(harness.figures().workers, { ...NOBODY, gone: 4 });
  pass(harness, 60);
  assert.deepEqual([harness.figures().workers, harness.changes], [{ ...NOBODY, gone: 4 }, []]);
  assert.equal(harness.figures().lost, 0);
});

test("what an old board says of an end does not overrule a worker that speaks", () => {
  const harness = createHarness();
  const a = greeted(harness, { epoch: epochOf(1), node: "" });
  const b = greeted(harness, { epoch: epochOf(2), node: "" });
  a.say(heartbeatOf({ seen: 1 }, 0));
  const workers = [{ epoch: epochOf(1), age_ms: 50 * SECOND, ended: true }];
  b.say(heartbeatOf({ seen: 1 }, 0, [], { workers }));
  assert.deepEqual(harness.figures().workers, { ...NOBODY, alive: 2 });
});

test("when the aggregator itself stood still, nobody is stale in the metric of whom the log says nothing", () => {
  const harness = createHarness();
  greeted(harness, { epoch: epochOf(1) });
  harness.pass(SECOND);
  harness.pass(40 * SECOND);
  assert.deepEqual([harness.figures().workers, harness.changes], [{ ...NOBODY, idle: 1 }, []]);
  pass(harness, 31);
  assert.deepEqual([harness.figures().workers, harness.changes.length], [{ ...NOBODY, stale: 1 }, 1]);
});

test("what a worker says of its own drops is in what is known of it", () => {
  const harness = createHarness();
  const dead = greeted(harness, { epoch: epochOf(1) });
  dead.say(heartbeatOf({ seen: 9, dropped: [0, 2, 3] }, 0));
  pass(harness, 32);
  assert.deepEqual(
    harness.changes.map(({ worker }) => worker.dropped),
    [5],
  );
});

test("a worker of a heartbeat that cannot be read is counted as left out", () => {
  const harness = createHarness();
  const a = greeted(harness, { epoch: epochOf(1) });
  const unreadable = [{ epoch: "0b" }, { epoch: "00".repeat(8) }, { epoch: epochOf(2) }];
  a.say(heartbeatOf({ seen: 1 }, 0, [], { workers: unreadable, workers_unlisted: 4 }));
  a.say(heartbeatOf({ seen: 1 }, 0, [], { workers_unlisted: 4 }));
  assert.deepEqual(harness.figures().workersLeftOut, { board: 4, heartbeat: 2, roster: 0 });
  assert.deepEqual(harness.figures().workers, { ...NOBODY, alive: 1, idle: 1 });
});

test("records that only a board names are neither emitted nor lost, also when their worker has ended or is forgotten", () => {
  const harness = createHarness();
  const dead = greeted(harness, { epoch: epochOf(1) });
  const other = greeted(harness, { epoch: epochOf(2) });
  dead.say(createStreamEncoder().batch(1, [{}, {}]));
  const told = { epoch: epochOf(1), age_ms: SECOND, emitted: 9, ended: true };
  other.say(heartbeatOf({ seen: 1 }, 0, [], { workers: [told, { ...told, epoch: epochOf(3) }] }));
  dead.cancel();
  harness.pass(25 * 3_600 * SECOND);
  const { emitted, aggregated, lost, inFlight, workers } = harness.figures();
  assert.deepEqual([emitted, aggregated, lost, inFlight], [2, 2, 0, 0]);
  assert.deepEqual(workers, NOBODY);
});
