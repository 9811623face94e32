// What is exact of one exchange: host calls, bytes, allocations. The tests pin it, the bench prints it.
import { type Case, configurationOf } from "./cases.ts";
import { createFilterHost, warmUp } from "./filter-host.ts";

/** Of one exchange, its share of the batch left out but for `wire`. */
export type Counted = {
  /** Host calls by name, without `proxy_`: only those that were made. */
  readonly calls: Readonly<Record<string, number>>;
  /** Calls that had bytes to give: for each of them the host asked the module's allocator. */
  readonly returning: number;
  /** Bytes that the host gave. */
  readonly bytes: number;
  /** Bytes of the batch for each record; undefined when there was no record. */
  readonly wire: number | undefined;
};

/** A sidecar's batch. */
export const BATCH = 16;
const FILTER = "build/filter.wasm";

/** Plays a batch of them, once all tables and dictionaries know the case; `more` is added to the configuration. */
export function counted({ exchange }: Case, more: Readonly<Record<string, unknown>> = {}): Counted {
  const filter = createFilterHost(FILTER, configurationOf(more));
  warmUp(filter, exchange);
  const before = filter.counters();
  for (let i = 0; i < BATCH; i += 1) filter.play(exchange);
  const after = filter.counters();
  filter.tick();
  const sent = filter.acknowledge();
  const calls = Object.entries(after.calls)
    .map(([name, count]) => [name.replace(/^proxy_/, ""), (count - (before.calls[name] ?? 0)) / BATCH] as const)
    .filter(([, count]) => count > 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const records = sent.reduce((sum, batch) => sum + batch.records, 0);
  return {
    calls: Object.fromEntries(calls),
    returning: (after.allocations - before.allocations) / BATCH,
    bytes: (after.bytesGiven - before.bytesGiven) / BATCH,
    wire: records === 0 ? undefined : sent.reduce((sum, batch) => sum + batch.bytes, 0) / records,
  };
}
