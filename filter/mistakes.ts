// What is wrong with a configuration: each mistake is one line in Envoy's log, with its key, and counted. A configuration
// is read quietly first: every VM reads it, and one of them tells (mistakes-once.ts).

import { LogLevel } from "./host/abi";
import { log } from "./host/hostcalls";

/** Bytes of a line, and of a key in it; what is longer is cut. */
const MAX_LINE: usize = 512;
const MAX_KEY: u32 = 200;
const LINE: usize = memory.data(<i32>MAX_LINE);
const KEY: usize = memory.data(<i32>MAX_KEY);

let keySize: u32 = 0;
let count: u32 = 0;
let isLogging: bool = false;

/** Begins a configuration: no mistakes, no key. */
export function beginMistakes(): void {
  keySize = 0;
  count = 0;
}

/** Whether mistakes are logged from now on, or only counted. */
export function logMistakes(logging: bool): void {
  isLogging = logging;
}

/** Mistakes so far. */
export function mistakeCount(): u32 {
  return count;
}

/** Where in the configuration reading stands, to be given to `leaveKey`. */
export function enterKey(at: usize, size: u32): u32 {
  const before = keySize;
  if (keySize > 0) push(0x2e);
  // Control characters of a key must not break the line.
  for (let i: u32 = 0; i < size; i++) {
    const byte = load<u8>(at + <usize>i);
    push(byte < 0x20 || byte === 0x7f ? 0x3f : byte);
  }
  return before;
}

/** As `enterKey`, for a key that is not in the text. */
export function enterName(key: string): u32 {
  const before = keySize;
  if (keySize > 0) push(0x2e);
  for (let i: i32 = 0; i < key.length; i++) push(<u8>key.charCodeAt(i));
  return before;
}

/** An item of the list that reading is in. */
export function enterItem(index: u32): u32 {
  const before = keySize;
  push(0x5b);
  pushNumber(index);
  push(0x5d);
  return before;
}

/** Back to where `enterKey` or `enterItem` was called. */
export function leaveKey(before: u32): void {
  keySize = before;
}

/** Counts one mistake at the present key, and logs it unless reading is quiet. `what` is ASCII: what is wanted, and what happens now. */
export function mistake(what: string): void {
  count += 1;
  if (!isLogging) return;
  let end = put(LINE, "oauth-flow: configuration: ");
  memory.copy(end, KEY, keySize);
  end += <usize>keySize;
  end = put(end, ": ");
  end = put(end, what);
  log(LogLevel.Warn, LINE, end - LINE);
}

function push(byte: u8): void {
  if (keySize === MAX_KEY) return;
  store<u8>(KEY + <usize>keySize, byte);
  keySize += 1;
}

function pushNumber(value: u32): void {
  if (value >= 10) pushNumber(value / 10);
  push(<u8>(0x30 + (value % 10)));
}

function put(at: usize, literal: string): usize {
  for (let i: i32 = 0; i < literal.length && at < LINE + MAX_LINE; i++) {
    store<u8>(at, <u8>literal.charCodeAt(i));
    at += 1;
  }
  return at;
}
