// base64 and base64url (RFC 4648 §4, §5).

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const PADDING: u8 = 0x3d;
const NO_DIGIT: u32 = 0xff;

/** Writes 32 bytes in base64url without padding: 43 characters. */
export function base64urlEncode32(from: usize, out: usize): void {
  let bits: u32 = 0;
  let count: u32 = 0;
  for (let i: usize = 0; i < 32; i++) {
    bits = (bits << 8) | load<u8>(from + i);
    for (count += 8; count >= 6; out++) {
      count -= 6;
      store<u8>(out, letterOf(bits >> count));
    }
  }
  store<u8>(out, letterOf(bits << (6 - count)));
}

function letterOf(digit: u32): u8 {
  return <u8>ALPHABET.charCodeAt(digit & 0x3f);
}

// ╒═════════════ Base64Decoder, 8 bytes ═════════════╕
//   0  u32  bits     the bits of which no octet is made yet, lowest last
//   4  u8   count    how many they are
//   5  u8   padding  `=` seen; at most 2
//   6  u8   broken   1 = no base64
@unmanaged
export class Base64Decoder {
  bits: u32;
  count: u8;
  padding: u8;
  broken: u8;
}

/** Bytes of a Base64Decoder. */
export const BASE64_DECODER_SIZE: usize = 8;

/** No octet is complete yet, or none will be. */
export const NO_OCTET: i32 = -1;

/** Begins a text. */
export function base64Reset(d: Base64Decoder): void {
  store<u64>(changetype<usize>(d), 0);
}

/** Takes one character of either alphabet, or padding; returns the octet it completes, or NO_OCTET. */
export function base64Push(d: Base64Decoder, byte: u8): i32 {
  if (byte === PADDING) {
    d.padding += 1;
    if (d.padding > 2) {
      d.padding = 2;
      d.broken = 1;
    }
    return NO_OCTET;
  }
  const digit = digitOf(byte);
  if (digit === NO_DIGIT || d.padding !== 0) {
    d.broken = 1;
    return NO_OCTET;
  }
  d.bits = (d.bits << 6) | digit;
  if (d.count < 2) {
    d.count += 6;
    return NO_OCTET;
  }
  d.count -= 2;
  return <i32>((d.bits >> d.count) & 0xff);
}

/** Whether what was taken so far is base64, with padding or without. */
export function base64IsWhole(d: Base64Decoder): bool {
  // A single character has too few bits for an octet.
  return d.broken === 0 && d.count !== 6;
}

function digitOf(byte: u8): u32 {
  const character = <u32>byte;
  if (character >= 0x61 && character <= 0x7a) return character - 0x47;
  if (character >= 0x41 && character <= 0x5a) return character - 0x41;
  if (character >= 0x30 && character <= 0x39) return character + 4;
  if (character === 0x2b || character === 0x2d) return 62;
  return character === 0x2f || character === 0x5f ? 63 : NO_DIGIT;
}
