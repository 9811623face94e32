// What the aggregator says: acknowledgement, credit, keys, flush, pause, sampling, drain (observation.proto,
// ObserveResponse). A later value replaces an earlier one; what makes no sense changes nothing.

import { KeyRing, SECRET_SIZE, setKey } from "../record/key-ring";
import { field, isBytes, number, position, readField } from "./wire-reader";

// ╒═════════════ Settings, 56 bytes ═════════════╕
//    0  u64  credit        bytes of batches that may be sent in all on this stream
//    8  u64  acknowledged  highest record number acknowledged
//   16  u32  flushRecords
//   20  u32  flushBytes
//   24  u32  flushAgeMs
//   28  u32  sampleOneIn   1 = all
//   32  u32  ownRecords    the three as configured: what holds without an aggregator
//   36  u32  ownBytes
//   40  u32  ownAgeMs
//   44  u8   welcomed      Welcome has come on this stream
//   45  u8   paused
//   46  u8   draining
//   47  u8   sharedPaused  the two as a stream before, or other roots, have heard them: what holds while none is welcomed
//   48  u32  sharedOneIn
//   52  u8   hasNews       the two have changed, and the other roots have not been told
@unmanaged
export class Settings {
  credit: u64;
  acknowledged: u64;
  flushRecords: u32;
  flushBytes: u32;
  flushAgeMs: u32;
  sampleOneIn: u32;
  ownRecords: u32;
  ownBytes: u32;
  ownAgeMs: u32;
  welcomed: bool;
  paused: bool;
  draining: bool;
  sharedPaused: bool;
  sharedOneIn: u32;
  hasNews: bool;
}

/** Longest age that is believed, ms: a filter that never sends is a filter that loses. */
const MAX_AGE_MS: u64 = 60_000;
/** Most rows of a batch; docs/wire.md. */
const MAX_RECORDS: u64 = 4096;
/** Messages and keys looked at in one response. */
const MAX_FIELDS: u32 = 64;

/**
 * Forgets what belonged to the stream that is gone, but for its word on pause and sampling: that holds until the next tick,
 * which takes what the roots share (control.ts).
 */
export function settingsForNewStream(settings: Settings): void {
  if (settings.welcomed) {
    settings.sharedPaused = settings.paused;
    settings.sharedOneIn = settings.sampleOneIn;
  }
  settings.credit = 0;
  settings.flushRecords = settings.ownRecords;
  settings.flushBytes = settings.ownBytes;
  settings.flushAgeMs = settings.ownAgeMs;
  settings.sampleOneIn = 1;
  settings.welcomed = false;
  settings.paused = false;
  settings.draining = false;
}

/** Whether no new records are taken: as the own stream says, and without one as one before or others have heard. */
export function isPaused(settings: Settings): bool {
  return settings.welcomed ? settings.paused : settings.sharedPaused;
}

/** Of how many exchanges one makes a record, at least 1; who says it: as `isPaused`. */
export function sampleOneIn(settings: Settings): u32 {
  return max<u32>(settings.welcomed ? settings.sampleOneIn : settings.sharedOneIn, 1);
}

/** Takes in one ObserveResponse. Any bytes are fine. */
export function readResponse(settings: Settings, ring: KeyRing, at: usize, end: usize): void {
  const wasWelcomed = settings.welcomed;
  const wasPaused = settings.paused;
  const wasOneIn = settings.sampleOneIn;
  readParts(settings, ring, at, end);
  if (!settings.welcomed) return;
  // A welcome is news even where nothing else is: it takes back what was asked for before.
  if (!wasWelcomed || settings.paused !== wasPaused || settings.sampleOneIn !== wasOneIn) settings.hasNews = true;
}

function readParts(settings: Settings, ring: KeyRing, at: usize, end: usize): void {
  for (let i: u32 = 0; i < MAX_FIELDS && at < end; i++) {
    at = readField(at, end);
    if (field === 0) return;
    if (!isBytes) continue;
    const from = position;
    const to = position + <usize>number;
    switch (field) {
      case 1:
        readWelcome(settings, ring, from, to);
        break;
      case 2:
        readAck(settings, from, to);
        break;
      case 3:
        readCredit(settings, from, to);
        break;
      case 4:
        readControl(settings, ring, from, to);
        break;
      default:
        break;
    }
  }
}

function readWelcome(settings: Settings, ring: KeyRing, at: usize, end: usize): void {
  settings.welcomed = true;
  for (let i: u32 = 0; i < MAX_FIELDS && at < end; i++) {
    at = readField(at, end);
    if (field === 1 && !isBytes) settings.credit = max(settings.credit, number);
    else if (field === 2 && !isBytes) settings.acknowledged = max(settings.acknowledged, number);
    else if (field === 3 && isBytes) readControl(settings, ring, position, position + <usize>number);
    else if (field === 0) return;
  }
}

function readAck(settings: Settings, at: usize, end: usize): void {
  settings.acknowledged = max(settings.acknowledged, readFirst(at, end));
}

function readCredit(settings: Settings, at: usize, end: usize): void {
  settings.credit = max(settings.credit, readFirst(at, end));
}

/** Field 1 of a message, a number; 0 when it has none. */
function readFirst(at: usize, end: usize): u64 {
  for (let i: u32 = 0; i < MAX_FIELDS && at < end; i++) {
    at = readField(at, end);
    if (field === 1 && !isBytes) return number;
    if (field === 0) return 0;
  }
  return 0;
}

function readControl(settings: Settings, ring: KeyRing, at: usize, end: usize): void {
  for (let i: u32 = 0; i < MAX_FIELDS && at < end; i++) {
    at = readField(at, end);
    if (field === 1 && isBytes) readKey(ring, position, position + <usize>number);
    else if (field === 2 && isBytes) readFlush(settings, position, position + <usize>number);
    else if (field === 3 && !isBytes) settings.paused = number !== 0;
    else if (field === 4 && !isBytes) settings.sampleOneIn = <u32>min<u64>(max<u64>(number, 1), u32.MAX_VALUE);
    else if (field === 5 && !isBytes) settings.draining = number !== 0;
    else if (field === 0) return;
  }
}

function readFlush(settings: Settings, at: usize, end: usize): void {
  for (let i: u32 = 0; i < MAX_FIELDS && at < end; i++) {
    at = readField(at, end);
    if (field === 0) return;
    if (isBytes || number === 0) continue;
    if (field === 1) settings.flushRecords = <u32>min(number, MAX_RECORDS);
    else if (field === 2) settings.flushBytes = <u32>min<u64>(number, u32.MAX_VALUE);
    else if (field === 3) settings.flushAgeMs = <u32>min(number, MAX_AGE_MS);
  }
}

function readKey(ring: KeyRing, at: usize, end: usize): void {
  let keyClass: u64 = 0;
  let id: u64 = 0;
  let secret: usize = 0;
  let previousId: u64 = 0;
  let previous: usize = 0;
  for (let i: u32 = 0; i < MAX_FIELDS && at < end; i++) {
    at = readField(at, end);
    if (field === 0) break;
    if (field === 1 && !isBytes) keyClass = number;
    else if (field === 2 && !isBytes) id = number;
    else if (field === 3 && isBytes && number === SECRET_SIZE) secret = position;
    else if (field === 4 && !isBytes) previousId = number;
    else if (field === 5 && isBytes && number === SECRET_SIZE) previous = position;
  }
  if (secret === 0 || id > u32.MAX_VALUE || previousId > u32.MAX_VALUE) return;
  if (previous === 0) previousId = 0;
  setKey(ring, <u32>min<u64>(keyClass, u32.MAX_VALUE), <u32>id, secret, <u32>previousId, previous);
}
