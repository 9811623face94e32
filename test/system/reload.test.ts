// A listener whose plugin configuration changes while it runs: Envoy puts a new root context beside the old one. Nothing is
// lost, nothing is twice, and the first exchange of the new one joins with those before it.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import type { Json } from "../../scripts/envoy-config.ts";
import { type Aggregator, aggregatorHome } from "./support/aggregator.ts";
import { amissIn, NOTHING_AMISS, settled } from "./support/books.ts";
import { createCleanup } from "./support/cleanup.ts";
import type { Envoy } from "./support/envoy.ts";
import { freePort } from "./support/free-port.ts";
import { type HeldAnswers, startHeldAnswers } from "./support/held-answers.ts";
import { createListenerFile } from "./support/listener-file.ts";
import { startLoad } from "./support/load.ts";
import { sumOf } from "./support/metrics.ts";
import { portOf, renderProxy, type Side, startProxy } from "./support/mesh.ts";
import { type Recorder, startRecorder } from "./support/recorder.ts";
import { ask, askTimes } from "./support/token-request.ts";
import { until } from "./support/until.ts";

const { keep, run: cleanUp } = createCleanup();
afterEach(cleanUp);

/**
 * Answers on connections of an old configuration say `connection: close` from the first on. Envoy's gradual way counts in
 * whole seconds, and in the one second that these tests give it, it closes nothing before the end.
 */
const DRAINS_AT_ONCE = ["--drain-strategy", "immediate"];

type Reloadable = {
  readonly envoy: Envoy;
  readonly port: number;
  /** Another plugin configuration from now on; resolves when new connections meet it. */
  readonly reload: (plugin: Json) => Promise<void>;
};

async function startReloadable(side: Side, aggregatorPort: number, upstreamPort: number): Promise<Reloadable> {
  const file = keep(createListenerFile(), ({ remove }) => remove());
  // A listener of an unknown port would have another one after each update.
  const port = await freePort();
  const options = { aggregatorPort, upstreamPort, listener: { port } };
  file.publish(renderProxy(side, { ...options, plugin: {} }));
  const envoy = keep(await startProxy(side, { ...options, adapt: file.adapt, args: DRAINS_AT_ONCE }), ({ stop }) =>
    stop(),
  );
  const updates = async (): Promise<number> =>
    (await envoy.stats()).get("listener_manager.listener_in_place_updated") ?? 0;
  const modified = async (): Promise<number> => (await envoy.stats()).get("listener_manager.listener_modified") ?? 0;
  const changes = async (): Promise<number> => (await updates()) + (await modified());
  return {
    envoy,
    port: portOf(envoy, side),
    async reload(plugin) {
      const had = await changes();
      file.publish(renderProxy(side, { ...options, plugin }));
      await until("the new configuration is in force", async () => (await changes()) > had && (await isWarm(envoy)));
    },
  };
}

/** Whether no configuration is on its way to the workers. */
async function isWarm(envoy: Envoy): Promise<boolean> {
  return (await envoy.stats()).get("listener_manager.total_listeners_warming") === 0;
}

/** Configurations of before that have connections. */
async function draining(envoy: Envoy): Promise<number> {
  const stats = await envoy.stats();
  const listeners = stats.get("listener_manager.total_listeners_draining") ?? 0;
  return listeners + (stats.get("listener_manager.total_filter_chains_draining") ?? 0);
}

/** Streams that have ended, for this reason or for any. */
async function ended({ metrics }: Aggregator, reason?: string): Promise<number> {
  return sumOf(await metrics(), "oauth_telemetry_streams_ended_total", reason === undefined ? {} : { reason });
}

type Stage = {
  readonly upstream: HeldAnswers;
  readonly aggregator: Aggregator;
  readonly server: Reloadable;
  readonly client: Reloadable;
};

async function stage(): Promise<Stage> {
  const upstream = keep(await startHeldAnswers(), ({ close }) => close());
  const home = keep(aggregatorHome(), ({ remove }) => remove());
  const aggregator = keep(await home.start(), ({ program }) => program.kill());
  const server = await startReloadable("in", aggregator.grpcPort, upstream.port);
  const client = await startReloadable("out", aggregator.grpcPort, server.port);
  return { upstream, aggregator, server, client };
}

test("the first exchange of every worker, and after a reload, has the same hashes, and none is missing", async () => {
  const upstream = keep(await startHeldAnswers(), ({ close }) => close());
  const recorder: Recorder = keep(await startRecorder(), ({ close }) => close());
  const server = await startReloadable("in", recorder.port, upstream.port);
  let sent = 0;
  const exchange = async (): Promise<void> => {
    assert.equal(await ask(server.port), 200);
    sent += 1;
  };
  const issuers = (): ReadonlySet<unknown> => new Set(recorder.records().map(({ words }) => words["issuer"]));
  // Each request is a connection of its own, so that sooner or later every worker has had one.
  await until("three workers have a stream", async () => {
    await exchange();
    return recorder.streams.length >= 3;
  });
  await server.reload({ issuers: [{ name: "after", hosts: ["sso.test"], dialect: "spring" }] });
  await until("the new configuration is in force", async () => {
    await exchange();
    return issuers().has("after");
  });
  await until("all records", () => recorder.records().length === sent);
  assert.deepEqual(issuers(), new Set(["corp", "after"]));
  assert.equal(new Set(recorder.records().map(({ keys }) => keys["client_id"])).size, 1);
  const epochs = recorder.streams.map(({ messages }) => Buffer.from(messages[0].hello.epoch).toString("hex"));
  assert.equal(new Set(epochs).size, epochs.length);
});

test("both listeners are updated while requests wait: each is answered and counted once, and the old workers say goodbye", async () => {
  const { upstream, aggregator, server, client } = await stage();
  assert.deepEqual(new Set(await askTimes(client.port, 10)), new Set([200]));
  upstream.hold();
  const waiting = Array.from({ length: 10 }, () => ask(client.port));
  await until("ten wait", () => upstream.waiting() === 10);
  const streams = sumOf(await aggregator.metrics(), "oauth_telemetry_streams");
  // Another value of the configuration each: another root context.
  await Promise.all([server.reload({ flush: { age_ms: 300 } }), client.reload({ flush: { age_ms: 300 } })]);
  upstream.release();
  assert.deepEqual(new Set(await Promise.all(waiting)), new Set([200]));
  assert.deepEqual(new Set(await askTimes(client.port, 10)), new Set([200]));
  const books = await settled(aggregator, ({ aggregated }) => aggregated >= 60);
  assert.deepEqual([books.client, books.server], [30, 30]);
  assert.deepEqual(amissIn(books), NOTHING_AMISS);
  assert.equal(sumOf(await aggregator.metrics(), "oauth_exchange_total", { outcome: "success" }), 60);
  await until("the old root contexts have said goodbye", async () => (await ended(aggregator, "bye")) === streams);
  assert.equal(await ended(aggregator), streams);
  assert.deepEqual(amissIn(await settled(aggregator, ({ aggregated }) => aggregated === 60)), NOTHING_AMISS);
});

test("twenty updates of each listener under load: no request fails, and each is counted once", async () => {
  const { aggregator, server, client } = await stage();
  const load = startLoad({ port: client.port, parallel: 4 });
  for (let i = 1; i <= 20; i += 1) {
    const plugin = { flush: { age_ms: 200 + i } };
    await Promise.all([server.reload(plugin), client.reload(plugin)]);
    const had = load.answers();
    await until("answers under the new configuration", () => load.answers() >= had + 20);
    // More than eight configurations at once are not watched; so many updates a second are nobody's.
    await until("some of the old ones are gone", async () =>
      (await Promise.all([draining(server.envoy), draining(client.envoy)])).every((old) => old <= 4),
    );
  }
  const { sent, failed } = await load.stop();
  assert.deepEqual(failed, []);
  const books = await settled(aggregator, ({ aggregated }) => aggregated >= 2 * sent);
  assert.deepEqual([books.client, books.server], [sent, sent]);
  assert.deepEqual(amissIn(books), NOTHING_AMISS);
  await until("the old ones are gone", async () => (await ended(aggregator, "bye")) >= 20);
  assert.equal(await ended(aggregator), await ended(aggregator, "bye"));
});
