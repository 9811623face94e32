import type { WorkersLeftOut, WorkerState, WorkerStates } from "../model/workers.ts";
import { ENDED_MARGIN_MS, MAX_BOARD_WORKERS, MAX_WORKERS, STALE_AFTER_MS } from "./limits.ts";
import type { Board, Worker } from "./message.ts";
import { createWorkerTable } from "./worker-table.ts";
import { type Figures, isOver, type KnownWorker, newWorker, raiseFigures, stateOf } from "./worker.ts";

/**
 * Every worker that is known, by epoch. Bounded: one that a board names finds no place when it is full; for one that
 * speaks itself another is forgotten, one that is stale or gone before any other. It only says who is there. No figure of
 * a board goes into the ledger.
 */
export type Roster = {
  /** Its Hello: it is there, and where its Hello says, whatever was known of it. */
  greet(speaker: Speaker, figures: Figures, nowMs: number): void;
  /** Something has come on its own stream. One that has ended stays so. */
  hear(speaker: Speaker, figures: Figures, nowMs: number): void;
  /** Its Bye. If it was the last of its proxy that spoke, those that never did have gone with it. */
  part(speaker: Speaker, figures: Figures, nowMs: number): void;
  /** The board of the speaker's proxy. It speaks for workers of that proxy, and neither for others nor for the speaker. */
  read(speaker: Speaker, board: Board, nowMs: number): void;
  /** Forgets, and tells what has changed. Call it about once a second. */
  sweep(nowMs: number): void;
  states(nowMs: number): WorkerStates;
  readonly leftOut: WorkersLeftOut;
};

/** Of its Hello. */
export type Speaker = { readonly epoch: string; readonly node: string };

/** `silent`: it has become stale. `back`: one of which that was told is heard again. */
export type WorkerChange = {
  readonly kind: "silent" | "back";
  readonly worker: Readonly<KnownWorker>;
  /** Since it was last heard, or wrote itself on the board. */
  readonly silentMs: number;
};

/** Between two sweeps; more, and this process itself stood still. */
const DEAF_AFTER_MS = STALE_AFTER_MS / 2;

export function createRoster(onChange: (change: WorkerChange) => void, capacity: number = MAX_WORKERS): Roster {
  const table = createWorkerTable(capacity);
  const leftOut = { board: 0, heartbeat: 0, roster: 0 };
  let sweptMs = Infinity;
  let deafUntilMs = -Infinity;

  /** After this process stood still, silence counts from then: what it has not heard may be waiting to be read. */
  function stateAt(worker: KnownWorker, nowMs: number): WorkerState {
    const state = stateOf(worker, nowMs);
    const isDeaf = nowMs < deafUntilMs || nowMs - sweptMs > DEAF_AFTER_MS;
    return state === "stale" && isDeaf && !worker.isTold ? stateOf(worker, worker.heardAtMs) : state;
  }

  function file(worker: KnownWorker, nowMs: number): void {
    table.file(worker);
    table.setAside(worker, isAbsent(stateAt(worker, nowMs)));
  }

  function add(worker: KnownWorker): KnownWorker {
    if (table.isFull) leftOut.roster += 1;
    table.add(worker);
    return worker;
  }

  function hear({ epoch, node }: Speaker, figures: Figures, nowMs: number): KnownWorker {
    const worker = table.get(epoch) ?? add(newWorker(epoch, node, nowMs));
    raiseFigures(worker, figures);
    worker.hasSpoken = true;
    if (worker.inferredAtMs !== undefined) revive(worker);
    if (!worker.isGone) worker.heardAtMs = nowMs;
    table.renew(worker);
    file(worker, nowMs);
    return worker;
  }

  /** Its proxy has ended in order, so it has too, but for one that was dead by then. */
  function inferEnd(node: string, nowMs: number): void {
    // Proxies without a node id cannot be told apart: another one's Bye says nothing.
    if (node === "") return;
    for (const other of table.speakersOf(node)) if (!isAbsent(stateAt(other, nowMs))) return;
    for (const worker of table.namedOf(node)) {
      if (isAbsent(stateAt(worker, nowMs))) continue;
      worker.isGone = true;
      worker.inferredAtMs = nowMs;
      file(worker, nowMs);
    }
  }

  /** A place for one more of those that only the board of this proxy names: at most as many as a board has. */
  function hasPlace(node: string, nowMs: number): boolean {
    const named = table.namedOf(node);
    if (named.size >= MAX_BOARD_WORKERS) {
      const longestAgo = longestAbsent(named, nowMs);
      if (longestAgo?.isGone !== true) leftOut.heartbeat += 1;
      if (longestAgo === undefined) return false;
      table.remove(longestAgo);
    }
    if (table.isFull) leftOut.roster += 1;
    return !table.isFull;
  }

  function readOne(node: string, told: Worker, nowMs: number): void {
    const heardAtMs = nowMs - told.ageMs;
    const known = table.get(told.epoch);
    if (known === undefined && (isOver({ isGone: told.isEnded, heardAtMs }, nowMs) || !hasPlace(node, nowMs))) return;
    const worker = known ?? add(newWorker(told.epoch, node, heardAtMs));
    // What it said itself may come in a little later than a board that was written after it.
    const isEnded = told.isEnded && heardAtMs >= worker.heardAtMs - ENDED_MARGIN_MS;
    if (worker.node !== node) return;
    // An end that was inferred gives way to a later sign of life; its own word for it stands.
    if (worker.isGone && !isEnded && heardAtMs <= (worker.inferredAtMs ?? Infinity)) return;
    const isNewer = known === undefined || heardAtMs > worker.heardAtMs;
    const { seen, emitted, dropped } = told;
    raiseFigures(worker, isNewer ? told : { seen, emitted, dropped });
    revive(worker);
    worker.isGone = isEnded;
    if (isNewer) {
      worker.heardAtMs = heardAtMs;
      table.renew(worker);
    }
    file(worker, nowMs);
  }

  function review(worker: KnownWorker, nowMs: number): void {
    const state = stateAt(worker, nowMs);
    table.setAside(worker, isAbsent(state));
    const isSilent = state === "stale";
    if (isSilent === worker.isTold) return;
    worker.isTold = isSilent;
    if (state === "gone") return;
    onChange({ kind: isSilent ? "silent" : "back", worker, silentMs: nowMs - worker.heardAtMs });
  }

  return {
    greet(speaker, figures, nowMs) {
      const known = table.get(speaker.epoch);
      if (known !== undefined && known.node !== speaker.node) {
        table.remove(known);
        known.node = speaker.node;
        table.add(known);
      }
      if (known !== undefined) revive(known);
      hear(speaker, figures, nowMs);
    },
    hear,
    part(speaker, figures, nowMs) {
      const worker = hear(speaker, figures, nowMs);
      worker.isGone = true;
      file(worker, nowMs);
      inferEnd(worker.node, nowMs);
    },
    read({ epoch, node }, board, nowMs) {
      leftOut.heartbeat += board.leftOut;
      const speaker = table.get(epoch);
      leftOut.board += Math.max(0, board.unlisted - (speaker?.unlisted ?? 0));
      if (speaker !== undefined) speaker.unlisted = board.unlisted;
      for (const each of board.workers) if (each.epoch !== epoch) readOne(node, each, nowMs);
    },
    sweep(nowMs) {
      if (nowMs - sweptMs > DEAF_AFTER_MS) deafUntilMs = nowMs + STALE_AFTER_MS;
      sweptMs = nowMs;
      for (const worker of table.all()) {
        if (isOver(worker, nowMs)) table.remove(worker);
        else review(worker, nowMs);
      }
    },
    states(nowMs) {
      const counts: { [state in WorkerState]: number } = { alive: 0, idle: 0, stale: 0, gone: 0 };
      for (const worker of table.all()) counts[stateAt(worker, nowMs)] += 1;
      return counts;
    },
    leftOut,
  };
}

function isAbsent(state: WorkerState): boolean {
  return state === "stale" || state === "gone";
}

function revive(worker: KnownWorker): void {
  worker.isGone = false;
  worker.inferredAtMs = undefined;
}

/** Of those that are stale or gone: one that has gone, else the one heard longest ago. */
function longestAbsent(workers: Iterable<KnownWorker>, nowMs: number): KnownWorker | undefined {
  let found: KnownWorker | undefined;
  for (const worker of workers) {
    if (!isAbsent(stateOf(worker, nowMs))) continue;
    const isBefore =
      found === undefined || (worker.isGone === found.isGone ? worker.heardAtMs < found.heardAtMs : worker.isGone);
    if (isBefore) found = worker;
  }
  return found;
}
