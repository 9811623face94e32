import { FILTER_DROP_REASON_LABELS } from "../model/gen/words.ts";
import { countDropped, type Ledger } from "../telemetry/ledger.ts";
import { LARGEST_COUNT, LARGEST_NUMBER, MAX_AHEAD, MAX_STRIKES } from "./limits.ts";
import type { Counters, Hello } from "./message.ts";

/**
 * What is known of one epoch, that is: of one root context of a filter, across its streams. All numbers up to `had` are
 * accounted for: aggregated, dropped, lost, or acknowledged before. `emitted` − `had` are in flight.
 * Source: docs/wire.md, "Numbers, acknowledgement, credit".
 */
export type Epoch = {
  had: number;
  /** Highest number that the filter has said it gave; never below `had`. */
  emitted: number;
  /** Numbers up to this one may have been counted by another aggregator. */
  readonly resentTo: number;
  /** Requests that the filter saw end. */
  seen: number;
  /** The filter's drops by reason, cumulative, as last believed. */
  readonly dropped: Float64Array;
  /** Steady clock. */
  heardAtMs: number;
  isGone: boolean;
  /** Streams in a row that ended with bytes nobody could read. */
  strikes: number;
};

/**
 * An epoch that is new here. What had been acknowledged before, and the drops that had been told, are the baseline: they
 * were counted by somebody else.
 */
export function beginEpoch(hello: Hello, ledger: Ledger, nowMs: number): Epoch {
  const had = hello.acknowledged;
  const resentTo = Math.min(Math.max(hello.sent, had), had + MAX_AHEAD);
  const dropped = new Float64Array(FILTER_DROP_REASON_LABELS.length);
  const epoch = { had, emitted: had, resentTo, seen: 0, dropped, heardAtMs: nowMs, isGone: false, strikes: 0 };
  raiseEmitted(epoch, ledger, Math.max(hello.emitted, hello.sent));
  if (hello.told !== undefined) beginCounters(epoch, hello.told);
  return epoch;
}

/** Values that no filter can have are left out: those begin with zero. */
function beginCounters(epoch: Epoch, told: Counters): void {
  if (told.seen <= LARGEST_COUNT) epoch.seen = told.seen;
  for (const [reason, value] of told.dropped.entries()) if (value <= LARGEST_COUNT) epoch.dropped[reason] = value;
}

/** A new stream of an epoch that is known. */
export function resumeEpoch(epoch: Epoch, ledger: Ledger, hello: Hello, nowMs: number): void {
  epoch.heardAtMs = nowMs;
  epoch.isGone = false;
  settleElsewhere(epoch, ledger, hello.acknowledged);
  raiseEmitted(epoch, ledger, Math.max(hello.emitted, hello.sent));
  if (epoch.strikes < MAX_STRIKES) return;
  // The filter would send the same bytes for ever: what it has sent is given up, and it goes on behind.
  epoch.strikes = 0;
  lose(epoch, ledger, Math.min(hello.sent, epoch.emitted));
}

/**
 * Acknowledged by another aggregator while this one was not asked. What is in `emitted` already leaves the sums as a
 * drop; what is not never enters them.
 */
function settleElsewhere(epoch: Epoch, ledger: Ledger, acknowledged: number): void {
  if (acknowledged <= epoch.had) return;
  countDropped(ledger, "epoch", "acknowledged_elsewhere", Math.min(acknowledged, epoch.emitted) - epoch.had);
  epoch.had = acknowledged;
  epoch.emitted = Math.max(epoch.emitted, acknowledged);
}

/** How the records of a batch stand to what was had. */
export type Place = {
  /** The first records of the batch, which were had before. */
  readonly duplicate: number;
  /** The first records of the batch, with those, that another aggregator may have counted. */
  readonly resentBelow: number;
};

/** Accounts for the numbers of a batch; what becomes of its new records is the caller's to count. `undefined`: no filter can be there. */
export function placeBatch(epoch: Epoch, ledger: Ledger, first: number, count: number): Place | undefined {
  const next = epoch.had + 1;
  const last = first + count - 1;
  if (last > LARGEST_NUMBER || last > epoch.had + MAX_AHEAD) return undefined;
  const duplicate = Math.max(0, Math.min(next - first, count));
  raiseEmitted(epoch, ledger, last);
  ledger.received += count;
  ledger.duplicate += duplicate;
  ledger.lost += Math.max(0, first - next);
  epoch.had = Math.max(epoch.had, last);
  epoch.strikes = 0;
  return { duplicate, resentBelow: epoch.resentTo - first + 1 };
}

/** Takes in cumulative counters. Values that go back, or that no filter can have, change nothing. */
export function takeCounters(epoch: Epoch, ledger: Ledger, counters: Counters): void {
  raiseEmitted(epoch, ledger, counters.emitted);
  if (counters.seen <= LARGEST_COUNT) epoch.seen = Math.max(epoch.seen, counters.seen);
  for (const [reason, value] of counters.dropped.entries()) {
    const more = value - (epoch.dropped[reason] ?? 0);
    const label = FILTER_DROP_REASON_LABELS[reason];
    if (label === undefined || label === "" || more <= 0 || value > LARGEST_COUNT) continue;
    epoch.dropped[reason] = value;
    countDropped(ledger, "filter", label, more);
  }
}

/** The filter says that it has given numbers up to `claim`. Believed as far as it can be. */
export function raiseEmitted(epoch: Epoch, ledger: Ledger, claim: number): void {
  if (claim <= epoch.emitted || claim > epoch.had + MAX_AHEAD || claim > LARGEST_NUMBER) return;
  ledger.emitted += claim - epoch.emitted;
  epoch.emitted = claim;
}

/** The filter has ended, or is forgotten: what it had not sent is lost. */
export function endEpoch(epoch: Epoch, ledger: Ledger): void {
  lose(epoch, ledger, epoch.emitted);
}

function lose(epoch: Epoch, ledger: Ledger, upTo: number): void {
  ledger.lost += Math.max(0, upTo - epoch.had);
  epoch.had = Math.max(epoch.had, upTo);
}
