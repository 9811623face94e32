// The messages without records: Hello, Heartbeat, Bye (observation.proto).

import { Counters, MAX_COUNTERS_MESSAGE, putCounters } from "../record/counters";
import { MAX_VARINT, putBytesField, putMessageHead, putNumberField, varintSize } from "../record/varint";
import { Identity, identityPart, identityPartSize, IdentityPart, MAX_PART } from "./identity";

/** Schema of rows and tuples; docs/wire.md. */
const SCHEMA: u32 = 1;
/** Bytes of a message's body; a heartbeat names what is under way while there is room. */
const CAPACITY: usize = 2048;
/** Most bytes of Hello: five texts, the epoch, four numbers, the counters. */
const MAX_HELLO: usize = 5 * (3 + <usize>MAX_PART) + 10 + 4 * (1 + MAX_VARINT) + MAX_COUNTERS_MESSAGE;
if (MAX_HELLO > CAPACITY) ERROR("hello.ts: Hello does not fit");
const BODY: usize = memory.data(<i32>CAPACITY);
const MESSAGE: usize = memory.data(<i32>CAPACITY + 16);

/** Address of the last message made here. */
export const messageAt: usize = MESSAGE;

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

/** Heartbeat: counters first, then what `addInFlight` adds, then `endHeartbeat`. */
export function beginHeartbeat(counters: Counters, sent: u64): usize {
  return putNumberField(putCounters(BODY, 1, counters), 2, sent);
}

/** One InFlight of a heartbeat, none of it 0; returns the address after it, or `at` when there is no room. */
export function addInFlight(at: usize, issuer: usize, issuerSize: u32, endpoint: u32, vantage: u32, count: u32): usize {
  const size: usize = 2 + <usize>issuerSize + 2 + 2 + 1 + varintSize(count);
  if (at + size + 4 > BODY + CAPACITY) return at;
  at = putMessageHead(at, 3, size);
  at = putBytesField(at, 1, issuer, issuerSize);
  at = putNumberField(at, 2, endpoint);
  at = putNumberField(at, 3, vantage);
  return putNumberField(at, 4, count);
}

/** Closes a heartbeat that ends at `at`; returns the size of the message. */
export function endHeartbeat(at: usize): u32 {
  return wrap(3, at);
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
  return <u32>(putBytesField(MESSAGE, field, BODY, size) - MESSAGE);
}
