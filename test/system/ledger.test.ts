// The ledger across the aggregator's absence, death and pause, under real traffic through two real Envoys of two workers:
// no request fails, and every record is accounted for.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { type Aggregator, type AggregatorHome, aggregatorHome } from "./support/aggregator.ts";
import { booksOf, settled, statOf } from "./support/books.ts";
import { freePort } from "./support/free-port.ts";
import { startLoad } from "./support/load.ts";
import { type Mesh, startMesh } from "./support/mesh.ts";
import { sumOf } from "./support/metrics.ts";
import { TOKEN } from "./support/token-request.ts";
import { startUpstream, type Upstream } from "./support/upstream.ts";
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
  upstream = await startUpstream(() => TOKEN);
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
const emitted = ({ client, server }: Mesh): Promise<number> => statOf([client, server], "emitted");

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
  const books = await settled(life, ({ aggregated }) => aggregated >= 2 * sent);
  assert.equal(books.aggregated, 2 * sent);
  assert.equal(books.lost + books.dropped + books.droppedByFilters, 0);
  await until("Envoy's statistics say the same", async () => (await emitted(running)) === 2 * sent);
  assert.equal(sumOf(await life.metrics(), "oauth_flow_total", { outcome: "success" }), sent);
});

test("an aggregator killed under load and started again: no request fails, and the ledger closes but for what is resent", async () => {
  const first = await aggregator();
  const running = await system(first.grpcPort);
  const load = startLoad({ port: running.port, parallel: 4 });
  await until("some records", async () => booksOf(await first.metrics()).aggregated >= 200);
  const before = booksOf(await first.metrics());
  await first.program.kill();
  const had = load.answers();
  await until("more answers without it", () => load.answers() >= had + 200);
  const second = await aggregator(first.grpcPort);
  const { sent, failed } = await load.stop();
  assert.deepEqual(failed, []);
  await until("Envoy's statistics say the same", async () => (await emitted(running)) === 2 * sent);
  // What the first life had acknowledged is not sent again, the rest is: so both together are all, and at most `resent`
  // are in both.
  const books = await settled(second, ({ aggregated }) => before.aggregated + aggregated >= 2 * sent);
  assert.equal(books.lost + books.dropped + books.droppedByFilters, 0);
  const acknowledged = 2 * sent - books.emitted;
  assert.ok(acknowledged >= 0 && acknowledged <= 2 * sent, `${acknowledged} acknowledged before`);
  assert.ok(books.resent <= books.aggregated);
  assert.ok(
    before.aggregated <= acknowledged + books.resent,
    `${before.aggregated} counted, ${acknowledged} + ${books.resent}`,
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
  await until("some records", async () => booksOf(await first.metrics()).aggregated >= 100);
  assert.deepEqual(await first.program.stop(), { code: 0, signal: null });
  // What comes while nobody is there must fit into the rings, however long the next one takes to start.
  const had = load.answers();
  await until("some answers without it", () => load.answers() >= had + 100);
  const without = await load.stop();
  const second = await aggregator(first.grpcPort);
  const again = startLoad({ port: running.port, parallel: 2 });
  await until("some records", async () => booksOf(await second.metrics()).aggregated >= 200, 60_000);
  const withIt = await again.stop();
  const sent = without.sent + withIt.sent;
  assert.deepEqual([without.failed, withIt.failed], [[], []]);
  const books = await settled(second, () => true);
  const { resent, lost, dropped, droppedByFilters } = books;
  assert.deepEqual(
    { resent, lost, dropped, droppedByFilters },
    { resent: 0, lost: 0, dropped: 0, droppedByFilters: 0 },
  );
  assert.ok(books.emitted < 2 * sent);
});

test("an aggregator that stops reading: Envoy's clients notice nothing, and afterwards all is there or counted", async () => {
  const life = await aggregator();
  const running = await system(life.grpcPort);
  const load = startLoad({ port: running.port, parallel: 4 });
  await until("some records", async () => booksOf(await life.metrics()).aggregated >= 100);
  life.program.signal("SIGSTOP");
  const had = load.answers();
  await until("a thousand answers meanwhile", () => load.answers() >= had + 1_000, 60_000);
  life.program.signal("SIGCONT");
  const { sent, failed } = await load.stop();
  assert.deepEqual(failed, []);
  const books = await settled(
    life,
    ({ emitted: numbered, droppedByFilters }) => numbered + droppedByFilters === 2 * sent,
  );
  assert.equal(books.lost, 0);
  assert.equal(books.dropped, 0);
});
