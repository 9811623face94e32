// Plays steps, several at a time, and checks that each ended as it says.
import type { Exchange } from "../clients/exchange.ts";
import { createRandom, type Random } from "../seeded.ts";
import { createScene, isPlayable, sayingOf, type Stage, type Step } from "./step.ts";

/** Steps at a time: some of them wait. */
const SIDE_BY_SIDE = 4;

/** Undefined when the step ended as it says; else what went wrong, in one line. */
export async function playStep(
  step: Step,
  stage: Stage,
  seed: number,
  log: (exchange: Exchange) => void,
): Promise<string | undefined> {
  let last: Exchange | undefined;
  const scene = createScene(stage, createRandom(seed), (exchange) => {
    last = exchange;
    log(exchange);
  });
  try {
    await step.play(scene);
  } catch (error) {
    return `${step.name}: ${messageOf(error)}${last === undefined ? "" : ` (last: ${sayingOf(last)})`}`;
  }
  const ended = last === undefined ? "nothing" : sayingOf(last);
  return ended === step.ends ? undefined : `${step.name}: want ${step.ends}, got ${ended}`;
}

/** Plays all that can be played on this stage. The lines of those that went wrong. */
export async function playAll(
  steps: readonly Step[],
  stage: Stage,
  random: Random,
  log: (exchange: Exchange) => void,
): Promise<readonly string[]> {
  const wrong: string[] = [];
  // Seeds are dealt before, so that what is left out changes nothing for the others.
  const dealt = steps.map((step) => ({ step, seed: random.between(0, 2 ** 31) }));
  const waiting = dealt.filter(({ step }) => isPlayable(step, stage));
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const said = await playStep(next.step, stage, next.seed, log);
      if (said !== undefined) wrong.push(said);
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  return wrong;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? `${error.message} (${cause.message})` : error.message;
}
