// The aggregator's ledger as its page shows it, and the laws of docs/metrics.md that hold on every page.
import assert, { AssertionError } from "node:assert/strict";
import type { Aggregator } from "./aggregator.ts";
import type { Envoy } from "./envoy.ts";
import { type Sample, sampleOf, sumOf } from "./metrics.ts";
import { until } from "./until.ts";

export type Books = {
  readonly emitted: number;
  readonly received: number;
  readonly aggregated: number;
  readonly duplicate: number;
  readonly resent: number;
  readonly lost: number;
  readonly inFlight: number;
  /** By the aggregator. */
  readonly dropped: number;
  readonly droppedByFilters: number;
  /** Exchanges by vantage, whatever came of them. */
  readonly client: number;
  readonly server: number;
};

export function booksOf(samples: readonly Sample[]): Books {
  const total = (what: string): number => sampleOf(samples, `oauth_telemetry_records_${what}`) ?? NaN;
  const dropped = sumOf(samples, "oauth_telemetry_records_dropped_total");
  const droppedByFilters = sumOf(samples, "oauth_telemetry_records_dropped_total", { stage: "filter" });
  return {
    emitted: total("emitted_total"),
    received: total("received_total"),
    aggregated: total("aggregated_total"),
    duplicate: total("duplicate_total"),
    resent: total("resent_total"),
    lost: total("lost_total"),
    inFlight: total("in_flight"),
    dropped: dropped - droppedByFilters,
    droppedByFilters,
    client: sumOf(samples, "oauth_exchange_total", { vantage: "client" }),
    server: sumOf(samples, "oauth_exchange_total", { vantage: "server" }),
  };
}

export function assertClosed(books: Books): void {
  const said = JSON.stringify(books);
  assert.equal(books.emitted, books.aggregated + books.dropped + books.lost + books.inFlight, said);
  assert.equal(books.received, books.aggregated + books.dropped + books.duplicate, said);
  assert.equal(books.client + books.server, books.aggregated, said);
}

/** What is missing or twice: all of it 0 when every record came, once. */
export function amissIn({ lost, duplicate, resent, dropped, droppedByFilters, inFlight }: Books) {
  return { lost, duplicate, resent, dropped, droppedByFilters, inFlight };
}

/** All of `amissIn`, 0. */
export const NOTHING_AMISS = { lost: 0, duplicate: 0, resent: 0, dropped: 0, droppedByFilters: 0, inFlight: 0 };

/** Waits until nothing is in flight and `isThere`. Throws at the first page on the way where a law does not hold. */
export async function settled(
  { metrics }: Pick<Aggregator, "metrics">,
  isThere: (books: Books) => boolean,
  limitMs = 60_000,
): Promise<Books> {
  let last: Books | undefined;
  const look = async (): Promise<Books | undefined> => {
    last = booksOf(await metrics());
    assertClosed(last);
    return last.inFlight === 0 && isThere(last) ? last : undefined;
  };
  return until("the records are there", look, limitMs).catch((cause: unknown) => {
    if (cause instanceof AssertionError) throw cause;
    throw new Error(`the books do not come to what is expected: ${JSON.stringify(last)}`, { cause });
  });
}

/** One of the filter's own statistics over Envoys, summed: `emitted`, `seen`, `dropped.ring_full` … */
export async function statOf(envoys: readonly Envoy[], name: string): Promise<number> {
  const each = await Promise.all(envoys.map((envoy) => envoy.stats()));
  return each.reduce((sum, stats) => sum + (stats.get(`wasmcustom.oauth_flow.${name}`) ?? 0), 0);
}

/** Whether the filter has seen the end of every request that the Envoys have begun, and has published it: it does on ticks. */
export async function areAllSeen(envoys: readonly Envoy[]): Promise<boolean> {
  const each = await Promise.all(envoys.map((envoy) => envoy.stats()));
  return each.every((stats) => {
    const begun = [...stats].filter(([name]) => /^http\.(?!admin\.).*\.downstream_rq_total$/.test(name));
    const requests = begun.reduce((sum, [, value]) => sum + value, 0);
    return requests === (stats.get("wasmcustom.oauth_flow.seen") ?? 0);
  });
}

/** Workers in a state. */
export async function workersIn({ metrics }: Pick<Aggregator, "metrics">, state: string): Promise<number> {
  return sampleOf(await metrics(), "oauth_telemetry_workers", { state }) ?? 0;
}
