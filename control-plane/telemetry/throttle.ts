/** Keeps what can happen thousands of times a second from filling the log. */
export type Throttle<Kind extends string> = {
  /** How many of this kind were left out before, when this one may pass; `undefined` when it may not. */
  pass(kind: Kind, nowMs: number): number | undefined;
  /** What was left out in a time that is over, and not told since. Each is returned once. */
  overdue(nowMs: number): readonly Suppressed<Kind>[];
};

export type Suppressed<Kind extends string> = { readonly kind: Kind; readonly suppressed: number };

/** `most` of each kind in `intervalMs`. `Kind` is a closed list, so the map stays small. */
export function createThrottle<Kind extends string>(intervalMs: number, most = 1): Throttle<Kind> {
  const kinds = new Map<Kind, { sinceMs: number; passed: number; suppressed: number }>();
  return {
    pass(kind, nowMs) {
      const had = kinds.get(kind);
      if (had !== undefined && nowMs - had.sinceMs < intervalMs) {
        const isOne = had.passed < most;
        if (isOne) had.passed += 1;
        else had.suppressed += 1;
        return isOne ? 0 : undefined;
      }
      kinds.set(kind, { sinceMs: nowMs, passed: 1, suppressed: 0 });
      return had?.suppressed ?? 0;
    },
    overdue(nowMs) {
      const found: Suppressed<Kind>[] = [];
      for (const [kind, { sinceMs, suppressed }] of kinds) {
        if (nowMs - sinceMs < intervalMs) continue;
        kinds.delete(kind);
        if (suppressed > 0) found.push({ kind, suppressed });
      }
      return found;
    },
  };
}
