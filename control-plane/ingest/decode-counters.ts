import { FILTER_DROP_REASON_LABELS } from "../model/gen/words.ts";
import { BROKEN, fieldsOf, nextField, readVarint } from "./fields.ts";
import type { Counters } from "./message.ts";

const REASONS = FILTER_DROP_REASON_LABELS.length;

/**
 * The Counters between `from` and `to`; undefined when they are not protobuf. `dropped` is read packed and unpacked, as
 * proto3 wants it. Source: protobuf encoding guide, "Packed Repeated Fields".
 */
export function decodeCounters(bytes: Uint8Array, from: number, to: number): Counters | undefined {
  const fields = fieldsOf(bytes, from, to);
  let seen = 0;
  let emitted = 0;
  const dropped: number[] = [];
  while (nextField(fields)) {
    if (fields.field === 1 && !fields.isBytes) seen = fields.value;
    else if (fields.field === 3 && !fields.isBytes) emitted = fields.value;
    else if (fields.field === 4 && !fields.isBytes) put(dropped, fields.value);
    else if (fields.field === 4 && !putPacked(dropped, bytes, fields.from, fields.at)) return undefined;
  }
  return fields.isBroken ? undefined : { seen, emitted, dropped };
}

function putPacked(dropped: number[], bytes: Uint8Array, at: number, end: number): boolean {
  const cursor = { bytes, at, end };
  while (cursor.at < end) {
    const value = readVarint(cursor);
    if (value === BROKEN) return false;
    put(dropped, value);
  }
  return true;
}

function put(dropped: number[], value: number): void {
  if (dropped.length < REASONS) dropped.push(value);
}
