// What a root shares with the others of its proxy: its slot on the board, and what the aggregator said. On ticks and at
// the end, never while configuring: what is configured may be a canary that never lives.

import { countInFlight, inFlight } from "./in-flight";
import { allDropped } from "./record/counters";
import { Root } from "./root";
import { boardEnd, boardWrite, Slot } from "./stream/board";
import { controlEmpty, controlForget, controlRead, controlStamp } from "./stream/control";
import { shortHash } from "./stream/shared-name";
import { Phase } from "./stream/stream";

const SECOND: u64 = 1_000_000_000;
/** Between two writes of a slot. */
const PERIOD: u64 = 5 * SECOND;

const OWN = changetype<Slot>(memory.data(offsetof<Slot>(), 8));

/** Names the values that a configured root shares: those of the aggregator that it reports to. */
export function shareAs(root: Root): void {
  root.place.target = shortHash(root.parts.target, root.parts.targetSize);
}

/** The root's tick. */
export function shareOnTick(root: Root, now: u64): void {
  const settings = root.parts.settings;
  if (root.parts.targetSize === 0) return;
  // Where its own stream has said it, or said it last, what is there is no newer.
  if (speaks(root)) controlForget(settings);
  else if (!settings.hasNews) readControl(root, now);
  const isDue = now >= root.place.writeAt;
  if (isDue) writeSlot(root, now);
  if (settings.hasNews || (isDue && speaks(root))) stamp(root, now);
}

/** Writes the root's slot, unless that has been done in this tick; a write that failed is due again with the next one. */
export function writeSlot(root: Root, now: u64): void {
  const place = root.place;
  if (root.parts.targetSize === 0 || place.writeAt === now + PERIOD) return;
  fillOwn(root, now);
  if (boardWrite(place, OWN, now)) place.writeAt = now + PERIOD;
}

/** The root's end. One that never ticked has no slot, and leaves none. The last one leaves empty values. */
export function shareEnd(root: Root, now: u64): void {
  const place = root.place;
  if (!place.isListed && place.unlistedOn === 0) return;
  fillOwn(root, now);
  OWN.ended = 1;
  if (boardEnd(place, OWN, now)) controlEmpty(place.target);
  else if (root.parts.settings.hasNews) stamp(root, now);
}

/** Takes in what others have heard from the aggregator. */
export function readControl(root: Root, now: u64): void {
  const parts = root.parts;
  if (parts.targetSize !== 0) controlRead(root.place.target, parts.settings, now);
}

/** Whether the root hears the aggregator itself. */
function speaks(root: Root): bool {
  return root.parts.stream.phase === Phase.Open && root.parts.settings.welcomed;
}

function stamp(root: Root, now: u64): void {
  controlStamp(root.place.target, root.parts.settings, now);
  root.parts.settings.hasNews = false;
}

function fillOwn(root: Root, now: u64): void {
  const counters = root.parts.counters;
  countInFlight(root.index);
  OWN.epoch = root.parts.stream.epoch;
  OWN.writtenAt = now;
  OWN.seen = counters.seen;
  OWN.emitted = counters.emitted;
  OWN.dropped = allDropped(counters);
  OWN.inFlight = inFlight;
  OWN.ended = 0;
}
