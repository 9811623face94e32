// Reads JSON (RFC 8259) in place, for the plugin configuration: first checked as a whole, then walked. Strings are
// unescaped where they stand, which is shorter than they were. Nothing here runs after configuring.

import { startsWithAscii } from "./text/ascii";
import { isDigit, isNumberByte, isSpace, literalEnd, numberEnd, stringEnd, unescapeString } from "./config-json-scalar";

/** Nesting that is read; a configuration has five levels. */
const MAX_DEPTH: u32 = 32;

let at: usize = 0;
let end: usize = 0;

/** The last string or key read: unescaped, in place. */
export let stringAt: usize = 0;
/** Its size, bytes. */
export let stringSize: u32 = 0;
/** The last number read, when it was a whole one; −1 otherwise. */
export let integer: i64 = -1;

/** What a value is, by its first byte. */
export enum JsonType {
  None = 0,
  Object = 1,
  Array = 2,
  String = 3,
  Number = 4,
  Literal = 5,
}

/** Whether a text is one JSON object and nothing else. Strings are left as they are. */
export function isJsonObject(from: usize, size: u32): bool {
  at = from;
  end = from + <usize>size;
  if (jsonType() !== JsonType.Object || !checkValue()) return false;
  skipSpace();
  return at === end;
}

/** Begins to read a text that `isJsonObject` has accepted. */
export function beginJson(from: usize, size: u32): void {
  at = from;
  end = from + <usize>size;
}

/** Where reading stands, to come back to. A string that was read must not be read again. */
export function jsonPosition(): usize {
  return at;
}

/** Comes back to a position. */
export function jsonReturn(position: usize): void {
  at = position;
}

/** Type of the value that comes. */
export function jsonType(): JsonType {
  skipSpace();
  const byte = peek();
  if (byte === 0x7b) return JsonType.Object;
  if (byte === 0x5b) return JsonType.Array;
  if (byte === 0x22) return JsonType.String;
  if (byte === 0x2d || isDigit(byte)) return JsonType.Number;
  return byte === 0x74 || byte === 0x66 || byte === 0x6e ? JsonType.Literal : JsonType.None;
}

/** Enters an object or an array; its members come by `jsonNextKey`, its items by `jsonNextItem`. */
export function jsonEnter(): void {
  skipSpace();
  at += 1;
}

/** Moves to the next member; its key is `stringAt`, `stringSize`. False after the last, past the brace. */
export function jsonNextKey(): bool {
  if (!jsonNextItem()) return false;
  readString();
  skipSpace();
  at += 1;
  return true;
}

/** After `jsonNextItem` in an object: skips the key, which stays as it was; says whether it is `name`, unescaped. */
export function jsonSkipKey(name: string): bool {
  const from = at + 1;
  checkKey();
  return startsWithAscii(from, <u32>(end - from), name) && load<u8>(from + <usize>name.length) === 0x22;
}

/** Moves to the next item. False after the last, past the bracket. */
export function jsonNextItem(): bool {
  skipSpace();
  if (peek() === 0x2c) {
    at += 1;
    skipSpace();
  }
  const byte = peek();
  if (byte !== 0x7d && byte !== 0x5d && at < end) return true;
  at += 1;
  return false;
}

/** Reads a string; false, and the value is skipped, when it is none. */
export function jsonString(): bool {
  if (jsonType() !== JsonType.String) {
    jsonSkip();
    return false;
  }
  readString();
  return true;
}

/** Reads a whole number that is not negative into `integer`; false, and the value is skipped, when it is none. */
export function jsonInteger(): bool {
  integer = -1;
  if (jsonType() !== JsonType.Number) {
    jsonSkip();
    return false;
  }
  let value: i64 = 0;
  let digits: u32 = 0;
  while (isDigit(peek())) {
    if (digits < 15) value = value * 10 + <i64>(peek() - 0x30);
    digits += 1;
    at += 1;
  }
  const isWhole = digits > 0 && digits <= 15 && !isNumberByte(peek());
  while (isNumberByte(peek())) at += 1;
  if (isWhole) integer = value;
  return isWhole;
}

/** Skips a value. */
export function jsonSkip(): void {
  checkValue();
}

// Goes over one value and says whether it is well formed. A level is a bit: 1 = object.
function checkValue(): bool {
  let depth: u32 = 0;
  let objects: u64 = 0;
  // Each step reads at least one byte.
  while (at < end) {
    const type = jsonType();
    if (type === JsonType.Object || type === JsonType.Array) {
      if (depth === MAX_DEPTH) return false;
      objects = (objects << 1) | (type === JsonType.Object ? 1 : 0);
      depth += 1;
      at += 1;
      skipSpace();
      const isEmpty = peek() === (type === JsonType.Object ? <u8>0x7d : <u8>0x5d);
      if (!isEmpty) {
        if (type === JsonType.Object && !checkKey()) return false;
        continue;
      }
    } else {
      if (!checkScalar(type)) return false;
      if (depth === 0) return true;
    }
    // After a value: closing brackets, then a comma, or the end.
    while (true) {
      skipSpace();
      const byte = peek();
      const isObject = (objects & 1) !== 0;
      if (byte === (isObject ? <u8>0x7d : <u8>0x5d)) {
        at += 1;
        depth -= 1;
        objects >>= 1;
        if (depth === 0) return true;
        continue;
      }
      if (byte !== 0x2c) return false;
      at += 1;
      if (isObject && !checkKey()) return false;
      break;
    }
  }
  return false;
}

function checkKey(): bool {
  skipSpace();
  if (peek() !== 0x22 || !checkScalar(JsonType.String)) return false;
  skipSpace();
  if (peek() !== 0x3a) return false;
  at += 1;
  return true;
}

function checkScalar(type: JsonType): bool {
  let past: usize = 0;
  if (type === JsonType.String) past = stringEnd(at, end);
  else if (type === JsonType.Number) past = numberEnd(at, end);
  else if (type === JsonType.Literal) past = literalEnd(at, end);
  if (past === 0) return false;
  at = past;
  return true;
}

function readString(): void {
  const past = stringEnd(at, end);
  stringAt = at + 1;
  stringSize = unescapeString(stringAt, past - 1);
  at = past;
}

function skipSpace(): void {
  while (at < end && isSpace(load<u8>(at))) at += 1;
}

/** The byte that comes; 0 at the end. */
function peek(): u8 {
  return at < end ? load<u8>(at) : 0;
}
