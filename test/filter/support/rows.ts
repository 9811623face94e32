// Reads `tuples` and `rows` of batches into plain records, by docs/wire.md alone.
import * as words from "../../../control-plane/model/gen/words.ts";
import { createHash, createHmac } from "node:crypto";

/** A record in words; what the tuple says with 0 is left out. */
export type ReadRecord = {
  readonly number: number;
  readonly startedUs: number;
  readonly answeredUs: number;
  readonly endedUs: number;
  readonly attempts?: number;
  readonly expires_in?: number;
  /** Hex of the hash on the wire, by key. */
  readonly keys: Readonly<Record<string, string>>;
  readonly words: Readonly<Record<string, string | number>>;
  readonly flags: readonly string[];
};

type Batch = {
  readonly first: number;
  readonly count: number;
  /** Left out where the first record has no time. */
  readonly baseTimeUs?: number;
  readonly strings?: readonly string[];
  readonly tuples?: Uint8Array;
  readonly rows: Uint8Array;
  readonly previousFlowKeyId?: number;
  readonly previousRefreshKeyId?: number;
};

const LABELS: readonly (readonly [string, readonly string[]])[] = [
  ["endpoint", words.ENDPOINT_LABELS],
  ["grant_type", words.GRANT_TYPE_LABELS],
  ["outcome", words.OUTCOME_LABELS],
  ["error", words.ERROR_CODE_LABELS],
  ["auth_method", words.AUTH_METHOD_LABELS],
  ["vantage", words.VANTAGE_LABELS],
];
const MORE_LABELS: readonly (readonly [string, readonly string[]])[] = [
  ["response_type", words.RESPONSE_TYPE_LABELS],
  ["response_mode", words.RESPONSE_MODE_LABELS],
  ["pkce", words.PKCE_LABELS],
  ["via", words.VIA_LABELS],
  ["rate_limit", words.RATE_LIMIT_KIND_LABELS],
  ["unclassified", words.UNCLASSIFIED_REASON_LABELS],
];
const REFRESH_KEYS = new Set(["refresh_token_presented", "refresh_token_issued"]);

/** Reads the batches of one stream, in order; its dictionaries are kept between them. */
export function createRowReader(): (batch: Batch) => readonly ReadRecord[] {
  const strings: string[] = [""];
  const tuples: (readonly number[])[] = [[]];
  return (batch) => {
    strings.push(...(batch.strings ?? []));
    const tupleNumbers = varints(batch.tuples ?? new Uint8Array());
    for (let at = 0; at < tupleNumbers.length; at += 16) tuples.push(tupleNumbers.slice(at, at + 16));
    const cursor = { bytes: batch.rows, at: 0 };
    let started = batch.baseTimeUs ?? 0;
    return Array.from({ length: batch.count }, (_, index) => {
      const tuple = tuples[varint(cursor)] ?? [];
      started += zigzag(cursor);
      const answeredUs = varint(cursor);
      const endedUs = varint(cursor);
      const flags = bitsOf(tuple[14] ?? 0, words.RECORD_FLAG_LABELS);
      const attempts = flags.includes("retried") ? { attempts: varint(cursor) } : {};
      const lifetime = flags.includes("expires_in") ? { expires_in: varint(cursor) } : {};
      const keys: Record<string, string> = {};
      for (const key of bitsOf(tuple[15] ?? 0, words.RECORD_KEY_LABELS)) {
        keys[key] = take(cursor, 8);
        const previous = REFRESH_KEYS.has(key)
          ? batch.previousRefreshKeyId
          : key === "client_id"
            ? 0
            : batch.previousFlowKeyId;
        if ((previous ?? 0) !== 0) keys[`${key} (previous key)`] = take(cursor, 8);
      }
      const said: Record<string, string | number> = { issuer: strings[tuple[0] ?? 0] ?? "?" };
      LABELS.forEach(([name, labels], place) => (said[name] = labels[tuple[place + 1] ?? 0] ?? "?"));
      said["status"] = tuple[7] ?? 0;
      MORE_LABELS.forEach(([name, labels], place) => {
        const value = tuple[place + 8] ?? 0;
        if (value !== 0) said[name] = labels[value] ?? "?";
      });
      return {
        number: batch.first + index,
        startedUs: started,
        answeredUs,
        endedUs,
        ...attempts,
        ...lifetime,
        keys,
        words: said,
        flags,
      };
    });
  };
}

/** HMAC-SHA-256(secret, kind ‖ 0x00 ‖ SHA-256(value)), its first 8 bytes as hex. */
export function hashOf(secret: Uint8Array, kind: string, value: string | Uint8Array): string {
  const digest = createHash("sha256").update(value).digest();
  return createHmac("sha256", secret).update(`${kind}\0`).update(digest).digest("hex").slice(0, 16);
}

type Cursor = { readonly bytes: Uint8Array; at: number };

function varints(bytes: Uint8Array): number[] {
  const cursor = { bytes, at: 0 };
  const numbers: number[] = [];
  while (cursor.at < bytes.length) numbers.push(varint(cursor));
  return numbers;
}

function varint(cursor: Cursor): number {
  return Number(unsigned(cursor));
}

function zigzag(cursor: Cursor): number {
  const value = unsigned(cursor);
  return Number((value >> 1n) ^ -(value & 1n));
}

function unsigned(cursor: Cursor): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = cursor.bytes[cursor.at++];
    if (byte === undefined) throw new Error("rows end in the middle of a number");
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  throw new Error("a number of more than ten bytes");
}

function take(cursor: Cursor, size: number): string {
  cursor.at += size;
  if (cursor.at > cursor.bytes.length) throw new Error("rows end in the middle of a key");
  return Buffer.from(cursor.bytes.subarray(cursor.at - size, cursor.at)).toString("hex");
}

function bitsOf(mask: number, labels: readonly string[]): readonly string[] {
  return labels.filter((_, value) => value > 0 && (mask & (1 << (value - 1))) !== 0);
}
