// An upstream that keeps requests waiting until it is told to answer.
import { TOKEN } from "./token-request.ts";
import { startUpstream, type Answer, type Upstream } from "./upstream.ts";

export type HeldAnswers = Upstream & {
  /** From now on requests wait. */
  readonly hold: () => void;
  /** Requests that wait. */
  readonly waiting: () => number;
  /** Answers those that wait, and at once what comes from now on. */
  readonly release: () => void;
};

/** Answers at once until `hold`. */
export async function startHeldAnswers(): Promise<HeldAnswers> {
  let held: ((answer: Answer) => void)[] = [];
  let isHolding = false;
  const upstream = await startUpstream(() =>
    isHolding ? new Promise<Answer>((resolve) => held.push(resolve)) : TOKEN,
  );
  return {
    ...upstream,
    hold: () => void (isHolding = true),
    waiting: () => held.length,
    release() {
      isHolding = false;
      const all = held;
      held = [];
      for (const answer of all) answer(TOKEN);
    },
  };
}
