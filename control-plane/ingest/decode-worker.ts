import { epochIdOf } from "./epoch-id.ts";
import { fieldsOf, nextField } from "./fields.ts";
import { LARGEST_COUNT, LARGEST_NUMBER, LARGEST_REST } from "./limits.ts";
import type { Worker } from "./message.ts";

/** Of `age_ms`, a uint32. */
const LARGEST_AGE_MS = 2 ** 32 - 1;

/**
 * The Worker between `from` and `to`; undefined when it is not protobuf, or has no epoch or an age that nobody can have.
 * Figures that no filter can have are 0, which changes nothing. Source: proto/oauthflow/v1/observation.proto.
 */
export function decodeWorker(bytes: Uint8Array, from: number, to: number): Worker | undefined {
  const fields = fieldsOf(bytes, from, to);
  const figures = { ageMs: 0, seen: 0, emitted: 0, dropped: 0, inFlight: 0 };
  let epoch: string | undefined;
  let isEnded = false;
  while (nextField(fields)) {
    const { field, value } = fields;
    if (fields.isBytes) {
      if (field === 1) epoch = epochIdOf(bytes, fields.from, fields.at);
    } else if (field === 2) figures.ageMs = value;
    else if (field === 3) figures.seen = believed(value, LARGEST_COUNT);
    else if (field === 4) figures.emitted = believed(value, LARGEST_NUMBER);
    else if (field === 5) figures.dropped = believed(value, LARGEST_COUNT);
    else if (field === 6) figures.inFlight = believed(value, LARGEST_REST);
    else if (field === 7) isEnded = value !== 0;
  }
  if (fields.isBroken || epoch === undefined || figures.ageMs > LARGEST_AGE_MS) return undefined;
  return { epoch, ...figures, isEnded };
}

function believed(value: number, largest: number): number {
  return value <= largest ? value : 0;
}
