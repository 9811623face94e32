// Bytes against ASCII literals, without a copy of either. A literal is UTF-16 in static memory; the low byte of each
// code unit is the character.

import { firstByte, matches, splat } from "./word";

/** Whether the bytes are exactly `literal`. */
export function equalsAscii(at: usize, size: u32, literal: string): bool {
  return size === <u32>literal.length && beginsWith(at, literal);
}

/** Whether the bytes are `literal`, but for the case of ASCII letters. */
export function equalsAsciiIgnoreCase(at: usize, size: u32, literal: string): bool {
  return size === <u32>literal.length && beginsWithIgnoreCase(at, literal);
}

/** Whether the bytes begin with `literal`. */
export function startsWithAscii(at: usize, size: u32, literal: string): bool {
  return size >= <u32>literal.length && beginsWith(at, literal);
}

/** Whether the bytes begin with `literal`, but for the case of ASCII letters. */
export function startsWithAsciiIgnoreCase(at: usize, size: u32, literal: string): bool {
  return size >= <u32>literal.length && beginsWithIgnoreCase(at, literal);
}

/** Offset of the first `byte`; −1 when there is none. */
export function indexOfByte(at: usize, size: u32, byte: u8): i32 {
  const pattern = splat(byte);
  let i: u32 = 0;
  for (; i + 8 <= size; i += 8) {
    const found = matches(load<u64>(at + <usize>i), pattern);
    if (found !== 0) return <i32>(i + firstByte(found));
  }
  for (; i < size; i++) {
    if (load<u8>(at + <usize>i) === byte) return <i32>i;
  }
  return -1;
}

/** Value of the leading decimal digits; 0 when there are none, the greatest u64 when they say more. */
export function parseDecimal(at: usize, size: u32): u64 {
  let value: u64 = 0;
  for (let i: u32 = 0; i < size; i++) {
    const digit = <u64>load<u8>(at + <usize>i) - 0x30;
    if (digit > 9) return value;
    if (value > (u64.MAX_VALUE - digit) / 10) return u64.MAX_VALUE;
    value = value * 10 + digit;
  }
  return value;
}

function beginsWith(at: usize, literal: string): bool {
  const length = <usize>literal.length;
  for (let i: usize = 0; i < length; i++) {
    if (load<u8>(at + i) !== load<u8>(changetype<usize>(literal) + (i << 1))) return false;
  }
  return true;
}

function beginsWithIgnoreCase(at: usize, literal: string): bool {
  const length = <usize>literal.length;
  for (let i: usize = 0; i < length; i++) {
    if (lowerOf(load<u8>(at + i)) !== lowerOf(load<u8>(changetype<usize>(literal) + (i << 1)))) return false;
  }
  return true;
}

function lowerOf(byte: u8): u8 {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}
