// Runs a scanner of filter/text over parts of a text, and the random texts that its properties are tested with.
import fc from "fast-check";
import type { WasmInstance } from "../support/wasm-of.ts";

/** What test/filter/as/text-form.ts and text-json.ts export. */
export type Scanner = {
  readonly scannerSize: () => number;
  readonly valueMemory: () => number;
  readonly reset: (s: number) => void;
  readonly feed: (s: number, at: number, size: number) => void;
  readonly end: (s: number) => void;
  readonly next: (s: number) => number;
  readonly keep: (s: number, keep: number) => void;
  readonly nameAt: (s: number) => number;
  readonly nameSize: (s: number) => number;
  readonly kind: (s: number) => number;
  readonly isWhole: (s: number) => number;
  readonly size: (s: number) => number;
  readonly cut: (s: number) => number;
  readonly textAt: (s: number) => number;
  readonly textSize: (s: number) => number;
  readonly digest: (s: number, out: number) => void;
};

/** Keep of filter/text/value.ts. */
export const Keep = { Skip: 0, Text: 1, Digest: 2, Both: 3, JoseAlg: 4 } as const;

/** JsonKind of filter/text/json.ts; a form has only strings. */
export const Kind = { String: 0, Number: 1, Literal: 2, Nested: 3 } as const;

/** A name or a value as the scanner told it. Octets are Latin-1, one character each; a digest is hexadecimal. */
export type Told =
  | { readonly name: string; readonly nameSize: number }
  | {
      readonly kind: number;
      readonly size: number;
      readonly cut: boolean;
      readonly text: string;
      readonly digest: string;
    };

export type Scan = { readonly told: readonly Told[]; readonly whole: boolean };

/** Bytes of a name that are kept, and of a value's text. */
export const KEPT = 192;

/**
 * Scans a text that comes in these parts. `keepOf` says what is kept of the value of a name; undefined leaves it unsaid.
 * The scanner's memory is dirty before, and every part ends where the memory ends, so that reading on would trap.
 */
export function scan(
  { exports, put, putLast, read, room, clear }: WasmInstance<Scanner>,
  parts: readonly Buffer[],
  keepOf: (name: string) => number | undefined,
): Scan {
  clear();
  const s = put(Buffer.alloc(exports.scannerSize(), 0xa5));
  const out = room(32);
  const told: Told[] = [];
  let kept: number | undefined;
  const value = (): Told => {
    const hasDigest = kept === Keep.Digest || kept === Keep.Both;
    if (hasDigest) exports.digest(s, out);
    return {
      kind: exports.kind(s),
      size: exports.size(s),
      cut: exports.cut(s) !== 0,
      text: read(exports.textAt(s), exports.textSize(s)).toString("latin1"),
      digest: hasDigest ? read(out, 32).toString("hex") : "",
    };
  };
  const drain = (limit: number): void => {
    for (let i = 0; i <= limit; i += 1) {
      const event = exports.next(s);
      if (event === 0) return;
      if (event === 2) told.push(value());
      else {
        const nameSize = exports.nameSize(s);
        const name = read(exports.nameAt(s), Math.min(nameSize, KEPT)).toString("latin1");
        told.push({ name, nameSize });
        kept = keepOf(name);
        if (kept !== undefined) exports.keep(s, kept);
      }
    }
    throw new Error(`more than ${limit} events`);
  };
  exports.reset(s);
  for (const part of parts) {
    exports.feed(s, putLast(part), part.length);
    // What the callers allow for: no byte gives more than two events.
    drain(part.length * 2 + 4);
  }
  exports.end(s);
  drain(4);
  return { told, whole: exports.isWhole(s) !== 0 };
}

/** Names and values as pairs; a name whose value never came is left out. */
export function pairsOf({ told }: Scan): readonly (readonly [string, string])[] {
  return told.flatMap((each, i) => {
    const before = told[i - 1];
    return "text" in each && before !== undefined && "name" in before ? [[before.name, each.text] as const] : [];
  });
}

/** The text cut at these places, which are taken modulo its size. */
export function cutAt(text: Buffer, places: readonly number[]): readonly Buffer[] {
  const ends = [...places.map((place) => place % (text.length + 1)), text.length].sort((a, b) => a - b);
  return ends.map((end, i) => text.subarray(ends[i - 1] ?? 0, end));
}

export const anyPlaces = fc.array(fc.nat(5000), { maxLength: 12 });

/** Random octets, made of these words more often than not. */
export function octetsOf(words: readonly string[]): fc.Arbitrary<Buffer> {
  const piece = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...words).map((word) => Buffer.from(word, "latin1")) },
    { weight: 2, arbitrary: fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)) },
    { weight: 1, arbitrary: fc.integer({ min: 5, max: 420 }).map((size) => Buffer.alloc(size, "abcdefghijk")) },
  );
  return fc.array(piece, { maxLength: 24 }).map((pieces) => Buffer.concat(pieces));
}
