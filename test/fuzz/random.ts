// Randomness that is fast and comes again: everything in an episode is drawn from one generator.

/** Draws; the same seed gives the same draws on every machine. */
export type Draw = {
  /** 32 bits. */
  readonly u32: () => number;
  /** A whole number from 0 to below `n`; 0 when `n` is 0. */
  readonly below: (n: number) => number;
  /** True once in `n` on average. */
  readonly oneIn: (n: number) => boolean;
  /** One of them. The list must not be empty. */
  readonly pick: <T>(list: readonly T[]) => T;
};

/** Two words of 32 bits that `text` alone decides. Source: FNV-1a, mixed as in murmur3. */
function wordsOf(text: string): readonly [number, number] {
  let low = 0x811c_9dc5;
  let high = 0x1234_5679;
  for (let i = 0; i < text.length; i += 1) {
    low = Math.imul(low ^ text.charCodeAt(i), 0x0100_0193);
    high = Math.imul(high ^ text.charCodeAt(i), 0x85eb_ca6b) ^ (low >>> 15);
  }
  return [low, high];
}

/** Draws of a seed. Source: xoshiro128**, filled by splitmix32. */
export function createDraw(seed: string): Draw {
  const [low, high] = wordsOf(seed);
  let state = low;
  const next = (): number => {
    state = (state + 0x9e37_79b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0_aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
    return mixed ^ (mixed >>> 15);
  };
  let a = next();
  let b = next() ^ high;
  let c = next();
  let d = next() | 1;
  const u32 = (): number => {
    const turned = Math.imul(b, 5);
    const result = Math.imul((turned << 7) | (turned >>> 25), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result >>> 0;
  };
  const below = (n: number): number => Math.floor((u32() / 0x1_0000_0000) * n);
  return {
    u32,
    below,
    oneIn: (n) => below(n) === 0,
    pick: <T>(list: readonly T[]): T => list[below(list.length)] as T,
  };
}
