// What a JSON scanner holds between two parts of a text.

import { JsonEscape } from "./json-escape";
import { Keep, VALUE_SIZE, Value } from "./value";

/** What a value is. */
export enum JsonKind {
  String = 0,
  Number = 1,
  /** true, false or null. */
  Literal = 2,
  /** An object or an array. */
  Nested = 3,
}

/** Where a text has come to. */
export enum State {
  /** Before the object. */
  Begin = 0,
  /** After the opening brace. */
  Opened = 1,
  /** After a comma. */
  BeforeName = 2,
  Name = 3,
  AfterName = 4,
  BeforeValue = 5,
  String = 6,
  Number = 7,
  Literal = 8,
  Nested = 9,
  NestedString = 10,
  NestedEscape = 11,
  AfterValue = 12,
  /** After the closing brace. */
  Closed = 13,
  Broken = 14,
}

// ╒═══════════════════ JsonScanner, 40 bytes and a Value ═══════════════════╕
//    0  usize       at        next byte of the present part
//    4  u32         left      bytes of the present part
//    8  u32         nameSize  decoded bytes of the last name
//   12  u32         depth     open brackets of a nested value
//   16  i32         state     State
//   20  i32         keep      Keep of the value that comes
//   24  i32         place     Place of the number, or the letters of the literal that have been read
//   28  u8          literal   first letter of the literal being read
//   29  u8          kind      JsonKind of the last value
//   32  JsonEscape  escape
//   40  …           value     the name while it is read, then the value
@unmanaged
export class JsonScanner {
  at: usize;
  left: u32;
  /** Decoded bytes of the name; more than is kept of any for a long one. */
  nameSize: u32;
  depth: u32;
  state: State;
  keep: Keep;
  place: i32;
  literal: u8;
  /** JsonKind of the value that was read last. */
  kind: u8;

  /** The value that was read last. Valid until the next `jsonNext`. */
  get value(): Value {
    return changetype<Value>(changetype<usize>(this) + VALUE);
  }

  get escape(): JsonEscape {
    return changetype<JsonEscape>(changetype<usize>(this) + ESCAPE);
  }
}

const ESCAPE: usize = 32;
const VALUE: usize = 40;

/** Bytes of a JsonScanner. */
export const JSON_SCANNER_SIZE: usize = VALUE + VALUE_SIZE;
