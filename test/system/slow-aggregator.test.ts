// Aggregators that are slow, that give little credit, that are two behind one name: no request fails, what finds no room is
// counted, and the books close to the last record.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import type { Json } from "../../scripts/envoy-config.ts";
import { type Aggregator, aggregatorHome } from "./support/aggregator.ts";
import { amissIn, booksOf, NOTHING_AMISS, settled, statOf } from "./support/books.ts";
import { createCleanup } from "./support/cleanup.ts";
import type { Envoy } from "./support/envoy.ts";
import { startFront } from "./support/front.ts";
import { startHeldAnswers } from "./support/held-answers.ts";
import { startLoad } from "./support/load.ts";
import { sumOf } from "./support/metrics.ts";
import { portOf, type ProxyOptions, startProxy } from "./support/mesh.ts";
import { type RecordedStream, startRecorder } from "./support/recorder.ts";
import { ask } from "./support/token-request.ts";
import { until } from "./support/until.ts";

const { keep, run: cleanUp } = createCleanup();
afterEach(cleanUp);

/** A ring that is full soon. */
const SMALL_RING = { limits: { ring_records: 64 } };

async function startAggregator(): Promise<Aggregator> {
  const home = keep(aggregatorHome(), ({ remove }) => remove());
  return keep(await home.start(), ({ program }) => program.kill());
}

async function startPair(
  aggregatorPort: number,
  more: Pick<ProxyOptions, "plugin" | "adapt"> = {},
): Promise<{ server: Envoy; client: Envoy; port: number }> {
  const upstream = keep(await startHeldAnswers(), ({ close }) => close());
  const inward = { aggregatorPort, upstreamPort: upstream.port, ...more };
  const server = keep(await startProxy("in", inward), ({ stop }) => stop());
  const outward = { aggregatorPort, upstreamPort: portOf(server, "in"), ...more };
  const client = keep(await startProxy("out", outward), ({ stop }) => stop());
  return { server, client, port: portOf(client, "out") };
}

test("a slow line to the aggregator: no request fails, full rings count what they refuse, and nothing else is missing", async () => {
  const aggregator = await startAggregator();
  const front = keep(await startFront(aggregator.grpcPort), ({ close }) => close());
  const { server, client, port } = await startPair(front.port, { plugin: SMALL_RING });
  front.narrow(2_000);
  const load = startLoad({ port, parallel: 4 });
  keep(load, ({ stop }) => stop());
  await until("drops at both", async () => {
    const each = await Promise.all([server, client].map((envoy) => statOf([envoy], "dropped.ring_full")));
    return each.every((dropped) => dropped >= 100);
  });
  await until("some records pass all the same", async () => booksOf(await aggregator.metrics()).aggregated >= 100);
  front.narrow("open");
  const { sent, failed } = await load.stop();
  assert.deepEqual(failed, []);
  const books = await settled(aggregator, ({ emitted, droppedByFilters }) => emitted + droppedByFilters >= 2 * sent);
  assert.equal(books.emitted + books.droppedByFilters, 2 * sent);
  assert.equal(books.droppedByFilters, await statOf([server, client], "dropped.ring_full"));
  assert.deepEqual(amissIn(books), { ...NOTHING_AMISS, droppedByFilters: books.droppedByFilters });
});

/** Bytes granted with the Welcome, and again at each turn: some tens of records, fewer than a ring holds. */
const STINGY_BYTES = 1_500;
const RING = { limits: { ring_records: 128 } };
/** Answers between two turns: on any machine more is recorded than granted. */
const TURN = 600;

test("an aggregator that grants little and acknowledges late gets what it asks for, in order, and the count of the rest", async () => {
  const recorder = keep(await startRecorder({ creditBytes: STINGY_BYTES, acknowledges: false }), ({ close }) =>
    close(),
  );
  const { server, client, port } = await startPair(recorder.port, { plugin: RING });
  const load = startLoad({ port, parallel: 4 });
  keep(load, ({ stop }) => stop());
  let granted = STINGY_BYTES;
  const turn = (): void => {
    for (const stream of recorder.streams) {
      assert.ok(bytesOf(stream) <= granted, `${bytesOf(stream)} bytes for ${granted}`);
      grant(stream, granted + STINGY_BYTES);
    }
    granted += STINGY_BYTES;
  };
  let next = TURN;
  await until("six turns, and drops", async () => {
    if (load.answers() < next) return false;
    next += TURN;
    turn();
    return next > 6 * TURN && (await statOf([server, client], "dropped.ring_full")) >= 100;
  });
  const { sent, failed } = await load.stop();
  assert.deepEqual(failed, []);
  const emitted = await until("all is recorded or refused", async () => {
    const [numbered, dropped] = await Promise.all(
      ["emitted", "dropped.ring_full"].map((name) => statOf([server, client], name)),
    );
    return numbered! + dropped! === 2 * sent && numbered;
  });
  await until("all records", () => {
    turn();
    return recorder.records().length >= emitted;
  });
  // Nothing was sent twice, and each stream's numbers have no gap.
  assert.equal(recorder.records().length, emitted);
  for (const { records } of recorder.streams)
    assert.deepEqual(
      records.map(({ number }) => number),
      records.map((_, index) => index + 1),
    );
});

function grant(stream: RecordedStream, creditBytes: number): void {
  const last = stream.records.at(-1);
  if (last !== undefined) stream.say({ ack: { acknowledged: last.number } });
  stream.say({ credit: { creditBytes } });
}

/** At least the bytes of its batches: what they say of records. */
function bytesOf({ messages }: RecordedStream): number {
  const batches = messages.flatMap(({ batch }) => (batch === undefined ? [] : [batch]));
  return batches.reduce<number>((sum, { rows, tuples = [] }) => sum + rows.length + tuples.length, 0);
}

test("two aggregators behind one name: streams spread, each one's books close, and together they have everything", async () => {
  const both = [await startAggregator(), await startAggregator()];
  const adapt = (bootstrap: Json): void => {
    const { listeners, clusters } = bootstrap["static_resources"];
    clusters[0].load_assignment.endpoints = [{ lb_endpoints: both.map(({ grpcPort }) => endpointOf(grpcPort)) }];
    listeners.push(otherConfiguration(listeners[0]));
  };
  const { server, client, port } = await startPair(0, { adapt });
  // Of the two configurations each worker has a stream, and the second goes to the other aggregator.
  let direct = 0;
  await until("both have streams of it", async () => {
    for (const name of ["in", "second"]) {
      assert.equal(await ask(server.listenerPorts[name]!), 200);
      direct += 1;
    }
    const streams = await Promise.all(
      both.map(async ({ metrics }) => sumOf(await metrics(), "oauth_telemetry_streams")),
    );
    return streams.every((count) => count > 0);
  });
  const load = startLoad({ port, parallel: 6 });
  await until("some answers", () => load.answers() >= 500);
  const { sent, failed } = await load.stop();
  assert.deepEqual(failed, []);
  const expected = 2 * sent + direct;
  await until("all records", async () => {
    const books = await Promise.all(both.map(async ({ metrics }) => booksOf(await metrics())));
    return books.reduce((sum, { aggregated }) => sum + aggregated, 0) >= expected;
  });
  const [one, two] = await Promise.all(
    both.map((aggregator) => settled(aggregator, ({ aggregated }) => aggregated > 0)),
  );
  assert.equal(one!.aggregated + two!.aggregated, expected);
  assert.equal(one!.client + two!.client, sent);
  for (const books of [one!, two!]) assert.deepEqual(amissIn(books), NOTHING_AMISS);
  assert.equal(await statOf([server, client], "emitted"), expected);
});

function endpointOf(port: number): Json {
  return { endpoint: { address: { socket_address: { address: "127.0.0.1", port_value: port } } } };
}

/** The same listener with another plugin configuration: a root context of its own in each worker. */
function otherConfiguration(listener: Json): Json {
  const copy: Json = { ...structuredClone(listener), name: "second" };
  const [filter] = copy["filter_chains"][0].filters[0].typed_config.http_filters;
  const { configuration } = filter.typed_config.config;
  configuration.value = JSON.stringify({ ...(JSON.parse(configuration.value) as Json), flush: { age_ms: 900 } });
  return copy;
}
