// The escapes of a JSON string (RFC 8259 §7), to UTF-8. Octet by octet, so that an escape may be split.

import { hexDigit } from "./percent";
import { pushUtf8 } from "./utf8";
import { Value, valuePush } from "./value";

enum State {
  None = 0,
  /** After the backslash. */
  Backslash = 1,
  /** After `\u`. Each digit moves on by one. */
  Unicode = 2,
  UnicodeEnd = 6,
}

// ╒═══════════ JsonEscape, 8 bytes ═══════════╕
//   0  i32  state  State
//   4  u16  unit   the last four digits
//   6  u16  high   high surrogate that waits for its low one; 0 = none
@unmanaged
export class JsonEscape {
  state: State;
  unit: u16;
  high: u16;
}

const BACKSLASH: u8 = 0x5c;
const REPLACEMENT: u32 = 0xfffd;

/** Begins a string. */
export function escapeReset(e: JsonEscape): void {
  e.high = 0;
  e.state = State.None;
}

/** Whether the next octet belongs to an escape whatever it is. */
export function isEscaping(e: JsonEscape): bool {
  return e.state !== State.None;
}

/** Takes the backslash, or an octet of the escape it began. False when there is no such escape. */
export function escapePush(e: JsonEscape, v: Value, byte: u8): bool {
  if (e.state === State.None) {
    e.state = State.Backslash;
    return byte === BACKSLASH;
  }
  if (e.state !== State.Backslash) return pushDigit(e, v, byte);
  if (byte === 0x75) {
    e.state = State.Unicode;
    return true;
  }
  const meant = escapedByte(byte);
  if (meant === 0) return false;
  escapeFlush(e, v);
  e.state = State.None;
  valuePush(v, meant);
  return true;
}

/** Takes the end of a run of escapes: a high surrogate that still waits will not be completed. */
export function escapeFlush(e: JsonEscape, v: Value): void {
  if (e.high === 0) return;
  e.high = 0;
  pushUtf8(v, REPLACEMENT);
}

function pushDigit(e: JsonEscape, v: Value, byte: u8): bool {
  const digit = hexDigit(byte);
  if (digit > 0x0f) return false;
  e.unit = (e.unit << 4) | digit;
  e.state += 1;
  if (e.state === State.UnicodeEnd) {
    e.state = State.None;
    pushUnit(e, v, e.unit);
  }
  return true;
}

// A lone surrogate is no character: U+FFFD takes its place, as when JavaScript writes UTF-8.
function pushUnit(e: JsonEscape, v: Value, unit: u16): void {
  if ((unit & 0xfc00) === 0xdc00) {
    const high = <u32>e.high;
    e.high = 0;
    pushUtf8(v, high === 0 ? REPLACEMENT : 0x10000 + ((high & 0x3ff) << 10) + (<u32>unit & 0x3ff));
    return;
  }
  escapeFlush(e, v);
  if ((unit & 0xfc00) === 0xd800) e.high = unit;
  else pushUtf8(v, unit);
}

/** The byte that an escape letter stands for (RFC 8259 §7); 0 = no such escape. */
export function escapedByte(byte: u8): u8 {
  switch (byte) {
    case 0x22:
    case 0x2f:
    case BACKSLASH:
      return byte;
    case 0x62:
      return 0x08;
    case 0x66:
      return 0x0c;
    case 0x6e:
      return 0x0a;
    case 0x72:
      return 0x0d;
    case 0x74:
      return 0x09;
    default:
      return 0;
  }
}
