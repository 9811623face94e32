// The header of a compact JWS (RFC 7515 §3.1) as it passes, character by character: its own `alg`, and nothing else of it.

import { equalsAscii } from "./ascii";
import { BASE64_DECODER_SIZE, Base64Decoder, base64Push, base64Reset, NO_OCTET } from "./base64";

/** Where a header has come to. */
enum State {
  /** Before the object. */
  Begin = 0,
  /** After the opening brace or a comma. */
  BeforeName = 1,
  Name = 2,
  NameEscape = 3,
  AfterName = 4,
  BeforeValue = 5,
  String = 6,
  StringEscape = 7,
  /** In a number or a literal. */
  Scalar = 8,
  Nested = 9,
  NestedString = 10,
  NestedEscape = 11,
  AfterValue = 12,
  /** `word` is the `alg`. */
  Found = 13,
  /** No `alg` comes any more. */
  Over = 14,
}

// ╒═══════════════════════ JoseHeader, 52 bytes ═══════════════════════╕
//    0  i32   state     State
//    4  u16   taken     characters taken; at most MAX_HEADER
//    6  u16   depth     open brackets of a nested value; fewer than characters
//    8  u8    wordSize  bytes of `word` in use; NO_WORD = it can be none that is looked for
//    9  bool  isAlg     the last name is `alg`
//   12  8     decoder   Base64Decoder
//   20  32    word      the name or the string that is being read, from its beginning
@unmanaged
export class JoseHeader {
  state: State;
  taken: u16;
  depth: u16;
  wordSize: u8;
  isAlg: bool;

  get decoder(): Base64Decoder {
    return changetype<Base64Decoder>(changetype<usize>(this) + DECODER);
  }
}

const DECODER: usize = 12;
const WORD: usize = DECODER + BASE64_DECODER_SIZE;
/** More than any algorithm's name has that signs. */
const WORD_SIZE: u8 = 32;
/** Longer than WORD_SIZE, or with an escape in it. */
const NO_WORD: u8 = WORD_SIZE + 1;

/** Bytes of a JoseHeader. */
export const JOSE_HEADER_SIZE: usize = WORD + <usize>WORD_SIZE;

/** Characters of a header that are read; an `alg` whose end is beyond them is not seen. */
const MAX_HEADER: u16 = 8192;

const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const COMMA: u8 = 0x2c;
const COLON: u8 = 0x3a;
const BRACKET: u8 = 0x5b;
const BRACKET_END: u8 = 0x5d;
const BRACE: u8 = 0x7b;
const BRACE_END: u8 = 0x7d;

/** Begins a JWS. */
export function joseHeaderReset(h: JoseHeader): void {
  h.state = State.Begin;
  h.taken = 0;
  base64Reset(h.decoder);
}

/** Takes one character of the JWS. What comes after the `alg`, or after the header, changes nothing. */
export function joseHeaderPush(h: JoseHeader, byte: u8): void {
  if (h.state >= State.Found) return;
  if (h.taken === MAX_HEADER) {
    h.state = State.Over;
    return;
  }
  h.taken += 1;
  const octet = base64Push(h.decoder, byte);
  if (octet !== NO_OCTET) takeOctet(h, <u8>octet);
  // The dot at the header's end is no base64 either.
  else if (h.decoder.broken !== 0) h.state = State.Over;
}

/** Takes `size` characters of the JWS. */
export function joseHeaderPushSpan(h: JoseHeader, at: usize, size: u32): void {
  // No more steps change anything than MAX_HEADER and one.
  for (let i: u32 = 0; i < size && h.state < State.Found; i++) joseHeaderPush(h, load<u8>(at + <usize>i));
}

/** Address of the `alg`, of `joseHeaderAlgSize` bytes. */
export function joseHeaderAlgAt(h: JoseHeader): usize {
  return changetype<usize>(h) + WORD;
}

/**
 * Bytes of the `alg`; 0 when there is none. It is the first member of that name of the header itself, and there is none
 * when that one is no string, is longer than 32 bytes, or has an escape in it. A name with an escape is never `alg`:
 * who writes a header has no reason to escape either. Numbers, literals and what is nested are not checked beyond what
 * it takes to find their end.
 */
export function joseHeaderAlgSize(h: JoseHeader): u32 {
  return h.state === State.Found ? <u32>h.wordSize : 0;
}

function takeOctet(h: JoseHeader, byte: u8): void {
  switch (h.state) {
    case State.Name:
    case State.String:
      takeOfString(h, byte);
      return;
    case State.NameEscape:
      h.state = State.Name;
      return;
    case State.StringEscape:
      h.state = State.String;
      return;
    case State.Nested:
    case State.NestedString:
    case State.NestedEscape:
      takeNested(h, byte);
      return;
    default:
      takeStructure(h, byte);
  }
}

function takeOfString(h: JoseHeader, byte: u8): void {
  const isName = h.state === State.Name;
  if (byte === QUOTE) {
    if (isName) endName(h);
    else endString(h);
  } else if (byte === BACKSLASH) {
    h.wordSize = NO_WORD;
    h.state = isName ? State.NameEscape : State.StringEscape;
  } else if (byte < 0x20) h.state = State.Over;
  else if (h.wordSize < WORD_SIZE) {
    store<u8>(changetype<usize>(h) + WORD + <usize>h.wordSize, byte);
    h.wordSize += 1;
  } else h.wordSize = NO_WORD;
}

function endName(h: JoseHeader): void {
  h.isAlg = equalsAscii(changetype<usize>(h) + WORD, <u32>h.wordSize, "alg");
  h.state = State.AfterName;
}

function endString(h: JoseHeader): void {
  if (!h.isAlg) h.state = State.AfterValue;
  else h.state = h.wordSize === NO_WORD ? State.Over : State.Found;
}

function takeNested(h: JoseHeader, byte: u8): void {
  if (h.state === State.NestedEscape) h.state = State.NestedString;
  else if (h.state === State.NestedString) {
    if (byte === BACKSLASH) h.state = State.NestedEscape;
    else if (byte === QUOTE) h.state = State.Nested;
  } else if (byte === QUOTE) h.state = State.NestedString;
  else if (byte === BRACE || byte === BRACKET) h.depth += 1;
  else if (byte === BRACE_END || byte === BRACKET_END) {
    h.depth -= 1;
    if (h.depth === 0) h.state = State.AfterValue;
  }
}

/** Takes an octet between names and values, or of a number or a literal. */
function takeStructure(h: JoseHeader, byte: u8): void {
  if (h.state === State.Scalar) {
    if (isOfScalar(byte)) return;
    h.state = State.AfterValue;
  }
  if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) return;
  switch (h.state) {
    case State.Begin:
      h.state = byte === BRACE ? State.BeforeName : State.Over;
      return;
    case State.BeforeName:
      h.wordSize = 0;
      h.state = byte === QUOTE ? State.Name : State.Over;
      return;
    case State.AfterName:
      h.state = byte === COLON ? State.BeforeValue : State.Over;
      return;
    case State.BeforeValue:
      beginValue(h, byte);
      return;
    default:
      // After a value; a closing brace leaves nothing to look for.
      h.state = byte === COMMA ? State.BeforeName : State.Over;
  }
}

function beginValue(h: JoseHeader, byte: u8): void {
  if (byte === QUOTE) {
    h.wordSize = 0;
    h.state = State.String;
  } else if (h.isAlg) h.state = State.Over;
  else if (byte === BRACE || byte === BRACKET) {
    h.depth = 1;
    h.state = State.Nested;
  } else h.state = isOfScalar(byte) ? State.Scalar : State.Over;
}

// Letters, digits, the signs and the point.
function isOfScalar(byte: u8): bool {
  if (byte === 0x2b || byte === 0x2d || byte === 0x2e || (byte >= 0x30 && byte <= 0x39)) return true;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}
