import * as words from "../model/gen/words.ts";
import type { Tuple } from "../model/tuple.ts";
import { BROKEN, readVarint } from "./fields.ts";

/** Sixteen varints; docs/wire.md, "A tuple". */
const FIELDS = 16;

/** Not sixteen varints: nothing after it can be read either. */
export const MALFORMED = "malformed";
/** Its issuer is a string that the stream does not know. */
export const NO_STRING = -3;

/** `invalid`, `no_string`: rows of it are dropped, and `flags` and `keys` say how long they are. */
export type ReadTuple =
  | { readonly kind: "tuple"; readonly tuple: Tuple }
  | { readonly kind: "invalid" | "no_string"; readonly flags: number; readonly keys: number };

/** Highest value of each field but issuer; those that must be set begin at 1. */
const BOUNDS: readonly (readonly [lowest: number, highest: number])[] = [
  required(words.ENDPOINT_LABELS),
  required(words.GRANT_TYPE_LABELS),
  required(words.OUTCOME_LABELS),
  required(words.ERROR_CODE_LABELS),
  required(words.AUTH_METHOD_LABELS),
  required(words.VANTAGE_LABELS),
  [0, 999],
  optional(words.RESPONSE_TYPE_LABELS),
  optional(words.RESPONSE_MODE_LABELS),
  optional(words.PKCE_LABELS),
  optional(words.VIA_LABELS),
  optional(words.RATE_LIMIT_KIND_LABELS),
  optional(words.UNCLASSIFIED_REASON_LABELS),
  [0, 2 ** (words.RECORD_FLAG_LABELS.length - 1) - 1],
  [0, 2 ** (words.RECORD_KEY_LABELS.length - 1) - 1],
];

const values = new Float64Array(FIELDS);

/** The tuple at `at`, which moves behind it. Total. */
export function readTuple(
  cursor: { readonly bytes: Uint8Array; at: number; readonly end: number },
  strings: readonly string[],
): ReadTuple | typeof MALFORMED {
  for (let field = 0; field < FIELDS; field += 1) {
    const value = readVarint(cursor);
    if (value === BROKEN) return MALFORMED;
    values[field] = value;
  }
  const issuer = strings[values[0] ?? 0];
  // Beyond 32 bits the bits are not known here either; `>>> 0` would hide them.
  const flags = Math.min(values[14] ?? 0, 0x7fff_ffff);
  const keys = Math.min(values[15] ?? 0, 0x7fff_ffff);
  if (!areInBounds() || values[0] === 0) return { kind: "invalid", flags, keys };
  if (issuer === undefined) return { kind: "no_string", flags, keys };
  return { kind: "tuple", tuple: tupleOf(issuer) };
}

function areInBounds(): boolean {
  return BOUNDS.every(([lowest, highest], index) => {
    const value = values[index + 1] ?? 0;
    return value >= lowest && value <= highest;
  });
}

function tupleOf(issuer: string): Tuple {
  const [, endpoint = 0, grantType = 0, outcome = 0, error = 0, authMethod = 0, vantage = 0, status = 0, ...rest] =
    values;
  const [responseType = 0, responseMode = 0, pkce = 0, via = 0, rateLimit = 0, unclassified = 0, flags = 0, keys = 0] =
    rest;
  const request = { endpoint, grantType, authMethod, vantage, responseType, responseMode, pkce, via };
  return { issuer, ...request, outcome, error, status, rateLimit, unclassified, flags, keys };
}

function required(labels: readonly string[]): readonly [number, number] {
  return [1, labels.length - 1];
}

function optional(labels: readonly string[]): readonly [number, number] {
  return [0, labels.length - 1];
}
