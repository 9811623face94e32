/** Age at which filters send a batch, for each open stream, ms; its limits. What costs is the message, not the record. */
const AGE_A_STREAM_MS = 0.2;
const YOUNGEST_MS = 250;
const OLDEST_MS = 10_000;
/** A change of less than this part is not worth a message to every filter. */
const NOTICEABLE = 0.25;

/** When filters send what waits: so seldom that messages stay affordable, at most every 10 s. */
export function flushAgeMs(streams: number): number {
  return Math.round(Math.min(Math.max(streams * AGE_A_STREAM_MS, YOUNGEST_MS), OLDEST_MS));
}

export function isNoticeable(toldMs: number, wantedMs: number): boolean {
  return Math.abs(wantedMs - toldMs) > toldMs * NOTICEABLE;
}

/** How long an acknowledgement may wait for more batches. A filter gives a stream up after 15 s without any answer. */
export function ackDelayMs(ageMs: number): number {
  return Math.min(Math.max(ageMs * 4, 500), 8_000);
}
