// What a stream has been told already: issuer names and tuples (docs/wire.md, "Dictionaries"). Ids count from 1; a new
// stream starts empty.

import { KEY_COUNT_OFFSET, keyMask, Record, TUPLE_OFFSET } from "./record";

/** Tuples a stream can have. A worker sees a few dozen; the wire allows 4,096. Beyond it the stream is opened anew. */
export const MAX_TUPLES: u32 = 512;
/** Issuer names a stream can have; the worker's table of names is no longer. */
export const MAX_ISSUERS: u32 = 256;

const SLOTS: u32 = MAX_TUPLES * 2;

// ╒═══════════ Entry, 24 bytes ═══════════╕
//    0  u64  flags, status, issuer    as in the record, from offset 20
//    8  u64  endpoint … responseMode  as in the record, from offset 30
//   16  u32  pkce … unclassified      as in the record, from offset 38
//   20  u16  key mask
//   22  u16  –
@unmanaged
class Entry {
  a: u64;
  b: u64;
  c: u32;
  mask: u16;
}

const ENTRY_SIZE: usize = 24;

// ╒═════════════════ Dictionary ═════════════════╕
//      0  u32        tuples in use
//      4  u32        issuer names in use
//      8  256×u16    string id by issuer index; 0 = not told yet
//    520  1024×u16   hash slots: tuple id; 0 = free
//   2568  512×Entry  tuple id − 1
@unmanaged
export class Dictionary {
  tuples: u32;
  issuers: u32;
}

const ISSUER_IDS: usize = 8;
const SLOT_IDS: usize = ISSUER_IDS + <usize>MAX_ISSUERS * 2;
const ENTRIES: usize = SLOT_IDS + <usize>SLOTS * 2;

/** Bytes of one dictionary. */
export const DICTIONARY_SIZE: usize = ENTRIES + <usize>MAX_TUPLES * ENTRY_SIZE;

/** Forgets everything: a new stream. */
export function dictionaryReset(dictionary: Dictionary): void {
  memory.fill(changetype<usize>(dictionary), 0, ENTRIES);
}

/** Whether one more tuple and one more issuer name fit. */
export function dictionaryHasRoom(dictionary: Dictionary): bool {
  return dictionary.tuples < MAX_TUPLES;
}

/** String id of an issuer; 0 when the stream does not know it yet. */
export function issuerId(dictionary: Dictionary, issuer: u32): u32 {
  return load<u16>(changetype<usize>(dictionary) + ISSUER_IDS + ((<usize>issuer) << 1));
}

/** Gives an issuer the next string id. */
export function addIssuer(dictionary: Dictionary, issuer: u32): u32 {
  dictionary.issuers += 1;
  store<u16>(changetype<usize>(dictionary) + ISSUER_IDS + ((<usize>issuer) << 1), <u16>dictionary.issuers);
  return dictionary.issuers;
}

/** Id of the record's tuple; 0 when the stream does not know it yet. */
export function tupleId(dictionary: Dictionary, record: Record): u32 {
  return load<u16>(findSlot(dictionary, record));
}

/** Gives the record's tuple the next id. The caller has asked `dictionaryHasRoom`, and `tupleId` said 0. */
export function addTuple(dictionary: Dictionary, record: Record): u32 {
  const slot = findSlot(dictionary, record);
  dictionary.tuples += 1;
  store<u16>(slot, <u16>dictionary.tuples);
  const entry = entryOf(dictionary, dictionary.tuples);
  entry.a = wordA(record);
  entry.b = wordB(record);
  entry.c = wordC(record);
  entry.mask = keyMask(record);
  return dictionary.tuples;
}

/** Address of the hash slot that holds the record's tuple, or of the free one where it belongs. */
function findSlot(dictionary: Dictionary, record: Record): usize {
  const a = wordA(record);
  const b = wordB(record);
  const c = wordC(record);
  const mask = keyMask(record);
  const slots = changetype<usize>(dictionary) + SLOT_IDS;
  let hash = (a ^ rotl(b, 23) ^ ((<u64>c) << 17) ^ <u64>mask) * 0x9e3779b97f4a7c15;
  hash ^= hash >> 29;
  // At most half of the slots are in use, so a free one ends the search.
  let index = <u32>hash & (SLOTS - 1);
  for (let i: u32 = 0; i < SLOTS; i++) {
    const slot = slots + ((<usize>index) << 1);
    const id: u32 = load<u16>(slot);
    if (id === 0) return slot;
    const entry = entryOf(dictionary, id);
    if (entry.a === a && entry.b === b && entry.c === c && entry.mask === mask) return slot;
    index = (index + 1) & (SLOTS - 1);
  }
  return slots;
}

function entryOf(dictionary: Dictionary, id: u32): Entry {
  return changetype<Entry>(changetype<usize>(dictionary) + ENTRIES + <usize>(id - 1) * ENTRY_SIZE);
}

function wordA(record: Record): u64 {
  return load<u64>(changetype<usize>(record) + TUPLE_OFFSET);
}

function wordB(record: Record): u64 {
  return load<u64>(changetype<usize>(record) + TUPLE_OFFSET + 10);
}

// Bytes 38…41; keyCount follows at 42.
function wordC(record: Record): u32 {
  return load<u32>(changetype<usize>(record) + KEY_COUNT_OFFSET - 4);
}
