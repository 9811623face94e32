// The values of a JSON object, as far as the present part goes. Each returns true when its value is complete.

import { escapeFlush, escapePush, isEscaping } from "./json-escape";
import { isNumberEnd, literalOf, numberStep, Place } from "./json-scalar";
import { JsonScanner, State } from "./json-scanner";
import { valuePush, valuePushSpan } from "./value";
import { controls, firstByte, matches } from "./word";

const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const QUOTES: u64 = 0x2222222222222222;
const BACKSLASHES: u64 = 0x5c5c5c5c5c5c5c5c;

/** Reads a string on. True when its closing quote was read. */
export function readString(s: JsonScanner): bool {
  const escape = s.escape;
  const value = s.value;
  while (s.left > 0) {
    if (!isEscaping(escape)) {
      const plain = plainString(s.at, s.left);
      if (plain > 0) {
        escapeFlush(escape, value);
        valuePushSpan(value, s.at, plain);
        s.at += <usize>plain;
        s.left -= plain;
        continue;
      }
    }
    const byte = load<u8>(s.at);
    s.at += 1;
    s.left -= 1;
    if (isEscaping(escape) || byte === BACKSLASH) {
      if (escapePush(escape, value, byte)) continue;
    } else if (byte === QUOTE) {
      escapeFlush(escape, value);
      return true;
    }
    // No such escape, or a control character (RFC 8259 §7).
    s.state = State.Broken;
    return false;
  }
  return false;
}

/** Bytes that stand for themselves in a string. */
function plainString(at: usize, size: u32): u32 {
  let i: u32 = 0;
  for (; i + 8 <= size; i += 8) {
    const word = load<u64>(at + <usize>i);
    const found = matches(word, QUOTES) | matches(word, BACKSLASHES) | controls(word);
    if (found !== 0) return i + firstByte(found);
  }
  for (; i < size; i++) {
    const byte = load<u8>(at + <usize>i);
    if (byte === QUOTE || byte === BACKSLASH || byte < 0x20) return i;
  }
  return i;
}

/** Reads a number on. True when a byte was met that is no part of it. */
export function readNumber(s: JsonScanner): bool {
  while (s.left > 0) {
    const byte = load<u8>(s.at);
    const place = numberStep(s.place, byte);
    if (place === Place.None) {
      if (isNumberEnd(s.place)) return true;
      s.state = State.Broken;
      return false;
    }
    s.place = place;
    s.at += 1;
    s.left -= 1;
    valuePush(s.value, byte);
  }
  return false;
}

/** Reads a literal on. True when its last letter was read. */
export function readLiteral(s: JsonScanner): bool {
  const literal = literalOf(s.literal);
  while (s.left > 0) {
    const byte = load<u8>(s.at);
    if (byte !== <u8>literal.charCodeAt(s.place)) {
      s.state = State.Broken;
      return false;
    }
    s.at += 1;
    s.left -= 1;
    s.place += 1;
    valuePush(s.value, byte);
    if (s.place === literal.length) return true;
  }
  return false;
}

/** Skips a nested value on. True when its last bracket was read. */
export function readNested(s: JsonScanner): bool {
  while (s.left > 0) {
    const byte = load<u8>(s.at);
    s.at += 1;
    s.left -= 1;
    if (s.state === State.NestedEscape) s.state = State.NestedString;
    else if (s.state === State.NestedString) {
      if (byte === BACKSLASH) s.state = State.NestedEscape;
      else if (byte === QUOTE) s.state = State.Nested;
    } else if (byte === QUOTE) s.state = State.NestedString;
    else if (byte === 0x7b || byte === 0x5b) s.depth += 1;
    else if (byte === 0x7d || byte === 0x5d) {
      s.depth -= 1;
      if (s.depth === 0) return true;
    }
  }
  return false;
}
