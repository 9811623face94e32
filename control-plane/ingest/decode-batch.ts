import { MAX_ROWS } from "../model/rows.ts";
import { decodeCounters } from "./decode-counters.ts";
import { fieldsOf, nextField } from "./fields.ts";
import { LARGEST_NUMBER, MAX_MESSAGE_BYTES, MIN_ROW_BYTES } from "./limits.ts";
import { type Counters, type Message, type Span, unreadable } from "./message.ts";

const NOTHING: Span = { from: 0, to: 0 };

/**
 * The Batch in `body`, its strings, tuples and rows still as bytes. Total. With a fault that is known from outside
 * (`fault`), or one found here, it is refused; its numbers are kept where they were readable and can be true.
 */
export function decodeBatch(bytes: Uint8Array, body: Span, fault?: string): Message {
  const fields = fieldsOf(bytes, body.from, body.to);
  let [first, count, baseTimeUs, strings, longestString, previousKeys] = [0, 0, 0, 0, 0, 0];
  let [tuples, rows] = [NOTHING, NOTHING];
  let counters: Counters | undefined;
  while (nextField(fields)) {
    const { field, value } = fields;
    if (fields.isBytes) {
      if (field === 4) {
        strings += 1;
        longestString = Math.max(longestString, value);
      } else if (field === 5) tuples = { from: fields.from, to: fields.at };
      else if (field === 6) rows = { from: fields.from, to: fields.at };
      else if (field === 12) counters = decodeCounters(bytes, fields.from, fields.at);
    } else if (field === 1) first = value;
    else if (field === 2) count = value;
    else if (field === 3) baseTimeUs = value;
    else if (field === 8 && value !== 0) previousKeys |= FLOW;
    else if (field === 10 && value !== 0) previousKeys |= REFRESH;
  }
  const what = fault ?? (fields.isBroken ? "the batch is not protobuf" : undefined);
  if (!areBelievable(first, count, bytes.length))
    return unreadable(what ?? `want numbers that a batch can have, got first ${first}, count ${count}`);
  if (what !== undefined) return { kind: "refused_batch", first, count, reason: "malformed", what };
  if (count > MAX_ROWS || bytes.length > MAX_MESSAGE_BYTES) {
    const limit = `want at most ${MAX_ROWS} rows and ${MAX_MESSAGE_BYTES} bytes, got ${count} and ${bytes.length}`;
    return { kind: "refused_batch", first, count, reason: "too_large", what: limit };
  }
  const keys = {
    hasPreviousFlowKey: (previousKeys & FLOW) !== 0,
    hasPreviousRefreshKey: (previousKeys & REFRESH) !== 0,
  };
  return {
    kind: "batch",
    batch: { bytes, first, count, baseTimeUs, strings, longestString, body, tuples, rows, ...keys, counters },
  };
}

const FLOW = 1;
const REFRESH = 2;

/** Beyond the limit of rows, a count that the bytes cannot hold would move the sums by what is said, not by what is had. */
function areBelievable(first: number, count: number, size: number): boolean {
  return first >= 1 && first <= LARGEST_NUMBER && count >= 1 && count <= Math.max(MAX_ROWS, size / MIN_ROW_BYTES);
}
