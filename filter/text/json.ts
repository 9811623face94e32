// The members of one JSON object (RFC 8259), cut into parts anywhere. Only its own: what is nested in a value is
// counted through, so that depth costs nothing, and is not checked beyond its strings and the number of its brackets.

import { escapeReset } from "./json-escape";
import { literalOf, numberStep, Place } from "./json-scalar";
import { JSON_SCANNER_SIZE, JsonKind, JsonScanner, State } from "./json-scanner";
import { readLiteral, readNested, readNumber, readString } from "./json-value";
import { LONG_NAME, PairEvent } from "./pair-event";
import { Keep, valuePush, valueReset, valueText } from "./value";

export { JSON_SCANNER_SIZE, JsonKind, JsonScanner };

const QUOTE: u8 = 0x22;

/** Begins a JSON text. */
export function jsonReset(s: JsonScanner): void {
  s.left = 0;
  s.nameSize = 0;
  s.state = State.Begin;
}

/** Gives the next part of the text; what `jsonNext` has not read of the part before is lost. */
export function jsonFeed(s: JsonScanner, at: usize, size: u32): void {
  s.at = at;
  s.left = size;
}

/** Says that no part comes any more. It completes no member: those of an object end before its brace. */
export function jsonEnd(s: JsonScanner): void {
  if (s.left === 0 && s.state !== State.Closed) s.state = State.Broken;
}

/** Moves on to the next name or value. A text that is no JSON object gives nothing more from where it is not. */
export function jsonNext(s: JsonScanner): PairEvent {
  // Each step reads at least a byte, or changes to a state that does.
  while (s.left > 0) {
    switch (s.state) {
      case State.Name:
        if (!readString(s)) break;
        s.state = State.AfterName;
        s.nameSize = min(s.value.size, LONG_NAME);
        s.keep = Keep.Skip;
        return PairEvent.Name;
      case State.String:
        if (!readString(s)) break;
        return endValue(s, JsonKind.String);
      case State.Number:
        if (!readNumber(s)) break;
        return endValue(s, JsonKind.Number);
      case State.Literal:
        if (!readLiteral(s)) break;
        return endValue(s, JsonKind.Literal);
      case State.Nested:
      case State.NestedString:
      case State.NestedEscape:
        if (!readNested(s)) break;
        return endValue(s, JsonKind.Nested);
      case State.Broken:
        s.left = 0;
        break;
      default:
        readStructure(s);
    }
  }
  return PairEvent.More;
}

/** Address of the decoded name, of `nameSize` bytes. Valid until the next `jsonNext`. */
export function jsonNameAt(s: JsonScanner): usize {
  return valueText(s.value);
}

/** Says, after a name, what is kept of its value. Without it nothing is. A number's or literal's text is its own. */
export function jsonKeep(s: JsonScanner, keep: Keep): void {
  s.keep = keep;
}

/** Whether the text was one object and nothing else but white space. */
export function jsonIsWhole(s: JsonScanner): bool {
  return s.state === State.Closed;
}

function endValue(s: JsonScanner, kind: JsonKind): PairEvent {
  s.kind = <u8>kind;
  s.state = State.AfterValue;
  return PairEvent.Value;
}

/** Takes one byte between names and values. */
function readStructure(s: JsonScanner): void {
  const byte = load<u8>(s.at);
  s.at += 1;
  s.left -= 1;
  if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) return;
  switch (s.state) {
    case State.Begin:
      s.state = byte === 0x7b ? State.Opened : State.Broken;
      return;
    case State.Opened:
    case State.BeforeName:
      if (byte === QUOTE) beginString(s, State.Name, Keep.Text);
      else s.state = byte === 0x7d && s.state === State.Opened ? State.Closed : State.Broken;
      return;
    case State.AfterName:
      s.state = byte === 0x3a ? State.BeforeValue : State.Broken;
      return;
    case State.BeforeValue:
      beginValue(s, byte);
      return;
    case State.AfterValue:
      if (byte === 0x2c) s.state = State.BeforeName;
      else s.state = byte === 0x7d ? State.Closed : State.Broken;
      return;
    default:
      s.state = State.Broken;
  }
}

function beginValue(s: JsonScanner, byte: u8): void {
  if (byte === QUOTE) {
    beginString(s, State.String, s.keep);
    return;
  }
  valueReset(s.value, s.keep);
  if (byte === 0x7b || byte === 0x5b) {
    s.state = State.Nested;
    s.depth = 1;
    return;
  }
  s.place = 1;
  s.literal = byte;
  s.state = State.Literal;
  if (literalOf(byte).length === 0) {
    s.place = numberStep(Place.Begin, byte);
    s.state = s.place === Place.None ? State.Broken : State.Number;
  }
  valuePush(s.value, byte);
}

function beginString(s: JsonScanner, state: State, keep: Keep): void {
  s.state = state;
  valueReset(s.value, keep);
  escapeReset(s.escape);
}
