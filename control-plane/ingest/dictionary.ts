import { RecordFlag, RecordKey } from "../model/gen/words.ts";
import type { InternTuple, Tuple } from "../model/tuple.ts";
import { fieldsOf, nextField, textOf } from "./fields.ts";
import { MAX_STRING_BYTES, MAX_STRINGS, MAX_TUPLES } from "./limits.ts";
import type { Batch } from "./message.ts";
import { MALFORMED, NO_STRING, readTuple } from "./tuple.ts";

/** What one stream has been told: strings and tuples by id. Ids count from 1. Source: docs/wire.md, "Dictionaries". */
export type Dictionary = {
  /** [0] is the empty string. */
  readonly strings: string[];
  tuples: number;
  /** By tuple id: its number in the aggregate, or one of REFUSED, INVALID, NO_STRING. */
  numbers: Int32Array;
  /** By tuple id: what its rows look like; see SHAPE. */
  shapes: Uint16Array;
};

/** Besides REFUSED (−1), what can stand in `numbers`: rows of such a tuple are dropped. */
export const INVALID = -2;
export { NO_STRING };

/** Bits of a shape. */
export const SHAPE = {
  HasAttempts: 1,
  HasExpiresIn: 2,
  /** Keys of the flow class before the client id, 0–6. */
  FlowKeys: 0b111 << 2,
  /** Keys of the refresh class, 0–2. */
  RefreshKeys: 0b11 << 5,
  HasClientId: 1 << 7,
  /** A key of the flow class after the client id. */
  HasRequestId: 1 << 8,
  /** It has keys that are not known here, so nobody can say where its rows end. */
  IsUnknown: 1 << 9,
} as const;
export const FLOW_KEYS_SHIFT = 2;
export const REFRESH_KEYS_SHIFT = 5;

const FIRST_CAPACITY = 16;

export function createDictionary(): Dictionary {
  return { strings: [""], tuples: 0, numbers: new Int32Array(FIRST_CAPACITY), shapes: new Uint16Array(FIRST_CAPACITY) };
}

/** `stream_limit`: a limit is passed. `malformed`: the tuples are not readable. The dictionary is of no use after either. */
export type DictionaryResult = "ok" | "stream_limit" | "malformed";

/** Takes in what a batch adds. */
export function addToDictionary(dictionary: Dictionary, batch: Batch, intern: InternTuple): DictionaryResult {
  if (dictionary.strings.length - 1 + batch.strings > MAX_STRINGS || batch.longestString > MAX_STRING_BYTES)
    return "stream_limit";
  if (batch.strings > 0) addStrings(dictionary, batch);
  return batch.tuples.from === batch.tuples.to ? "ok" : addTuples(dictionary, batch, intern);
}

function addStrings(dictionary: Dictionary, { bytes, body }: Batch): void {
  const fields = fieldsOf(bytes, body.from, body.to);
  while (nextField(fields)) {
    if (fields.field === 4 && fields.isBytes) dictionary.strings.push(textOf(bytes, fields.from, fields.at));
  }
}

function addTuples(dictionary: Dictionary, { bytes, tuples }: Batch, intern: InternTuple): DictionaryResult {
  const cursor = { bytes, at: tuples.from, end: tuples.to };
  while (cursor.at < cursor.end) {
    if (dictionary.tuples >= MAX_TUPLES) return "stream_limit";
    const tuple = readTuple(cursor, dictionary.strings);
    if (tuple === MALFORMED) return "malformed";
    if (tuple.kind === "tuple") addTuple(dictionary, intern(tuple.tuple), shapeOf(tuple.tuple));
    else addTuple(dictionary, tuple.kind === "invalid" ? INVALID : NO_STRING, shapeOf(tuple));
  }
  return "ok";
}

function addTuple(dictionary: Dictionary, number: number, shape: number): void {
  dictionary.tuples += 1;
  const id = dictionary.tuples;
  if (id >= dictionary.numbers.length) {
    const { numbers, shapes } = dictionary;
    dictionary.numbers = new Int32Array(numbers.length * 2);
    dictionary.numbers.set(numbers);
    dictionary.shapes = new Uint16Array(shapes.length * 2);
    dictionary.shapes.set(shapes);
  }
  dictionary.numbers[id] = number;
  dictionary.shapes[id] = shape;
}

/** Source: docs/wire.md, "A row"; the class of each key: record.proto, `KeyClass`. */
function shapeOf({ flags, keys }: Pick<Tuple, "flags" | "keys">): number {
  let shape = 0;
  if ((flags & bit(RecordFlag.Retried)) !== 0) shape |= SHAPE.HasAttempts;
  if ((flags & bit(RecordFlag.ExpiresIn)) !== 0) shape |= SHAPE.HasExpiresIn;
  shape |= bitsOf(keys & FLOW_BEFORE) << FLOW_KEYS_SHIFT;
  shape |= bitsOf(keys & REFRESH) << REFRESH_KEYS_SHIFT;
  if ((keys & bit(RecordKey.ClientId)) !== 0) shape |= SHAPE.HasClientId;
  if ((keys & bit(RecordKey.RequestId)) !== 0) shape |= SHAPE.HasRequestId;
  if ((keys & ~KNOWN_KEYS) !== 0) shape |= SHAPE.IsUnknown;
  return shape;
}

const REFRESH = bit(RecordKey.RefreshTokenPresented) | bit(RecordKey.RefreshTokenIssued);
const KNOWN_KEYS = bit(RecordKey.RequestId + 1) - 1;
const FLOW_BEFORE = (bit(RecordKey.ClientId) - 1) & ~REFRESH;

function bit(value: number): number {
  return 1 << (value - 1);
}

function bitsOf(mask: number): number {
  let bits = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) bits += 1;
  return bits;
}
