// Waiting for what another process does: a condition and a deadline, never a fixed sleep.
import { AssertionError } from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

const POLL_MS = 20;

/**
 * What `check` returns, as soon as that is not `undefined` or `false`. An exception of `check` counts as "not yet", but for
 * an AssertionError: what must hold at every look has been seen not to, and that ends the wait.
 * Throws after `limitMs` with `what` and the last exception, if there was one.
 */
export async function until<T>(
  what: string,
  check: () => T | Promise<T>,
  limitMs = 15_000,
): Promise<Exclude<T, undefined | false>> {
  const deadline = performance.now() + limitMs;
  let cause: unknown;
  do {
    try {
      const seen = await check();
      if (seen !== undefined && seen !== false) return seen as Exclude<T, undefined | false>;
      cause = undefined;
    } catch (error) {
      if (error instanceof AssertionError) throw error;
      cause = error;
    }
    await pause(POLL_MS);
  } while (performance.now() < deadline);
  const because = cause instanceof Error ? `: ${cause.message}` : "";
  throw new Error(`not within ${limitMs / 1000} s: ${what}${because}`, { cause });
}
