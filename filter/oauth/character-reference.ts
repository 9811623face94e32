// Character references of HTML, as far as templates write them into a value: the five of XML, and numbers.

import { equalsAscii } from "../text/ascii";
import { hexDigit } from "../text/percent";

/** Bytes of the longest reference that is read: `&#x10FFFF;` without its semicolon. */
export const MAX_REFERENCE: u8 = 9;
const MAX_CODE_POINT: u32 = 0x10ffff;

/** Whether a byte can stand in a reference, after its ampersand. */
export function isReferenceByte(byte: u8): bool {
  const lower = byte | 0x20;
  return byte === 0x23 || (byte >= 0x30 && byte <= 0x39) || (lower >= 0x61 && lower <= 0x7a);
}

/** Code point of a reference, given from its ampersand and without its semicolon; 0 = none that is known. */
export function referenceCodePoint(at: usize, size: u32): u32 {
  if (equalsAscii(at, size, "&amp")) return 0x26;
  if (equalsAscii(at, size, "&lt")) return 0x3c;
  if (equalsAscii(at, size, "&gt")) return 0x3e;
  if (equalsAscii(at, size, "&quot")) return 0x22;
  if (equalsAscii(at, size, "&apos")) return 0x27;
  if (size < 3 || load<u8>(at, 1) !== 0x23) return 0;
  const isHex = (load<u8>(at, 2) | 0x20) === 0x78;
  return numberOf(at, size, isHex ? 3 : 2, isHex ? 16 : 10);
}

function numberOf(at: usize, size: u32, start: u32, base: u32): u32 {
  let value: u32 = 0;
  for (let i = start; i < size && i < <u32>MAX_REFERENCE; i++) {
    const digit: u32 = hexDigit(load<u8>(at + <usize>i));
    if (digit >= base) return 0;
    value = value * base + digit;
  }
  return value <= MAX_CODE_POINT ? value : 0;
}
