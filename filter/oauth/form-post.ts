// The page of the form_post response mode (OAuth 2.0 Form Post Response Mode §2): its hidden inputs, byte by byte.
//
// As much HTML as that needs: tags, attributes, comments, and the text of scripts and styles, which is no markup. It
// goes forward only and keeps no byte but a name and a value, so that a page may be cut anywhere.

import { equalsAsciiIgnoreCase } from "../text/ascii";
import { Keep, VALUE_SIZE, Value, valuePush, valueReset } from "../text/value";
import { pushUtf8 } from "../text/utf8";
import { isReferenceByte, MAX_REFERENCE, referenceCodePoint } from "./character-reference";

type State = u8;
namespace State {
  export const Text: u8 = 0;
  export const TagOpen: u8 = 1;
  export const TagName: u8 = 2;
  export const BeforeAttribute: u8 = 3;
  export const AttributeName: u8 = 4;
  export const AfterName: u8 = 5;
  export const BeforeValue: u8 = 6;
  export const DoubleQuoted: u8 = 7;
  export const SingleQuoted: u8 = 8;
  export const Unquoted: u8 = 9;
  export const Skipped: u8 = 10;
  export const Declaration: u8 = 11;
  export const Comment: u8 = 12;
  export const Raw: u8 = 13;
}

type Tag = u8;
namespace Tag {
  export const Other: u8 = 0;
  export const Input: u8 = 1;
  export const Script: u8 = 2;
  export const Style: u8 = 3;
}

type Attribute = u8;
namespace Attribute {
  export const Other: u8 = 0;
  export const Name: u8 = 1;
  export const Value: u8 = 2;
  export const Type: u8 = 3;
}

// ╒══════════════ FormPostScanner, 64 bytes and a Value ══════════════╕
//    0  usize  at             next byte of the present part
//    4  u32    left           bytes of the present part
//    8  u8     state          State
//    9  u8     tag            Tag
//   10  u8     attribute      Attribute whose value comes
//   11  u8     hasValue       1 = the tag has a value
//   12  u8     isHidden       1 = the tag's type is hidden
//   13  u8     nameSize       bytes of the tag's name; beyond 16 it is none that is looked for
//   14  u8     wordSize       bytes of the word being read, or how much of an end has been seen
//   15  u8     referenceSize  bytes of the character reference being read; 0 = none
//   16  16     name
//   32  16     word           tag name, attribute name or type
//   48  16     reference      from its ampersand
//   64  …      value          the decoded value
@unmanaged
export class FormPostScanner {
  at: usize;
  left: u32;
  state: u8;
  tag: u8;
  attribute: u8;
  hasValue: u8;
  isHidden: u8;
  nameSize: u8;
  wordSize: u8;
  referenceSize: u8;
}

const NAME: usize = 16;
const WORD: usize = 32;
const REFERENCE: usize = 48;
const VALUE: usize = 64;
/** Bytes of a name, and of a word, that are kept; the longest looked for has 12. */
const MAX_WORD: u8 = 16;

/** Bytes of the scanner. */
export const FORM_POST_SCANNER_SIZE: usize = VALUE + VALUE_SIZE;

/** Begins a page. */
export function formPostReset(s: FormPostScanner): void {
  s.left = 0;
  s.state = State.Text;
}

/** Gives the next part of the page; what `formPostNext` has not read of the part before is lost. */
export function formPostFeed(s: FormPostScanner, at: usize, size: u32): void {
  s.at = at;
  s.left = size;
}

/** Moves to the next hidden input that has a name and a value. False when the part is read. */
export function formPostNext(s: FormPostScanner): bool {
  while (s.left > 0) {
    const byte = load<u8>(s.at);
    s.at += 1;
    s.left -= 1;
    if (step(s, byte)) return true;
  }
  return false;
}

/** Address of the input's name, of `nameSize` bytes. */
export function formPostName(s: FormPostScanner): usize {
  return changetype<usize>(s) + NAME;
}

/** The input's value. */
export function formPostValue(s: FormPostScanner): Value {
  return changetype<Value>(changetype<usize>(s) + VALUE);
}

// True when the byte ends an input.
function step(s: FormPostScanner, byte: u8): bool {
  switch (s.state) {
    case State.Text:
      if (byte === 0x3c) s.state = State.TagOpen;
      return false;
    case State.TagOpen:
      openTag(s, byte);
      return false;
    case State.TagName:
      if (byte !== 0x3e && byte !== 0x2f && !isSpace(byte)) pushWord(s, byte);
      else {
        s.tag = <u8>tagOf(s);
        if (byte === 0x3e) return endTag(s);
        s.state = State.BeforeAttribute;
      }
      return false;
    case State.Skipped:
      if (byte === 0x3e) s.state = State.Text;
      return false;
    case State.Declaration:
    case State.Comment:
      stepComment(s, byte);
      return false;
    case State.Raw:
      stepRaw(s, byte);
      return false;
    default:
      return stepAttribute(s, byte);
  }
}

function openTag(s: FormPostScanner, byte: u8): void {
  s.wordSize = 0;
  if (isLetter(byte)) {
    s.state = State.TagName;
    s.hasValue = 0;
    s.isHidden = 0;
    s.nameSize = 0;
    pushWord(s, byte);
  } else if (byte === 0x21) s.state = State.Declaration;
  else if (byte === 0x2f || byte === 0x3f) s.state = State.Skipped;
  else if (byte !== 0x3c) s.state = State.Text;
}

function stepAttribute(s: FormPostScanner, byte: u8): bool {
  switch (s.state) {
    case State.DoubleQuoted:
      if (byte === 0x22) endAttribute(s);
      else pushAttribute(s, byte);
      return false;
    case State.SingleQuoted:
      if (byte === 0x27) endAttribute(s);
      else pushAttribute(s, byte);
      return false;
    case State.Unquoted:
      if (byte !== 0x3e && !isSpace(byte)) {
        pushAttribute(s, byte);
        return false;
      }
      endAttribute(s);
      return byte === 0x3e && endTag(s);
    case State.BeforeValue:
      return beginValue(s, byte);
    default:
      break;
  }
  if (byte === 0x3e) return endTag(s);
  if (s.state === State.AttributeName && byte !== 0x3d && byte !== 0x2f && !isSpace(byte)) pushWord(s, byte);
  else if (byte === 0x3d && s.state !== State.BeforeAttribute) {
    s.attribute = <u8>attributeOf(s);
    s.state = State.BeforeValue;
  } else if (byte === 0x2f) s.state = State.BeforeAttribute;
  else if (isSpace(byte)) {
    if (s.state === State.AttributeName) s.state = State.AfterName;
  } else {
    s.state = State.AttributeName;
    s.wordSize = 0;
    pushWord(s, byte);
  }
  return false;
}

function beginValue(s: FormPostScanner, byte: u8): bool {
  if (isSpace(byte)) return false;
  if (byte === 0x3e) return endTag(s);
  s.wordSize = 0;
  s.referenceSize = 0;
  if (s.attribute === Attribute.Name) s.nameSize = 0;
  if (s.attribute === Attribute.Value) {
    s.hasValue = 1;
    valueReset(formPostValue(s), Keep.Both);
  }
  if (byte === 0x22) s.state = State.DoubleQuoted;
  else if (byte === 0x27) s.state = State.SingleQuoted;
  else {
    s.state = State.Unquoted;
    pushAttribute(s, byte);
  }
  return false;
}

function pushAttribute(s: FormPostScanner, byte: u8): void {
  if (s.attribute === Attribute.Value) pushValue(s, byte);
  else if (s.attribute === Attribute.Type) pushWord(s, byte);
  else if (s.attribute === Attribute.Name) {
    if (s.nameSize < MAX_WORD) store<u8>(changetype<usize>(s) + NAME + <usize>s.nameSize, byte);
    // One more than is kept stands for every longer name.
    if (s.nameSize <= MAX_WORD) s.nameSize += 1;
  }
}

function endAttribute(s: FormPostScanner): void {
  if (s.attribute === Attribute.Value) flushReference(s);
  else if (s.attribute === Attribute.Type) s.isHidden = <u8>isWord(s, "hidden");
  s.state = State.BeforeAttribute;
}

function endTag(s: FormPostScanner): bool {
  const isRaw = s.tag === Tag.Script || s.tag === Tag.Style;
  s.state = isRaw ? State.Raw : State.Text;
  s.wordSize = 0;
  return s.tag === Tag.Input && s.isHidden === 1 && s.hasValue === 1 && s.nameSize > 0 && s.nameSize <= MAX_WORD;
}

function pushValue(s: FormPostScanner, byte: u8): void {
  if (s.referenceSize > 0) {
    if (byte === 0x3b) {
      endReference(s);
      return;
    }
    if (isReferenceByte(byte) && s.referenceSize < MAX_REFERENCE) {
      pushReference(s, byte);
      return;
    }
    flushReference(s);
  }
  if (byte === 0x26) pushReference(s, byte);
  else valuePush(formPostValue(s), byte);
}

function pushReference(s: FormPostScanner, byte: u8): void {
  store<u8>(changetype<usize>(s) + REFERENCE + <usize>s.referenceSize, byte);
  s.referenceSize += 1;
}

function endReference(s: FormPostScanner): void {
  const codePoint = referenceCodePoint(changetype<usize>(s) + REFERENCE, s.referenceSize);
  if (codePoint === 0) {
    flushReference(s);
    valuePush(formPostValue(s), 0x3b);
    return;
  }
  s.referenceSize = 0;
  pushUtf8(formPostValue(s), codePoint);
}

// An ampersand that begins no reference stands for itself.
function flushReference(s: FormPostScanner): void {
  for (let i: u32 = 0; i < <u32>s.referenceSize; i++) {
    valuePush(formPostValue(s), load<u8>(changetype<usize>(s) + REFERENCE + <usize>i));
  }
  s.referenceSize = 0;
}

// `<!-- … -->` or another declaration, which ends at the first `>`.
function stepComment(s: FormPostScanner, byte: u8): void {
  const dashes = s.wordSize;
  s.wordSize = byte === 0x2d ? min<u8>(dashes + 1, 2) : 0;
  if (s.state === State.Declaration) {
    if (s.wordSize === 2) {
      s.state = State.Comment;
      s.wordSize = 0;
    } else if (byte === 0x3e) s.state = State.Text;
  } else if (byte === 0x3e && dashes === 2) s.state = State.Text;
}

// Up to `</script` or `</style`.
function stepRaw(s: FormPostScanner, byte: u8): void {
  const end = s.tag === Tag.Script ? "</script" : "</style";
  const wanted = <u8>end.charCodeAt(s.wordSize);
  const lower = isLetter(byte) ? byte | 0x20 : byte;
  if (lower !== wanted) s.wordSize = byte === 0x3c ? 1 : 0;
  else s.wordSize += 1;
  if (<i32>s.wordSize === end.length) s.state = State.Skipped;
}

function pushWord(s: FormPostScanner, byte: u8): void {
  if (s.wordSize < MAX_WORD) store<u8>(changetype<usize>(s) + WORD + <usize>s.wordSize, byte);
  if (s.wordSize <= MAX_WORD) s.wordSize += 1;
}

function isWord(s: FormPostScanner, word: string): bool {
  return s.wordSize <= MAX_WORD && equalsAsciiIgnoreCase(changetype<usize>(s) + WORD, s.wordSize, word);
}

function tagOf(s: FormPostScanner): Tag {
  if (isWord(s, "input")) return Tag.Input;
  if (isWord(s, "script")) return Tag.Script;
  return isWord(s, "style") ? Tag.Style : Tag.Other;
}

function attributeOf(s: FormPostScanner): Attribute {
  if (isWord(s, "name")) return Attribute.Name;
  if (isWord(s, "value")) return Attribute.Value;
  return isWord(s, "type") ? Attribute.Type : Attribute.Other;
}

function isLetter(byte: u8): bool {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

function isSpace(byte: u8): bool {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
