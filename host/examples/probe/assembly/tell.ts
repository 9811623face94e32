// What a host call gave, said in the log at level trace: one line a call. A trace shows arguments and results only, so
// this is what shows that two hosts give the same.
import { proxy_log } from "./env";
import { at, out, text } from "./memory";

const TRACE: u32 = 0;
/** What the results are before a call; no host gives it. */
export const UNTOUCHED: u32 = 0x5a5a5a5a;
const LINE_SIZE: usize = 8192;
/** Longer values are said by their size and digest. */
const SHOWN: usize = 400;
const line: usize = heap.alloc(LINE_SIZE);
let used: usize = 0;

const IS = text(" = ");
const BYTES = text(" bytes, digest ");
const SIZE_ONLY = text(" bytes");
const TOUCHED = text("refused, and changed a result");
const NOTHING = text("gave nothing");
const MALFORMED = text("malformed");
const BETWEEN = text(", ");
const COLON = text(": ");

/** Before each call that is told of. */
export function mark(): void {
  for (let place: usize = 0; place < 16; place += 4) store<u32>(out + place, UNTOUCHED);
}

/** A call that gives bytes by address and size. `name` is said before them. Nothing is said of no bytes. */
export function tellBytes(status: u32, name: ArrayBuffer | null = null): void {
  begin(name);
  if (isOver(status)) return;
  const size = load<u32>(out + 4);
  if (size === 0) return;
  bytes(load<u32>(out), size);
  end();
}

/** Only how many: what time and chance decide. */
export function tellSize(status: u32, name: ArrayBuffer): void {
  begin(name);
  if (isOver(status)) return;
  number(load<u32>(out + 4));
  literal(SIZE_ONLY);
  end();
}

/** A call that gives a number of 32 bits. */
export function tellNumber(status: u32): void {
  begin(null);
  if (isOver(status)) return;
  number(load<u32>(out));
  end();
}

/** A call that gives two of them. */
export function tellNumbers(status: u32): void {
  begin(null);
  if (isOver(status)) return;
  number(load<u32>(out));
  literal(BETWEEN);
  number(load<u32>(out + 4));
  end();
}

/** A call that gives a number of 64 bits. */
export function tellLong(status: u32): void {
  begin(null);
  if (isOver(status)) return;
  number(load<u64>(out));
  end();
}

/** Shared data: bytes, and the number for compare-and-swap behind them. */
export function tellShared(status: u32): void {
  begin(null);
  if (isOver(status)) return;
  const size = load<u32>(out + 4);
  if (size !== 0) bytes(load<u32>(out), size);
  literal(BETWEEN);
  number(load<u32>(out + 8));
  end();
}

/** The state of an RPC: its code, and a message by address and size. */
export function tellStatus(status: u32): void {
  begin(null);
  if (isOver(status)) return;
  number(load<u32>(out));
  literal(BETWEEN);
  const size = load<u32>(out + 8);
  if (size !== 0) bytes(load<u32>(out + 4), size);
  end();
}

/** Header pairs, `name: value` each; nothing is said of no bytes. Source: proxy-wasm/spec, abi-versions/v0.2.1, "Serialized map". */
export function tellPairs(status: u32): void {
  begin(null);
  if (isOver(status)) return;
  const size = load<u32>(out + 4);
  if (size === 0) return;
  pairs(load<u32>(out), size);
  end();
}

function pairs(from: usize, size: usize): void {
  const count: u32 = size < 4 ? 0 : load<u32>(from);
  let next = from + 4 + 8 * count;
  number(count);
  for (let index: u32 = 0; index < count && next < from + size; index += 1) {
    const sizes = from + 4 + 8 * index;
    const value = next + load<u32>(sizes) + 1;
    const after = value + load<u32>(sizes + 4) + 1;
    if (after > from + size || load<u8>(value - 1) !== 0 || load<u8>(after - 1) !== 0) break;
    literal(BETWEEN);
    bytes(next, value - 1 - next);
    literal(COLON);
    bytes(value, after - 1 - value);
    next = after;
  }
  if (next === from + size) return;
  literal(BETWEEN);
  literal(MALFORMED);
}

function begin(name: ArrayBuffer | null): void {
  used = 0;
  if (name === null) return;
  literal(name);
  literal(IS);
}

/** There is nothing more to say: the call was refused, or it wrote nothing though it was not. */
function isOver(status: u32): bool {
  const isTouched =
    load<u32>(out) !== UNTOUCHED || load<u32>(out + 4) !== UNTOUCHED || load<u32>(out + 8) !== UNTOUCHED;
  if (isTouched === (status === 0)) return status !== 0;
  literal(isTouched ? TOUCHED : NOTHING);
  end();
  return true;
}

function end(): void {
  proxy_log(TRACE, line, used);
}

/** Also the path of a property: a dot for each zero byte. */
function literal(words: ArrayBuffer): void {
  for (let index = 0; index < words.byteLength; index += 1) {
    const byte = load<u8>(at(words) + index);
    put(byte === 0 ? 0x2e : byte);
  }
}

/** Printable ASCII as it is, all else as %XX. */
function bytes(from: usize, size: usize): void {
  if (size > SHOWN) {
    number(size);
    literal(BYTES);
    number(digest(from, size));
    return;
  }
  for (let index: usize = 0; index < size; index += 1) {
    const byte = load<u8>(from + index);
    if (byte >= 0x20 && byte < 0x7f && byte !== 0x25) put(byte);
    else {
      put(0x25);
      put(hex(byte >> 4));
      put(hex(byte & 15));
    }
  }
}

/** FNV-1a, 32 bits. */
function digest(from: usize, size: usize): u32 {
  let hash: u32 = 0x811c9dc5;
  for (let index: usize = 0; index < size; index += 1) hash = (hash ^ load<u8>(from + index)) * 0x01000193;
  return hash;
}

function number(value: u64): void {
  if (value >= 10) number(value / 10);
  put(0x30 + <u8>(value % 10));
}

function hex(digit: u8): u8 {
  return digit < 10 ? 0x30 + digit : 0x57 + digit;
}

function put(byte: u8): void {
  if (used === LINE_SIZE) return;
  store<u8>(line + used, byte);
  used += 1;
}
