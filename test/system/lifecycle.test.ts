// The end of an Envoy, in order and not, with exchanges under way: what it recorded arrives, once, and the other one goes on.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { type Aggregator, aggregatorHome } from "./support/aggregator.ts";
import { amissIn, assertClosed, booksOf, NOTHING_AMISS, settled, statOf, workersIn } from "./support/books.ts";
import { createCleanup } from "./support/cleanup.ts";
import { connectionsOf, type Envoy } from "./support/envoy.ts";
import { freePort } from "./support/free-port.ts";
import { type HeldAnswers, startHeldAnswers } from "./support/held-answers.ts";
import { startLoad } from "./support/load.ts";
import { sumOf } from "./support/metrics.ts";
import { portOf, startProxy, WORKERS } from "./support/mesh.ts";
import { ask, askTimes } from "./support/token-request.ts";
import { until } from "./support/until.ts";

const { keep, run: cleanUp } = createCleanup();
afterEach(cleanUp);

/** Of each Envoy: its worker threads, and the main thread. */
const ROOTS = WORKERS + 1;
/** A worker that has said nothing for 30 s is stale. */
const SILENCE_MS = 32_000;

type Stage = {
  readonly upstream: HeldAnswers;
  readonly aggregator: Aggregator;
  readonly server: Envoy;
  readonly client: Envoy;
  /** Where clients send. */
  readonly port: number;
  readonly startServer: () => Promise<Envoy>;
};

async function stage(): Promise<Stage> {
  const upstream = keep(await startHeldAnswers(), ({ close }) => close());
  const home = keep(
    aggregatorHome({ issuers: [{ name: "corp", hosts: ["sso.test"], counting_vantage: "server" }] }),
    ({ remove }) => remove(),
  );
  const aggregator = keep(await home.start(), ({ program }) => program.kill());
  const serverPort = await freePort();
  const both = { aggregatorPort: aggregator.grpcPort };
  const startServer = async (): Promise<Envoy> => {
    const options = { ...both, upstreamPort: upstream.port, listener: { port: serverPort } };
    return keep(await startProxy("in", options), ({ kill }) => kill());
  };
  const server = await startServer();
  const client = keep(await startProxy("out", { ...both, upstreamPort: serverPort }), ({ kill }) => kill());
  return { upstream, aggregator, server, client, port: portOf(client, "out"), startServer };
}

/** Every worker that has a connection has a stream: what one recorded that was never welcomed goes with it. */
async function allHeard({ metrics }: Aggregator, envoys: readonly Envoy[]): Promise<void> {
  await until("a stream of each worker in use", async () => {
    const used = (await Promise.all(envoys.map(connectionsOf))).flat().filter((connections) => connections > 0);
    return sumOf(await metrics(), "oauth_telemetry_streams") === used.length;
  });
}

/** Workers alive or idle. */
async function presentIn(aggregator: Aggregator): Promise<number> {
  return (await workersIn(aggregator, "alive")) + (await workersIn(aggregator, "idle"));
}

test("the server's Envoy ends with exchanges under way: every one is counted at both, and it has said goodbye", async () => {
  const { upstream, aggregator, server, client, port } = await stage();
  const before = await askTimes(port, 20);
  assert.deepEqual(new Set(before), new Set([200]));
  await settled(aggregator, ({ aggregated }) => aggregated >= 40);
  // The boards of both have been read: every thread is known, also those that never had a request, and so no stream.
  await until("every thread of both is known", async () => (await presentIn(aggregator)) === 2 * ROOTS);
  upstream.hold();
  const cut = Array.from({ length: 5 }, () => ask(port));
  await until("five wait", () => upstream.waiting() === 5);
  await allHeard(aggregator, [server, client]);
  assert.deepEqual(await server.stop(), { code: 0, signal: null });
  const stoppedMs = performance.now();
  assert.deepEqual(await Promise.all(cut), [503, 503, 503, 503, 503]);
  const books = await settled(aggregator, ({ aggregated }) => aggregated >= 50);
  assert.deepEqual([books.client, books.server], [25, 25]);
  assert.deepEqual(amissIn(books), NOTHING_AMISS);
  const page = await aggregator.metrics();
  const at = (vantage: string, outcome: string): number => sumOf(page, "oauth_exchange_total", { vantage, outcome });
  assert.deepEqual([at("client", "success"), at("client", "server_error")], [20, 5]);
  assert.deepEqual([at("server", "success"), at("server", "aborted")], [20, 5]);
  assert.equal(await statOf([client], "emitted"), 25);
  // Whoever of them has said no goodbye is stale 30 s after its last word, and then stays so.
  await until("their silence would be told", () => performance.now() - stoppedMs > SILENCE_MS, 2 * SILENCE_MS);
  const states = await Promise.all(["gone", "stale"].map((state) => workersIn(aggregator, state)));
  assert.deepEqual([...states, await presentIn(aggregator)], [ROOTS, 0, ROOTS]);
  assert.doesNotMatch(aggregator.program.output(), /fell silent/);
});

test("the caller's Envoy ends with exchanges under way: they are aborted at both, and nothing is missing", async () => {
  const { upstream, aggregator, server, client, port } = await stage();
  await askTimes(port, 20);
  await settled(aggregator, ({ aggregated }) => aggregated >= 40);
  upstream.hold();
  const cut = Array.from({ length: 5 }, () => ask(port));
  await until("five wait", () => upstream.waiting() === 5);
  await allHeard(aggregator, [server, client]);
  assert.deepEqual(await client.stop(), { code: 0, signal: null });
  assert.deepEqual(await Promise.all(cut), [0, 0, 0, 0, 0]);
  const books = await settled(aggregator, ({ aggregated }) => aggregated >= 50);
  assert.deepEqual([books.client, books.server], [25, 25]);
  assert.deepEqual(amissIn(books), NOTHING_AMISS);
  const page = await aggregator.metrics();
  const at = (vantage: string, outcome: string): number => sumOf(page, "oauth_exchange_total", { vantage, outcome });
  assert.deepEqual([at("client", "success"), at("client", "aborted")], [20, 5]);
  assert.deepEqual([at("server", "success"), at("server", "aborted")], [20, 5]);
  assert.equal(sumOf(page, "oauth_flow_total", { outcome: "success" }), 20);
});

test("the server's Envoy is killed under load and comes again: what arrived is exact, nothing is twice, the caller's goes on", async () => {
  const { upstream, aggregator, server, port, startServer } = await stage();
  const load = startLoad({ port, parallel: 4 });
  await until("some records", async () => booksOf(await aggregator.metrics()).server >= 200);
  const seen = booksOf(await aggregator.metrics());
  await server.kill();
  const had = load.answers();
  await until("the caller's Envoy answers by itself", () => load.answers() >= had + 50);
  const { sent, failed } = await load.stop();
  assert.deepEqual(new Set(failed), new Set(["503"]));
  // The caller's view is whole: each request, and who answered it.
  const whole = (books: ReturnType<typeof booksOf>): boolean => books.client === sent;
  const after = await until("all of the caller's records", async () => {
    const books = booksOf(await aggregator.metrics());
    assertClosed(books);
    return whole(books) && books;
  });
  assert.ok(seen.server <= after.server && after.server <= upstream.requests.length, JSON.stringify(after));
  assert.deepEqual([after.duplicate, after.resent, after.dropped, after.droppedByFilters], [0, 0, 0, 0]);
  // What it had said it numbered, and never sent, is in flight until its workers are forgotten, after a day.
  assert.ok(after.inFlight <= upstream.requests.length - after.server, JSON.stringify(after));
  assert.equal(await workersIn(aggregator, "gone"), 0);
  // A new life has epochs of its own, which begin at 1.
  const again = await startServer();
  let tries = 0;
  await until("the caller's Envoy reaches it", async () => {
    tries += 1;
    return (await ask(port)) === 200;
  });
  assert.deepEqual(new Set(await askTimes(port, 100)), new Set([200]));
  await until("the new life's statistics", async () => (await statOf([again], "emitted")) === 101);
  const last = await until("the new life's records, and all of the caller's", async () => {
    const books = booksOf(await aggregator.metrics());
    assertClosed(books);
    const isThere = books.server === after.server + 101 && books.client === sent + tries + 100;
    return isThere && books.inFlight === after.inFlight && books;
  });
  assert.deepEqual([last.duplicate, last.resent, last.inFlight, last.lost], [0, 0, after.inFlight, 0]);
});
