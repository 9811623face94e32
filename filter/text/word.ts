// Eight bytes at a time: which of them are a given byte. A result has bit 7 of each byte that was found; bytes after the
// first that was found may be marked wrongly, so only the first counts.

const ONES: u64 = 0x0101010101010101;
const HIGHS: u64 = 0x8080808080808080;

/** The byte eight times. */
export function splat(byte: u8): u64 {
  return <u64>byte * ONES;
}

/** The bytes of `word` that are the byte of `pattern`. */
export function matches(word: u64, pattern: u64): u64 {
  const rest = word ^ pattern;
  return (rest - ONES) & ~rest & HIGHS;
}

/** The bytes of `word` that are less than 0x20. */
export function controls(word: u64): u64 {
  return (word - 0x20 * ONES) & ~word & HIGHS;
}

/** Offset of the first byte found; `found` is not 0. */
export function firstByte(found: u64): u32 {
  return <u32>(ctz(found) >> 3);
}
