// The filter's encoder for test/filter/golden-wire.test.ts: the parts of one root context in static memory, filled by
// what the test says.

import { batchAt, encodeBatch, MAX_MESSAGE } from "../../../filter/record/batch";
import { Counters, COUNTERS_SIZE } from "../../../filter/record/counters";
import { Dictionary, DICTIONARY_SIZE, dictionaryReset } from "../../../filter/record/dictionary";
import { RecordFlag } from "../../../filter/record/gen/words";
import { issuerNameIndex } from "../../../filter/record/issuer-names";
import { KEY_RING_SIZE, KeyRing, setKey } from "../../../filter/record/key-ring";
import { Queue, queuePush, queueReset, reserveCells } from "../../../filter/record/queue";
import { addKey, Record, RECORD_SIZE, setFlag } from "../../../filter/record/record";
import {
  addInFlight,
  addWorker,
  beginHeartbeat,
  encodeBye,
  encodeHello,
  endHeartbeat,
  messageAt,
} from "../../../filter/stream/hello";
import { Slot } from "../../../filter/stream/board";
import { Identity, IDENTITY_SIZE, setIdentityPart } from "../../../filter/stream/identity";
import { Sha256, SHA256_SIZE, sha256Final, sha256Reset, sha256Update } from "../../../filter/text/sha256";

const RING_RECORDS: u32 = 64;
const IDENTITY = changetype<Identity>(memory.data(<i32>IDENTITY_SIZE, 8));
const RING = changetype<KeyRing>(memory.data(<i32>KEY_RING_SIZE, 8));
const COUNTERS = changetype<Counters>(memory.data(<i32>COUNTERS_SIZE, 8));
const DICTIONARY = changetype<Dictionary>(memory.data(<i32>DICTIONARY_SIZE, 8));
const QUEUE = changetype<Queue>(memory.data(<i32>offsetof<Queue>(), 8));
const RECORD = changetype<Record>(memory.data(<i32>RECORD_SIZE, 8));
const SLOT = changetype<Slot>(memory.data(<i32>offsetof<Slot>(), 8));
const HASH = changetype<Sha256>(memory.data(<i32>SHA256_SIZE, 8));

reserveCells(RING_RECORDS);

/** A new stream: nothing waits, and the next record has the number `first`. Take a new instance for each. */
export function begin(first: u64): void {
  queueReset(QUEUE, RING_RECORDS);
  QUEUE.first = first;
  dictionaryReset(DICTIONARY);
}

export function identityPart(part: u32, at: usize, size: u32): void {
  setIdentityPart(IDENTITY, part, at, size);
}

export function key(keyClass: u32, id: u32, secret: usize, previousId: u32, previous: usize): void {
  setKey(RING, keyClass, id, secret, previousId, previous);
}

/** Address of the key ring. */
export function ring(): usize {
  return changetype<usize>(RING);
}

export function ringSize(): usize {
  return KEY_RING_SIZE;
}

export function count(seen: u64, matched: u64, emitted: u64): void {
  memory.fill(changetype<usize>(COUNTERS), 0, COUNTERS_SIZE);
  COUNTERS.seen = seen;
  COUNTERS.matched = matched;
  COUNTERS.emitted = emitted;
}

export function countDropped(reason: u32, records: u64): void {
  store<u64>(changetype<usize>(COUNTERS) + offsetof<Counters>() + ((<usize>reason) << 3), records);
}

/** A new record; times in µs. */
export function record(issuer: usize, issuerSize: u32, startedUs: u64, answeredUs: u32, endedUs: u32): void {
  memory.fill(changetype<usize>(RECORD), 0, RECORD_SIZE);
  RECORD.issuer = issuerNameIndex(issuer, issuerSize);
  RECORD.startedAt = startedUs * 1000;
  RECORD.answeredUs = answeredUs;
  RECORD.endedUs = endedUs;
}

export function request(endpoint: u8, grantType: u8, authMethod: u8, vantage: u8): void {
  RECORD.endpoint = endpoint;
  RECORD.grantType = grantType;
  RECORD.authMethod = authMethod;
  RECORD.vantage = vantage;
}

export function authorization(responseType: u8, responseMode: u8, pkce: u8, via: u8): void {
  RECORD.responseType = responseType;
  RECORD.responseMode = responseMode;
  RECORD.pkce = pkce;
  RECORD.via = via;
}

export function answer(outcome: u8, error: u8, status: u16, rateLimit: u8, unclassified: u8): void {
  RECORD.outcome = outcome;
  RECORD.error = error;
  RECORD.status = status;
  RECORD.rateLimit = rateLimit;
  RECORD.unclassified = unclassified;
}

export function flag(value: u8): void {
  setFlag(RECORD, value);
}

export function attempts(tries: u16): void {
  RECORD.attempts = tries;
  setFlag(RECORD, RecordFlag.Retried);
}

export function expiresIn(seconds: u32): void {
  RECORD.expiresIn = seconds;
  setFlag(RECORD, RecordFlag.ExpiresIn);
}

/** The digest of a value; false when the record has no room for it. */
export function digest(kind: u8, at: usize, size: u32): bool {
  const to = addKey(RECORD, kind);
  if (to === 0) return false;
  sha256Reset(HASH);
  sha256Update(HASH, at, size);
  sha256Final(HASH, to);
  return true;
}

/** The record enters the ring. */
export function push(): bool {
  return queuePush(QUEUE, RECORD);
}

/**
 * The messages: each returns its size, and takes the counters as they are. Hello has them as told, when `hasTold`.
 */
export function sayHello(
  epoch: u64,
  build: usize,
  buildSize: u32,
  emitted: u64,
  acknowledged: u64,
  sent: u64,
  hasTold: bool,
): u32 {
  const told: Counters | null = hasTold ? COUNTERS : null;
  return encodeHello(IDENTITY, epoch, build, buildSize, emitted, acknowledged, sent, told);
}

export function sayBatch(): u32 {
  return encodeBatch(QUEUE, DICTIONARY, RING, COUNTERS, RING_RECORDS, MAX_MESSAGE);
}

/** Then `addInFlight` for each group, from the address that the one before returned, and `endHeartbeat`. */
export function startHeartbeat(sent: u64): usize {
  return beginHeartbeat(COUNTERS, sent);
}

export function sayBye(sent: u64): u32 {
  return encodeBye(COUNTERS, sent);
}

export function batchAddress(): usize {
  return batchAt;
}

export function messageAddress(): usize {
  return messageAt;
}

/** One Worker; returns the address after it. */
export function addWorkerAt(
  at: usize,
  epoch: u64,
  ageMs: u32,
  seen: u64,
  emitted: u64,
  dropped: u64,
  inFlight: u32,
  ended: u32,
): usize {
  SLOT.epoch = epoch;
  SLOT.writtenAt = u32.MAX_VALUE;
  SLOT.seen = seen;
  SLOT.emitted = emitted;
  SLOT.dropped = dropped;
  SLOT.inFlight = inFlight;
  SLOT.ended = ended;
  return addWorker(at, SLOT, SLOT.writtenAt + <u64>ageMs * 1_000_000);
}

export { addInFlight, endHeartbeat };
