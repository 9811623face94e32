// The laws of the ledger over random histories of filters that keep to docs/wire.md.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Harness } from "./support/harness.ts";
import { apply, assertLaws, HONEST, RESTART, type World, worldOf } from "./support/history.ts";

/** Everybody connects, and sends until all is acknowledged. */
function settle(world: World): void {
  for (const one of world.filters) {
    one.disconnect("cancel");
    one.connect(world.harness);
    for (let bytes = one.encode(50); bytes !== undefined; bytes = one.encode(50)) one.say(bytes);
    one.beat();
  }
  world.harness.pass(10_000);
  for (const one of world.filters) one.listen();
}

/** Drops of filters that were counted. */
const droppedIn = (harness: Harness): number => harness.ledger.dropped.get("filter")?.get("ring_full") ?? 0;
const sumOf = (filters: World["filters"], figure: "dropped" | "told"): number =>
  filters.reduce((sum, one) => sum + one[figure], 0);

const countOf = (harness: Harness): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { tuple, answeredUs } of harness.rows) {
    const key = `${tuple.issuer} ${answeredUs}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
};

test("however streams come, go, and repeat themselves, one aggregator counts every record once, and loses none", () => {
  fc.assert(
    fc.property(fc.array(HONEST, { maxLength: 120, size: "max" }), (steps) => {
      const world = worldOf();
      for (const step of steps) {
        apply(world, step);
        assertLaws(world.harness);
      }
      settle(world);
      assertLaws(world.harness);
      const counts = countOf(world.harness);
      const { emitted, aggregated, lost, resent, inFlight, dropped } = world.harness.figures();
      const numbered = world.filters.reduce((sum, one) => sum + one.emitted, 0);
      assert.ok(
        [...counts.values()].every((count) => count === 1),
        "a record was counted twice",
      );
      assert.deepEqual(
        [counts.size, emitted, aggregated, lost, resent, inFlight],
        [numbered, numbered, numbered, 0, 0, 0],
      );
      assert.deepEqual(
        world.filters.map((one) => one.acknowledged),
        world.filters.map((one) => one.emitted),
      );
      assert.deepEqual(
        dropped.filter(({ stage }) => stage !== "filter"),
        [],
      );
      assert.equal(droppedIn(world.harness), sumOf(world.filters, "dropped"));
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("across crashes of aggregators every record is counted, and none twice that is not named as resent", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 20, arbitrary: HONEST }, { weight: 1, arbitrary: RESTART }), {
        maxLength: 200,
        size: "max",
      }),
      (steps) => {
        const world = worldOf();
        const counts = new Map<string, number>();
        let resent = 0;
        let lost = 0;
        const close = (harness: Harness): void => {
          for (const [key, count] of countOf(harness)) counts.set(key, (counts.get(key) ?? 0) + count);
          resent += harness.figures().resent;
          lost += harness.figures().lost;
        };
        for (const step of steps) {
          if (step.kind === "restart") close(world.harness);
          apply(world, step);
          assertLaws(world.harness);
        }
        settle(world);
        assertLaws(world.harness);
        close(world.harness);
        const numbered = world.filters.reduce((sum, one) => sum + one.emitted, 0);
        const twice = [...counts.values()].reduce((sum, count) => sum + count - 1, 0);
        assert.equal(counts.size, numbered);
        assert.equal(lost, 0);
        assert.ok(twice <= resent, `${twice} counted twice, ${resent} resent`);
        assert.equal(world.harness.figures().inFlight, 0);
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});

test("across crashes of aggregators every drop is counted, and twice only what had not been acknowledged", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 20, arbitrary: HONEST }, { weight: 1, arbitrary: RESTART }), {
        maxLength: 200,
        size: "max",
      }),
      (steps) => {
        const world = worldOf();
        let [counted, twice] = [0, 0];
        for (const step of steps) {
          if (step.kind === "restart") {
            counted += droppedIn(world.harness);
            // What this life and those before had counted, each once, and will not be told to the next.
            const again = counted - twice - sumOf(world.filters, "told");
            assert.ok(again >= 0, `${-again} drops are taken as told that nobody counted`);
            twice += again;
          }
          apply(world, step);
          assertLaws(world.harness);
        }
        settle(world);
        assert.equal(counted + droppedIn(world.harness) - twice, sumOf(world.filters, "dropped"));
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});

test("an aggregator that comes after one at rest counts none of the drops that were told, and all that come then", () => {
  const world = worldOf();
  for (const one of world.filters) one.emit(5, 4);
  settle(world);
  assert.equal(droppedIn(world.harness), 12);
  apply(world, { kind: "restart" });
  for (const one of world.filters) one.emit(0, 1);
  settle(world);
  assert.equal(droppedIn(world.harness), 3);
});

test("drops that were said in a batch which nobody read are counted by the next aggregator", () => {
  const world = worldOf();
  for (const one of world.filters) {
    one.emit(5, 4);
    one.connect(world.harness);
  }
  for (const filter of world.filters.keys()) apply(world, { kind: "leave", filter, most: 9 });
  assert.equal(droppedIn(world.harness), 0);
  apply(world, { kind: "restart" });
  settle(world);
  assert.equal(droppedIn(world.harness), 12);
});
