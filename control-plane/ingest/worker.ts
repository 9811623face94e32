import type { WorkerState } from "../model/workers.ts";
import { REMEMBER_GONE_MS, REMEMBER_STALE_MS, STALE_AFTER_MS } from "./limits.ts";

/** What is known of one worker: from its own stream, and from the boards of its proxy. Times are of the steady clock, ms. */
export type KnownWorker = {
  /** As in Hello. */
  readonly epoch: string;
  /** Envoy's node id: its own word, or that of the worker whose board named it first. */
  node: string;
  /** Whether something came on a stream of its own. */
  hasSpoken: boolean;
  /** When it last said something, or wrote itself on the board. */
  heardAtMs: number;
  /** Requests that it saw end, records that it numbered, exchanges that it dropped, exchanges under way: as last known. */
  seen: number;
  emitted: number;
  dropped: number;
  inFlight: number;
  /** Workers without a place on the board, as its last heartbeat had it. */
  unlisted: number;
  /** It has ended: by its own word, or by inference. */
  isGone: boolean;
  /** When its end was inferred from that of its proxy; undefined where it said so itself, or has not ended. */
  inferredAtMs: number | undefined;
  /** Whether somebody was told that it fell silent. */
  isTold: boolean;
};

/** One of which nothing is known but that it is there. */
export function newWorker(epoch: string, node: string, heardAtMs: number): KnownWorker {
  const figures = { seen: 0, emitted: 0, dropped: 0, inFlight: 0, unlisted: 0 };
  const signs = { hasSpoken: false, heardAtMs, isTold: false };
  return { epoch, node, ...signs, ...figures, isGone: false, inferredAtMs: undefined };
}

/** `inFlight` is absent when nothing was said of it. */
export type Figures = {
  readonly seen: number;
  readonly emitted: number;
  readonly dropped: number;
  readonly inFlight?: number;
};

/** Cumulative figures that go back change nothing. */
export function raiseFigures(worker: KnownWorker, { seen, emitted, dropped, inFlight }: Figures): void {
  worker.seen = Math.max(worker.seen, seen);
  worker.emitted = Math.max(worker.emitted, emitted);
  worker.dropped = Math.max(worker.dropped, dropped);
  if (inFlight !== undefined) worker.inFlight = inFlight;
}

/** The definition of the states; docs/metrics.md has it in words. */
export function stateOf(worker: KnownWorker, nowMs: number): WorkerState {
  if (worker.isGone) return "gone";
  if (nowMs - worker.heardAtMs > STALE_AFTER_MS) return "stale";
  // A record is made of a request, so who has numbered one has seen one.
  return worker.seen > 0 || worker.emitted > 0 ? "alive" : "idle";
}

/** Whether it is to be forgotten. */
export function isOver({ isGone, heardAtMs }: Pick<KnownWorker, "isGone" | "heardAtMs">, nowMs: number): boolean {
  return nowMs - heardAtMs >= (isGone ? REMEMBER_GONE_MS : REMEMBER_STALE_MS);
}
