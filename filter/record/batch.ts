// Encodes records into one `Batch` (docs/wire.md). The parts are laid out side by side first, since protobuf wants each
// length before its bytes.

import { Counters, MAX_COUNTERS_MESSAGE, putCounters } from "./counters";
import { addIssuer, addTuple, Dictionary, dictionaryHasRoom, issuerId, tupleId } from "./dictionary";
import { KeyClass, RecordFlag } from "./gen/words";
import { issuerNameAt, issuerNameSize, MAX_ISSUER_NAME } from "./issuer-names";
import { KeyRing, keyId, previousKeyId, putHashes } from "./key-ring";
import { cellAfter, NONE, nextToSend, Queue, queueSent, recordIn } from "./queue";
import { hasFlag, keyMask, MAX_KEYS, Record } from "./record";
import { MAX_VARINT, putBytesField, putMessageHead, putNumberField, putVarint, putZigzag, varintSize } from "./varint";

/** Most bytes of one message; docs/wire.md, "Limits". */
export const MAX_MESSAGE: u32 = 16 * 1024;
/** Most bytes of a row: five varints, and each key twice. */
const MAX_ROW: usize = 6 * MAX_VARINT + <usize>MAX_KEYS * 16;
/** Most bytes of a tuple: sixteen varints of at most 5 bytes. */
const MAX_TUPLE: usize = 16 * 5;
/** Most bytes that one more record can add to the message. */
const MAX_RECORD: usize = MAX_ROW + MAX_TUPLE + <usize>MAX_ISSUER_NAME + 3;
/** Bytes of the message around strings, tuples and rows. */
const OVERHEAD: usize = 16 * MAX_VARINT + MAX_COUNTERS_MESSAGE;

const ROWS: usize = memory.data(<i32>MAX_MESSAGE);
const TUPLES: usize = memory.data(<i32>MAX_MESSAGE);
const STRINGS: usize = memory.data(<i32>MAX_MESSAGE);
const MESSAGE: usize = memory.data(<i32>MAX_MESSAGE + 16);

/** Address of the last message that `encodeBatch` made. */
export let batchAt: usize = 0;
/** Why `encodeBatch` stopped before the last record: the dictionary is full, so the stream must be opened anew. */
export let batchDictionaryFull: bool = false;

let stringsEnd: usize = 0;
let tuplesEnd: usize = 0;

/**
 * Encodes records that were not sent on this stream, as many as fit into `maxBytes` and `maxRecords`, into one
 * ObserveRequest at `batchAt`, and marks them sent. Returns its size; 0 when nothing fits or nothing waits.
 */
export function encodeBatch(
  queue: Queue,
  dictionary: Dictionary,
  ring: KeyRing,
  counters: Counters,
  maxRecords: u32,
  maxBytes: u32,
): u32 {
  batchDictionaryFull = false;
  if (queue.unsent === NONE) return 0;
  const room = <usize>min(maxBytes, MAX_MESSAGE);
  const first = nextToSend(queue);
  const base = recordIn(queue.unsent).startedAt / 1000;
  let rowsEnd = ROWS;
  stringsEnd = STRINGS;
  tuplesEnd = TUPLES;
  let previous = base;
  let count: u32 = 0;
  let cell = queue.unsent;
  while (cell !== NONE && count < maxRecords) {
    const size = rowsEnd - ROWS + (stringsEnd - STRINGS) + (tuplesEnd - TUPLES);
    if (size + MAX_RECORD + OVERHEAD > room) break;
    const record = recordIn(cell);
    const tuple = knownTuple(dictionary, record);
    if (tuple === 0) {
      batchDictionaryFull = true;
      break;
    }
    const started = record.startedAt / 1000;
    rowsEnd = putRow(rowsEnd, record, tuple, <i64>(started - previous), ring);
    previous = started;
    count += 1;
    cell = cellAfter(cell);
  }
  if (count === 0) return 0;
  queueSent(queue, count, cell);
  return putMessage(first, base, count, rowsEnd - ROWS, ring, counters);
}

/** Id of the record's tuple, made known when it is new; 0 when the dictionary is full. */
function knownTuple(dictionary: Dictionary, record: Record): u32 {
  const known = tupleId(dictionary, record);
  if (known !== 0) return known;
  if (!dictionaryHasRoom(dictionary)) return 0;
  const id = addTuple(dictionary, record);
  let issuer = issuerId(dictionary, record.issuer);
  if (issuer === 0) {
    issuer = addIssuer(dictionary, record.issuer);
    stringsEnd = putBytesField(stringsEnd, 4, issuerNameAt(record.issuer), issuerNameSize(record.issuer));
  }
  tuplesEnd = putTuple(tuplesEnd, record, issuer);
  return id;
}

/** docs/wire.md, "A tuple". */
function putTuple(at: usize, record: Record, issuer: u32): usize {
  at = putVarint(at, issuer);
  at = putVarint(at, record.endpoint);
  at = putVarint(at, record.grantType);
  at = putVarint(at, record.outcome);
  at = putVarint(at, record.error);
  at = putVarint(at, record.authMethod);
  at = putVarint(at, record.vantage);
  at = putVarint(at, record.status);
  at = putVarint(at, record.responseType);
  at = putVarint(at, record.responseMode);
  at = putVarint(at, record.pkce);
  at = putVarint(at, record.via);
  at = putVarint(at, record.rateLimit);
  at = putVarint(at, record.unclassified);
  at = putVarint(at, record.flags);
  return putVarint(at, keyMask(record));
}

/** docs/wire.md, "A row". */
function putRow(at: usize, record: Record, tuple: u32, sincePrevious: i64, ring: KeyRing): usize {
  at = putVarint(at, tuple);
  at = putZigzag(at, sincePrevious);
  at = putVarint(at, record.answeredUs);
  at = putVarint(at, record.endedUs);
  if (hasFlag(record, RecordFlag.Retried)) at = putVarint(at, record.attempts);
  if (hasFlag(record, RecordFlag.ExpiresIn)) at = putVarint(at, record.expiresIn);
  return putHashes(ring, record, at);
}

/** The envelope: ObserveRequest.batch (2), and the fields of Batch. Room for both heads is kept in front of it. */
function putMessage(first: u64, base: u64, count: u32, rows: usize, ring: KeyRing, counters: Counters): u32 {
  const body = MESSAGE + 16;
  let at = putNumberField(body, 1, first);
  at = putNumberField(at, 2, count);
  at = putNumberField(at, 3, base);
  memory.copy(at, STRINGS, stringsEnd - STRINGS);
  at += stringsEnd - STRINGS;
  at = putBytesField(at, 5, TUPLES, tuplesEnd - TUPLES);
  at = putBytesField(at, 6, ROWS, rows);
  at = putNumberField(at, 7, keyId(ring, KeyClass.Flow));
  at = putNumberField(at, 8, previousKeyId(ring, KeyClass.Flow));
  at = putNumberField(at, 9, keyId(ring, KeyClass.Refresh));
  at = putNumberField(at, 10, previousKeyId(ring, KeyClass.Refresh));
  at = putNumberField(at, 11, keyId(ring, KeyClass.Pseudonym));
  at = putCounters(at, 12, counters);
  const size = at - body;
  batchAt = body - 1 - varintSize(size);
  putMessageHead(batchAt, 2, size);
  return <u32>(at - batchAt);
}
