import { type EndReason, isInOrder } from "../model/stream-ends.ts";
import type { Log } from "./log.ts";
import { createThrottle } from "./throttle.ts";

/** The log's lines about streams and workers, bounded. Times are of the steady clock, ms. */
export type IngestLines = {
  /** A stream has ended; `node` and `build` are empty where no Hello had come. */
  streamEnded(end: StreamEnded, nowMs: number): void;
  /** Envoy itself shows nowhere that the VM of a worker has died: here it is named. */
  workerChanged(change: WorkerLine, nowMs: number): void;
  /** Says how many lines were left out, of which nothing was said since. Call it about once a second, and with Infinity at the end. */
  tick(nowMs: number): void;
};

export type StreamEnded = {
  readonly reason: EndReason;
  readonly what: string;
  readonly node: string;
  readonly build: string;
};

/** `silent`: it has become stale. `back`: one of which that was told is heard again. Figures are as last known. */
export type WorkerLine = {
  readonly kind: "silent" | "back";
  readonly silentMs: number;
  readonly worker: {
    readonly node: string;
    readonly epoch: string;
    readonly seen: number;
    readonly emitted: number;
    readonly dropped: number;
    readonly inFlight: number;
  };
};

/** One line for each reason why streams end badly, in this time, ms. */
const STREAM_INTERVAL_MS = 10_000;
/** Lines about workers that fall silent, and as many about those that are back, in WORKER_INTERVAL_MS. */
const WORKER_LINES = 20;
const WORKER_INTERVAL_MS = 60_000;

export function createIngestLines(log: Log): IngestLines {
  const streams = createThrottle<EndReason>(STREAM_INTERVAL_MS);
  const workers = createThrottle<WorkerLine["kind"]>(WORKER_INTERVAL_MS, WORKER_LINES);
  return {
    streamEnded(end, nowMs) {
      if (isInOrder(end.reason)) return log.debug("ingest", "stream ended", end);
      const suppressed = streams.pass(end.reason, nowMs);
      if (suppressed !== undefined) log.warn("ingest", "stream ended", { ...end, suppressed });
    },
    workerChanged({ kind, silentMs, worker }, nowMs) {
      const suppressed = workers.pass(kind, nowMs);
      if (suppressed === undefined) return;
      const { node, epoch, seen, emitted, dropped, inFlight } = worker;
      const who = { node, epoch, last_heard_s: Math.round(silentMs / 1_000) };
      const fields = { ...who, seen, emitted, dropped, in_flight: inFlight, suppressed };
      if (kind === "silent") log.warn("ingest", "worker fell silent", fields);
      else log.info("ingest", "worker is heard again", fields);
    },
    tick(nowMs) {
      for (const { kind, suppressed } of streams.overdue(nowMs))
        log.warn("ingest", "streams ended", { reason: kind, suppressed });
      for (const { kind, suppressed } of workers.overdue(nowMs)) {
        if (kind === "silent") log.warn("ingest", "workers fell silent", { suppressed });
        else log.info("ingest", "workers are heard again", { suppressed });
      }
    },
  };
}
