// Header maps as a user gives them, and as the ABI serialises them.
// Source: proxy-wasm-cpp-host src/pairs_util.cc, include/proxy-wasm/limits.h.
import { MAX_PAIRS, MAX_PAIRS_BYTES } from "./abi.ts";

/** Text is UTF-8; bytes are for what is not. */
export type Value = string | Uint8Array;

/** In order; a name may come more than once. */
export type Pairs = readonly (readonly [string, Value])[];

/** The bytes of a value. */
export function bytesOf(value: Value): Uint8Array {
  return typeof value === "string" ? Buffer.from(value) : value;
}

/** How many bytes a value has. */
export function sizeOf(value: Value): number {
  return typeof value === "string" ? Buffer.byteLength(value) : value.length;
}

/** u32 count, (u32 name size, u32 value size) each, then name NUL value NUL each. Little endian. */
export function pairsSize(names: readonly string[], values: readonly Value[]): number {
  let size = 4;
  for (let i = 0; i < names.length; i += 1) {
    size += 8 + Buffer.byteLength(names[i] ?? "") + 1 + sizeOf(values[i] ?? "") + 1;
  }
  return size;
}

/** Writes them at `at`, where `pairsSize` bytes are free. */
export function writePairs(into: Buffer, at: number, names: readonly string[], values: readonly Value[]): void {
  let size = into.writeUInt32LE(names.length, at);
  let text = at + 4 + names.length * 8;
  for (let i = 0; i < names.length; i += 1) {
    const nameSize = into.write(names[i] ?? "", text);
    into[text + nameSize] = 0;
    text += nameSize + 1;
    const value = values[i] ?? "";
    const valueSize = typeof value === "string" ? into.write(value, text) : value.length;
    if (typeof value !== "string") into.set(value, text);
    into[text + valueSize] = 0;
    text += valueSize + 1;
    size = into.writeUInt32LE(nameSize, size);
    size = into.writeUInt32LE(valueSize, size);
  }
}

/** Reads them; what is malformed or over a limit is read as none, as in Envoy. Values are bytes when not UTF-8. */
export function readPairs(bytes: Buffer): Pairs {
  if (bytes.length > MAX_PAIRS_BYTES || bytes.length < 4) return [];
  const count = bytes.readUInt32LE(0);
  if (count > MAX_PAIRS || 4 + count * 8 > bytes.length) return [];
  const pairs: (readonly [string, Value])[] = [];
  let text = 4 + count * 8;
  for (let i = 0; i < count; i += 1) {
    const nameSize = bytes.readUInt32LE(4 + i * 8);
    const valueSize = bytes.readUInt32LE(8 + i * 8);
    const valueAt = text + nameSize + 1;
    const end = valueAt + valueSize + 1;
    if (end > bytes.length || bytes[valueAt - 1] !== 0 || bytes[end - 1] !== 0) return [];
    pairs.push([bytes.toString("utf8", text, valueAt - 1), valueOf(bytes.subarray(valueAt, end - 1))]);
    text = end;
  }
  return text === bytes.length ? pairs : [];
}

/** Text where the bytes are UTF-8, else a copy of the bytes. */
export function valueOf(bytes: Buffer): Value {
  const text = bytes.toString();
  return Buffer.byteLength(text) === bytes.length && Buffer.from(text).equals(bytes) ? text : Buffer.from(bytes);
}
