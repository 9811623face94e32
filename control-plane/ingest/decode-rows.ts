import type { Rows } from "../model/rows.ts";
import { REFUSED } from "../model/tuple.ts";
import { type Dictionary, FLOW_KEYS_SHIFT, NO_STRING, REFRESH_KEYS_SHIFT, SHAPE } from "./dictionary.ts";
import type { Batch } from "./message.ts";

/** What became of a batch's rows: taken = rows.count, and the rest by reason. */
export type RowsResult = {
  /** Of those taken, those with an index below `resentBelow`. */
  readonly resent: number;
  readonly malformed: number;
  readonly unknown_dictionary: number;
  readonly series_limit: number;
};

/**
 * Rows `skip` … `count` − 1 of a batch into columns; the ones before are walked over. Total. A row whose end cannot be
 * told ends the reading: it and those after it are dropped for its reason. Bytes behind the last row mean that the
 * count, and so every number, is wrong: all are malformed. Source: docs/wire.md, "A row".
 */
export function decodeRows(
  batch: Batch,
  dictionary: Dictionary,
  skip: number,
  resentBelow: number,
  rows: Rows,
): RowsResult {
  begin(batch.bytes, batch.rows.from, batch.rows.to);
  const { count } = batch;
  const flowWidth = batch.hasPreviousFlowKey ? 16 : 8;
  const refreshWidth = batch.hasPreviousRefreshKey ? 16 : 8;
  let [malformed, unknown, refused, resent, taken] = [0, 0, 0, 0, 0];
  let startedUs = batch.baseTimeUs;
  let index = 0;
  for (; index < count; index += 1) {
    const id = varint();
    const number = id > 0 && id <= dictionary.tuples ? (dictionary.numbers[id] ?? NO_STRING) : NOT_KNOWN;
    const shape = dictionary.shapes[id] ?? 0;
    if (number === NOT_KNOWN || (shape & SHAPE.IsUnknown) !== 0) {
      if (number === NOT_KNOWN && id > 0) unknown += count - Math.max(index, skip);
      break;
    }
    const delta = varint();
    const answeredUs = varint();
    const endedUs = varint();
    const attempts = (shape & SHAPE.HasAttempts) !== 0 ? varint() : 1;
    const expiresIn = (shape & SHAPE.HasExpiresIn) !== 0 ? varint() : 0;
    const before =
      ((shape & SHAPE.FlowKeys) >> FLOW_KEYS_SHIFT) * flowWidth +
      ((shape & SHAPE.RefreshKeys) >> REFRESH_KEYS_SHIFT) * refreshWidth;
    const client = at + before;
    at = client + ((shape & SHAPE.HasClientId) !== 0 ? 8 : 0) + ((shape & SHAPE.HasRequestId) !== 0 ? flowWidth : 0);
    startedUs += delta % 2 === 0 ? delta / 2 : -(delta + 1) / 2;
    if (at > end || isBroken || startedUs < 0 || startedUs > Number.MAX_SAFE_INTEGER) break;
    if (index < skip) continue;
    if (number < 0) {
      if (number === REFUSED) refused += 1;
      else if (number === NO_STRING) unknown += 1;
      else malformed += 1;
      continue;
    }
    if ((shape & SHAPE.HasAttempts) !== 0 && attempts < 2) {
      malformed += 1;
      continue;
    }
    rows.tuple[taken] = number;
    rows.startedUs[taken] = startedUs;
    rows.answeredUs[taken] = answeredUs;
    rows.endedUs[taken] = endedUs;
    rows.attempts[taken] = attempts < 0xffff ? attempts : 0xffff;
    rows.expiresIn[taken] = expiresIn < 0xffff_ffff ? expiresIn : 0xffff_ffff;
    const hasClient = (shape & SHAPE.HasClientId) !== 0;
    rows.clientLow[taken] = hasClient ? u32At(client) : 0;
    rows.clientHigh[taken] = hasClient ? u32At(client + 4) : 0;
    taken += 1;
    if (index < resentBelow) resent += 1;
  }
  const fresh = count - skip;
  if (index === count && at !== end) [malformed, unknown, refused, resent, taken] = [fresh, 0, 0, 0, 0];
  rows.count = taken;
  const rest = fresh - taken - malformed - unknown - refused;
  return { resent, malformed: malformed + rest, unknown_dictionary: unknown, series_limit: refused };
}

const NOT_KNOWN = -4;
const NO_BYTES = new Uint8Array(0);

// One cursor for all: reading is synchronous, and an object a row, or a field, would cost more than the row itself.
let bytes: Uint8Array = NO_BYTES;
let at = 0;
let end = 0;
let isBroken = false;

function begin(source: Uint8Array, from: number, to: number): void {
  bytes = source;
  at = from;
  end = to;
  isBroken = false;
}

/** An unsigned varint of at most 10 bytes. Cut short or longer: 0, and `isBroken`. */
function varint(): number {
  const first = at < end ? (bytes[at] ?? 0) : 0x80;
  at += 1;
  return first < 0x80 ? first : longVarint(first);
}

function longVarint(first: number): number {
  let value = first & 0x7f;
  let scale = 128;
  for (let size = 2; size <= 10 && at < end; size += 1) {
    const byte = bytes[at] ?? 0;
    at += 1;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
    scale *= 128;
  }
  isBroken = true;
  return 0;
}

function u32At(place: number): number {
  return (
    ((bytes[place] ?? 0) |
      ((bytes[place + 1] ?? 0) << 8) |
      ((bytes[place + 2] ?? 0) << 16) |
      ((bytes[place + 3] ?? 0) << 24)) >>>
    0
  );
}
