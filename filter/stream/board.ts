// The board: what each root context of a proxy last said of itself, for those to read that have a stream. Envoy tells
// nobody of a VM that died; its slot, which grows old without having ended, does. docs/decisions/0020-the-board.md.

import { mark, release } from "../host/arena";
import { randomU64 } from "../host/hostcalls";
import { isSharedRefused, readShared, sharedAt, sharedSize, writeShared } from "../host/shared-data";
import { asciiBytes } from "../text/static-bytes";
import { makeSharedName, sharedNameAt } from "./shared-name";

/** Slots; a proxy has one for each thread and configuration. */
export const MAX_WORKERS: u32 = 128;

const SECOND: u64 = 1_000_000_000;
/** An ended slot is kept this long for all to see. */
const ENDED_KEPT: u64 = 60 * SECOND;
/** A root that has not written for this long is silent: one that ticks writes every 5 s. */
const SILENT_AFTER: u64 = 30 * SECOND;
/** One that has been silent for this long is taken off: the aggregator has forgotten it too. */
const SILENT_KEPT: u64 = 24 * 60 * 60 * SECOND;
/** Threads read one clock, but not at one time. */
const CLOCK_MARGIN: u64 = SECOND;
/** A write that lost its race this often is left to the next tick. */
const TRIES: u32 = 4;
/** The last write of a root has no next tick. */
const LAST_TRIES: u32 = 32;

const PREFIX: usize = asciiBytes("oauth_flow.board.1.");
const PREFIX_SIZE: u32 = 19;
/** `OFB` and the version of this layout, as in the name. */
const LAYOUT: u32 = 0x0142464f;

// ╒═══════════ Slot, 48 bytes, little-endian ═══════════╕
//    0  u64  epoch      of the root; never 0
//    8  u64  writtenAt  ns, monotonic: one clock for the process
//   16  u64  seen       requests that ended
//   24  u64  emitted    records numbered
//   32  u64  dropped    exchanges dropped before numbering, all reasons
//   40  u32  inFlight   exchanges begun and not ended
//   44  u32  ended      1 = it has ended in order
@unmanaged
export class Slot {
  epoch: u64;
  writtenAt: u64;
  seen: u64;
  emitted: u64;
  dropped: u64;
  inFlight: u32;
  ended: u32;
}

const SLOT_SIZE: usize = 48;

// ╒═══════════ Board, 16 bytes and its slots; or empty ═══════════╕
//    0  u32  layout    LAYOUT
//    4  u32  slots     at most MAX_WORKERS; the size of the value follows from it
//    8  u32  unlisted  roots alive that found no slot
//   12  u32  making    random, never 0: another one after a board was lost and begun anew
//   16  Slot…
@unmanaged
class Head {
  layout: u32;
  slots: u32;
  unlisted: u32;
  making: u32;
}

const HEAD_SIZE: usize = 16;
const BOARD: usize = memory.data(<i32>(HEAD_SIZE + <usize>MAX_WORKERS * SLOT_SIZE), 8);
const HEAD = changetype<Head>(BOARD);

// ╒══════ Place, 24 bytes: where a root stands on the board ══════╕
//    0  u64  target      shortHash of its GrpcService; part of the names
//    8  u64  writeAt     ns, monotonic: the next write
//   16  u32  unlistedOn  `making` of the board on which it is counted in `unlisted`; 0 = on none
//   20  u8   isListed    it has had a slot
@unmanaged
export class Place {
  target: u64;
  writeAt: u64;
  unlistedOn: u32;
  isListed: bool;
}

/** Writes a root's slot. False when that failed: a race was lost, or the host refuses. Uses the arena, and frees it. */
export function boardWrite(place: Place, own: Slot, now: u64): bool {
  return write(place, own, now, TRIES);
}

/**
 * Writes the slot of a root that ends. True when it was the last: then the board is empty. Roots that have fallen silent are
 * nobody: there is none left to tell of them. Uses the arena, and frees it.
 */
export function boardEnd(place: Place, own: Slot, now: u64): bool {
  return write(place, own, now, LAST_TRIES) && HEAD.slots === 0;
}

function write(place: Place, own: Slot, now: u64, tries: u32): bool {
  const size = makeSharedName(PREFIX, PREFIX_SIZE, place.target);
  for (let i: u32 = 0; i < tries; i++) {
    const before = mark();
    take(readShared(sharedNameAt, size), now);
    release(before);
    if (isSharedRefused()) return false;
    if (HEAD.making === 0) HEAD.making = <u32>randomU64() | 1;
    const isListed = putOwn(place, own, now);
    if (own.ended !== 0 && !isAnyAlive(now)) HEAD.slots = 0;
    if (!writeShared(sharedNameAt, size, BOARD, boardSize())) continue;
    place.unlistedOn = isListed ? 0 : HEAD.making;
    place.isListed = isListed;
    return true;
  }
  return false;
}

/** Reads the board for `boardSlot`; returns its slots, 0 when there is none. Uses the arena, and frees it. */
export function boardRead(place: Place, now: u64): u32 {
  const size = makeSharedName(PREFIX, PREFIX_SIZE, place.target);
  const before = mark();
  take(readShared(sharedNameAt, size), now);
  release(before);
  return HEAD.slots;
}

/** A slot of the board that was read last. */
export function boardSlot(index: u32): Slot {
  return changetype<Slot>(BOARD + HEAD_SIZE + <usize>index * SLOT_SIZE);
}

/** Roots alive that the board that was read last has no slot for. */
export function boardUnlisted(): u32 {
  return HEAD.unlisted;
}

function boardSize(): u32 {
  return HEAD.slots === 0 ? 0 : <u32>(HEAD_SIZE + <usize>HEAD.slots * SLOT_SIZE);
}

/** Takes over the value that was read, slot by slot, without what has no meaning and what is too old. */
function take(isThere: bool, now: u64): void {
  HEAD.layout = LAYOUT;
  HEAD.slots = 0;
  HEAD.unlisted = 0;
  HEAD.making = 0;
  if (!isThere || <usize>sharedSize < HEAD_SIZE) return;
  const head = changetype<Head>(sharedAt);
  const slots = head.slots;
  if (head.layout !== LAYOUT || slots > MAX_WORKERS || head.making === 0) return;
  if (<usize>sharedSize !== HEAD_SIZE + <usize>slots * SLOT_SIZE) return;
  HEAD.unlisted = head.unlisted;
  HEAD.making = head.making;
  for (let i: u32 = 0; i < slots; i++) {
    const slot = changetype<Slot>(sharedAt + HEAD_SIZE + <usize>i * SLOT_SIZE);
    if (slot.epoch === 0 || slot.writtenAt > now + CLOCK_MARGIN || slot.ended > 1) continue;
    if (slotAge(slot, now) >= (slot.ended !== 0 ? ENDED_KEPT : SILENT_KEPT)) continue;
    if (find(slot.epoch) !== HEAD.slots) continue;
    memory.copy(changetype<usize>(boardSlot(HEAD.slots)), changetype<usize>(slot), SLOT_SIZE);
    HEAD.slots += 1;
  }
}

/** How long ago a slot's root wrote it, ns. */
export function slotAge(slot: Slot, now: u64): u64 {
  return now > slot.writtenAt ? now - slot.writtenAt : 0;
}

/** Whether a root on the board that was taken over, or one that it has no slot for, has not ended. */
function isAnyAlive(now: u64): bool {
  if (HEAD.unlisted > 0) return true;
  for (let i: u32 = 0; i < HEAD.slots; i++) {
    if (boardSlot(i).ended === 0 && slotAge(boardSlot(i), now) < SILENT_AFTER) return true;
  }
  return false;
}

/** Puts the own slot on the board that was taken over; false when it has none there. */
function putOwn(place: Place, own: Slot, now: u64): bool {
  // A board that was begun anew knows nothing of who was counted on the one before.
  if (place.unlistedOn === HEAD.making && HEAD.unlisted > 0) HEAD.unlisted -= 1;
  let index = find(own.epoch);
  // One that ends without a slot has nothing to say any more.
  if (index === HEAD.slots && own.ended === 0) index = newIndex(now);
  if (index < HEAD.slots) {
    memory.copy(changetype<usize>(boardSlot(index)), changetype<usize>(own), SLOT_SIZE);
    return true;
  }
  if (own.ended === 0 && HEAD.unlisted < u32.MAX_VALUE) HEAD.unlisted += 1;
  return false;
}

/** Index of an epoch's slot; the number of slots when it has none. */
function find(epoch: u64): u32 {
  for (let i: u32 = 0; i < HEAD.slots; i++) {
    if (boardSlot(i).epoch === epoch) return i;
  }
  return HEAD.slots;
}

/** Index of a slot to take: a new one, else the oldest that ended, else the oldest that is silent; else `slots`. */
function newIndex(now: u64): u32 {
  if (HEAD.slots < MAX_WORKERS) {
    HEAD.slots += 1;
    return HEAD.slots - 1;
  }
  const ended = oldest(true, now);
  return ended < HEAD.slots ? ended : oldest(false, now);
}

function oldest(isEnded: bool, now: u64): u32 {
  let found = HEAD.slots;
  let age: u64 = isEnded ? 0 : SILENT_AFTER;
  for (let i: u32 = 0; i < HEAD.slots; i++) {
    const slot = boardSlot(i);
    if ((slot.ended !== 0) !== isEnded || slotAge(slot, now) < age) continue;
    found = i;
    age = slotAge(slot, now);
  }
  return found;
}
