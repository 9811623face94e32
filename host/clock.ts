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

/** Node's own clocks. */
export function createSystemClock(): Clock {
  const offset = BigInt(Date.now()) * 1_000_000n - process.hrtime.bigint();
  return { realtimeNs: () => process.hrtime.bigint() + offset, monotonicNs: () => process.hrtime.bigint() };
}

/** Node's own timers. */
export const systemTimers: Timers = (delayMs, fire) => {
  const timer = setTimeout(fire, delayMs);
  return () => clearTimeout(timer);
};

/** Whether `advance` can move it. */
export function isManual(clock: Clock): clock is ManualClock {
  return "advance" in clock;
}
