/** Both clocks of a process, in ns: since the Unix epoch, and since some moment. */
export type Clock = {
  readonly realtimeNs: () => bigint;
  readonly monotonicNs: () => bigint;
};

/** A clock that stands still. */
export type ManualClock = Clock & {
  /** `ns` below 0 sets the wall clock back; the monotonic one never goes back. */
  readonly advance: (ns: bigint) => void;
  /** Sets the wall clock alone, as a time server would. */
  readonly setRealtime: (ns: bigint) => void;
};

/** Runs `fire` once after `delayMs`. Returns what takes it back. */
export type Timers = (delayMs: number, fire: () => void) => () => void;

const START_REALTIME_NS = 1_764_000_000_000_000_000n;
const START_MONOTONIC_NS = 1_000_000_000n;
const NS_PER_MS = 1_000_000n;

/** Stands at these moments, ns, until `advance`: 2025-11-24 at 16:00 UTC, and 1 s. */
export function createManualClock(realtimeNs = START_REALTIME_NS, monotonicNs = START_MONOTONIC_NS): ManualClock {
  let realtime = realtimeNs;
  let monotonic = monotonicNs;
  return {
    realtimeNs: () => realtime,
    monotonicNs: () => monotonic,
    advance: (ns) => {
      realtime += ns;
      if (ns > 0n) monotonic += ns;
    },
    setRealtime: (ns) => void (realtime = ns),
  };
}

/** How far both clocks may drift apart before one follows the other: Date has whole ms. */
const DRIFT_NS = 2_000_000n;

/** Node's own clocks. The wall clock has the resolution of the other one, and follows when somebody sets it. */
export function createSystemClock(): Clock {
  const wallNs = (): bigint => BigInt(Date.now()) * NS_PER_MS;
  let offset = wallNs() - process.hrtime.bigint();
  return {
    realtimeNs: () => {
      const monotonic = process.hrtime.bigint();
      const drift = wallNs() - monotonic - offset;
      if (drift > DRIFT_NS || drift < -DRIFT_NS) offset += drift;
      return monotonic + offset;
    },
    monotonicNs: () => process.hrtime.bigint(),
  };
}

/** Node fires a longer one at once. Source: Node.js documentation, "Timers", `setTimeout`. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** Node's own timers, however long the delay. */
export const systemTimers: Timers = (delayMs, fire) => {
  let timer: NodeJS.Timeout;
  const arm = (leftMs: number): void => {
    const stepMs = Math.min(leftMs, MAX_TIMEOUT_MS);
    timer = setTimeout(() => (leftMs > stepMs ? arm(leftMs - stepMs) : fire()), stepMs);
  };
  arm(delayMs);
  return () => clearTimeout(timer);
};

/** Whether `advance` can move it. */
export function isManual(clock: Clock): clock is ManualClock {
  return "advance" in clock;
}
