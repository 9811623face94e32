import type { Ledger } from "../telemetry/ledger.ts";
import { beginEpoch, endEpoch, type Epoch, resumeEpoch } from "./epoch.ts";
import { MAX_CLOSED_EPOCHS } from "./limits.ts";
import type { Hello } from "./message.ts";
import { isOver } from "./worker.ts";

/** The epochs that are remembered, by id. Bounded: those with a stream by the limit of streams, the rest by MAX_CLOSED_EPOCHS. */
export type Epochs = {
  /** The epoch of a new stream. */
  open(hello: Hello, nowMs: number): Epoch;
  /** Its stream has ended. */
  close(id: string): void;
  /** Forgets what has been silent for too long. Call it about once a minute. */
  expire(nowMs: number): void;
  /** Epochs forgotten before their time because there were too many. */
  readonly evicted: number;
};

export function createEpochs(ledger: Ledger, capacity: number = MAX_CLOSED_EPOCHS): Epochs {
  const open = new Map<string, Epoch>();
  /** In order of closing, so that the first is the one to forget. */
  const closed = new Map<string, Epoch>();
  let evicted = 0;

  function forget(id: string, epoch: Epoch): void {
    closed.delete(id);
    endEpoch(epoch, ledger);
  }

  return {
    open(hello, nowMs) {
      const known = open.get(hello.epoch) ?? closed.get(hello.epoch);
      if (known !== undefined) resumeEpoch(known, ledger, hello, nowMs);
      const epoch = known ?? beginEpoch(hello, ledger, nowMs);
      closed.delete(hello.epoch);
      open.set(hello.epoch, epoch);
      return epoch;
    },
    close(id) {
      const epoch = open.get(id);
      if (epoch === undefined) return;
      open.delete(id);
      closed.set(id, epoch);
      if (closed.size <= capacity) return;
      const [oldest] = closed;
      if (oldest === undefined) return;
      forget(...oldest);
      evicted += 1;
    },
    expire(nowMs) {
      for (const [id, epoch] of closed) if (isOver(epoch, nowMs)) forget(id, epoch);
    },
    get evicted() {
      return evicted;
    },
  };
}
