// No aggregator from the first request to the last: nobody's request fails, nothing is logged as an error, and what no ring
// holds is counted.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import type { Json } from "../../scripts/envoy-config.ts";
import { statOf } from "./support/books.ts";
import { createCleanup } from "./support/cleanup.ts";
import { freePort } from "./support/free-port.ts";
import { startHeldAnswers } from "./support/held-answers.ts";
import { startLoad } from "./support/load.ts";
import { portOf, startProxy } from "./support/mesh.ts";
import { until } from "./support/until.ts";

const { keep, run: cleanUp } = createCleanup();
afterEach(cleanUp);

const RING_RECORDS = 64;

type Absent = { readonly aggregatorPort: number; readonly plugin?: Json; readonly adapt?: (bootstrap: Json) => void };

/** Both Envoys run with an aggregator that is absent in this way until rings are full, and end in order. */
async function runWithout({ aggregatorPort, plugin = {}, adapt = () => undefined }: Absent): Promise<void> {
  const upstream = keep(await startHeldAnswers(), ({ close }) => close());
  const more = { aggregatorPort, plugin: { limits: { ring_records: RING_RECORDS }, ...plugin }, adapt };
  const server = keep(await startProxy("in", { ...more, upstreamPort: upstream.port }), ({ kill }) => kill());
  const outward = { ...more, upstreamPort: portOf(server, "in") };
  const client = keep(await startProxy("out", outward), ({ kill }) => kill());
  const load = startLoad({ port: portOf(client, "out"), parallel: 6 });
  keep(load, ({ stop }) => stop());
  await until("full rings", () => load.answers() >= 1_000);
  const { sent, failed } = await load.stop();
  assert.deepEqual(failed, []);
  for (const envoy of [client, server]) {
    await until("all is recorded or refused", async () => (await statOf([envoy], "matched")) === sent);
    const emitted = await statOf([envoy], "emitted");
    assert.ok(emitted > 0 && emitted <= 3 * RING_RECORDS, `${emitted} records in three rings`);
    assert.equal(await statOf([envoy], "dropped.ring_full"), sent - emitted);
  }
  for (const envoy of [client, server]) {
    assert.deepEqual(await envoy.stop(), { code: 0, signal: null });
    assert.deepEqual(envoy.program.failures(), []);
    // It says so when it goes, so that nobody takes the silence for rest.
    assert.match(envoy.program.output(), /ends without an aggregator: its last records are lost/);
  }
}

test("a cluster that does not exist", () =>
  runWithout({ aggregatorPort: 1, plugin: { aggregator: { cluster: "no_such_cluster" } } }));

test("a cluster whose name would abort Envoy, were it not inside a message", () =>
  runWithout({ aggregatorPort: 1, plugin: { aggregator: { cluster: "aggregate" } } }));

test("a cluster without hosts", () =>
  runWithout({
    aggregatorPort: 1,
    adapt: (bootstrap) => void (bootstrap["static_resources"].clusters[0].load_assignment.endpoints = []),
  }));

test("a port where nobody listens", async () => runWithout({ aggregatorPort: await freePort() }));
