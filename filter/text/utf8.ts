// Code points as UTF-8 (RFC 3629 §3).

import { Value, valuePushSpan } from "./value";

const BYTES: usize = memory.data(4);

/** Writes a code point, which is no surrogate; returns the address after it, at most four bytes on. */
export function putUtf8(at: usize, codePoint: u32): usize {
  if (codePoint < 0x80) {
    store<u8>(at, <u8>codePoint);
    return at + 1;
  }
  const size: usize = codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  const lead: u32 = size === 2 ? 0xc0 : size === 3 ? 0xe0 : 0xf0;
  for (let i: usize = size - 1; i > 0; i--) {
    store<u8>(at + i, <u8>(0x80 | (codePoint & 0x3f)));
    codePoint >>= 6;
  }
  store<u8>(at, <u8>(lead | codePoint));
  return at + size;
}

/** Adds a code point to a value. */
export function pushUtf8(value: Value, codePoint: u32): void {
  valuePushSpan(value, BYTES, <u32>(putUtf8(BYTES, codePoint) - BYTES));
}
