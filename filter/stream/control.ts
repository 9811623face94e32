// What an aggregator said that outlives a stream: pause and sampling, shared by the roots of a proxy that report to it. A
// root without a stream obeys them until they are stale. Keys are not among it: no root sends a record before its own
// stream has brought them. docs/decisions/0020-the-board.md.

import { mark, release } from "../host/arena";
import { readShared, replaceShared, sharedAt, sharedSize, writeShared } from "../host/shared-data";
import { asciiBytes } from "../text/static-bytes";
import { isPaused, sampleOneIn, Settings } from "./settings";
import { makeSharedName, sharedNameAt } from "./shared-name";

const SECOND: u64 = 1_000_000_000;
/** Without a stamp for this long, nobody hears the aggregator any more. */
const VALID: u64 = 300 * SECOND;
/** Threads read one clock, but not at one time. */
const CLOCK_MARGIN: u64 = SECOND;
/** Sections looked at. */
const MAX_SECTIONS: u32 = 16;

const PREFIX: usize = asciiBytes("oauth_flow.control.1.");
const PREFIX_SIZE: u32 = 21;
/** `OFC` and the version of this layout, as in the name. */
const LAYOUT: u32 = 0x0143464f;

// ╒═══════════ Control, 16 bytes and its sections; or empty ═══════════╕
//    0  u32  layout     LAYOUT
//    4  u32  size       bytes of the whole value
//    8  u64  stampedAt  ns, monotonic: one clock for the process
//   16  Section…        u32 kind, u32 size, and as many bytes; kinds that are not known are skipped
const HEAD_SIZE: usize = 16;
const SECTION_HEAD_SIZE: usize = 8;

/** u32 sampleOneIn, u32 paused (0 or 1). */
const SECTION_RECORDS: u32 = 1;
const RECORDS_SIZE: usize = 8;

const SIZE: usize = HEAD_SIZE + SECTION_HEAD_SIZE + RECORDS_SIZE;
const CONTROL: usize = memory.data(<i32>SIZE, 8);

/** Writes what holds for this root, for all to use. Only a root whose stream is or was welcomed has anything to say. */
export function controlStamp(target: u64, settings: Settings, now: u64): void {
  store<u32>(CONTROL, LAYOUT);
  store<u32>(CONTROL, <u32>SIZE, 4);
  store<u64>(CONTROL, now, 8);
  const at = putSectionHead(CONTROL + HEAD_SIZE, SECTION_RECORDS, RECORDS_SIZE);
  store<u32>(at, sampleOneIn(settings));
  store<u32>(at, isPaused(settings) ? 1 : 0, 4);
  // Writers hear one aggregator. Several behind one name may say different things: then the last word holds.
  replaceShared(sharedNameAt, makeSharedName(PREFIX, PREFIX_SIZE, target), CONTROL, <u32>SIZE);
}

/**
 * Takes in what others wrote: what holds while no stream is welcomed. Without a value, or with a stale or damaged one, that
 * is the default; a stale one is emptied. Uses the arena, and frees it.
 */
export function controlRead(target: u64, settings: Settings, now: u64): void {
  controlForget(settings);
  const size = makeSharedName(PREFIX, PREFIX_SIZE, target);
  const before = mark();
  if (readShared(sharedNameAt, size) && isWhole()) {
    const stampedAt = load<u64>(sharedAt, 8);
    const age = now > stampedAt ? now - stampedAt : 0;
    if (age >= VALID) writeShared(sharedNameAt, size, CONTROL, 0);
    else if (stampedAt <= now + CLOCK_MARGIN) {
      readSections(settings, sharedAt + HEAD_SIZE, sharedAt + <usize>sharedSize);
    }
  }
  release(before);
}

/** Empties the value, where there is one: nobody is left to use it. Uses the arena, and frees it. */
export function controlEmpty(target: u64): void {
  const size = makeSharedName(PREFIX, PREFIX_SIZE, target);
  const before = mark();
  if (readShared(sharedNameAt, size) && sharedSize > 0) writeShared(sharedNameAt, size, CONTROL, 0);
  release(before);
}

/** Back to the default. */
export function controlForget(settings: Settings): void {
  settings.sharedPaused = false;
  settings.sharedOneIn = 1;
}

/** Whether the value that was read is one of ours. */
function isWhole(): bool {
  return <usize>sharedSize >= HEAD_SIZE && load<u32>(sharedAt) === LAYOUT && load<u32>(sharedAt, 4) === sharedSize;
}

function readSections(settings: Settings, at: usize, end: usize): void {
  for (let i: u32 = 0; i < MAX_SECTIONS && end - at >= SECTION_HEAD_SIZE; i++) {
    const kind = load<u32>(at);
    const size = <usize>load<u32>(at, 4);
    at += SECTION_HEAD_SIZE;
    if (size > end - at) return;
    if (kind === SECTION_RECORDS && size === RECORDS_SIZE) {
      settings.sharedOneIn = max<u32>(load<u32>(at), 1);
      settings.sharedPaused = load<u32>(at, 4) === 1;
    }
    at += size;
  }
}

function putSectionHead(at: usize, kind: u32, size: usize): usize {
  store<u32>(at, kind);
  store<u32>(at, <u32>size, 4);
  return at + SECTION_HEAD_SIZE;
}
