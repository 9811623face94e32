import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createAggregate } from "../../../control-plane/aggregate/aggregate.ts";
import { CELL, CELLS, EXCHANGE_BUCKETS } from "../../../control-plane/model/aggregate.ts";
import * as words from "../../../control-plane/model/gen/words.ts";
import { anyExchange } from "./any-exchange.ts";
import { type Exchange, exchange, feed } from "./exchanges.ts";

const SETTINGS = { seed: 1, numRuns: 200 };

test("every row is in exactly one key and one bucket, and every authentication is verified or not", () => {
  fc.assert(
    fc.property(fc.array(anyExchange(), { maxLength: 60 }), (exchanges) => {
      const aggregate = createAggregate([]);
      feed(aggregate, exchanges);
      const { keys, keyCount, cells } = aggregate.snapshot();
      let rows = 0;
      for (let key = 0; key < keyCount; key += 1) {
        const block = cells.subarray(key * CELLS, (key + 1) * CELLS);
        const buckets = block.subarray(CELL.Buckets, CELL.Buckets + EXCHANGE_BUCKETS.length + 1);
        assert.equal(sum(buckets), block[CELL.Rows]);
        const judged = keys[key]?.authentication === "neither" ? 0 : block[CELL.Rows];
        assert.equal((block[CELL.KnownClient] ?? 0) + (block[CELL.UnknownClient] ?? 0), judged);
        rows += block[CELL.Rows] ?? 0;
      }
      assert.equal(rows, exchanges.length);
      assert.equal(keyCount, new Set(keys).size);
    }),
    SETTINGS,
  );
});

test("an answer seen by any proxies on its way counts once if the counting vantage is among them, else not at all", () => {
  const vantages = fc.subarray(["server", "client", "gateway"] as const, { minLength: 1 });
  const answer = fc.record({ vantages, outcome: fc.constantFrom(...words.OUTCOME_LABELS.slice(1)) });
  const counting = fc.constantFrom("server", "client", "gateway");
  fc.assert(
    fc.property(fc.array(answer, { maxLength: 30 }), counting, (answers, countingVantage) => {
      const aggregate = createAggregate([{ name: "as", filledNames: ["as"], dialect: "generic", countingVantage }]);
      feed(
        aggregate,
        answers.flatMap(({ vantages, outcome }) => vantages.map((vantage) => exchange({ vantage, outcome }))),
      );
      const expected = answers.filter(({ vantages }) => vantages.includes(countingVantage)).length;
      assert.equal(counted(aggregate.snapshot()), expected);
    }),
    SETTINGS,
  );
});

test("a proxy's own answer counts once where it was made, and as upstream's at each counting vantage below", () => {
  const order = ["server", "gateway", "client"] as const;
  const fault = fc.record({ madeAt: fc.nat(2), seenTo: fc.nat(2) }).filter(({ madeAt, seenTo }) => seenTo >= madeAt);
  fc.assert(
    fc.property(fc.array(fault, { maxLength: 30 }), fc.nat(2), (faults, counting) => {
      const countingVantage = order[counting] ?? "server";
      const aggregate = createAggregate([{ name: "as", filledNames: ["as"], dialect: "generic", countingVantage }]);
      // Made at one proxy, and passed on to those between it and the caller.
      const seen = faults.flatMap(({ madeAt, seenTo }) => {
        return order.slice(madeAt, seenTo + 1).map((vantage, distance): Exchange => {
          return exchange({
            vantage,
            outcome: "server_error",
            error: "http_5xx",
            status: 503,
            isProxyAnswer: distance === 0,
          });
        });
      });
      feed(aggregate, seen);
      const again = faults.filter(({ madeAt, seenTo }) => madeAt < counting && counting <= seenTo).length;
      assert.equal(counted(aggregate.snapshot()), faults.length + again);
      // With the server as counting vantage, as `auto` has it wherever a server reports, nothing counts twice.
      if (countingVantage === "server") assert.equal(again, 0);
    }),
    SETTINGS,
  );
});

function counted(snapshot: ReturnType<ReturnType<typeof createAggregate>["snapshot"]>): number {
  let rows = 0;
  for (let key = 0; key < snapshot.keyCount; key += 1) {
    if (snapshot.counted[key] === 1) rows += snapshot.cells[key * CELLS + CELL.Rows] ?? 0;
  }
  return rows;
}

function sum(values: Iterable<number>): number {
  let all = 0;
  for (const value of values) all += value;
  return all;
}
