// SHA-256 (FIPS 180-4 §6.2), streaming, in memory that the caller gives.

// ╒══════════ Sha256, 104 bytes ══════════╕
//    0  8×u32  state  the hash value so far
//   32  u64    size   bytes so far
//   40  64     block  the block being filled
@unmanaged
export class Sha256 {}

const SIZE: usize = 32;
const BLOCK: usize = 40;
const BLOCK_SIZE: u32 = 64;

/** Bytes of a Sha256. */
export const SHA256_SIZE: usize = 104;
/** Bytes of the eight words that a hash has come to after some blocks. */
export const SHA256_STATE_SIZE: usize = 32;

// FIPS 180-4 §4.2.2.
const K: usize = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
]);

// FIPS 180-4 §5.3.3.
const INITIAL: usize = memory.data<u32>([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);

/** The message schedule of the block at hand. */
const W: usize = memory.data(256, 8);

/** Begins a hash. */
export function sha256Reset(s: Sha256): void {
  sha256Begin(changetype<usize>(s));
  store<u64>(changetype<usize>(s), 0, SIZE);
}

/** Goes on from the state that `size` bytes, a multiple of 64, have led to. */
export function sha256Resume(s: Sha256, state: usize, size: u64): void {
  memory.copy(changetype<usize>(s), state, SHA256_STATE_SIZE);
  store<u64>(changetype<usize>(s), size, SIZE);
}

/** Hashes `size` bytes more. */
export function sha256Update(s: Sha256, at: usize, size: u32): void {
  const self = changetype<usize>(s);
  const before = load<u64>(self, SIZE);
  store<u64>(self, before + <u64>size, SIZE);
  const filled = <u32>before & (BLOCK_SIZE - 1);
  let done: u32 = 0;
  if (filled !== 0) {
    done = min(BLOCK_SIZE - filled, size);
    memory.copy(self + BLOCK + <usize>filled, at, done);
    if (filled + done < BLOCK_SIZE) return;
    sha256Blocks(self, self + BLOCK, 1);
  }
  const blocks = (size - done) / BLOCK_SIZE;
  sha256Blocks(self, at + <usize>done, blocks);
  done += blocks * BLOCK_SIZE;
  memory.copy(self + BLOCK, at + <usize>done, size - done);
}

/** Writes the 32 bytes of the digest. The hash is used up: it must be reset before it is used again. */
export function sha256Final(s: Sha256, out: usize): void {
  const self = changetype<usize>(s);
  const size = load<u64>(self, SIZE);
  let filled = <u32>size & (BLOCK_SIZE - 1);
  store<u8>(self + BLOCK + <usize>filled, 0x80);
  filled += 1;
  // The size has the last eight bytes of a block (FIPS 180-4 §5.1.1).
  if (filled > BLOCK_SIZE - 8) {
    memory.fill(self + BLOCK + <usize>filled, 0, BLOCK_SIZE - filled);
    sha256Blocks(self, self + BLOCK, 1);
    filled = 0;
  }
  memory.fill(self + BLOCK + <usize>filled, 0, BLOCK_SIZE - 8 - filled);
  store<u64>(self, bswap<u64>(size << 3), BLOCK + 56);
  sha256Blocks(self, self + BLOCK, 1);
  for (let i: usize = 0; i < 32; i += 4) store<u32>(out + i, bswap<u32>(load<u32>(self + i)));
}

/** Writes the state that a hash begins with. */
export function sha256Begin(state: usize): void {
  memory.copy(state, INITIAL, SHA256_STATE_SIZE);
}

/** Takes whole blocks of 64 bytes into a state. */
export function sha256Blocks(state: usize, at: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i++) {
    schedule(at + <usize>i * BLOCK_SIZE);
    compress(state);
  }
}

// FIPS 180-4 §6.2.2, step 1.
function schedule(at: usize): void {
  for (let i: usize = 0; i < 64; i += 8) {
    const pair = bswap<u64>(load<u64>(at + i));
    store<u64>(W + i, rotl<u64>(pair, 32));
  }
  for (let i: usize = 64; i < 256; i += 4) {
    const w15 = load<u32>(W + i - 60);
    const w2 = load<u32>(W + i - 8);
    const s0 = rotr<u32>(w15, 7) ^ rotr<u32>(w15, 18) ^ (w15 >> 3);
    const s1 = rotr<u32>(w2, 17) ^ rotr<u32>(w2, 19) ^ (w2 >> 10);
    store<u32>(W + i, load<u32>(W + i - 64) + s0 + load<u32>(W + i - 28) + s1);
  }
}

// FIPS 180-4 §6.2.2, steps 2 to 4. After eight rounds every variable is at its own place again.
function compress(state: usize): void {
  let a = load<u32>(state, 0);
  let b = load<u32>(state, 4);
  let c = load<u32>(state, 8);
  let d = load<u32>(state, 12);
  let e = load<u32>(state, 16);
  let f = load<u32>(state, 20);
  let g = load<u32>(state, 24);
  let h = load<u32>(state, 28);
  for (let i: usize = 0; i < 256; i += 32) {
    const k = K + i;
    const w = W + i;
    h += choose(e, f, g) + load<u32>(k, 0) + load<u32>(w, 0);
    d += h;
    h += majority(a, b, c);
    g += choose(d, e, f) + load<u32>(k, 4) + load<u32>(w, 4);
    c += g;
    g += majority(h, a, b);
    f += choose(c, d, e) + load<u32>(k, 8) + load<u32>(w, 8);
    b += f;
    f += majority(g, h, a);
    e += choose(b, c, d) + load<u32>(k, 12) + load<u32>(w, 12);
    a += e;
    e += majority(f, g, h);
    d += choose(a, b, c) + load<u32>(k, 16) + load<u32>(w, 16);
    h += d;
    d += majority(e, f, g);
    c += choose(h, a, b) + load<u32>(k, 20) + load<u32>(w, 20);
    g += c;
    c += majority(d, e, f);
    b += choose(g, h, a) + load<u32>(k, 24) + load<u32>(w, 24);
    f += b;
    b += majority(c, d, e);
    a += choose(f, g, h) + load<u32>(k, 28) + load<u32>(w, 28);
    e += a;
    a += majority(b, c, d);
  }
  store<u32>(state, load<u32>(state, 0) + a, 0);
  store<u32>(state, load<u32>(state, 4) + b, 4);
  store<u32>(state, load<u32>(state, 8) + c, 8);
  store<u32>(state, load<u32>(state, 12) + d, 12);
  store<u32>(state, load<u32>(state, 16) + e, 16);
  store<u32>(state, load<u32>(state, 20) + f, 20);
  store<u32>(state, load<u32>(state, 24) + g, 24);
  store<u32>(state, load<u32>(state, 28) + h, 28);
}

// Σ1(e) + Ch(e, f, g) of FIPS 180-4 §4.1.2.
function choose(e: u32, f: u32, g: u32): u32 {
  return (rotr<u32>(e, 6) ^ rotr<u32>(e, 11) ^ rotr<u32>(e, 25)) + (g ^ (e & (f ^ g)));
}

// Σ0(a) + Maj(a, b, c) of FIPS 180-4 §4.1.2.
function majority(a: u32, b: u32, c: u32): u32 {
  return (rotr<u32>(a, 2) ^ rotr<u32>(a, 13) ^ rotr<u32>(a, 22)) + ((a & b) | (c & (a | b)));
}
