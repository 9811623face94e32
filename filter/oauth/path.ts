// The path of a request in its normal form (RFC 3986 §6.2.2), so that one path has one spelling. Bytes that stay: case,
// duplicate slashes, a trailing slash (what it means is the table's to say), percent-encoded reserved characters.

import { startsWithAsciiIgnoreCase } from "../text/ascii";

/** Bytes of a path that are looked at; the longest default path has about 100 with a tenant in it. */
export const MAX_PATH: u32 = 1024;

// A stray `%` grows to `%25`.
const ROOM: u32 = MAX_PATH * 3;
/** Where `normalPath` writes: overwritten by the next call. */
export const NORMAL_PATH: usize = memory.data(<i32>ROOM);

const SLASH: u8 = 0x2f;
const DOT: u8 = 0x2e;
const PERCENT: u8 = 0x25;

/**
 * Writes the path of a `:path` to NORMAL_PATH. Its size; 0 when it is none (`*`, an authority, empty) or longer than
 * MAX_PATH. An absolute-form (RFC 9112 §3.2.2) is reduced to its path. A `%` that begins no escape becomes `%25`: left
 * alone, it could begin one together with what follows it decoded, and the form would not be normal.
 */
export function normalPath(at: usize, size: u32): u32 {
  const start = pathStart(at, size);
  if (start > size) return 0;
  const end = min(size, start + MAX_PATH);
  store<u8>(NORMAL_PATH, SLASH);
  let out: u32 = 1;
  // The path of an absolute-form may be empty, which is the same as `/` (RFC 3986 §6.2.3).
  let i = start + 1;
  if (start === size || load<u8>(at + <usize>start) !== SLASH) i = start;
  let segment: u32 = 1;
  for (; i < end; i++) {
    const byte = load<u8>(at + <usize>i);
    if (byte === 0x3f || byte === 0x23) break;
    if (byte === SLASH) {
      const closed = closeSegment(segment, out);
      out = closed === out ? write(out, SLASH) : closed;
      segment = out;
    } else if (byte !== PERCENT) {
      out = write(out, byte);
    } else {
      const octet = octetOf(at + <usize>i, size - i);
      if (octet < 0) out = writeEscape(out, PERCENT);
      else {
        out = isUnreserved(<u8>octet) ? write(out, <u8>octet) : writeEscape(out, <u8>octet);
        i += 2;
      }
    }
  }
  if (i < size && !isPathEnd(load<u8>(at + <usize>i))) return 0;
  out = closeSegment(segment, out);
  return out > MAX_PATH ? 0 : out;
}

/**
 * Writes `text` to NORMAL_PATH + 1 as it would be on a path: one segment, whatever a segment cannot have percent-encoded.
 * Its size; 0 when it is empty, too long, or a dot segment, which no path has.
 */
export function normalSegment(at: usize, size: u32): u32 {
  if (size > MAX_SEGMENT) return 0;
  store<u8>(SEGMENT, SLASH);
  let out: u32 = 1;
  for (let i: u32 = 0; i < size; i++) {
    const byte = load<u8>(at + <usize>i);
    if (isSegmentByte(byte)) {
      store<u8>(SEGMENT + <usize>out, byte);
      out += 1;
    } else {
      escape(SEGMENT + <usize>out, byte);
      out += 3;
    }
  }
  // Never 0: three times MAX_SEGMENT is less than MAX_PATH.
  return normalPath(SEGMENT, out) - 1;
}

const MAX_SEGMENT: u32 = 255;
const SEGMENT: usize = memory.data(<i32>(MAX_SEGMENT * 3 + 1));

// Where the path begins; beyond `size` when there is none.
function pathStart(at: usize, size: u32): u32 {
  if (size === 0) return 1;
  if (load<u8>(at) === SLASH) return 0;
  let i: u32 = 0;
  if (startsWithAsciiIgnoreCase(at, size, "http://")) i = 7;
  else if (startsWithAsciiIgnoreCase(at, size, "https://")) i = 8;
  else return size + 1;
  const authority = i;
  const end = min(size, authority + MAX_PATH);
  for (; i < end; i++) if (isPathEnd(load<u8>(at + <usize>i)) || load<u8>(at + <usize>i) === SLASH) break;
  return i === authority || (i === end && i < size) ? size + 1 : i;
}

// A query follows, or a fragment, which no request has but which is no path either.
function isPathEnd(byte: u8): bool {
  return byte === 0x3f || byte === 0x23;
}

// The size after a finished segment: without it when it is `.`, and without the one before when it is `..`.
function closeSegment(segment: u32, out: u32): u32 {
  const size = out - segment;
  if (size === 0 || size > 2 || load<u8>(NORMAL_PATH + <usize>segment) !== DOT) return out;
  if (size === 1) return segment;
  if (load<u8>(NORMAL_PATH + <usize>segment, 1) !== DOT) return out;
  let end = segment;
  if (end > 1) end -= 1;
  while (end > 1 && load<u8>(NORMAL_PATH + <usize>end - 1) !== SLASH) end--;
  return end;
}

// The octet that an escape stands for; -1 when there is none.
function octetOf(at: usize, size: u32): i32 {
  if (size < 3) return -1;
  const high = hexValue(load<u8>(at, 1));
  const low = hexValue(load<u8>(at, 2));
  return high < 0 || low < 0 ? -1 : (high << 4) | low;
}

function write(out: u32, byte: u8): u32 {
  store<u8>(NORMAL_PATH + <usize>out, byte);
  return out + 1;
}

function writeEscape(out: u32, octet: u8): u32 {
  escape(NORMAL_PATH + <usize>out, octet);
  return out + 3;
}

function escape(at: usize, octet: u8): void {
  store<u8>(at, PERCENT);
  store<u8>(at, hexDigit(octet >> 4), 1);
  store<u8>(at, hexDigit(octet & 15), 2);
}

function hexValue(byte: u8): i32 {
  if (<u8>(byte - 0x30) < 10) return byte - 0x30;
  const letter: u8 = byte | 0x20;
  return <u8>(letter - 0x61) < 6 ? letter - 0x61 + 10 : -1;
}

function hexDigit(value: u8): u8 {
  return value < 10 ? 0x30 + value : 0x37 + value;
}

// RFC 3986 §2.3.
function isUnreserved(byte: u8): bool {
  if (<u8>((byte | 0x20) - 0x61) < 26 || <u8>(byte - 0x30) < 10) return true;
  return byte === 0x2d || byte === DOT || byte === 0x5f || byte === 0x7e;
}

// What a segment may have as it is (RFC 3986 §3.3): unreserved, sub-delims, `:`, `@`, and escapes.
function isSegmentByte(byte: u8): bool {
  if (isUnreserved(byte) || byte === PERCENT || byte === 0x21 || byte === 0x24) return true;
  if (byte >= 0x26 && byte <= 0x2c) return true;
  return byte === 0x3a || byte === 0x3b || byte === 0x3d || byte === 0x40;
}
