// The names of values that workers share: what it is, the version of its layout, and the aggregator that its writers report
// to. Roots that report to different ones never read each other's.

import { Sha256, SHA256_SIZE, sha256Final, sha256Reset, sha256Update } from "../text/sha256";

const HASH = changetype<Sha256>(memory.data(<i32>SHA256_SIZE, 8));
const DIGEST: usize = memory.data(32, 8);
/** Bytes of a name: a prefix, and 16 of hexadecimal. */
const MAX_NAME: usize = 48;
const HEX_SIZE: usize = 16;
const NAME: usize = memory.data(<i32>MAX_NAME);

/** Address of the last name made. */
export const sharedNameAt: usize = NAME;

/** The first 8 bytes of a text's SHA-256, as they lie in memory. */
export function shortHash(at: usize, size: u32): u64 {
  sha256Reset(HASH);
  sha256Update(HASH, at, size);
  sha256Final(HASH, DIGEST);
  return load<u64>(DIGEST);
}

/** Makes the name of a value: `prefix`, at most 32 bytes, then `target` in hexadecimal. Returns its size. */
export function makeSharedName(prefix: usize, prefixSize: u32, target: u64): u32 {
  const size = min(<usize>prefixSize, MAX_NAME - HEX_SIZE);
  memory.copy(NAME, prefix, size);
  for (let i: usize = 0; i < HEX_SIZE; i++) {
    const byte = <u32>(target >> ((<u64>(i >> 1)) << 3)) & 0xff;
    store<u8>(NAME + size + i, hexDigit((i & 1) === 0 ? byte >> 4 : byte & 15));
  }
  return <u32>(size + HEX_SIZE);
}

function hexDigit(value: u32): u8 {
  return <u8>(value < 10 ? 0x30 + value : 0x57 + value);
}
