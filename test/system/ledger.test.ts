// The ledger across the aggregator's absence, death and pause, under real traffic through two real Envoys of two workers:
// no request fails, and every record is accounted for.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { type Aggregator, type AggregatorHome, aggregatorHome } from "./support/aggregator.ts";
import { freePort } from "./support/free-port.ts";
import { startLoad } from "./support/load.ts";
import { type Mesh, startMesh } from "./support/mesh.ts";
import { type Sample, sampleOf, sumOf } from "./support/metrics.ts";
import { json, startUpstream, type Upstream } from "./support/upstream.ts";
import { until } from "./support/until.ts";

const CONFIG = { issuers: [{ name: "corp", hosts: ["sso.test"], counting_vantage: "server" }] };

let upstream: Upstream | undefined;
let mesh: Mesh | undefined;
let home: AggregatorHome | undefined;
const lives: Aggregator[] = [];

afterEach(async () => {
  await mesh?.stop();
  await Promise.all(lives.splice(0).map(({ program }) => program.kill()));
  await upstream?.close();
  home?.remove();
  [mesh, upstream, home] = [undefined, undefined, undefined];
});

async function system(aggregatorPort: number): Promise<Mesh> {
  upstream = await startUpstream(() => json({ access_token: "t", token_type: "Bearer" }));
  mesh = await startMesh({ aggregatorPort, upstreamPort: upstream.port, concurrency: 2 });
  return mesh;
}

async function aggregator(grpcPort?: number): Promise<Aggregator> {
  home ??= aggregatorHome(CONFIG);
  const life = await home.start(grpcPort);
  lives.push(life);
  return life;
}

/** Records that both Envoys have numbered, by their own statistics. */
async function emitted({ client, server }: Mesh): Promise<number> {
  const each = await Promise.all([client, server].map((envoy) => envoy.stats()));
  return each.reduce((sum, stats) => sum + (stats.get("wasmcustom.oauth_flow.emitted") ?? 0), 0);
}

const total = (samples: readonly Sample[], what: string): number =>
  sampleOf(samples, `oauth_telemetry_records_${what}`) ?? NaN;

function figuresOf(samples: readonly Sample[]) {
  const dropped = sumOf(samples, "oauth_telemetry_records_dropped_total");
  const droppedByFilters = sumOf(samples, "oauth_telemetry_records_dropped_total", { stage: "filter" });
  return {
    emitted: total(samples, "emitted_total"),
    received: total(samples, "received_total"),
    aggregated: total(samples, "aggregated_total"),
    duplicate: total(samples, "duplicate_total"),
    resent: total(samples, "resent_total"),
    lost: total(samples, "lost_total"),
    inFlight: total(samples, "in_flight"),
    dropped: dropped - droppedByFilters,
    droppedByFilters,
    exchanges: sumOf(samples, "oauth_exchange_total"),
  };
}

/** The laws of docs/metrics.md, on one page. */
function assertClosed(figures: ReturnType<typeof figuresOf>): void {
  const { emitted: numbered, aggregated, dropped, lost, inFlight, received, duplicate, exchanges } = figures;
  const said = JSON.stringify(figures);
  assert.equal(numbered, aggregated + dropped + lost + inFlight, said);
  assert.equal(received, aggregated + dropped + duplicate, said);
  assert.equal(exchanges, aggregated, said);
}

/** Waits until the aggregator has all of `records`, nothing in flight; the laws hold on every page on the way. */
async function settled({ metrics }: Aggregator, isThere: (figures: ReturnType<typeof figuresOf>) => boolean) {
  return until(
    "the records are there",
    async () => {
      const figures = figuresOf(await metrics());
      assertClosed(figures);
      return figures.inFlight === 0 && isThere(figures) ? figures : undefined;
    },
    60_000,
  );
}

test("an aggregator that is absent at the start: nothing waits for it, and nothing is missing when it comes", async () => {
  const port = await freePort();
  const running = await system(port);
  const absent = startLoad({ port: running.port, parallel: 4 });
  await until("some answers", () => absent.answers() >= 500);
  const without = await absent.stop();
  const life = await aggregator(port);
  const load = startLoad({ port: running.port, parallel: 4 });
  await until("some more answers", () => load.answers() >= 100);
  const withIt = await load.stop();
  const sent = without.sent + withIt.sent;
  assert.deepEqual([without.failed, withIt.failed], [[], []]);
  const figures = await settled(life, ({ aggregated }) => aggregated >= 2 * sent);
  assert.equal(figures.aggregated, 2 * sent);
  assert.equal(figures.lost + figures.dropped + figures.droppedByFilters, 0);
  await until("Envoy's statistics say the same", async () => (await emitted(running)) === 2 * sent);
  assert.equal(sumOf(await life.metrics(), "oauth_flow_total", { outcome: "success" }), sent);
});

test("an aggregator killed under load and started again: no request fails, and the ledger closes but for what is resent", async () => {
  const first = await aggregator();
  const running = await system(first.grpcPort);
  const load = startLoad({ port: running.port, parallel: 4 });
  await until("some records", async () => figuresOf(await first.metrics()).aggregated >= 200);
  const before = figuresOf(await first.metrics());
  await first.program.kill();
  const had = load.answers();
  await until("more answers without it", () => load.answers() >= had + 200);
  const second = await aggregator(first.grpcPort);
  const { sent, failed } = await load.stop();
  assert.deepEqual(failed, []);
  await until("Envoy's statistics say the same", async () => (await emitted(running)) === 2 * sent);
  // What the first life had acknowledged is not sent again, the rest is: so both together are all, and at most `resent`
  // are in both.
  const figures = await settled(second, ({ aggregated }) => before.aggregated + aggregated >= 2 * sent);
  assert.equal(figures.lost + figures.dropped + figures.droppedByFilters, 0);
  const acknowledged = 2 * sent - figures.emitted;
  assert.ok(acknowledged >= 0 && acknowledged <= 2 * sent, `${acknowledged} acknowledged before`);
  assert.ok(figures.resent <= figures.aggregated);
  assert.ok(
    before.aggregated <= acknowledged + figures.resent,
    `${before.aggregated} counted, ${acknowledged} + ${figures.resent}`,
  );
});

test("an aggregator killed at rest: both lives together count every exchange, and too many only by what is resent", async () => {
  const first = await aggregator();
  const running = await system(first.grpcPort);
  const load = startLoad({ port: running.port, parallel: 2 });
  await until("some answers", () => load.answers() >= 100);
  const one = await load.stop();
  const before = await settled(first, ({ aggregated }) => aggregated === 2 * one.sent);
  await first.program.kill();
  const second = await aggregator(first.grpcPort);
  const again = startLoad({ port: running.port, parallel: 2 });
  await until("some more answers", () => again.answers() >= 100);
  const two = await again.stop();
  assert.deepEqual([one.failed, two.failed], [[], []]);
  const all = 2 * (one.sent + two.sent);
  const after = await settled(second, ({ aggregated }) => before.aggregated + aggregated >= all);
  const tooMany = before.aggregated + after.aggregated - all;
  assert.ok(tooMany >= 0 && tooMany <= after.resent, `${tooMany} too many, ${after.resent} resent`);
  assert.equal(after.lost + after.dropped + after.droppedByFilters, 0);
});

test("an aggregator that drains on SIGTERM and comes again: nothing is resent, nothing is missing", async () => {
  const first = await aggregator();
  const running = await system(first.grpcPort);
  const load = startLoad({ port: running.port, parallel: 2 });
  await until("some records", async () => figuresOf(await first.metrics()).aggregated >= 100);
  assert.deepEqual(await first.program.stop(), { code: 0, signal: null });
  const second = await aggregator(first.grpcPort);
  await until("some records", async () => figuresOf(await second.metrics()).aggregated >= 100, 60_000);
  const { sent, failed } = await load.stop();
  assert.deepEqual(failed, []);
  const figures = await settled(second, () => true);
  assert.equal(figures.resent, 0);
  assert.equal(figures.lost + figures.dropped + figures.droppedByFilters, 0);
  assert.ok(figures.emitted < 2 * sent);
});

test("an aggregator that stops reading: Envoy's clients notice nothing, and afterwards all is there or counted", async () => {
  const life = await aggregator();
  const running = await system(life.grpcPort);
  const load = startLoad({ port: running.port, parallel: 4 });
  await until("some records", async () => figuresOf(await life.metrics()).aggregated >= 100);
  life.program.signal("SIGSTOP");
  const had = load.answers();
  await until("a thousand answers meanwhile", () => load.answers() >= had + 1_000, 60_000);
  life.program.signal("SIGCONT");
  const { sent, failed } = await load.stop();
  assert.deepEqual(failed, []);
  const figures = await settled(
    life,
    ({ emitted: numbered, droppedByFilters }) => numbered + droppedByFilters === 2 * sent,
  );
  assert.equal(figures.lost, 0);
  assert.equal(figures.dropped, 0);
});
