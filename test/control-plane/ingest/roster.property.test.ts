// What holds of the roster over any sequence of Hello, messages, boards, Bye and time.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { IngestFigures } from "../../../control-plane/ingest/ingest.ts";
import type { Worker } from "../../../control-plane/ingest/message.ts";
import { createRoster, type Roster } from "../../../control-plane/ingest/roster.ts";
import type { WorkerState } from "../../../control-plane/model/workers.ts";
import type { SampleBoard } from "./support/encoder.ts";
import { BUSY } from "./support/rosters.ts";
import { apply, assertLaws, EPOCHS, HONEST, type Step, type World, worldOf } from "./support/history.ts";

type RosterStep =
  | { readonly kind: "greet" | "hear" | "part"; readonly epoch: string; readonly node: string; readonly seen: number }
  | { readonly kind: "board"; readonly node: string; readonly workers: readonly Worker[] }
  | { readonly kind: "pass"; readonly ms: number };

const EPOCHS_OF_STEPS = ["a", "b", "c", "d"];
const epoch = fc.constantFrom(...EPOCHS_OF_STEPS);
const node = fc.constantFrom("n", "m");
const seen = fc.nat({ max: 2 });
/** With less than ten minutes in all, nobody is old enough to be forgotten. */
const ageMs = fc.oneof(fc.nat({ max: 10_000 }), fc.nat({ max: 2_400_000 }));
const count = fc.nat({ max: 3 });
const worker = fc.record({
  epoch,
  ageMs,
  seen,
  emitted: count,
  dropped: count,
  inFlight: count,
  isEnded: fc.boolean(),
});
const STEPS: fc.Arbitrary<readonly RosterStep[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constantFrom("greet", "hear", "hear", "part"), epoch, node, seen } as const),
    fc.record({ kind: fc.constant("board"), node, workers: fc.array(worker, { maxLength: 4 }) } as const),
    fc.record({ kind: fc.constant("pass"), ms: fc.nat({ max: 9_000 }) } as const),
  ),
  { maxLength: 60, size: "max" },
);

/** Applies one step; `speaker` brings the boards and is none of the workers. */
function take(roster: Roster, step: RosterStep, nowMs: number): void {
  if (step.kind === "pass") return roster.sweep(nowMs);
  if (step.kind === "board") {
    const board = { workers: step.workers, leftOut: 0, unlisted: 0 };
    return roster.read({ epoch: "speaker", node: step.node }, board, nowMs);
  }
  roster[step.kind](step, { seen: step.seen, emitted: 0, dropped: 0 }, nowMs);
}

function namedIn(step: RosterStep): readonly string[] {
  if (step.kind === "pass") return [];
  return step.kind === "board" ? step.workers.map((each) => each.epoch) : [step.epoch];
}

/** Only what it says of one worker. */
function only(step: RosterStep, id: string): RosterStep | undefined {
  if (step.kind === "pass") return step;
  if (step.kind === "board") return { ...step, workers: step.workers.filter((each) => each.epoch === id) };
  return step.epoch === id ? step : undefined;
}

const sumOf = (roster: Roster, nowMs: number): number =>
  Object.values(roster.states(nowMs)).reduce((sum, workers) => sum + workers, 0);

test("each worker that was named is in exactly one state", () => {
  fc.assert(
    fc.property(STEPS, (steps) => {
      const roster = createRoster(() => undefined);
      const named = new Set<string>();
      let nowMs = 0;
      for (const step of steps) {
        if (step.kind === "pass") nowMs += step.ms;
        take(roster, step, nowMs);
        for (const each of namedIn(step)) named.add(each);
        assert.equal(sumOf(roster, nowMs), named.size);
      }
    }),
    { seed: 1, numRuns: 500 },
  );
});

/** With a speaker in each proxy that goes on speaking, so that nobody's end is inferred. */
function withSpeakers(): Roster {
  const roster = createRoster(() => undefined);
  speak(roster, 0);
  return roster;
}

function speak(roster: Roster, nowMs: number): void {
  for (const each of ["n", "m"]) roster.hear({ epoch: `speaker ${each}`, node: each }, BUSY, nowMs);
}

test("one that has gone is gone until it says Hello, and while their proxies speak nobody's state depends on another's", () => {
  fc.assert(
    fc.property(STEPS, (steps) => {
      const all = withSpeakers();
      const alone = EPOCHS_OF_STEPS.map((id) => ({ id, roster: withSpeakers() }));
      const before = new Map<string, WorkerState>();
      let nowMs = 0;
      for (const step of steps) {
        if (step.kind === "pass") nowMs += step.ms;
        speak(all, nowMs);
        take(all, step, nowMs);
        const sums = { alive: 2, idle: 0, stale: 0, gone: 0 };
        for (const { id, roster } of alone) {
          const mine = only(step, id);
          speak(roster, nowMs);
          if (mine !== undefined) take(roster, mine, nowMs);
          const states = Object.entries(othersOf(roster, nowMs)) as [WorkerState, number][];
          const [state] = states.find(([, workers]) => workers > 0) ?? [];
          if (state === undefined) continue;
          if (before.get(id) === "gone" && mine?.kind !== "greet") assert.equal(state, "gone");
          before.set(id, state);
          sums[state] += 1;
        }
        assert.deepEqual(all.states(nowMs), sums);
      }
    }),
    { seed: 1, numRuns: 500 },
  );
});

/** But for the two speakers. */
function othersOf(roster: Roster, nowMs: number): ReturnType<Roster["states"]> {
  const states = roster.states(nowMs);
  return { ...states, alive: states.alive - 2 };
}

test("whatever came before, a proxy whose workers all say Bye has only stale and gone ones", () => {
  fc.assert(
    fc.property(STEPS, epoch, (steps, last) => {
      const roster = createRoster(() => undefined);
      const mine = { kind: "greet", epoch: last, node: "n", seen: 0 } as const;
      const here = steps.filter((step) => !("node" in step) || step.node === "n");
      let nowMs = 0;
      for (const step of [mine, ...here]) {
        if (step.kind === "pass") nowMs += step.ms;
        take(roster, step, nowMs);
      }
      const spoken = here.flatMap((step) => (step.kind === "pass" || step.kind === "board" ? [] : [step.epoch]));
      for (const each of new Set([last, ...spoken])) roster.part({ epoch: each, node: "n" }, BUSY, nowMs);
      const { alive, idle } = roster.states(nowMs);
      assert.deepEqual([alive, idle], [0, 0]);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("a roster never has more than its limit, and who speaks is always in it", () => {
  fc.assert(
    fc.property(STEPS, (steps) => {
      const roster = createRoster(() => undefined, 2);
      let nowMs = 0;
      for (const step of steps) {
        if (step.kind === "pass") nowMs += step.ms;
        const leftOut = roster.leftOut.roster;
        const workers = sumOf(roster, nowMs);
        take(roster, step, nowMs);
        assert.ok(sumOf(roster, nowMs) <= 2);
        if (step.kind === "greet") {
          const { alive, idle } = roster.states(nowMs);
          assert.ok(alive + idle > 0);
        }
        if (roster.leftOut.roster > leftOut) assert.ok(workers === 2 || step.kind === "board");
      }
    }),
    { seed: 1, numRuns: 300 },
  );
});

const anyFigure = fc.oneof(fc.nat({ max: 60 }), fc.constantFrom(2 ** 15, 2 ** 31));
const SAMPLE_BOARD: fc.Arbitrary<SampleBoard> = fc.record({
  workers: fc.array(
    fc.record({
      epoch: fc.constantFrom(...EPOCHS, "0f".repeat(8)),
      age_ms: ageMs,
      seen: anyFigure,
      emitted: anyFigure,
      dropped: anyFigure,
      in_flight: anyFigure,
      ended: fc.boolean(),
    }),
    { maxLength: 5 },
  ),
  workers_unlisted: count,
  in_flight_unnamed: count,
});

/** Everything but who is there. */
function ledgerOf(figures: IngestFigures): unknown {
  return { ...figures, workers: undefined, workersLeftOut: undefined, inFlightFolded: undefined };
}

function applyWith(world: World, step: Step, board: SampleBoard): void {
  if (step.kind === "beat") world.filters[step.filter]?.beat(board);
  else apply(world, step);
}

test("whatever boards say, the ledger has what it has without them", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(HONEST, SAMPLE_BOARD), { maxLength: 100, size: "max" }), (steps) => {
      const [plain, boarded] = [worldOf(), worldOf()];
      for (const [step, board] of steps) {
        applyWith(plain, step, {});
        applyWith(boarded, step, board);
        assertLaws(boarded.harness);
        assert.deepEqual(ledgerOf(boarded.harness.figures()), ledgerOf(plain.harness.figures()));
      }
      assert.deepEqual(boarded.harness.rows, plain.harness.rows);
    }),
    { seed: 1, numRuns: 200 },
  );
});
