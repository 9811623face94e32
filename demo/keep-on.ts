// Without `--once`: real flows at a modest rate, successes and failures mixed, until a signal.
import { setTimeout as pause } from "node:timers/promises";
import { scrape } from "./comparison/metrics.ts";
import type { LiveLine } from "./live-line.ts";
import { createRandom } from "./seeded.ts";
import { playStep } from "./steps/play.ts";
import { FAILURES, SUCCESSES } from "./steps/round.ts";
import { isPlayable, type Stage, type Step } from "./steps/step.ts";

/** Between the beginnings of two steps, ms. */
const GAP_MS = { least: 100, most: 400 } as const;
/** Steps under way at a time: a slow machine gets fewer, not a queue. */
const SIDE_BY_SIDE = 8;
/** Of a hundred steps, so many fail on purpose. */
const FAILURES_OF_100 = 20;
/** Steps under way at the end have so long, ms. */
const LAST_STEPS_MS = 3_000;
/** Between two looks at the metrics, ms. */
const LOOK_MS = 1_000;
/** Steps that went wrong, said one by one; the others are left out. */
const COMPLAINTS = 20;

export type KeepOnOptions = {
  readonly stage: Stage;
  readonly seed: number;
  readonly metricsPort: number;
  readonly line: LiveLine;
  readonly signal: AbortSignal;
};

/** Resolves soon after `signal`, once the steps under way are done. */
export async function keepOn({ stage, seed, metricsPort, line, signal }: KeepOnOptions): Promise<void> {
  await Promise.all([play(stage, seed, line, signal), look(metricsPort, line, signal)]);
}

async function play(stage: Stage, seed: number, line: LiveLine, signal: AbortSignal): Promise<void> {
  const random = createRandom(seed);
  const underWay = new Set<Promise<void>>();
  let complaints = 0;

  async function run(step: Step, stepSeed: number): Promise<void> {
    const wrong = await playStep(step, stage, stepSeed, () => undefined);
    if (wrong !== undefined && !signal.aborted && (complaints += 1) <= COMPLAINTS)
      line.say(`a step went wrong: ${wrong}`);
  }

  while (!signal.aborted) {
    if (underWay.size < SIDE_BY_SIDE) {
      const all = random.between(1, 100) <= FAILURES_OF_100 ? FAILURES : SUCCESSES;
      const from = all.filter((each) => isPlayable(each, stage));
      const step = from[random.between(0, from.length - 1)];
      if (step === undefined) break;
      const playing = run(step, random.between(0, 2 ** 31)).finally(() => underWay.delete(playing));
      underWay.add(playing);
    }
    await pause(random.between(GAP_MS.least, GAP_MS.most), undefined, { signal }).catch(() => undefined);
  }
  await Promise.race([Promise.all(underWay), pause(LAST_STEPS_MS, undefined, { ref: false })]);
}

async function look(metricsPort: number, line: LiveLine, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    // A scrape that fails is one line less; the part behind it is watched elsewhere.
    const samples = await scrape(metricsPort).catch(() => undefined);
    if (samples !== undefined) line.show(samples, performance.now());
    await pause(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}
