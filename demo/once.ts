// `--once`: one round, then what the clients did beside what the metrics say.
import { setTimeout as pause } from "node:timers/promises";
import { compare, type Comparison } from "./comparison/compare.ts";
import { isSettled } from "./comparison/ledger.ts";
import { scrape } from "./comparison/metrics.ts";
import type { Report } from "./comparison/table.ts";
import { addExchange, createTally, type Tally } from "./comparison/tally.ts";
import { createRandom } from "./seeded.ts";
import { playAll } from "./steps/play.ts";
import { roundOf } from "./steps/round.ts";
import { isPlayable, type Stage } from "./steps/step.ts";

/** Between two looks at the metrics, ms. */
const LOOK_MS = 200;
/** Equal counts must stay so, ms: what was counted too often would come with a later batch. */
const EQUAL_MS = 1_000;
/** Other counts are final when they have not moved for so long, ms: heartbeats come every few seconds. */
const STILL_MS = 15_000;
/** Nothing is waited for longer, ms. */
const LIMIT_MS = 60_000;

export type Round = Pick<Report, "comparison" | "wrong" | "leftOut">;

/** Plays the round of a seed and waits until the metrics have all of it, or nothing more comes. */
export async function playRound(stage: Stage, seed: number, metricsPort: number): Promise<Round> {
  const tally = createTally();
  const random = createRandom(seed);
  const steps = roundOf(random);
  const wrong = await playAll(steps, stage, random, (exchange) => addExchange(tally, exchange));
  const leftOut = steps.filter((step) => !isPlayable(step, stage)).map(({ name }) => name);
  return { wrong, leftOut: [...new Set(leftOut)].sort(), comparison: await settled(tally, metricsPort) };
}

async function settled(tally: Tally, metricsPort: number): Promise<Comparison> {
  const start = performance.now();
  let last = "";
  let movedAt = start;
  for (;;) {
    const comparison = compare(tally, await scrape(metricsPort));
    const now = performance.now();
    const text = JSON.stringify(comparison);
    if (text !== last) movedAt = now;
    last = text;
    const isEqual = comparison.differences === 0 && isSettled(comparison.ledger);
    if (now - movedAt > (isEqual ? EQUAL_MS : STILL_MS) || now - start > LIMIT_MS) return comparison;
    await pause(LOOK_MS);
  }
}
