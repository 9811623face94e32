// Finds canaries in outputs: all needles of all canaries in one pass, by the hash of their first eight bytes.
import type { Canary } from "./canary.ts";
import { needlesOf, SHORTEST } from "./forms.ts";

/** Something that leaves a program: what it is called, and all of its bytes. */
export type Output = { readonly name: string; readonly bytes: Uint8Array };

/** One canary in one form in one output. */
export type Finding = {
  readonly canary: string;
  readonly form: string;
  readonly output: string;
  /** Of the first part that was found. */
  readonly offset: number;
  /** How many parts there are. */
  readonly parts: number;
  /** The bytes about the first part; what is no printable ASCII reads as a dot. */
  readonly context: string;
};

export type Search = {
  /** What leaked, in order of output and offset; empty when nothing did. */
  readonly find: (outputs: readonly Output[]) => readonly Finding[];
  /** How many byte sequences are looked for. */
  readonly needles: number;
};

/** Bits of the hash that the table has slots for. */
const SLOT_BITS = 21;
const CONTEXT = 24;

type Placed = { readonly canary: string; readonly form: string; readonly bytes: Uint8Array };

/** Prepares the search for these canaries; the work is here, so that outputs of many runs are searched quickly. */
export function createSearch(canaries: readonly Canary[]): Search {
  const needles: readonly Placed[] = canaries.flatMap((canary) =>
    needlesOf(canary).map((needle) => ({ canary: canary.name, ...needle })),
  );
  // Chains of needles by slot; 0 ends a chain.
  const first = new Int32Array(1 << SLOT_BITS);
  const next = new Int32Array(needles.length + 1);
  needles.forEach(({ bytes }, index) => {
    const slot = slotOf(wordAt(bytes, 0), wordAt(bytes, 4));
    next[index + 1] = first[slot] ?? 0;
    first[slot] = index + 1;
  });

  function findIn({ name, bytes }: Output): readonly Finding[] {
    const found = new Map<string, Finding & { parts: number }>();
    let low = wordAt(bytes, 0);
    let high = wordAt(bytes, 4);
    for (let at = 0; at + SHORTEST <= bytes.length; at += 1) {
      for (let index = first[slotOf(low, high)] ?? 0; index !== 0; index = next[index] ?? 0) {
        const needle = needles[index - 1];
        if (needle === undefined || !isAt(bytes, at, needle.bytes)) continue;
        const key = `${needle.canary}\n${needle.form}`;
        const known = found.get(key);
        if (known !== undefined) known.parts += 1;
        else
          found.set(key, {
            canary: needle.canary,
            form: needle.form,
            output: name,
            offset: at,
            parts: 1,
            context: contextOf(bytes, at),
          });
      }
      low = (low >>> 8) | (high << 24);
      high = (high >>> 8) | ((bytes[at + SHORTEST] ?? 0) << 24);
    }
    return [...found.values()].sort((a, b) => a.offset - b.offset);
  }

  return { find: (outputs) => outputs.flatMap(findIn), needles: needles.length };
}

/** One line for people. */
export function textOf({ canary, form, output, offset, parts, context }: Finding): string {
  return `the ${canary}, ${form}, is in ${output} at byte ${offset} (${parts} parts): …${context}…`;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
}

function slotOf(low: number, high: number): number {
  const mixed = Math.imul(low, 0x9e37_79b1) ^ Math.imul(high, 0x85eb_ca77);
  return ((mixed ^ (mixed >>> 15)) >>> 0) >>> (32 - SLOT_BITS);
}

function isAt(bytes: Uint8Array, at: number, needle: Uint8Array): boolean {
  if (at + needle.length > bytes.length) return false;
  for (let i = 0; i < needle.length; i += 1) if (bytes[at + i] !== needle[i]) return false;
  return true;
}

function contextOf(bytes: Uint8Array, at: number): string {
  const around = bytes.subarray(Math.max(at - CONTEXT, 0), at + 2 * CONTEXT);
  return Buffer.from(around)
    .toString("latin1")
    .replaceAll(/[^\x20-\x7e]/g, ".");
}
