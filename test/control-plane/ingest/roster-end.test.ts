// The end of a whole proxy: who has no stream says no Bye, and is gone all the same when the last that spoke has gone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createRoster } from "../../../control-plane/ingest/roster.ts";
import { begun, bring, BUSY, HOUR, NOBODY, NOTHING, SECOND, SPEAKER, sweep } from "./support/rosters.ts";

const SECOND_SPEAKER = { epoch: "second", node: "n" };

test("when the last worker of a proxy that spoke says Bye, those that never spoke are gone, and nobody is told silent", () => {
  const { roster, board, changes } = begun();
  board(SECOND, { epoch: "main" }, { epoch: "unused" });
  roster.part(SPEAKER, NOTHING, 2 * SECOND);
  assert.deepEqual(roster.states(2 * SECOND), { ...NOBODY, gone: 3 });
  sweep(roster, 2 * SECOND, 90 * SECOND);
  assert.deepEqual([roster.states(90 * SECOND), changes], [{ ...NOBODY, gone: 3 }, []]);
  sweep(roster, 91 * SECOND, HOUR + 2 * SECOND);
  assert.deepEqual(roster.states(HOUR + 2 * SECOND), NOBODY);
});

test("while another worker of the proxy that spoke is alive or idle, a Bye says nothing of the rest", () => {
  const { roster, board } = begun();
  roster.greet(SECOND_SPEAKER, NOTHING, 0);
  board(SECOND, { epoch: "main" });
  roster.part(SPEAKER, NOTHING, 2 * SECOND);
  assert.deepEqual(roster.states(2 * SECOND), { ...NOBODY, idle: 2, gone: 1 });
  roster.part(SECOND_SPEAKER, NOTHING, 3 * SECOND);
  assert.deepEqual(roster.states(3 * SECOND), { ...NOBODY, gone: 3 });
});

test("one that spoke and is stale does not hold the end up, and stays stale itself; nor does one that only the board names", () => {
  const { roster, board, others } = begun();
  roster.greet(SECOND_SPEAKER, NOTHING, 0);
  board(40 * SECOND, { epoch: "main" }, { epoch: "dead", ageMs: 35 * SECOND });
  assert.deepEqual(others(40 * SECOND), { ...NOBODY, idle: 1, stale: 2 });
  roster.part(SPEAKER, NOTHING, 41 * SECOND);
  assert.deepEqual(roster.states(41 * SECOND), { ...NOBODY, stale: 2, gone: 2 });
});

test("a proxy that is killed says no Bye, and all its workers turn stale", () => {
  const { roster, board, changes } = begun();
  roster.greet(SECOND_SPEAKER, NOTHING, SECOND);
  board(SECOND, { epoch: "main" });
  sweep(roster, SECOND, 40 * SECOND);
  assert.deepEqual(roster.states(40 * SECOND), { ...NOBODY, stale: 3 });
  assert.equal(changes.length, 3);
});

test("an end that was inferred is taken back by a board with a later sign, as after a reload, and by no earlier one", () => {
  const { roster, board } = begun();
  board(SECOND, { epoch: "main" }, { epoch: "new" }, { epoch: "old" });
  roster.part(SPEAKER, NOTHING, 10 * SECOND);
  roster.greet(SECOND_SPEAKER, BUSY, 12 * SECOND);
  const late = [
    { epoch: "main", ageMs: 2 * SECOND },
    { epoch: "new", ageMs: 3 * SECOND },
  ];
  const ended = { epoch: "old", ageMs: 3 * SECOND, isEnded: true };
  bring(roster, SECOND_SPEAKER, 13 * SECOND, ...late, ended);
  // `main` is heard after the Bye, `new` as old as it is not, and `old` has said itself that it ended.
  assert.deepEqual(roster.states(13 * SECOND), { ...NOBODY, alive: 1, idle: 1, gone: 3 });
  bring(roster, SECOND_SPEAKER, 18 * SECOND, { epoch: "new", ageMs: SECOND }, { epoch: "old", ageMs: 0 });
  assert.deepEqual(roster.states(18 * SECOND), { ...NOBODY, alive: 1, idle: 2, gone: 2 });
});

test("an end that was inferred is taken back by a Hello, and by anything that comes on a stream of its own", () => {
  const { roster, board } = begun();
  board(SECOND, { epoch: "a" }, { epoch: "b" });
  roster.part(SPEAKER, NOTHING, 2 * SECOND);
  roster.greet({ epoch: "a", node: "n" }, NOTHING, 3 * SECOND);
  roster.hear({ epoch: "b", node: "n" }, NOTHING, 3 * SECOND);
  assert.deepEqual(roster.states(3 * SECOND), { ...NOBODY, idle: 2, gone: 1 });
});

test("a Bye says nothing of another proxy, not even when nobody of that one is heard on a stream", () => {
  const { roster, board } = begun();
  board(0, { epoch: "main" });
  const other = { epoch: "other", node: "m" };
  roster.greet(other, NOTHING, 0);
  bring(roster, other, 0, { epoch: "theirs" });
  roster.part(other, NOTHING, SECOND);
  assert.deepEqual(roster.states(SECOND), { ...NOBODY, alive: 1, idle: 1, gone: 2 });
});

test("where proxies have no node id and cannot be told apart, a Bye says nothing but for the worker itself", () => {
  const roster = createRoster(() => undefined);
  const leaving = { epoch: "a", node: "" };
  roster.greet(leaving, NOTHING, 0);
  bring(roster, leaving, 0, { epoch: "main" });
  roster.part(leaving, NOTHING, SECOND);
  assert.deepEqual(roster.states(SECOND), { ...NOBODY, idle: 1, gone: 1 });
  assert.deepEqual(roster.states(40 * SECOND), { ...NOBODY, stale: 1, gone: 1 });
});

test("a board says that a worker has ended only where that is not older than what came from the worker itself", () => {
  const { roster, board, others } = begun();
  const speaking = { epoch: "a", node: "n" };
  roster.greet(speaking, NOTHING, 0);
  roster.hear(speaking, NOTHING, 50 * SECOND);
  board(51 * SECOND, { epoch: "a", ageMs: 40 * SECOND, isEnded: true });
  assert.deepEqual(others(51 * SECOND), { ...NOBODY, idle: 1 });
  // Its last message took longer than the board.
  board(52 * SECOND, { epoch: "a", ageMs: 4 * SECOND, isEnded: true });
  assert.deepEqual(others(52 * SECOND), { ...NOBODY, gone: 1 });
});
