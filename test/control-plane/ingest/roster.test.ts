import assert from "node:assert/strict";
import { test } from "node:test";
import { begun, HOUR, NOBODY, NOTHING, SECOND, SPEAKER, sweep } from "./support/rosters.ts";

test("a worker that has seen a request or numbered a record is alive, one that has done neither is idle", () => {
  const { roster, others } = begun();
  roster.greet({ epoch: "a", node: "n" }, NOTHING, 0);
  roster.greet({ epoch: "b", node: "n" }, { seen: 4, emitted: 0, dropped: 0 }, 0);
  roster.greet({ epoch: "c", node: "n" }, { seen: 0, emitted: 1, dropped: 0 }, 0);
  assert.deepEqual(others(30 * SECOND), { ...NOBODY, alive: 2, idle: 1 });
  roster.hear({ epoch: "a", node: "n" }, { seen: 1, emitted: 0, dropped: 0 }, SECOND);
  assert.deepEqual(others(30 * SECOND), { ...NOBODY, alive: 3 });
});

test("a worker that is not heard for 30 s is stale, whatever stream it has, and alive when it speaks again", () => {
  const { roster, others } = begun();
  roster.greet({ epoch: "a", node: "n" }, NOTHING, 0);
  assert.deepEqual(others(30 * SECOND), { ...NOBODY, idle: 1 });
  assert.deepEqual(others(30 * SECOND + 1), { ...NOBODY, stale: 1 });
  roster.hear({ epoch: "a", node: "n" }, NOTHING, 31 * SECOND);
  assert.deepEqual(others(31 * SECOND), { ...NOBODY, idle: 1 });
});

test("a worker that never speaks is known from the boards of its proxy: the main thread is idle, not stale", () => {
  const { board, others } = begun();
  board(SECOND, { epoch: "main", ageMs: 3 * SECOND }, { epoch: "busy", ageMs: 0, seen: 3 });
  assert.deepEqual(others(SECOND), { ...NOBODY, idle: 1, alive: 1 });
  board(60 * SECOND, { epoch: "main", ageMs: 4 * SECOND }, { epoch: "busy", ageMs: 61 * SECOND, seen: 3 });
  assert.deepEqual(others(60 * SECOND), { ...NOBODY, idle: 1, stale: 1 });
});

test("the last tick that a board says counts where it is later than what the stream brought, and only there", () => {
  const { roster, board, others } = begun();
  roster.greet({ epoch: "a", node: "n" }, NOTHING, 0);
  board(25 * SECOND, { epoch: "a", ageMs: 5 * SECOND });
  assert.deepEqual(others(50 * SECOND), { ...NOBODY, idle: 1 });
  board(51 * SECOND, { epoch: "a", ageMs: 40 * SECOND });
  assert.deepEqual(others(51 * SECOND), { ...NOBODY, stale: 1 });
  roster.hear({ epoch: "a", node: "n" }, NOTHING, 51 * SECOND);
  board(52 * SECOND, { epoch: "a", ageMs: 41 * SECOND });
  assert.deepEqual(others(52 * SECOND), { ...NOBODY, idle: 1 });
});

test("a whole proxy that falls silent has only stale workers", () => {
  const { roster, board } = begun();
  board(0, { epoch: "a" }, { epoch: "b", seen: 1 });
  assert.deepEqual(roster.states(31 * SECOND), { ...NOBODY, stale: 3 });
});

test("Bye, and a slot that has ended, make a worker gone for an hour", () => {
  const { roster, board, others } = begun();
  roster.greet({ epoch: "a", node: "n" }, NOTHING, 0);
  roster.part({ epoch: "a", node: "n" }, NOTHING, SECOND);
  roster.greet({ epoch: "b", node: "n" }, NOTHING, 0);
  board(SECOND, { epoch: "b", isEnded: true }, { epoch: "c", isEnded: true, ageMs: SECOND });
  assert.deepEqual(others(HOUR), { ...NOBODY, gone: 3 });
  roster.sweep(HOUR);
  assert.deepEqual(others(HOUR), { ...NOBODY, gone: 2 });
  roster.sweep(HOUR + SECOND);
  assert.deepEqual(others(HOUR + SECOND), NOBODY);
});

test("one that has ended by the board stays gone when its last messages come in behind, until it says Hello", () => {
  const { roster, board, others } = begun();
  roster.greet({ epoch: "a", node: "n" }, NOTHING, 0);
  board(SECOND, { epoch: "a", isEnded: true });
  roster.hear({ epoch: "a", node: "n" }, { seen: 9, emitted: 9, dropped: 0 }, 2 * SECOND);
  board(3 * SECOND, { epoch: "a" });
  assert.deepEqual(others(60 * SECOND), { ...NOBODY, gone: 1 });
  roster.greet({ epoch: "a", node: "n" }, NOTHING, 60 * SECOND);
  assert.deepEqual(others(60 * SECOND), { ...NOBODY, alive: 1 });
});

test("a worker that fell silent is forgotten after a day, and its old slot does not bring it back", () => {
  const { roster, board, others } = begun();
  board(0, { epoch: "a" });
  board(24 * HOUR - 1, { epoch: "a", ageMs: 24 * HOUR - 1 });
  roster.sweep(24 * HOUR - 1);
  assert.deepEqual(others(24 * HOUR - 1), { ...NOBODY, stale: 1 });
  roster.sweep(24 * HOUR);
  board(24 * HOUR, { epoch: "a", ageMs: 24 * HOUR }, { epoch: "b", ageMs: HOUR, isEnded: true });
  assert.deepEqual(others(24 * HOUR), NOBODY);
});

test("a board does not speak for workers of another proxy, nor for the one that brings it", () => {
  const { roster, board, others } = begun();
  roster.greet({ epoch: "theirs", node: "other" }, NOTHING, 0);
  board(20 * SECOND, { epoch: "theirs", seen: 5, isEnded: true }, { epoch: "speaker", isEnded: true });
  assert.deepEqual(others(20 * SECOND), { ...NOBODY, idle: 1 });
  board(30 * SECOND, { epoch: "theirs" });
  assert.deepEqual(others(31 * SECOND), { ...NOBODY, stale: 1 });
});

test("a worker that a board named first belongs where its own Hello says", () => {
  const { roster, board, others } = begun();
  board(0, { epoch: "a", seen: 5 });
  roster.greet({ epoch: "a", node: "other" }, NOTHING, 0);
  board(20 * SECOND, { epoch: "a" });
  assert.deepEqual(others(31 * SECOND), { ...NOBODY, stale: 1 });
});

test("a worker that falls silent is told once, with what was last known of it, and once when it is back", () => {
  const { roster, changes, board } = begun();
  roster.greet({ epoch: "a", node: "n" }, { seen: 5, emitted: 2, dropped: 0, inFlight: 4 }, 0);
  board(2 * SECOND, { epoch: "a", ageMs: SECOND, seen: 7, emitted: 3, dropped: 2, inFlight: 6 });
  board(3 * SECOND, { epoch: "a", ageMs: 3 * SECOND, seen: 7, emitted: 3, inFlight: 1 });
  for (let nowMs = 0; nowMs <= 40 * SECOND; nowMs += SECOND) {
    roster.hear(SPEAKER, NOTHING, nowMs);
    roster.sweep(nowMs);
  }
  const [{ kind, worker, silentMs } = assert.fail("nobody was named"), ...more] = changes;
  assert.deepEqual([kind, worker.epoch, worker.node, silentMs, more], ["silent", "a", "n", 31 * SECOND, []]);
  assert.deepEqual([worker.seen, worker.emitted, worker.dropped, worker.inFlight], [7, 3, 2, 6]);
  board(41 * SECOND, { epoch: "a", ageMs: 2 * SECOND });
  sweep(roster, 41 * SECOND, 45 * SECOND);
  assert.deepEqual(
    changes.map(({ kind, silentMs }) => [kind, silentMs]),
    [
      ["silent", 31 * SECOND],
      ["back", 2 * SECOND],
    ],
  );
});

test("one that has gone is told neither silent nor back", () => {
  const { roster, changes, board } = begun();
  board(0, { epoch: "a", isEnded: true }, { epoch: "b", ageMs: 31 * SECOND });
  sweep(roster, 0, SECOND);
  board(SECOND, { epoch: "b", isEnded: true, ageMs: 32 * SECOND });
  for (let nowMs = SECOND; nowMs <= 90 * SECOND; nowMs += SECOND) {
    roster.hear(SPEAKER, NOTHING, nowMs);
    roster.sweep(nowMs);
  }
  assert.deepEqual(
    changes.map(({ kind, worker }) => `${kind} ${worker.epoch}`),
    ["silent b"],
  );
});

test("after the aggregator itself stood still nobody is told silent who speaks within 30 s", () => {
  const { roster, changes, board } = begun();
  board(0, { epoch: "a" }, { epoch: "b" });
  sweep(roster, 0, 2 * SECOND);
  roster.sweep(62 * SECOND);
  roster.hear(SPEAKER, NOTHING, 62 * SECOND);
  board(62 * SECOND, { epoch: "a" });
  sweep(roster, 63 * SECOND, 92 * SECOND);
  assert.deepEqual(
    changes.map(({ kind, worker }) => `${kind} ${worker.epoch}`),
    ["silent b"],
  );
});

test("after the aggregator itself stood still silence counts from then in the states too, also before the next sweep", () => {
  const { roster, changes, board } = begun();
  board(0, { epoch: "a" }, { epoch: "dead", ageMs: 31 * SECOND });
  sweep(roster, 0, 2 * SECOND);
  const told = (): readonly string[] => changes.map(({ kind, worker }) => `${kind} ${worker.epoch}`);
  const both = { ...NOBODY, alive: 1, idle: 1, stale: 1 };
  // What was stale before stays so.
  assert.deepEqual([roster.states(62 * SECOND), told()], [both, ["silent dead"]]);
  sweep(roster, 62 * SECOND, 91 * SECOND);
  assert.deepEqual([roster.states(91 * SECOND), told()], [both, ["silent dead"]]);
  roster.sweep(92 * SECOND);
  assert.deepEqual(roster.states(92 * SECOND), { ...NOBODY, stale: 3 });
  assert.deepEqual(told(), ["silent dead", "silent speaker", "silent a"]);
});
