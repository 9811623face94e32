import { CELL, CELLS, type AggregateKey, type AggregateSnapshot } from "../model/aggregate.ts";
import { Outcome } from "../model/gen/words.ts";
import type { AggregateRows, Rows } from "../model/rows.ts";
import { REFUSED, type InternTuple } from "../model/tuple.ts";
import { bucketOf } from "./buckets.ts";
import { provesClient } from "./client-authentication.ts";
import { createIssuers, type IssuerSettings } from "./issuers.ts";
import { aggregateKeyOf, textOfKey } from "./key.ts";
import { createKnownClients } from "./known-clients.ts";

/** Sums rows by aggregate key. Everything in it is bounded, and nothing is forgotten until the process ends. */
export type Aggregate = {
  readonly intern: InternTuple;
  readonly aggregate: AggregateRows;
  /** Chooses counting vantages whose warm-up is over. Call it about once a second, with the steady clock of `Arrival`. */
  readonly tick: (steadyMs: number) => void;
  /** The label value of an issuer that something other than a record names: `other` when it finds no place. */
  readonly shownIssuer: (name: string) => string;
  /** All sums at one instant. The next call overwrites its `cells` and `counted`. */
  readonly snapshot: () => AggregateSnapshot;
};

export type AggregateLimits = {
  /** Beyond: `REFUSED`. */
  readonly keys: number;
  /** Beyond: label value `other`. At most 65,536. */
  readonly issuers: number;
  /** Beyond: stays unverified, and is counted. */
  readonly knownClients: number;
};

export const AGGREGATE_LIMITS: AggregateLimits = { keys: 65_536, issuers: 1_024, knownClients: 65_536 };

/** What rows of a key need beyond the counting of all; 0 for most. */
const TRAIT = { Right: 1, Wrong: 2, ProvesClient: 4, Succeeds: 8 } as const;

/** A filter whose clock jumped, or that lies, must not drown the sum of answer times: a day, in µs. */
const LONGEST_ANSWER_US = 86_400e6;
const FIRST_CAPACITY = 1_024;

export function createAggregate(
  settings: readonly IssuerSettings[],
  limits: AggregateLimits = AGGREGATE_LIMITS,
): Aggregate {
  const issuers = createIssuers(settings, limits.issuers);
  const known = createKnownClients(limits.knownClients);
  const numbers = new Map<string, number>();
  const keys: AggregateKey[] = [];
  let capacity = Math.min(FIRST_CAPACITY, limits.keys);
  let cells = new Float64Array(capacity * CELLS);
  let traits = new Uint8Array(capacity);
  let keyIssuer = new Uint16Array(capacity);
  let keyVantage = new Uint8Array(capacity);
  let snapshotCells = new Float64Array(0);
  let snapshotCounted = new Uint8Array(0);
  let knownOverflow = 0;

  const intern: InternTuple = (tuple) => {
    const issuer = issuers.numberOf(tuple.issuer);
    const key = aggregateKeyOf(tuple, issuer, issuers.dialectOf(issuer));
    const text = textOfKey(key);
    const had = numbers.get(text);
    if (had !== undefined) return had;
    if (keys.length >= limits.keys) return REFUSED;
    if (keys.length === capacity) grow();
    const number = keys.push(key) - 1;
    numbers.set(text, number);
    traits[number] = traitsOf(key, provesClient(tuple));
    keyIssuer[number] = issuer;
    keyVantage[number] = key.vantage;
    return number;
  };

  function grow(): void {
    capacity = Math.min(capacity * 2, limits.keys);
    const was = { cells, traits, keyIssuer, keyVantage };
    cells = new Float64Array(capacity * CELLS);
    cells.set(was.cells);
    traits = new Uint8Array(capacity);
    traits.set(was.traits);
    keyIssuer = new Uint16Array(capacity);
    keyIssuer.set(was.keyIssuer);
    keyVantage = new Uint8Array(capacity);
    keyVantage.set(was.keyVantage);
  }

  function add(cell: number, amount: number): void {
    cells[cell] = (cells[cell] ?? 0) + amount;
  }

  /** Hot: measured in test/bench; five writes into one key's block, the rest for rows that have it. */
  const aggregate: AggregateRows = (rows, { wallMs, steadyMs }) => {
    for (let row = 0; row < rows.count; row += 1) {
      const key = rows.tuple[row] ?? 0;
      const block = key * CELLS;
      const answeredUs = Math.min(rows.answeredUs[row] ?? 0, LONGEST_ANSWER_US);
      add(block + CELL.Rows, 1);
      add(block + CELL.AnsweredUs, answeredUs);
      add(block + CELL.Buckets + bucketOf(answeredUs), 1);
      const issuer = keyIssuer[key] ?? 0;
      const vantage = keyVantage[key] ?? 0;
      if (issuers.vantageOf(issuer) === 0) issuers.see(issuer, vantage, steadyMs);
      const attempts = rows.attempts[row] ?? 1;
      if (attempts > 1) add(block + CELL.Retries, attempts - 1);
      const trait = traits[key] ?? 0;
      if (trait !== 0) aggregateTraits(rows, row, block, trait, issuer, wallMs);
    }
  };

  function aggregateTraits(
    rows: Rows,
    row: number,
    block: number,
    trait: number,
    issuer: number,
    wallMs: number,
  ): void {
    if ((trait & TRAIT.Succeeds) !== 0) {
      // A proxy's clock that runs ahead must not make a success of tomorrow.
      const endedMs = Math.min(((rows.startedUs[row] ?? 0) + (rows.endedUs[row] ?? 0)) / 1000, wallMs);
      if (endedMs > (cells[block + CELL.LastSuccessMs] ?? 0)) cells[block + CELL.LastSuccessMs] = endedMs;
    }
    if ((trait & (TRAIT.Right | TRAIT.Wrong)) === 0) return;
    add(block + (isKnown(rows, row, trait, issuer) ? CELL.KnownClient : CELL.UnknownClient), 1);
  }

  function isKnown(rows: Rows, row: number, trait: number, issuer: number): boolean {
    const low = rows.clientLow[row] ?? 0;
    const high = rows.clientHigh[row] ?? 0;
    if (low === 0 && high === 0) return false;
    if ((trait & TRAIT.ProvesClient) === 0) return known.has(issuer, low, high);
    // The success itself is the proof, also when there is no room to remember it.
    if (!known.add(issuer, low, high)) knownOverflow += 1;
    return true;
  }

  function snapshot(): AggregateSnapshot {
    const keyCount = keys.length;
    if (snapshotCounted.length < keyCount) {
      snapshotCells = new Float64Array(capacity * CELLS);
      snapshotCounted = new Uint8Array(capacity);
    }
    snapshotCells.set(cells.subarray(0, keyCount * CELLS));
    for (let number = 0; number < keyCount; number += 1) {
      const key = keys[number];
      snapshotCounted[number] = key !== undefined && isCounted(key, issuers.vantageOf(key.issuer)) ? 1 : 0;
    }
    return {
      keys,
      keyCount,
      cells: snapshotCells,
      counted: snapshotCounted,
      issuers: issuers.snapshot(),
      knownOverflow,
    };
  }

  return {
    intern,
    aggregate,
    tick: (steadyMs) => issuers.tick(steadyMs),
    shownIssuer: (name) => issuers.nameOf(issuers.numberOf(name)),
    snapshot,
  };
}

/**
 * Whether metrics without `vantage` count a key: a proxy's own answers anywhere, everything else at the issuer's
 * counting vantage only. While that is not chosen, nothing is lost: the sums are there, and appear with the choice.
 */
export function isCounted(key: AggregateKey, countingVantage: number): boolean {
  if (key.isProxyAnswer && key.outcome !== Outcome.Aborted) return true;
  return key.vantage === countingVantage;
}

function traitsOf(key: AggregateKey, isProof: boolean): number {
  let trait = 0;
  if (key.authentication === "right") trait |= TRAIT.Right;
  if (key.authentication === "wrong") trait |= TRAIT.Wrong;
  if (key.authentication === "right" && isProof) trait |= TRAIT.ProvesClient;
  if (key.isFlow && key.outcome === Outcome.Success) trait |= TRAIT.Succeeds;
  return trait;
}
