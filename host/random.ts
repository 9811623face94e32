import { randomFillSync } from "node:crypto";

/** Fills the bytes. */
export type Random = (bytes: Uint8Array) => void;

/** The same bytes for the same seed, on every machine; not for secrets. Source: the generator is splitmix32. */
export function createSeededRandom(seed: number): Random {
  let state = seed | 0;
  return (bytes) => {
    for (let i = 0; i < bytes.length; i += 1) {
      state = (state + 0x9e37_79b9) | 0;
      let mixed = Math.imul(state ^ (state >>> 16), 0x21f0_aaad);
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
      bytes[i] = (mixed ^ (mixed >>> 15)) >>> 24;
    }
  };
}

/** Randomness of the operating system. */
export const systemRandom: Random = (bytes) => void randomFillSync(bytes);
