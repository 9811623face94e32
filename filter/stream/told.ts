// What an aggregator is taken to have read of the counters: `Hello.told`, from which one that does not know this epoch
// counts on. Envoy says OK to a send whether it is read or not, so a batch counts when it is acknowledged, and a
// heartbeat, which nobody acknowledges, when no answer is overdue. docs/decisions/0017-drops-that-were-told.md.

import { copyCounters, Counters, COUNTERS_SIZE } from "../record/counters";

// ╒═════════════ Told, 16 bytes and two Counters ═════════════╕
//    0  u64       awaited  last record of the batch that `asked` went out with; 0 = none is awaited
//    8  u8        isKnown  `known` has been filled in
//   16  Counters  known    of a batch that was acknowledged, or of a later heartbeat
//       Counters  asked    of a batch that was not yet
@unmanaged
export class Told {
  awaited: u64;
  isKnown: bool;

  /** The counters that are taken to have been read; null = none are. */
  get read(): Counters | null {
    return this.isKnown ? changetype<Counters>(changetype<usize>(this) + KNOWN) : null;
  }
}

const KNOWN: usize = 16;
const ASKED: usize = KNOWN + COUNTERS_SIZE;

/** Bytes of one; all zero is a new one. */
export const TOLD_SIZE: usize = ASKED + COUNTERS_SIZE;

/** A batch goes out, whose last record is `last`. One at a time is looked at: the next is, when this one is acknowledged. */
export function tellInBatch(told: Told, counters: Counters, last: u64): void {
  if (told.awaited !== 0) return;
  told.awaited = last;
  copyCounters(at(told, ASKED), counters);
}

/** A heartbeat goes out, and nothing waits for an answer. */
export function tellInHeartbeat(told: Told, counters: Counters): void {
  know(told, counters);
}

/** All records up to this one are acknowledged, on whatever stream: who has them has had these counters, or later ones. */
export function toldAcknowledged(told: Told, last: u64): void {
  if (told.awaited !== 0 && last >= told.awaited) know(told, at(told, ASKED));
}

// What was asked before is older: its acknowledgement has nothing to say any more.
function know(told: Told, counters: Counters): void {
  copyCounters(at(told, KNOWN), counters);
  told.isKnown = true;
  told.awaited = 0;
}

function at(told: Told, offset: usize): Counters {
  return changetype<Counters>(changetype<usize>(told) + offset);
}
