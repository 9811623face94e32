// Strings, numbers and literals of JSON (RFC 8259 §3, §6, §7) over a span. Each `…End` returns the address past the
// scalar that begins at `at`, 0 when it is malformed.

import { escapedByte } from "./text/json-escape";
import { hexDigit } from "./text/percent";
import { putUtf8 } from "./text/utf8";

/** Past a string, its closing quote included. */
export function stringEnd(at: usize, end: usize): usize {
  at += 1;
  while (at < end) {
    const byte = load<u8>(at);
    if (byte === 0x22) return at + 1;
    if (byte < 0x20) return 0;
    if (byte === 0x5c) {
      at += 1;
      if (at >= end) return 0;
      if (load<u8>(at) === 0x75) {
        if (!isHexEscape(at + 1, end)) return 0;
        at += 4;
      } else if (escapedByte(load<u8>(at)) === 0) return 0;
    }
    at += 1;
  }
  return 0;
}

/** Past a number. */
export function numberEnd(at: usize, end: usize): usize {
  if (byteAt(at, end) === 0x2d) at += 1;
  const first = byteAt(at, end);
  let next = digitsEnd(at, end);
  // No leading zeros.
  if (next === at || (first === 0x30 && next > at + 1)) return 0;
  if (byteAt(next, end) === 0x2e) {
    at = next + 1;
    next = digitsEnd(at, end);
    if (next === at) return 0;
  }
  if ((byteAt(next, end) | 0x20) !== 0x65) return next;
  at = next + 1;
  const sign = byteAt(at, end);
  if (sign === 0x2b || sign === 0x2d) at += 1;
  next = digitsEnd(at, end);
  return next === at ? 0 : next;
}

/** Past `true`, `false` or `null`. */
export function literalEnd(at: usize, end: usize): usize {
  const first = byteAt(at, end);
  const word = first === 0x74 ? "true" : first === 0x66 ? "false" : "null";
  for (let i: i32 = 0; i < word.length; i++) {
    if (byteAt(at + <usize>i, end) !== <u8>word.charCodeAt(i)) return 0;
  }
  return at + <usize>word.length;
}

/** Unescapes the content of a well-formed string in place; returns its new size. A lone surrogate becomes U+FFFD. */
export function unescapeString(from: usize, end: usize): u32 {
  let at = from;
  let to = from;
  while (at < end) {
    const byte = load<u8>(at);
    at += 1;
    if (byte !== 0x5c) {
      store<u8>(to, byte);
      to += 1;
      continue;
    }
    const letter = load<u8>(at);
    at += 1;
    if (letter !== 0x75) {
      store<u8>(to, escapedByte(letter));
      to += 1;
      continue;
    }
    let codePoint = hexOf(at);
    at += 4;
    if (codePoint >= 0xd800 && codePoint <= 0xdfff) {
      const low = codePoint < 0xdc00 ? lowSurrogateAt(at, end) : 0;
      if (low !== 0) at += 6;
      codePoint = low === 0 ? 0xfffd : 0x10000 + ((codePoint - 0xd800) << 10) + (low - 0xdc00);
    }
    // At most as long as the escape that it takes the place of.
    to = putUtf8(to, codePoint);
  }
  return <u32>(to - from);
}

/** The low half of a pair that is escaped here; 0 = there is none. */
function lowSurrogateAt(at: usize, end: usize): u32 {
  if (byteAt(at, end) !== 0x5c || byteAt(at + 1, end) !== 0x75) return 0;
  const value = hexOf(at + 2);
  return value >= 0xdc00 && value <= 0xdfff ? value : 0;
}

function isHexEscape(at: usize, end: usize): bool {
  for (let i: usize = 0; i < 4; i++) {
    if (hexDigit(byteAt(at + i, end)) > 0x0f) return false;
  }
  return true;
}

function hexOf(at: usize): u32 {
  let value: u32 = 0;
  for (let i: usize = 0; i < 4; i++) value = (value << 4) | hexDigit(load<u8>(at + i));
  return value;
}

function digitsEnd(at: usize, end: usize): usize {
  while (isDigit(byteAt(at, end))) at += 1;
  return at;
}

/** 0–9. */
export function isDigit(byte: u8): bool {
  return byte >= 0x30 && byte <= 0x39;
}

/** Whether a byte can stand in a number. */
export function isNumberByte(byte: u8): bool {
  return isDigit(byte) || byte === 0x2e || byte === 0x2b || byte === 0x2d || (byte | 0x20) === 0x65;
}

/** White space of JSON. */
export function isSpace(byte: u8): bool {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** 0 past the end. */
function byteAt(at: usize, end: usize): u8 {
  return at < end ? load<u8>(at) : 0;
}
