// What an aggregator has: records by epoch and number, and the counters that came with them. Each is looked at as it comes.
import * as words from "../../control-plane/model/gen/words.ts";
import type { ReadRecord } from "../filter/support/rows.ts";

export type Counters = {
  readonly seen?: number;
  readonly matched?: number;
  readonly emitted?: number;
  readonly dropped?: readonly number[];
};

/** One root context of the filter, as it names itself. */
export type Epoch = {
  readonly records: ReadonlyMap<number, ReadRecord>;
  /** The highest number up to which all have come. */
  readonly contiguous: () => number;
  readonly counters: () => Counters;
  /** The highest number that Bye said was sent; undefined = no Bye. */
  readonly lastWord: () => number | undefined;
  readonly streams: () => number;
  readonly opened: () => void;
  readonly counted: (counters: Counters, mayBeOlder: boolean) => void;
  readonly ended: (sent: number) => void;
  readonly arrived: (records: readonly ReadRecord[]) => void;
};

export type Arrivals = {
  readonly epochs: ReadonlyMap<string, Epoch>;
  readonly epochOf: (name: string) => Epoch;
  readonly totals: { records: number; repeated: number };
};

export function createArrivals(): Arrivals {
  const epochs = new Map<string, Epoch>();
  const totals = { records: 0, repeated: 0 };
  return {
    epochs,
    totals,
    epochOf(name) {
      const known = epochs.get(name) ?? createEpoch(totals);
      epochs.set(name, known);
      return known;
    },
  };
}

function createEpoch(totals: Arrivals["totals"]): Epoch {
  const records = new Map<number, ReadRecord>();
  let contiguous = 0;
  let counters: Counters = {};
  let lastWord: number | undefined;
  let streams = 0;
  return {
    records,
    contiguous: () => contiguous,
    counters: () => counters,
    lastWord: () => lastWord,
    streams: () => streams,
    opened: () => void (streams += 1),
    ended: (sent) => void (lastWord = sent),
    counted(now, mayBeOlder) {
      assertLaw(now);
      if (!mayBeOlder && ((now.emitted ?? 0) < (counters.emitted ?? 0) || (now.seen ?? 0) < (counters.seen ?? 0)))
        throw new Error(`counters go back: ${JSON.stringify(now)} after ${JSON.stringify(counters)}`);
      counters = now;
    },
    arrived(fresh) {
      for (const record of fresh) {
        totals.records += 1;
        const known = records.get(record.number);
        if (known === undefined) {
          assertClosed(record);
          records.set(record.number, record);
        } else {
          totals.repeated += 1;
          assertSame(known, record);
        }
      }
      while (records.has(contiguous + 1)) contiguous += 1;
    },
  };
}

/** matched = emitted + dropped, at any moment between two exchanges. */
function assertLaw(counters: Counters): void {
  const { matched = 0, emitted = 0, dropped = [] } = counters;
  const all = dropped.reduce((sum, each) => sum + each, 0);
  if (matched !== emitted + all) throw new Error(`the ledger is open: ${JSON.stringify(counters)}`);
}

const LABELS: readonly (readonly [string, ReadonlySet<unknown>])[] = [
  ["endpoint", new Set(words.ENDPOINT_LABELS.slice(1))],
  ["grant_type", new Set(words.GRANT_TYPE_LABELS.slice(1))],
  ["outcome", new Set(words.OUTCOME_LABELS.slice(1))],
  ["error", new Set(words.ERROR_CODE_LABELS.slice(1))],
  ["auth_method", new Set(words.AUTH_METHOD_LABELS.slice(1))],
  ["vantage", new Set(words.VANTAGE_LABELS.slice(1))],
];
const OPTIONAL: readonly (readonly [string, ReadonlySet<unknown>])[] = [
  ["response_type", new Set(words.RESPONSE_TYPE_LABELS.slice(1))],
  ["response_mode", new Set(words.RESPONSE_MODE_LABELS.slice(1))],
  ["pkce", new Set(words.PKCE_LABELS.slice(1))],
  ["via", new Set(words.VIA_LABELS.slice(1))],
  ["rate_limit", new Set(words.RATE_LIMIT_KIND_LABELS.slice(1))],
  ["unclassified", new Set(words.UNCLASSIFIED_REASON_LABELS.slice(1))],
];

/** Every word is from its closed set, and is there exactly where it belongs. The issuer's name is looked at by the ledger. */
function assertClosed({ words: said }: ReadRecord): void {
  for (const [name, known] of LABELS)
    if (!known.has(said[name])) throw new Error(`outside of its closed set: ${name}=${String(said[name])}`);
  for (const [name, known] of OPTIONAL)
    if (said[name] !== undefined && !known.has(said[name]))
      throw new Error(`outside of its closed set: ${name}=${String(said[name])}`);
  const status = Number(said["status"]);
  if (!(status >= 0 && status <= 999)) throw new Error(`status=${status}`);
  if ((said["response_type"] !== undefined) !== (said["endpoint"] === "authorization"))
    throw new Error(`response_type=${String(said["response_type"])} at ${String(said["endpoint"])}`);
  if (said["outcome"] === "unclassified" && said["unclassified"] === undefined)
    throw new Error("unclassified without a reason");
  if (said["outcome"] === "success" && said["error"] !== "none")
    throw new Error(`a success with ${String(said["error"])}`);
}

function assertSame(known: ReadRecord, again: ReadRecord): void {
  if (known.startedUs === again.startedUs && JSON.stringify(known.words) === JSON.stringify(again.words)) return;
  throw new Error(`record ${known.number} came again as another one`);
}
