// Correlation keys: the digests of values that the parts of a flow have in common.

import { RecordKey } from "../record/gen/words";
import { addKey, digestOf, Record } from "../record/record";
import { Sha256, SHA256_SIZE, sha256Final, sha256Reset, sha256Update } from "../text/sha256";
import { Value, valueDigest } from "../text/value";

// Where Envoy packs its trace reason into the id: the first digit of a UUID's third group.
const TRACE_DIGIT: u32 = 14;
/** Longest x-request-id that is hashed; a UUID has 36 bytes. */
const MAX_REQUEST_ID: u32 = 256;

const HASH = changetype<Sha256>(memory.data(<i32>SHA256_SIZE, 8));
const ZERO_DIGIT: usize = memory.data<u8>([0x30]);

/** Keeps the digest of a value. A later value takes the place of an earlier one: a form's that of a query's. */
export function keepValue(record: Record, kind: u8, value: Value): void {
  const out = placeOf(record, kind);
  if (out !== 0) valueDigest(value, out);
}

/** Keeps the digest of bytes at hand. */
export function keepBytes(record: Record, kind: u8, at: usize, size: u32): void {
  const out = placeOf(record, kind);
  if (out === 0) return;
  sha256Reset(HASH);
  sha256Update(HASH, at, size);
  sha256Final(HASH, out);
}

/** Keeps an `x-request-id`, with the digit that proxies on the way change for tracing set to 0. */
export function keepRequestId(record: Record, at: usize, size: u32): void {
  if (size === 0 || size > MAX_REQUEST_ID) return;
  if (size <= TRACE_DIGIT) {
    keepBytes(record, RecordKey.RequestId, at, size);
    return;
  }
  const out = placeOf(record, RecordKey.RequestId);
  if (out === 0) return;
  sha256Reset(HASH);
  sha256Update(HASH, at, TRACE_DIGIT);
  sha256Update(HASH, ZERO_DIGIT, 1);
  sha256Update(HASH, at + <usize>TRACE_DIGIT + 1, size - TRACE_DIGIT - 1);
  sha256Final(HASH, out);
}

/** Where the digest of a key goes that may be there already; 0 when the record has no room. */
export function placeOf(record: Record, kind: u8): usize {
  const present = digestOf(record, kind);
  return present !== 0 ? present : addKey(record, kind);
}
