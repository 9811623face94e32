// The decoding of application/x-www-form-urlencoded (URL Standard §5.1): `+` is a space, %XX an octet, and an escape
// that is broken stands for itself. Octet by octet, so that an escape may be split.

import { Value, valuePush } from "./value";

// An escape: 0 = none, the percent sign, or the percent sign and its first digit.
const PERCENT: u16 = 0x25;
const PLUS: u8 = 0x2b;
const NO_DIGIT: u8 = 0xff;

/** Takes one octet into a value. `escape` is what the call before returned, at first 0; returns what the next gets. */
export function pushDecoded(v: Value, escape: u16, byte: u8): u16 {
  if (escape !== 0) {
    const digit = hexDigit(byte);
    if (digit !== NO_DIGIT) {
      if (escape === PERCENT) return (PERCENT << 8) | byte;
      valuePush(v, (hexDigit(<u8>escape) << 4) | digit);
      return 0;
    }
    pushBroken(v, escape);
  }
  if (byte === PERCENT) return PERCENT;
  valuePush(v, byte === PLUS ? 0x20 : byte);
  return 0;
}

/** Takes an escape into a value that nothing completes. 0 is none. */
export function pushBroken(v: Value, escape: u16): void {
  if (escape === 0) return;
  valuePush(v, <u8>PERCENT);
  if (escape !== PERCENT) valuePush(v, <u8>escape);
}

/** Value of a hexadecimal digit; 0xff for any other byte. */
export function hexDigit(byte: u8): u8 {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : NO_DIGIT;
}
