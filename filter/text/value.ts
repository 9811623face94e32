// What a scanner keeps of one decoded value: its size always; its text, its digest, both, or what a JWS says of its
// signature, when asked.

import { JoseHeader, joseHeaderPush, joseHeaderPushSpan, joseHeaderReset } from "./jose-header";
import {
  Sha256,
  SHA256_SIZE,
  SHA256_STATE_SIZE,
  sha256Begin,
  sha256Blocks,
  sha256Final,
  sha256Reset,
  sha256Resume,
  sha256Update,
} from "./sha256";

/** What is kept of a value. */
export enum Keep {
  /** The size alone. */
  Skip = 0,
  Text = 1,
  Digest = 2,
  Both = 3,
  /** No octet of it, but the `alg` of the JWS that it is. */
  JoseAlg = 4,
}

/** Bytes of text that are kept: three blocks of the hash, and more than any code or word has. */
export const TEXT_SIZE: u32 = 192;
/** Bytes of text that are left of one that was cut, when its digest is kept as well. */
export const CUT_TEXT_SIZE: u32 = 128;

// ╒══════════════════ Value, 236 bytes ══════════════════╕
//    0  u32    size   decoded octets in all
//    4  i32    keep   Keep
//    8  u32    fill   bytes of `kept` in use
//   12  8×u32  state  SHA-256 of what has left `kept`; valid when size > TEXT_SIZE
//   44  192    kept   the text, or the end of it that has not been hashed
//
// Nearly every value fits into `kept`, and is hashed from there when its digest is asked for. Of a longer one the hash
// takes `kept` in whole blocks: all of it at first; then, for Both, only what is beyond CUT_TEXT_SIZE.
// For JoseAlg a JoseHeader begins at 12, in the place of `state` and of a part of `kept`; `fill` stays 0.
@unmanaged
export class Value {
  /** Decoded octets in all, also of what was not kept. */
  size: u32;
  keep: Keep;
  fill: u32;

  /** Whether there was more text than is kept. */
  get cut(): bool {
    return this.size > TEXT_SIZE && (this.keep & Keep.Text) !== 0;
  }
}

const STATE: usize = 12;
const KEPT: usize = STATE + SHA256_STATE_SIZE;
const BLOCK_SIZE: u32 = 64;

/** Bytes of a Value. */
export const VALUE_SIZE: usize = KEPT + TEXT_SIZE;

const HASH = changetype<Sha256>(memory.data(<i32>SHA256_SIZE, 8));

/** Begins a value. */
export function valueReset(v: Value, keep: Keep): void {
  v.size = 0;
  v.keep = keep;
  v.fill = 0;
  if (keep === Keep.JoseAlg) joseHeaderReset(valueJoseHeader(v));
}

/** Adds one decoded octet. */
export function valuePush(v: Value, byte: u8): void {
  const keep = v.keep;
  if (keep === Keep.JoseAlg) {
    v.size += 1;
    joseHeaderPush(valueJoseHeader(v), byte);
    return;
  }
  if (keep >= Keep.Digest && v.fill === TEXT_SIZE) absorb(v);
  v.size += 1;
  if (keep === Keep.Skip || v.fill === TEXT_SIZE) return;
  store<u8>(keptAt(v) + <usize>v.fill, byte);
  v.fill += 1;
}

/** Adds `size` decoded octets. */
export function valuePushSpan(v: Value, at: usize, size: u32): void {
  const keep = v.keep;
  if (keep === Keep.JoseAlg) {
    v.size += size;
    joseHeaderPushSpan(valueJoseHeader(v), at, size);
    return;
  }
  let left = keep === Keep.Skip ? 0 : size;
  // Each step but the first takes at least a block.
  while (left > 0) {
    if (v.fill === TEXT_SIZE) {
      if (keep === Keep.Text) break;
      absorb(v);
    }
    const taken = min(TEXT_SIZE - v.fill, left);
    memory.copy(keptAt(v) + <usize>v.fill, at + <usize>(size - left), taken);
    v.fill += taken;
    // Absorbing looks at the size to tell the first time from the later ones.
    v.size += taken;
    left -= taken;
  }
  v.size += keep === Keep.Skip ? size : left;
}

/** Address of the kept text, of `keptSize` bytes. */
export function valueText(v: Value): usize {
  return keptAt(v);
}

/** Bytes of text that are kept; 0 unless text is. */
export function keptSize(v: Value): u32 {
  if ((v.keep & Keep.Text) === 0) return 0;
  if (v.size <= TEXT_SIZE) return v.size;
  return v.keep === Keep.Both ? CUT_TEXT_SIZE : TEXT_SIZE;
}

/** The header of the JWS that the value is, as far as it came. Only for a value of Keep.JoseAlg. */
export function valueJoseHeader(v: Value): JoseHeader {
  return changetype<JoseHeader>(changetype<usize>(v) + STATE);
}

/** Writes SHA-256 of the decoded octets, 32 bytes. Only for a value whose digest is kept. */
export function valueDigest(v: Value, out: usize): void {
  const start = v.size > TEXT_SIZE ? unhashedFrom(v) : 0;
  const rest = v.fill - start;
  if (v.size > TEXT_SIZE) sha256Resume(HASH, changetype<usize>(v) + STATE, <u64>(v.size - rest));
  else sha256Reset(HASH);
  sha256Update(HASH, keptAt(v) + <usize>start, rest);
  sha256Final(HASH, out);
}

// Makes room in `kept`, which is full.
function absorb(v: Value): void {
  const state = changetype<usize>(v) + STATE;
  const isFirst = v.size === TEXT_SIZE;
  if (isFirst) sha256Begin(state);
  const start = isFirst ? 0 : unhashedFrom(v);
  sha256Blocks(state, keptAt(v) + <usize>start, (TEXT_SIZE - start) / BLOCK_SIZE);
  v.fill = unhashedFrom(v);
}

// Where in `kept` the part begins that has not been hashed, once any has.
function unhashedFrom(v: Value): u32 {
  return v.keep === Keep.Both ? CUT_TEXT_SIZE : 0;
}

function keptAt(v: Value): usize {
  return changetype<usize>(v) + KEPT;
}
