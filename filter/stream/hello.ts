// The messages without records: Hello, Heartbeat, Bye (observation.proto).

import { Counters, MAX_COUNTERS_MESSAGE, putCounters } from "../record/counters";
import { MAX_VARINT, putBytesField, putMessageHead, putNumberField, varintSize } from "../record/varint";
import { MAX_WORKERS, Slot, slotAge } from "./board";
import { Identity, identityPart, identityPartSize, IdentityPart, MAX_PART } from "./identity";

/** Schema of rows and tuples; docs/wire.md. */
const SCHEMA: u32 = 1;
/** Bytes of Hello and Bye, and of a heartbeat before its workers: it names what is under way while there is room. */
const CAPACITY: usize = 2048;
/** Most bytes of one Worker: its head, the epoch, age, three counters, exchanges, whether it ended. */
const MAX_WORKER: usize = 2 + 10 + 6 + 3 * (1 + MAX_VARINT) + 6 + 2;
/** Most bytes of a heartbeat's workers, and of the two numbers after them. */
const WORKERS_CAPACITY: usize = <usize>MAX_WORKERS * MAX_WORKER + 2 * 6;
/** The head of ObserveRequest's one field, in front of the body: its tag and size. */
const HEAD: usize = 8;
/** Most bytes of Hello: five texts, the epoch, four numbers, the counters. */
const MAX_HELLO: usize = 5 * (3 + <usize>MAX_PART) + 10 + 4 * (1 + MAX_VARINT) + MAX_COUNTERS_MESSAGE;
if (MAX_HELLO > CAPACITY) ERROR("hello.ts: Hello does not fit");
const BODY: usize = memory.data(<i32>(HEAD + CAPACITY + WORKERS_CAPACITY), 8) + HEAD;

/** Address of the last message made here. */
export let messageAt: usize = 0;

/**
 * Hello. `build` is the filter's version, of which MAX_PART bytes are said; `told` may be null. Returns the size of the
 * message.
 */
export function encodeHello(
  identity: Identity,
  epoch: u64,
  build: usize,
  buildSize: u32,
  emitted: u64,
  acknowledged: u64,
  sent: u64,
  told: Counters | null,
): u32 {
  store<u64>(EPOCH, epoch);
  let at = putNumberField(BODY, 1, SCHEMA);
  at = putPart(at, 2, identity, IdentityPart.Node);
  at = putPart(at, 3, identity, IdentityPart.Workload);
  at = putPart(at, 4, identity, IdentityPart.Namespace);
  at = putPart(at, 5, identity, IdentityPart.Cluster);
  at = putBytesField(at, 6, EPOCH, 8);
  at = putBytesField(at, 7, build, min(buildSize, MAX_PART));
  at = putNumberField(at, 8, emitted);
  at = putNumberField(at, 9, acknowledged);
  at = putNumberField(at, 10, sent);
  if (told !== null) at = putCounters(at, 11, told);
  return wrap(1, at);
}

const EPOCH: usize = memory.data(8);

/** Heartbeat: counters first, then what `addInFlight` adds, then `addWorker`, then `endHeartbeat`. */
export function beginHeartbeat(counters: Counters, sent: u64): usize {
  return putNumberField(putCounters(BODY, 1, counters), 2, sent);
}

/** One InFlight of a heartbeat, none of it 0; returns the address after it, or `at` when there is no room. */
export function addInFlight(at: usize, issuer: usize, issuerSize: u32, endpoint: u32, vantage: u32, count: u32): usize {
  const size: usize = 1 + varintSize(issuerSize) + <usize>issuerSize + 2 + 2 + 1 + varintSize(count);
  if (at + size + 4 > BODY + CAPACITY) return at;
  at = putMessageHead(at, 3, size);
  at = putBytesField(at, 1, issuer, issuerSize);
  at = putNumberField(at, 2, endpoint);
  at = putNumberField(at, 3, vantage);
  return putNumberField(at, 4, count);
}

/** One Worker of a heartbeat, at most MAX_WORKERS of them; returns the address after it. */
export function addWorker(at: usize, slot: Slot, now: u64): usize {
  const ageMs = min<u64>(slotAge(slot, now) / 1_000_000, u32.MAX_VALUE);
  const isEnded: u64 = slot.ended !== 0 ? 1 : 0;
  let size = 10 + fieldSize(ageMs) + fieldSize(slot.seen) + fieldSize(slot.emitted) + fieldSize(slot.dropped);
  size += fieldSize(slot.inFlight) + fieldSize(isEnded);
  at = putMessageHead(at, 4, size);
  store<u64>(EPOCH, slot.epoch);
  at = putBytesField(at, 1, EPOCH, 8);
  at = putNumberField(at, 2, ageMs);
  at = putNumberField(at, 3, slot.seen);
  at = putNumberField(at, 4, slot.emitted);
  at = putNumberField(at, 5, slot.dropped);
  at = putNumberField(at, 6, slot.inFlight);
  return putNumberField(at, 7, isEnded);
}

/** Closes a heartbeat that ends at `at`; returns the size of the message. */
export function endHeartbeat(at: usize, inFlightUnnamed: u32, workersUnlisted: u32): u32 {
  return wrap(3, putNumberField(putNumberField(at, 5, inFlightUnnamed), 6, workersUnlisted));
}

/** Bye; returns the size of the message. */
export function encodeBye(counters: Counters, sent: u64): u32 {
  return wrap(4, putNumberField(putCounters(BODY, 1, counters), 2, sent));
}

function putPart(at: usize, field: u32, identity: Identity, part: IdentityPart): usize {
  return putBytesField(at, field, identityPart(identity, part), identityPartSize(identity, part));
}

function wrap(field: u32, end: usize): u32 {
  const size = end - BODY;
  messageAt = BODY - 1 - varintSize(size);
  putMessageHead(messageAt, field, size);
  return <u32>(end - messageAt);
}

function fieldSize(value: u64): usize {
  return value === 0 ? 0 : 1 + varintSize(value);
}
