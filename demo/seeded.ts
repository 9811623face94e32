// Chance that can be played again: the same seed gives the same order and the same numbers.

export type Random = {
  /** From 0 up to, not including, 1. */
  readonly next: () => number;
  /** An integer from `least` to `most`, both included. */
  readonly between: (least: number, most: number) => number;
  readonly pick: <T>(from: readonly [T, ...T[]]) => T;
  /** A copy in another order. */
  readonly shuffled: <T>(items: readonly T[]) => T[];
};

/** Mulberry32: small, and good enough to mix a demo. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    between,
    pick: (from) => from[between(0, from.length - 1)] ?? from[0],
    shuffled(items) {
      const mixed = [...items];
      for (let last = mixed.length - 1; last > 0; last -= 1) {
        const other = between(0, last);
        const [one, two] = [mixed[last], mixed[other]];
        if (one !== undefined && two !== undefined) [mixed[last], mixed[other]] = [two, one];
      }
      return mixed;
    },
  };
}
