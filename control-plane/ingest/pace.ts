import { BATCHES_AN_ACK, WINDOW_BYTES } from "./limits.ts";

/** What one stream is owed: an acknowledgement, and credit. A filter counts the bytes of whole `ObserveRequest`s. */
export type Pace = {
  /** Bytes of batches taken on this stream. */
  taken: number;
  /** Bytes granted on this stream, cumulative. */
  granted: number;
  /** Batches since the last acknowledgement. */
  batches: number;
  /** Steady clock; when what waits must go out. Infinity: nothing waits. */
  ackDueMs: number;
};

export function createPace(): Pace {
  return { taken: 0, granted: WINDOW_BYTES, batches: 0, ackDueMs: Infinity };
}

/** `at_once`: acknowledge now. `later`: at `ackDueMs`. `overdrawn`: the peer sends what it was not granted, twice over. */
export type PaceResult = "at_once" | "later" | "overdrawn";

/** A batch of `size` bytes has been taken. */
export function paceBatch(pace: Pace, size: number, nowMs: number, delayMs: number): PaceResult {
  pace.taken += size;
  pace.batches += 1;
  pace.ackDueMs = Math.min(pace.ackDueMs, nowMs + delayMs);
  // Others than our filter may count bytes a little differently, so only what is far beyond is an offence.
  if (pace.taken > pace.granted + WINDOW_BYTES) return "overdrawn";
  return pace.batches >= BATCHES_AN_ACK || isCreditLow(pace) ? "at_once" : "later";
}

/** The acknowledgement has gone out. Returns the credit to grant with it; `undefined`: there is enough. */
export function paceAcknowledged(pace: Pace): number | undefined {
  pace.batches = 0;
  pace.ackDueMs = Infinity;
  if (!isCreditLow(pace)) return undefined;
  pace.granted = pace.taken + WINDOW_BYTES;
  return pace.granted;
}

/** Half of the window is used: the filter must have the next half before it comes to the end. */
function isCreditLow(pace: Pace): boolean {
  return pace.granted - pace.taken <= WINDOW_BYTES / 2;
}
