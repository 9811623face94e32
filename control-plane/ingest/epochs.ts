import type { Ledger } from "../telemetry/ledger.ts";
import { beginEpoch, endEpoch, type Epoch, resumeEpoch } from "./epoch.ts";
import { MAX_CLOSED_EPOCHS, REMEMBER_GONE_MS, REMEMBER_STALE_MS, STALE_AFTER_MS } from "./limits.ts";
import type { Hello } from "./message.ts";

/** The epochs that are remembered, by id. Bounded: those with a stream by the limit of streams, the rest by MAX_CLOSED_EPOCHS. */
export type Epochs = {
  /** The epoch of a new stream. */
  open(hello: Hello, nowMs: number): Epoch;
  /** Its stream has ended. */
  close(id: string): void;
  /** Forgets what has been silent for too long. Call it about once a minute. */
  expire(nowMs: number): void;
  /** By state; see `Workers`. */
  workers(nowMs: number): Workers;
  /** Epochs forgotten before their time because there were too many. */
  readonly evicted: number;
};

/**
 * `alive`: heard within 30 s, and has seen requests. `idle`: has seen none. `stale`: silent, without a Bye. `gone`: said
 * Bye, within the last hour.
 */
export type Workers = { readonly alive: number; readonly idle: number; readonly stale: number; readonly gone: number };

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
      for (const [id, epoch] of closed) {
        const rememberMs = epoch.isGone ? REMEMBER_GONE_MS : REMEMBER_STALE_MS;
        if (nowMs - epoch.heardAtMs >= rememberMs) forget(id, epoch);
      }
    },
    workers(nowMs) {
      const counts = { alive: 0, idle: 0, stale: 0, gone: 0 };
      for (const epochs of [open, closed]) {
        for (const epoch of epochs.values()) counts[stateOf(epoch, nowMs)] += 1;
      }
      return counts;
    },
    get evicted() {
      return evicted;
    },
  };
}

function stateOf(epoch: Epoch, nowMs: number): keyof Workers {
  if (epoch.isGone) return "gone";
  if (nowMs - epoch.heardAtMs > STALE_AFTER_MS) return "stale";
  // A record is made of a request, so who has numbered one has seen one.
  return epoch.seen > 0 || epoch.emitted > 0 ? "alive" : "idle";
}
