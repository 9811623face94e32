/** Keeps what can happen thousands of times a second from filling the log. */
export type Throttle = {
  /** How many of this kind were left out before, when this one may pass; `undefined` when it may not. */
  pass(kind: string, nowMs: number): number | undefined;
};

/** One of each kind in `intervalMs`. `kind` comes from a closed list, so the map stays small. */
export function createThrottle(intervalMs: number): Throttle {
  const kinds = new Map<string, { lastMs: number; suppressed: number }>();
  return {
    pass(kind, nowMs) {
      const had = kinds.get(kind);
      if (had !== undefined && nowMs - had.lastMs < intervalMs) {
        had.suppressed += 1;
        return undefined;
      }
      kinds.set(kind, { lastMs: nowMs, suppressed: 0 });
      return had?.suppressed ?? 0;
    },
  };
}
