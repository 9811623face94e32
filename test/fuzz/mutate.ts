// Changes bytes, text and headers a little, so that what is nearly right is tried too.
import type { Value } from "../../host/pairs.ts";
import type { Draw } from "./random.ts";
import type { Shot, Side } from "./shot.ts";
import { HEADERS, NAMES, VALUES } from "./words.ts";

const MARKS = Buffer.from('"{}[]:,\\%&=+#?<>/ \0.;\r\n');
const INSERTS = ["%", "%4", "%zz", "%00", "+", "&&", "=", "\\u", "\\ud83d", '\\"', "\u00e9", "\ufeff", "'", "<!--"];
/** Longer values than any buffer of the filter. */
const LONG = "x".repeat(5_000);

/** A copy with up to five things wrong. */
export function mutated(draw: Draw, bytes: Buffer): Buffer {
  let result = bytes;
  for (let left = 1 + draw.below(5); left > 0; left -= 1) result = changed(draw, result);
  return result;
}

function changed(draw: Draw, bytes: Buffer): Buffer {
  const at = draw.below(bytes.length + 1);
  switch (draw.below(9)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return cut(bytes, at, at + 1 + draw.below(8), "");
    case 2:
      return cut(bytes, at, at, draw.pick(INSERTS));
    case 3:
      return cut(bytes, at, at, `&${draw.pick(NAMES)}=${draw.pick(VALUES)}`);
    case 4:
      return cut(bytes, at, at + draw.below(3), draw.pick(VALUES));
    case 5:
      // Something comes twice.
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(draw.below(at + 1))]);
    case 6:
      return draw.oneIn(10) ? cut(bytes, at, at, LONG) : flipped(draw, bytes, at, draw.u32() & 0xff);
    default:
      return flipped(draw, bytes, at, MARKS[draw.below(MARKS.length)] ?? 0);
  }
}

function cut(bytes: Buffer, from: number, to: number, between: string): Buffer {
  return Buffer.concat([bytes.subarray(0, from), Buffer.from(between), bytes.subarray(Math.min(to, bytes.length))]);
}

function flipped(draw: Draw, bytes: Buffer, at: number, byte: number): Buffer {
  const copy = Buffer.from(bytes);
  if (copy.length > 0)
    copy[Math.min(at, copy.length - 1)] = draw.oneIn(3) ? (copy[at] ?? 0) ^ (1 << draw.below(8)) : byte;
  return copy;
}

/** Text as bytes where it is no UTF-8 any more. */
export function mutatedValue(draw: Draw, value: Value): Value {
  return mutated(draw, typeof value === "string" ? Buffer.from(value) : Buffer.from(value));
}

/** Headers in another order, without one, with one more, or with a wrong value. */
export function mutateHeaders(draw: Draw, { headers }: Side): void {
  const at = draw.below(headers.length);
  const one = headers[at];
  switch (draw.below(5)) {
    case 0:
      headers.splice(at, 1);
      break;
    case 1:
      headers.splice(at, 0, [...draw.pick(HEADERS)]);
      break;
    case 2:
      if (one !== undefined) headers.splice(draw.below(headers.length), 0, [one[0], one[1]]);
      break;
    case 3:
      headers.push([draw.pick(NAMES), draw.pick(VALUES)]);
      break;
    default:
      if (one !== undefined) headers[at] = [one[0], mutatedValue(draw, one[1])];
  }
}

/** Something about it is wrong: a body, a header, the path, or the type of what comes. */
export function mutateShot(draw: Draw, shot: Shot): void {
  const sides = shot.response === undefined ? [shot.request] : [shot.request, shot.response];
  for (let left = 1 + draw.below(3); left > 0; left -= 1) {
    const side = draw.pick(sides);
    if (side.body.length > 0 && !draw.oneIn(3)) side.body = mutated(draw, side.body);
    else mutateHeaders(draw, side);
  }
}
