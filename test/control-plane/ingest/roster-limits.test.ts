// What the roster leaves out, and whom it forgets, where there is no more room.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_BOARD_WORKERS } from "../../../control-plane/ingest/limits.ts";
import { createRoster } from "../../../control-plane/ingest/roster.ts";
import { begun, bring, BUSY, NOBODY, NOTHING, SECOND, SPEAKER } from "./support/rosters.ts";

const NONE_LEFT_OUT = { board: 0, heartbeat: 0, roster: 0 };

/** Epochs of their own. */
const many = (count: number, name: string): readonly { readonly epoch: string }[] =>
  Array.from({ length: count }, (_, index) => ({ epoch: `${name}${index}` }));

test("beyond the limit one that only a board names is left out, and one that speaks takes the place of the one heard longest ago", () => {
  const { roster, board, others } = begun(3);
  roster.greet({ epoch: "a", node: "n" }, NOTHING, 0);
  roster.greet({ epoch: "b", node: "n" }, NOTHING, SECOND);
  board(2 * SECOND, { epoch: "c" }, { epoch: "a" });
  assert.deepEqual([roster.leftOut.roster, others(2 * SECOND)], [1, { ...NOBODY, idle: 2 }]);
  roster.greet({ epoch: "d", node: "n" }, BUSY, 3 * SECOND);
  assert.deepEqual([roster.leftOut.roster, others(31 * SECOND + 1)], [2, { ...NOBODY, idle: 1, alive: 1 }]);
});

test("when it is full those that are stale or gone are forgotten before one that lives, whenever it was heard", () => {
  const roster = createRoster(() => undefined, 4);
  roster.greet(SPEAKER, BUSY, 0);
  roster.greet({ epoch: "left", node: "n" }, NOTHING, 0);
  bring(roster, SPEAKER, SECOND, { epoch: "dead", ageMs: 20 * 3_600 * SECOND }, { epoch: "idle" });
  roster.part({ epoch: "left", node: "n" }, NOTHING, 2 * SECOND);
  assert.deepEqual(roster.states(2 * SECOND), { alive: 1, idle: 1, stale: 1, gone: 1 });
  roster.greet({ epoch: "x", node: "m" }, NOTHING, 3 * SECOND);
  roster.greet({ epoch: "y", node: "m" }, NOTHING, 4 * SECOND);
  assert.deepEqual(roster.states(4 * SECOND), { ...NOBODY, alive: 1, idle: 3 });
  roster.greet({ epoch: "z", node: "m" }, NOTHING, 5 * SECOND);
  assert.deepEqual([roster.states(5 * SECOND), roster.leftOut.roster], [{ ...NOBODY, idle: 4 }, 3]);
});

test("one that has become stale only with time is forgotten before one that lives, though a board named it later", () => {
  const roster = createRoster(() => undefined, 3);
  roster.greet(SPEAKER, BUSY, 0);
  roster.greet({ epoch: "a", node: "n" }, NOTHING, 10 * SECOND);
  bring(roster, SPEAKER, 11 * SECOND, { epoch: "dying", ageMs: 25 * SECOND });
  roster.hear(SPEAKER, BUSY, 12 * SECOND);
  for (let nowMs = 12 * SECOND; nowMs <= 20 * SECOND; nowMs += SECOND) roster.sweep(nowMs);
  assert.deepEqual(roster.states(20 * SECOND), { ...NOBODY, alive: 1, idle: 1, stale: 1 });
  roster.greet({ epoch: "b", node: "n" }, NOTHING, 20 * SECOND);
  assert.deepEqual(roster.states(20 * SECOND), { ...NOBODY, alive: 1, idle: 2 });
});

test("of one proxy at most 128 are known that have not spoken themselves; beyond they are left out, each time", () => {
  const { roster, board, others } = begun();
  board(0, ...many(MAX_BOARD_WORKERS, "a"));
  assert.deepEqual(roster.leftOut, NONE_LEFT_OUT);
  board(SECOND, ...many(MAX_BOARD_WORKERS, "b"));
  assert.deepEqual([roster.leftOut.heartbeat, others(SECOND).idle], [MAX_BOARD_WORKERS, MAX_BOARD_WORKERS]);
  const theirs = { epoch: "other", node: "m" };
  roster.greet(theirs, BUSY, SECOND);
  bring(roster, theirs, SECOND, { epoch: "c" });
  assert.deepEqual(others(SECOND), { ...NOBODY, alive: 1, idle: MAX_BOARD_WORKERS + 1 });
  // Who speaks has a place of its own, and leaves the one that it had.
  roster.greet({ epoch: "a0", node: "n" }, NOTHING, SECOND);
  board(SECOND, { epoch: "b0" });
  assert.deepEqual([roster.leftOut.heartbeat, others(SECOND).idle], [MAX_BOARD_WORKERS, MAX_BOARD_WORKERS + 2]);
});

test("a proxy's new workers take the places of those that have gone, then of stale ones, which are counted", () => {
  const { roster, board, others } = begun();
  const ended = many(64, "gone").map((each) => ({ ...each, isEnded: true }));
  const dead = many(64, "dead").map((each) => ({ ...each, ageMs: 40 * SECOND }));
  board(0, ...dead, ...ended);
  board(SECOND, ...many(64, "new"));
  assert.deepEqual([roster.leftOut.heartbeat, others(SECOND)], [0, { ...NOBODY, idle: 64, stale: 64 }]);
  board(SECOND, ...many(65, "newer"));
  assert.deepEqual([roster.leftOut.heartbeat, others(SECOND)], [65, { ...NOBODY, idle: 128 }]);
  assert.equal(roster.leftOut.roster, 0);
});

test("workers that are left out of a heartbeat are counted each time, those without a place on the board when they become more", () => {
  const { roster } = begun();
  const unlisted = (count: number, speaker = SPEAKER): number => {
    roster.read(speaker, { workers: [], leftOut: 2, unlisted: count }, SECOND);
    return roster.leftOut.board;
  };
  assert.deepEqual(
    [3, 3, 5, 1, 2].map((count) => unlisted(count)),
    [3, 3, 5, 5, 6],
  );
  assert.deepEqual(roster.leftOut, { board: 6, heartbeat: 10, roster: 0 });
  const other = { epoch: "other", node: "m" };
  roster.greet(other, NOTHING, SECOND);
  assert.deepEqual([unlisted(4, other), unlisted(4, other), unlisted(2)], [10, 10, 10]);
});
