// The aggregator's own account of the records it was told of, and what is open in it after a round.
import { type Sample, totalOf } from "./metrics.ts";

/** Records; NaN where the page has no such sample. */
export type Ledger = {
  readonly emitted: number;
  readonly aggregated: number;
  /** After the filter. */
  readonly dropped: number;
  /** By `stage reason`, the filter's too; zeros are left out. */
  readonly drops: Readonly<Record<string, number>>;
  readonly lost: number;
  readonly inFlight: number;
  readonly duplicate: number;
  readonly resent: number;
};

const RECORDS = "oauth_telemetry_records_";

export function ledgerOf(samples: readonly Sample[]): Ledger {
  const records = (name: string): number =>
    samples.some((sample) => sample.name === RECORDS + name) ? totalOf(samples, RECORDS + name) : Number.NaN;
  const drops = samples.filter(({ name, value }) => name === `${RECORDS}dropped_total` && value !== 0);
  const later = drops.filter(({ labels }) => labels["stage"] !== "filter");
  return {
    emitted: records("emitted_total"),
    aggregated: records("aggregated_total"),
    dropped: later.reduce((sum, { value }) => sum + value, 0),
    drops: Object.fromEntries(drops.map(({ labels, value }) => [`${labels["stage"]} ${labels["reason"]}`, value])),
    lost: records("lost_total"),
    inFlight: records("in_flight"),
    duplicate: records("duplicate_total"),
    resent: records("resent_total"),
  };
}

/** Whether all that the aggregator knows of has arrived, so that the counts are final. */
export function isSettled({ emitted, aggregated, dropped, lost, inFlight }: Ledger): boolean {
  return inFlight === 0 && emitted === aggregated + dropped + lost;
}

/** What must not be there after a round in which nothing was started again, a few words each; none: the ledger closed. */
export function openIn(ledger: Ledger): readonly string[] {
  const { emitted, aggregated, drops, inFlight, lost, duplicate, resent } = ledger;
  const counts: readonly (readonly [number, string])[] = [
    [inFlight, "in flight"],
    [lost, "lost"],
    ...Object.entries(drops).map(([where, count]) => [count, `dropped (${where})`] as const),
    [duplicate, "duplicate"],
    [resent, "resent"],
  ];
  const open = counts.filter(([count]) => count !== 0).map(([count, what]) => `${shown(count)} ${what}`);
  return emitted === aggregated ? open : [...open, `${shown(emitted)} emitted but ${shown(aggregated)} aggregated`];
}

function shown(count: number): string {
  return Number.isNaN(count) ? "unknown number" : `${count}`;
}
