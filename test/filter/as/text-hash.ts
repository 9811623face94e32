// Hashes for test/filter/text/: over memory that the test gives.
import { HMAC_KEY_SIZE, HmacKey, hmacKeyInit, keyedHash } from "../../../filter/text/hmac";
import { Sha256, SHA256_SIZE, sha256Final, sha256Reset, sha256Update } from "../../../filter/text/sha256";

export function hashSize(): usize {
  return SHA256_SIZE;
}

export function hashReset(s: usize): void {
  sha256Reset(changetype<Sha256>(s));
}

export function hashUpdate(s: usize, at: usize, size: u32): void {
  sha256Update(changetype<Sha256>(s), at, size);
}

export function hashFinal(s: usize, out: usize): void {
  sha256Final(changetype<Sha256>(s), out);
}

export function keySize(): usize {
  return HMAC_KEY_SIZE;
}

export function keyInit(key: usize, secret: usize): void {
  hmacKeyInit(changetype<HmacKey>(key), secret);
}

export function hash(key: usize, kindAt: usize, kindSize: u32, digestAt: usize): u64 {
  return keyedHash(changetype<HmacKey>(key), kindAt, kindSize, digestAt);
}

/** Hashes the same bytes again and again, for a bench. */
export function hashMany(s: usize, at: usize, size: u32, out: usize, times: u32): void {
  for (let i: u32 = 0; i < times; i++) {
    sha256Reset(changetype<Sha256>(s));
    sha256Update(changetype<Sha256>(s), at, size);
    sha256Final(changetype<Sha256>(s), out);
  }
}

export function keyedMany(key: usize, kindAt: usize, kindSize: u32, digestAt: usize, times: u32): u64 {
  let sum: u64 = 0;
  for (let i: u32 = 0; i < times; i++) sum ^= keyedHash(changetype<HmacKey>(key), kindAt, kindSize, digestAt);
  return sum;
}
