// The table of workers against the plainest model of it: every worker, looked through for each question.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { newWorker, type KnownWorker } from "../../../control-plane/ingest/worker.ts";
import { createWorkerTable } from "../../../control-plane/ingest/worker-table.ts";

const CAPACITY = 5;
const NODES = ["n", "m"];

const STEPS = fc.array(
  fc.record({
    kind: fc.constantFrom("file", "file", "renew", "remove"),
    epoch: fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h"),
    node: fc.constantFrom(...NODES),
    hasSpoken: fc.boolean(),
    isGone: fc.boolean(),
    isAside: fc.boolean(),
  }),
  { maxLength: 80, size: "max" },
);

const epochsOf = (workers: Iterable<KnownWorker>): readonly string[] => [...workers].map(({ epoch }) => epoch);

test("workers are found by epoch and by proxy as if all were looked through, and the one forgotten is aside, else the first", () => {
  fc.assert(
    fc.property(STEPS, (steps) => {
      const table = createWorkerTable(CAPACITY);
      /** In the order in which they were heard; and those aside, in the order in which they came there. */
      let model: KnownWorker[] = [];
      let aside: KnownWorker[] = [];
      for (const { kind, epoch, node, hasSpoken, isGone, isAside } of steps) {
        const known = model.find((each) => each.epoch === epoch);
        if (kind === "remove" || kind === "renew") {
          if (known === undefined) continue;
          table[kind](known);
          model = model.filter((each) => each !== known);
          if (kind === "renew") model.push(known);
          else aside = aside.filter((each) => each !== known);
        } else {
          const worker = known ?? newWorker(epoch, node, 0);
          if (known === undefined) {
            const forgotten = model.length < CAPACITY ? undefined : (aside[0] ?? model[0]);
            table.add(worker);
            model = [...model.filter((each) => each !== forgotten), worker];
            aside = aside.filter((each) => each !== forgotten);
          }
          Object.assign(worker, { hasSpoken: hasSpoken || worker.hasSpoken, isGone });
          table.file(worker);
          table.setAside(worker, isAside);
          if (!isAside) aside = aside.filter((each) => each !== worker);
          else if (!aside.includes(worker)) aside.push(worker);
        }
        assert.deepEqual(epochsOf(table.all()), epochsOf(model));
        assert.equal(table.isFull, model.length === CAPACITY);
        for (const each of NODES) {
          const mine = model.filter((worker) => worker.node === each);
          const [named, spoken] = [mine.filter((worker) => !worker.hasSpoken), mine.filter((w) => w.hasSpoken)];
          assert.deepEqual(new Set(table.namedOf(each)), new Set(named));
          assert.deepEqual(new Set(table.speakersOf(each)), new Set(spoken.filter((worker) => !worker.isGone)));
        }
      }
    }),
    { seed: 1, numRuns: 300 },
  );
});
