// Every VM of a proxy reads the same configuration, and finds the same mistakes: whoever is first tells them. The proxy
// keeps what was told in shared data.

import { mark, release } from "./host/arena";
import { isSharedRefused, readShared, sharedAt, sharedSize, writeShared } from "./host/shared-data";
import { asciiBytes } from "./text/static-bytes";

const NAME: usize = asciiBytes("oauth_flow.mistakes.1");
const NAME_SIZE: u32 = 21;
/** `OFM` and the version of this layout, as in the name. */
const LAYOUT: u32 = 0x014d464f;
/** Configurations remembered, the newest; one that was forgotten is told again. */
const MAX_TOLD: u32 = 64;
/** Races that may be lost; then the mistakes are told twice. */
const TRIES: u32 = 8;

// ╒═════ Told configurations, 8 bytes and their entries ═════╕
//   0  u32  layout   LAYOUT
//   4  u32  entries  at most MAX_TOLD, oldest first
//   8  Entry…        u64 hash of the configuration's text, u32 mistakes, u32 0
const HEAD_SIZE: usize = 8;
const ENTRY_SIZE: usize = 16;
const TOLD: usize = memory.data(<i32>(HEAD_SIZE + <usize>MAX_TOLD * ENTRY_SIZE), 8);

/**
 * Whether this VM is the one to tell the mistakes of a configuration. Without shared data every VM is. Uses the arena, and
 * frees it.
 */
export function isFirstToTell(hash: u64, mistakes: u32): bool {
  for (let i: u32 = 0; i < TRIES; i++) {
    const before = mark();
    const entries = take(readShared(NAME, NAME_SIZE));
    release(before);
    if (isSharedRefused()) return true;
    if (isTold(entries, hash, mistakes)) return false;
    const kept = append(entries, hash, mistakes);
    if (writeShared(NAME, NAME_SIZE, TOLD, <u32>(HEAD_SIZE + <usize>kept * ENTRY_SIZE))) return true;
  }
  return true;
}

/** Takes over the value that was read; returns its entries, 0 when it has no meaning. */
function take(isThere: bool): u32 {
  if (!isThere || <usize>sharedSize < HEAD_SIZE || load<u32>(sharedAt) !== LAYOUT) return 0;
  const entries = load<u32>(sharedAt, 4);
  if (entries > MAX_TOLD || <usize>sharedSize !== HEAD_SIZE + <usize>entries * ENTRY_SIZE) return 0;
  memory.copy(TOLD, sharedAt, <usize>sharedSize);
  return entries;
}

function isTold(entries: u32, hash: u64, mistakes: u32): bool {
  for (let i: u32 = 0; i < entries; i++) {
    const entry = TOLD + HEAD_SIZE + <usize>i * ENTRY_SIZE;
    if (load<u64>(entry) === hash && load<u32>(entry, 8) === mistakes) return true;
  }
  return false;
}

/** Adds an entry, in the place of the oldest when all are taken; returns how many there are. */
function append(entries: u32, hash: u64, mistakes: u32): u32 {
  const first = TOLD + HEAD_SIZE;
  if (entries === MAX_TOLD) {
    memory.copy(first, first + ENTRY_SIZE, <usize>(MAX_TOLD - 1) * ENTRY_SIZE);
    entries -= 1;
  }
  const entry = first + <usize>entries * ENTRY_SIZE;
  store<u64>(entry, hash);
  store<u64>(entry, <u64>mistakes, 8);
  store<u32>(TOLD, LAYOUT);
  store<u32>(TOLD, entries + 1, 4);
  return entries + 1;
}
