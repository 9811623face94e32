// HMAC-SHA-256 (RFC 2104, FIPS 198-1) with a key of 32 bytes, cut to 8 bytes: the hashes that leave the proxy.

import {
  Sha256,
  SHA256_SIZE,
  SHA256_STATE_SIZE,
  sha256Begin,
  sha256Blocks,
  sha256Final,
  sha256Resume,
  sha256Update,
} from "./sha256";

// ╒══════════════ HmacKey, 64 bytes ══════════════╕
//    0  8×u32  inner  state after the key ⊕ ipad
//   32  8×u32  outer  state after the key ⊕ opad
@unmanaged
export class HmacKey {}

/** Bytes of an HmacKey. */
export const HMAC_KEY_SIZE: usize = 2 * SHA256_STATE_SIZE;

const OUTER: usize = SHA256_STATE_SIZE;
const BLOCK_SIZE: u64 = 64;
const DIGEST_SIZE: u32 = 32;
const INNER_PAD: u64 = 0x3636363636363636;
const OUTER_PAD: u64 = 0x5c5c5c5c5c5c5c5c;

const PADDED: usize = memory.data(64, 8);
const HASH = changetype<Sha256>(memory.data(<i32>SHA256_SIZE, 8));
const DIGEST: usize = memory.data(32, 8);
const ZERO: usize = memory.data<u8>([0]);

/** Takes a secret of 32 bytes. */
export function hmacKeyInit(key: HmacKey, secret32: usize): void {
  pad(changetype<usize>(key), secret32, INNER_PAD);
  pad(changetype<usize>(key) + OUTER, secret32, OUTER_PAD);
}

/**
 * HMAC-SHA-256(key, kind ‖ 0x00 ‖ digest), its first 8 bytes as they lie in memory. `digestAt` has 32 bytes. Two
 * compressions for a kind of up to 22 bytes.
 */
export function keyedHash(key: HmacKey, kindAt: usize, kindSize: u32, digestAt: usize): u64 {
  sha256Resume(HASH, changetype<usize>(key), BLOCK_SIZE);
  sha256Update(HASH, kindAt, kindSize);
  sha256Update(HASH, ZERO, 1);
  sha256Update(HASH, digestAt, DIGEST_SIZE);
  sha256Final(HASH, DIGEST);
  sha256Resume(HASH, changetype<usize>(key) + OUTER, BLOCK_SIZE);
  sha256Update(HASH, DIGEST, DIGEST_SIZE);
  sha256Final(HASH, DIGEST);
  return load<u64>(DIGEST);
}

// RFC 2104 §2: the key is filled up to a block with zeros.
function pad(state: usize, secret32: usize, with8: u64): void {
  for (let i: usize = 0; i < 32; i += 8) {
    store<u64>(PADDED + i, load<u64>(secret32 + i) ^ with8);
    store<u64>(PADDED + 32 + i, with8);
  }
  sha256Begin(state);
  sha256Blocks(state, PADDED, 1);
}
