// What a root context has counted since it began. The law: matched = emitted + all dropped, at any moment between two
// exchanges.

import { FilterDropReason } from "./gen/words";
import { putBytesField, putMessageHead, putNumberField, putVarint, varintSize } from "./varint";

/** Drop reasons, and the unused 0. */
export const DROP_REASONS: u32 = FilterDropReason.Sampled + 1;

// ╒══════════ Counters, 72 bytes ══════════╕
//    0  u64    seen      requests that ended
//    8  u64    matched   of these, OAuth exchanges
//   16  u64    emitted   records numbered
//   24  6×u64  dropped   by FilterDropReason; [0] unused
@unmanaged
export class Counters {
  seen: u64;
  matched: u64;
  emitted: u64;
}

const DROPPED: usize = 24;

/** Bytes of the counters. */
export const COUNTERS_SIZE: usize = DROPPED + <usize>DROP_REASONS * 8;

/** Most bytes of their message, tag and length included. */
export const MAX_COUNTERS_MESSAGE: usize = 4 + 3 * 11 + 2 + <usize>DROP_REASONS * 10;

/** Counts a matched exchange that made no record. */
export function countDrop(counters: Counters, reason: FilterDropReason): void {
  const at = changetype<usize>(counters) + DROPPED + ((<usize>reason) << 3);
  store<u64>(at, load<u64>(at) + 1);
}

/** Exchanges dropped for one reason. */
export function droppedBy(counters: Counters, reason: u32): u64 {
  return load<u64>(changetype<usize>(counters) + DROPPED + ((<usize>reason) << 3));
}

/** Exchanges dropped, for whatever reason. */
export function allDropped(counters: Counters): u64 {
  let all: u64 = 0;
  for (let reason: u32 = 1; reason < DROP_REASONS; reason++) all += droppedBy(counters, reason);
  return all;
}

/** Makes `to` what `from` is now. */
export function copyCounters(to: Counters, from: Counters): void {
  memory.copy(changetype<usize>(to), changetype<usize>(from), COUNTERS_SIZE);
}

const PACKED: usize = memory.data(<i32>DROP_REASONS * 10);

/** Writes the counters as field `field`, a Counters message; returns the address after it. */
export function putCounters(at: usize, field: u32, counters: Counters): usize {
  let packedEnd = PACKED;
  for (let reason: u32 = 0; reason < DROP_REASONS; reason++)
    packedEnd = putVarint(packedEnd, droppedBy(counters, reason));
  const packed = packedEnd - PACKED;
  const size =
    fieldSize(counters.seen) +
    fieldSize(counters.matched) +
    fieldSize(counters.emitted) +
    1 +
    varintSize(packed) +
    packed;
  at = putMessageHead(at, field, size);
  at = putNumberField(at, 1, counters.seen);
  at = putNumberField(at, 2, counters.matched);
  at = putNumberField(at, 3, counters.emitted);
  return putBytesField(at, 4, PACKED, packed);
}

function fieldSize(value: u64): usize {
  return value === 0 ? 0 : 1 + varintSize(value);
}
