// Plays episodes in processes of their own until enough exchanges were played, or something is wrong.
import { type Child, startChild } from "../bench/child.ts";
import type { Asked } from "./child.ts";
import type { Report } from "./episode.ts";
import { createDraw } from "./random.ts";
import { exchangesOf } from "./setting.ts";
import { add, noTotals, type Totals } from "./totals.ts";

export type RunOptions = {
  readonly wasm: string;
  readonly seed: string;
  /** At least so many: whole episodes are played. */
  readonly exchanges: number;
  readonly workers: number;
  /** For tests of the fuzzer; 0 = nothing. */
  readonly plant?: number;
  /** An episode that takes longer hangs, ms. */
  readonly hangsAfterMs?: number;
  readonly onProgress?: (totals: Totals) => void;
};

export type Run = { readonly totals: Totals; readonly violation: string | undefined };

/** Of one episode: it takes a tenth of a second. */
const HANGS_AFTER_MS = 60_000;

/** The same seed and number of exchanges are the same episodes, whatever the number of processes. */
export async function run({
  wasm,
  seed,
  exchanges,
  workers,
  plant = 0,
  hangsAfterMs = HANGS_AFTER_MS,
  onProgress,
}: RunOptions): Promise<Run> {
  const totals = noTotals();
  let violation: string | undefined;
  let next = 0;
  let planned = 0;
  const work = async (): Promise<void> => {
    const child = startChild<Asked, Report>("test/fuzz/child.ts", [wasm]);
    try {
      while (planned < exchanges && violation === undefined) {
        const name = `${seed}/${next}`;
        next += 1;
        planned += exchangesOf(createDraw(name));
        const report = await played(child, { name, plant }, hangsAfterMs);
        add(totals, report);
        violation ??= report.violation;
        onProgress?.(totals);
      }
    } catch (error) {
      violation ??= error instanceof Error ? error.message : String(error);
    } finally {
      await child.end();
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return { totals, violation };
}

/** Ends the process of an episode that does not end by itself. */
async function played(child: Child<Asked, Report>, asked: Asked, hangsAfterMs: number): Promise<Report> {
  let hasHung = false;
  const timer = setTimeout(() => {
    hasHung = true;
    process.kill(child.pid, "SIGKILL");
  }, hangsAfterMs);
  try {
    return await child.ask(asked);
  } catch (error) {
    if (!hasHung) throw error;
    throw new Error(`episode ${asked.name}: hangs, no end after ${hangsAfterMs / 1_000} s`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
