import assert from "node:assert/strict";
import { test } from "node:test";
import { advanceKeys, keysInForce, type KeyState, namesOfKeys } from "../../../control-plane/ingest/keys.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 1);

/** Every call gives bytes that no call gave before. */
function createRandom(): (size: number) => Uint8Array {
  let calls = 0;
  return (size) => {
    calls += 1;
    return new Uint8Array(size).fill(calls);
  };
}

/** The keys when `advance` was called every ten minutes until then. */
function after(ms: number, state?: KeyState): KeyState {
  const random = createRandom();
  let keys = advanceKeys(state, START, random);
  for (let now = 10 * MINUTE; now <= ms; now += 10 * MINUTE) keys = advanceKeys(keys, START + now, random);
  return keys;
}

const idsOf = (state: KeyState, ms: number, keyClass: string): readonly [number, number] => {
  const key = keysInForce(state, START + ms).find((each) => each.keyClass === keyClass);
  return [key?.id ?? 0, key?.previous?.id ?? 0];
};

test("the first keys are one of each class, of 32 random bytes and with ids of their own", () => {
  const keys = keysInForce(advanceKeys(undefined, START, createRandom()), START);
  assert.deepEqual(
    keys.map(({ keyClass }) => keyClass),
    ["flow", "refresh", "pseudonym"],
  );
  assert.ok(keys.every(({ secret, previous }) => secret.length === 32 && previous === undefined));
  assert.equal(new Set(keys.map(({ id }) => id)).size, 3);
  assert.equal(new Set(keys.map(({ secret }) => secret.join())).size, 3);
});

test("nothing changes until something is due", () => {
  const state = advanceKeys(undefined, START, createRandom());
  assert.equal(advanceKeys(state, START + DAY - 1, createRandom()), state);
  assert.notEqual(advanceKeys(state, START + DAY, createRandom()), state);
});

test("the flow key changes daily, and the one before it is in use for 35 minutes more", () => {
  const [first] = idsOf(after(0), 0, "flow");
  const state = after(DAY);
  const [second, previous] = idsOf(state, DAY, "flow");
  assert.deepEqual([second !== first, previous], [true, first]);
  assert.deepEqual(idsOf(state, DAY + 35 * MINUTE - 1, "flow"), [second, first]);
  assert.deepEqual(idsOf(state, DAY + 35 * MINUTE, "flow"), [second, 0]);
});

test("a flow key is deleted when nothing that was hashed with it can be joined any more", () => {
  assert.equal(after(DAY + 60 * MINUTE).flow.length, 2);
  assert.equal(after(DAY + 70 * MINUTE).flow.length, 1);
});

test("the refresh key changes every 30 days, and the one before it is in use for a week more", () => {
  const [first] = idsOf(after(0), 0, "refresh");
  const state = after(30 * DAY);
  const [second, previous] = idsOf(state, 30 * DAY, "refresh");
  assert.deepEqual([second !== first, previous], [true, first]);
  assert.deepEqual(idsOf(state, 37 * DAY - 1, "refresh"), [second, first]);
  assert.deepEqual(idsOf(state, 37 * DAY, "refresh"), [second, 0]);
  assert.equal(after(44 * DAY).refresh.length, 1);
});

test("the pseudonym key stays", () => {
  const year = after(365 * DAY);
  assert.deepEqual(idsOf(year, 365 * DAY, "pseudonym"), idsOf(after(0), 0, "pseudonym"));
  assert.equal(year.pseudonym.length, 1);
});

test("after a long time without an aggregator, the old key is still the previous one", () => {
  const state = after(0);
  const next = advanceKeys(state, START + 3 * DAY, createRandom());
  assert.equal(idsOf(next, 3 * DAY, "flow")[1], state.flow[0]?.id);
});

test("a key from the future, made by a clock that was wrong, is replaced", () => {
  const state = advanceKeys(undefined, START + 400 * DAY, createRandom());
  const next = advanceKeys(state, START, createRandom());
  assert.notEqual(next.flow[0]?.id, state.flow[0]?.id);
  assert.equal(next.pseudonym[0]?.id, state.pseudonym[0]?.id);
  const near = advanceKeys(undefined, START + 59 * MINUTE, createRandom());
  assert.equal(advanceKeys(near, START, createRandom()), near);
});

test("however often clocks jump, a class has at most four keys", () => {
  const random = createRandom();
  let state = advanceKeys(undefined, START, random);
  for (let jump = 0; jump < 20; jump += 1) state = advanceKeys(state, START + (jump % 2) * 40 * DAY, random);
  assert.equal(state.flow.length, 4);
  assert.equal(state.refresh.length, 4);
});

test("an id is never 0, and never one that is there", () => {
  const values = [
    [0, 0, 0, 0],
    [0, 0, 0, 5],
  ];
  const random = (size: number): Uint8Array =>
    size === 4 ? Uint8Array.from(values.shift() ?? [0, 0, 0, 6]) : new Uint8Array(size);
  assert.equal(advanceKeys(undefined, START, random).flow[0]?.id, 5);
  const state = advanceKeys(undefined, START, () => new Uint8Array(32).fill(1));
  const ids = [
    [1, 1, 1, 1],
    [0, 0, 0, 9],
  ];
  const next = advanceKeys(state, START + DAY, (size) =>
    size === 4 ? Uint8Array.from(ids.shift() ?? []) : new Uint8Array(size),
  );
  assert.notEqual(next.flow[0]?.id, state.flow[0]?.id);
});

test("names of keys differ when filters must be told", () => {
  const state = after(DAY);
  const overlap = namesOfKeys(keysInForce(state, START + DAY));
  assert.equal(namesOfKeys(keysInForce(state, START + DAY + MINUTE)), overlap);
  assert.notEqual(namesOfKeys(keysInForce(state, START + DAY + 35 * MINUTE)), overlap);
});
