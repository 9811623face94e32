// application/x-www-form-urlencoded (URL Standard §5.1), pair by pair, cut into parts anywhere. A form, a query and a
// fragment are all read so.

import { LONG_NAME, PairEvent } from "./pair-event";
import { pushBroken, pushDecoded } from "./percent";
import { Keep, VALUE_SIZE, Value, valuePushSpan, valueReset, valueText } from "./value";
import { firstByte, matches } from "./word";

export { PairEvent };

enum State {
  /** Between two pairs. */
  Between = 0,
  Name = 1,
  /** The name was told, and `=` came. */
  Named = 2,
  /** The name was told, and the pair is over. */
  NamedLast = 3,
  Value = 4,
  /** The value is empty, and the pair is over. */
  Empty = 5,
}

// ╒═══════════ FormScanner, 20 bytes and a Value ═══════════╕
//    0  usize  at        next byte of the present part
//    4  u32    left      bytes of the present part
//    8  u32    nameSize  decoded bytes of the last name
//   12  i32    state     State
//   16  u16    escape    the percent escape being read; 0 = none
//   18  bool   ended     no part comes any more
//   20  …      value     the name while it is read, then the value
@unmanaged
export class FormScanner {
  at: usize;
  left: u32;
  /** Decoded bytes of the name; more than is kept of any for a long one. */
  nameSize: u32;
  state: State;
  escape: u16;
  ended: bool;

  /** The value that was read last. Valid until the next `formNext`. */
  get value(): Value {
    return changetype<Value>(changetype<usize>(this) + VALUE);
  }
}

const VALUE: usize = 20;

/** Bytes of a FormScanner. */
export const FORM_SCANNER_SIZE: usize = VALUE + VALUE_SIZE;

const AMPERSAND: u8 = 0x26;
const EQUALS: u8 = 0x3d;
const PERCENT: u8 = 0x25;
const PLUS: u8 = 0x2b;
const PERCENTS: u64 = 0x2525252525252525;
const AMPERSANDS: u64 = 0x2626262626262626;
const PLUSES: u64 = 0x2b2b2b2b2b2b2b2b;
const EQUALSES: u64 = 0x3d3d3d3d3d3d3d3d;

/** Begins a form. */
export function formReset(s: FormScanner): void {
  s.left = 0;
  s.nameSize = 0;
  s.escape = 0;
  s.state = State.Between;
  s.ended = false;
}

/** Gives the next part of the form; what `formNext` has not read of the part before is lost. */
export function formFeed(s: FormScanner, at: usize, size: u32): void {
  s.at = at;
  s.left = size;
}

/** Says that no part comes any more: `formNext` then tells what the end completes. */
export function formEnd(s: FormScanner): void {
  s.ended = true;
}

/** Moves on to the next name or value. Empty pairs, as in `&&`, are passed over; `=` has an empty name and value. */
export function formNext(s: FormScanner): PairEvent {
  if (s.state === State.Named || s.state === State.NamedLast) formKeep(s, Keep.Skip);
  if (s.state === State.Empty) {
    s.state = State.Between;
    return PairEvent.Value;
  }
  if (s.state === State.Value) {
    if (readPart(s, false) === 0) return PairEvent.More;
    s.state = State.Between;
    return PairEvent.Value;
  }
  return nextName(s);
}

/** Address of the decoded name, of `nameSize` bytes. Valid until `formKeep`. */
export function formNameAt(s: FormScanner): usize {
  return valueText(s.value);
}

/** Says, after a name, what is kept of its value. Without it nothing is. */
export function formKeep(s: FormScanner, keep: Keep): void {
  if (s.state !== State.Named && s.state !== State.NamedLast) return;
  s.state = s.state === State.Named ? State.Value : State.Empty;
  valueReset(s.value, keep);
}

function nextName(s: FormScanner): PairEvent {
  // Each step but the first has read an ampersand.
  while (true) {
    if (s.state === State.Between) {
      valueReset(s.value, Keep.Text);
      s.state = State.Name;
    }
    const end = readPart(s, true);
    if (end === 0) return PairEvent.More;
    const isEmpty = end === AMPERSAND && s.value.size === 0;
    if (!isEmpty) {
      s.nameSize = min(s.value.size, LONG_NAME);
      s.state = end === EQUALS ? State.Named : State.NamedLast;
      return PairEvent.Name;
    }
    if (s.left === 0) return PairEvent.More;
  }
}

/** Decodes up to the byte that ends the name or value and returns it, an ampersand for the form's end; 0 = not yet. */
function readPart(s: FormScanner, isName: bool): u8 {
  const value = s.value;
  while (s.left > 0) {
    const byte = load<u8>(s.at);
    if (s.escape === 0 && isPlain(byte, isName)) {
      const plain = plainSize(s.at, s.left, isName);
      valuePushSpan(value, s.at, plain);
      s.at += <usize>plain;
      s.left -= plain;
      continue;
    }
    s.at += 1;
    s.left -= 1;
    if (byte === AMPERSAND || (byte === EQUALS && isName)) {
      endEscape(s);
      return byte;
    }
    s.escape = pushDecoded(value, s.escape, byte);
  }
  if (!s.ended) return 0;
  endEscape(s);
  return AMPERSAND;
}

function endEscape(s: FormScanner): void {
  pushBroken(s.value, s.escape);
  s.escape = 0;
}

/** Bytes that stand for themselves. */
function plainSize(at: usize, size: u32, isName: bool): u32 {
  const equalses = isName ? EQUALSES : AMPERSANDS;
  let i: u32 = 0;
  for (; i + 8 <= size; i += 8) {
    const word = load<u64>(at + <usize>i);
    const found = matches(word, AMPERSANDS) | matches(word, PERCENTS) | matches(word, PLUSES) | matches(word, equalses);
    if (found !== 0) return i + firstByte(found);
  }
  while (i < size && isPlain(load<u8>(at + <usize>i), isName)) i += 1;
  return i;
}

function isPlain(byte: u8, isName: bool): bool {
  return byte !== AMPERSAND && byte !== PERCENT && byte !== PLUS && (byte !== EQUALS || !isName);
}
