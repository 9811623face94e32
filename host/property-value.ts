// Values of properties, as a user gives them and as Envoy serialises them.
// Source: Envoy source/extensions/common/wasm/context.cc, `serializeValue`.
import { Status } from "./abi.ts";
import { type Pairs, pairsSize, writePairs } from "./pairs.ts";

/**
 * Text and bytes as they are; a bigint as an int64 (also of time stamps and durations, in ns); a number as a double;
 * true and false as one byte; pairs as a map; a status for what cannot be read, such as `{ status:
 * Status.SerializationFailure }`.
 */
export type PropertyValue =
  | string
  | Uint8Array
  | bigint
  | number
  | boolean
  | { readonly pairs: Pairs }
  | { readonly status: number };

/** By path, its segments joined by dots: `connection.id`, `metadata.filter_metadata.NAME.KEY`. */
export type Properties = Readonly<Record<string, PropertyValue>>;

/** Its bytes, or the status that says why not. */
export function propertyBytes(value: PropertyValue): Uint8Array | string | number {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return Buffer.from([value ? 1 : 0]);
  if (typeof value === "object") return ofObject(value);
  const bytes = Buffer.allocUnsafe(8);
  if (typeof value === "bigint") bytes.writeBigInt64LE(BigInt.asIntN(64, value));
  else bytes.writeDoubleLE(value);
  return bytes;
}

function ofObject(value: Uint8Array | { readonly pairs: Pairs } | { readonly status: number }): Uint8Array | number {
  if (value instanceof Uint8Array) return value;
  if ("status" in value) return value.status === Status.Ok ? Status.NotFound : value.status;
  const names = value.pairs.map(([name]) => name);
  const values = value.pairs.map(([, each]) => each);
  const bytes = Buffer.alloc(pairsSize(names, values));
  writePairs(bytes, 0, names, values);
  return bytes;
}
