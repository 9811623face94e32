import assert from "node:assert/strict";
import { test } from "node:test";
import { createRandom } from "../../demo/seeded.ts";
import { FAILURES, roundOf, SUCCESSES } from "../../demo/steps/round.ts";

const namesOf = (seed: number): readonly string[] => roundOf(createRandom(seed)).map(({ name }) => name);

test("the same seed plays the same round, another one another", () => {
  assert.deepEqual(namesOf(7), namesOf(7));
  assert.notDeepEqual(namesOf(7), namesOf(8));
});

test("every step is in every round, and no name is there twice", () => {
  const names = [...SUCCESSES, ...FAILURES].map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const seed of [0, 1, 4_294_967_295]) assert.deepEqual([...new Set(namesOf(seed))].sort(), [...names].sort());
});

test("numbers from a seed stay within their limits", () => {
  const random = createRandom(3);
  const numbers = Array.from({ length: 200 }, () => random.between(2, 4));
  assert.deepEqual(
    [...new Set(numbers)].sort((one, other) => one - other),
    [2, 3, 4],
  );
});

test("a shuffled list has the same items", () => {
  assert.deepEqual(
    createRandom(3)
      .shuffled([1, 2, 3, 4, 5])
      .sort((one, other) => one - other),
    [1, 2, 3, 4, 5],
  );
});
