// An aggregator that stops for a minute under load: no request fails, Envoy's memory stays what it is, what finds no room is
// counted, and afterwards the books are closed to the last record.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { type Aggregator, aggregatorHome } from "./support/aggregator.ts";
import { booksOf, settled, statOf } from "./support/books.ts";
import { createCleanup } from "./support/cleanup.ts";
import type { Envoy } from "./support/envoy.ts";
import { startHeldAnswers } from "./support/held-answers.ts";
import { residentBytes, watchMemory } from "./support/memory.ts";
import { portOf, startProxy, WORKERS } from "./support/mesh.ts";
import { startLoad } from "./support/load.ts";
import { until } from "./support/until.ts";

const { keep, run: cleanUp } = createCleanup();
afterEach(cleanUp);

const STOPPED_MS = 60_000;
const MIB = 1024 * 1024;
/** Bytes of batches that the aggregator lets a stream have outstanding (docs/wire.md). */
const WINDOW = 64 * 1024;
/** A full ring of 4,096 records: memory that the filter has from the start, and touches as the ring fills. */
const RING = MIB;
/** What Envoy's allocator takes more or less of, for connections and requests. */
const SLACK = 6 * MIB;

async function stage(): Promise<{ aggregator: Aggregator; envoys: readonly Envoy[]; port: number }> {
  const upstream = keep(await startHeldAnswers(), ({ close }) => close());
  const home = keep(aggregatorHome(), ({ remove }) => remove());
  const aggregator = keep(await home.start(), ({ program }) => program.kill());
  const aggregatorPort = aggregator.grpcPort;
  const server = keep(await startProxy("in", { aggregatorPort, upstreamPort: upstream.port }), ({ stop }) => stop());
  const upstreamPort = portOf(server, "in");
  const client = keep(await startProxy("out", { aggregatorPort, upstreamPort }), ({ stop }) => stop());
  return { aggregator, envoys: [client, server], port: portOf(client, "out") };
}

test("an aggregator stopped for a minute under load: nobody notices, memory is flat, and the books close", async () => {
  const { aggregator, envoys, port } = await stage();
  const load = startLoad({ port, perSecond: 1_000, parallel: 16 });
  keep(load, ({ stop }) => stop());
  await until("a warm start", () => load.answers() >= 3_000);
  await until("records", async () => booksOf(await aggregator.metrics()).aggregated >= 3_000);
  const before = envoys.map(({ pid }) => residentBytes(pid));
  const watches = envoys.map(({ pid }) => keep(watchMemory(pid), ({ stop }) => stop()));
  aggregator.program.signal("SIGSTOP");
  const stoppedAt = performance.now();
  const had = load.answers();
  const hasPassed = (ms: number) => (): boolean => performance.now() - stoppedAt >= ms;
  await until("half of the time", hasPassed(STOPPED_MS / 2), STOPPED_MS);
  const half = watches.map(({ peak }) => peak());
  await until("the whole time", hasPassed(STOPPED_MS), STOPPED_MS);
  const peaks = watches.map(({ peak }) => peak());
  const during = load.answers() - had;
  const refused = await statOf(envoys, "dropped.ring_full");
  aggregator.program.signal("SIGCONT");
  const { sent, failed } = await load.stop();
  assert.deepEqual(failed, []);
  assert.ok(refused > 0, `${during} requests, and no ring was full`);
  for (const at of envoys.keys()) {
    const grown = peaks[at]! - before[at]!;
    assert.ok(grown <= WORKERS * (RING + WINDOW) + SLACK, `grown by ${grown} bytes`);
    const late = peaks[at]! - half[at]!;
    assert.ok(late <= MIB, `grown by ${late} bytes in the second half`);
  }
  const books = await settled(aggregator, ({ emitted, droppedByFilters }) => emitted + droppedByFilters >= 2 * sent);
  assert.equal(books.emitted + books.droppedByFilters, 2 * sent);
  assert.deepEqual([books.lost, books.dropped], [0, 0]);
  await until(
    "Envoy's statistics say the same",
    async () => (await statOf(envoys, "dropped.ring_full")) === books.droppedByFilters,
  );
});
