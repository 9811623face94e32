// A roster with one speaker, for tests that say what comes to it and when.
import type { Worker } from "../../../../control-plane/ingest/message.ts";
import { createRoster, type Roster, type WorkerChange } from "../../../../control-plane/ingest/roster.ts";
import type { Figures } from "../../../../control-plane/ingest/worker.ts";

export const SECOND = 1_000;
export const HOUR = 3_600_000;
export const NOBODY = { alive: 0, idle: 0, stale: 0, gone: 0 };
export const NOTHING: Figures = { seen: 0, emitted: 0, dropped: 0 };
/** What makes a worker alive. */
export const BUSY: Figures = { seen: 1, emitted: 0, dropped: 0 };
/** Who brings the boards, of proxy `n`. */
export const SPEAKER = { epoch: "speaker", node: "n" };

export type TestRoster = {
  readonly roster: Roster;
  /** As they were told. */
  readonly changes: WorkerChange[];
  /** A board that the speaker brings. What is absent of a worker is 0. */
  readonly board: (nowMs: number, ...workers: readonly (Partial<Worker> & { readonly epoch: string })[]) => void;
  /** States without the speaker, which says something first, and so is alive. */
  readonly others: (nowMs: number) => ReturnType<Roster["states"]>;
};

/** With the speaker alive at 0. */
export function begun(capacity?: number): TestRoster {
  const changes: WorkerChange[] = [];
  const roster = createRoster((change) => changes.push({ ...change, worker: { ...change.worker } }), capacity);
  roster.greet(SPEAKER, BUSY, 0);
  return {
    roster,
    changes,
    board: (nowMs, ...workers) => bring(roster, SPEAKER, nowMs, ...workers),
    others(nowMs) {
      roster.hear(SPEAKER, NOTHING, nowMs);
      const states = roster.states(nowMs);
      return { ...states, alive: states.alive - 1 };
    },
  };
}

/** A board that anybody brings. */
export function bring(
  roster: Roster,
  speaker: { readonly epoch: string; readonly node: string },
  nowMs: number,
  ...workers: readonly (Partial<Worker> & { readonly epoch: string })[]
): void {
  const blank = { ageMs: 0, seen: 0, emitted: 0, dropped: 0, inFlight: 0, isEnded: false };
  roster.read(speaker, { workers: workers.map((each) => ({ ...blank, ...each })), leftOut: 0, unlisted: 0 }, nowMs);
}

/** Every second, as the ingest does. */
export function sweep(roster: Roster, fromMs: number, toMs: number): void {
  for (let nowMs = fromMs; nowMs <= toMs; nowMs += SECOND) roster.sweep(nowMs);
}
