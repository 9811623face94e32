// The challenge of a protected resource (RFC 6750 §3, RFC 9449 §7.1, RFC 9470 §3).

import { ErrorCode } from "../record/gen/words";
import { errorCodeOf } from "./error-code";
import { equalsAsciiIgnoreCase } from "../text/ascii";

/** Bytes of a challenge that are looked at. */
const MAX_CHALLENGE: u32 = 4096;

/** Error code of a `www-authenticate`'s `error`; None when it names none, as for a request without credentials. */
export function challengeErrorOf(at: usize, size: u32): ErrorCode {
  const end = min(size, MAX_CHALLENGE);
  let i: u32 = 0;
  while (i < end) {
    const byte = load<u8>(at + <usize>i);
    if (byte === 0x22) {
      i = afterQuoted(at, end, i);
      continue;
    }
    if (!isTokenByte(byte)) {
      i += 1;
      continue;
    }
    const start = i;
    while (i < end && isTokenByte(load<u8>(at + <usize>i))) i += 1;
    if (!equalsAsciiIgnoreCase(at + <usize>start, i - start, "error")) continue;
    const value = afterEquals(at, end, i);
    if (value !== 0) return errorAt(at, end, value);
  }
  return ErrorCode.None;
}

function errorAt(at: usize, end: u32, value: u32): ErrorCode {
  let stop = value;
  if (value < end && load<u8>(at + <usize>value) === 0x22) {
    stop = afterQuoted(at, end, value);
    // An unfinished string names no code.
    return stop - value < 2 ? ErrorCode.None : errorCodeOf(at + <usize>value + 1, stop - value - 2);
  }
  while (stop < end && isTokenByte(load<u8>(at + <usize>stop))) stop += 1;
  return errorCodeOf(at + <usize>value, stop - value);
}

/** Where the value of a parameter begins whose name ends here; 0 when no `=` follows. */
function afterEquals(at: usize, end: u32, from: u32): u32 {
  let i = skipSpace(at, end, from);
  if (i >= end || load<u8>(at + <usize>i) !== 0x3d) return 0;
  i = skipSpace(at, end, i + 1);
  return i;
}

/** Past the quoted string that begins here; the end of the text when it is not closed. */
function afterQuoted(at: usize, end: u32, from: u32): u32 {
  let i = from + 1;
  while (i < end) {
    const byte = load<u8>(at + <usize>i);
    i += byte === 0x5c ? 2 : 1;
    if (byte === 0x22) return i;
  }
  return end;
}

function skipSpace(at: usize, end: u32, from: u32): u32 {
  let i = from;
  while (i < end && (load<u8>(at + <usize>i) === 0x20 || load<u8>(at + <usize>i) === 0x09)) i += 1;
  return i;
}

// Letters, digits, `_` and `-`: all that names and codes have.
function isTokenByte(byte: u8): bool {
  const lower = byte | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x5f || byte === 0x2d;
}
