// A filter that traps, in a special build: with the `fail_open: true` that ships nobody's request is hurt, only that
// worker's view ends, and it is told which. The second case is why the shipped configuration has the deprecated field.
import assert from "node:assert/strict";
import { type ClientHttp2Session, connect } from "node:http2";
import { afterEach, test } from "node:test";
import type { Json } from "../../scripts/envoy-config.ts";
import { type Aggregator, aggregatorHome } from "./support/aggregator.ts";
import { assertClosed, booksOf, statOf, workersIn } from "./support/books.ts";
import { createCleanup } from "./support/cleanup.ts";
import type { Envoy } from "./support/envoy.ts";
import { type HeldAnswers, startHeldAnswers } from "./support/held-answers.ts";
import { sumOf } from "./support/metrics.ts";
import { portOf, startProxy } from "./support/mesh.ts";
import { specialBuild } from "./support/special-build.ts";
import { ask, askOver } from "./support/token-request.ts";
import { until } from "./support/until.ts";

const { keep, run: cleanUp } = createCleanup();
afterEach(cleanUp);

const TRAPS = { "x-trap": "1" };

type Stage = {
  readonly upstream: HeldAnswers;
  readonly aggregator: Aggregator;
  /** The server's Envoy, which has the special build; the caller's has what ships. */
  readonly server: Envoy;
  /** One connection through one worker of each. */
  readonly session: ClientHttp2Session;
  /** Where clients send. */
  readonly port: number;
};

async function stage(adapt: (wasm: Json) => void = () => undefined): Promise<Stage> {
  const wasm = await specialBuild("trapping");
  const upstream = keep(await startHeldAnswers(), ({ close }) => close());
  const home = keep(aggregatorHome(), ({ remove }) => remove());
  const aggregator = keep(await home.start(), ({ program }) => program.kill());
  const aggregatorPort = aggregator.grpcPort;
  const filterOf = (bootstrap: Json): Json => {
    const [filter] = bootstrap["static_resources"].listeners[0].filter_chains[0].filters[0].typed_config.http_filters;
    return filter.typed_config.config;
  };
  const server = keep(
    await startProxy("in", {
      aggregatorPort,
      upstreamPort: upstream.port,
      wasm,
      adapt: (bootstrap) => adapt(filterOf(bootstrap)),
    }),
    ({ stop }) => stop(),
  );
  const listener = { upstreamProtocol: "h2" } as const;
  const client = keep(
    await startProxy("out", { aggregatorPort, upstreamPort: portOf(server, "in"), listener }),
    ({ stop }) => stop(),
  );
  const port = portOf(client, "out");
  const session = keep(connect(`http://127.0.0.1:${port}`), (opened) => opened.destroy());
  session.on("error", () => undefined);
  return { upstream, aggregator, server, session, port };
}

/** Five requests wait at the upstream, then one traps. Statuses of the five when they are answered, and of the one. */
async function trapAmongFive({
  upstream,
  session,
  server,
  aggregator,
}: Stage): Promise<{ five: readonly number[]; one: number }> {
  assert.equal(await askOver(session), 200);
  // Statistics are published with the next tick: what is not by then dies with the worker.
  await until("the first is seen", async () => (await statOf([server], "seen")) === 1);
  await until("the first is counted", async () => booksOf(await aggregator.metrics()).server === 1);
  upstream.hold();
  const five = Array.from({ length: 5 }, () => askOver(session));
  await until("five wait", () => upstream.waiting() === 5);
  const one = askOver(session, TRAPS);
  await until("the trap", () => traps(server).length > 0);
  upstream.release();
  return { five: await Promise.all(five), one: await one };
}

/** Callbacks that failed, as Envoy's log has them, from its start on. */
const traps = ({ program }: Envoy): readonly string[] =>
  program.failures().flatMap((line) => line.match(/Function: \w+ failed/g) ?? []);

/** Everything that the server's Envoy has seen is counted there, and at the caller's this many. */
async function counted({ aggregator, server }: Stage, atCaller: number): Promise<number> {
  return until("what was seen is counted", async () => {
    const seen = await statOf([server], "seen");
    const books = booksOf(await aggregator.metrics());
    assertClosed(books);
    assert.deepEqual([books.lost, books.duplicate], [0, 0]);
    return books.server === seen && books.client === atCaller && books.inFlight === 0 && seen;
  });
}

/** Requests on connections of their own, past the caller's Envoy, until workers other than the dead one have had twenty. */
async function otherWorkersCount({ server }: Stage): Promise<void> {
  const had = await statOf([server], "seen");
  await until("twenty more are seen", async () => {
    assert.equal(await ask(portOf(server, "in")), 200);
    return (await statOf([server], "seen")) >= had + 20;
  });
}

test("fail_open: true: requests under way pass, the one that traps passes, later ones too, and other workers count on", async () => {
  const staged = await stage();
  assert.deepEqual(await trapAmongFive(staged), { five: [200, 200, 200, 200, 200], one: 200 });
  for (let i = 0; i < 8; i += 1) assert.equal(await askOver(staged.session), 200);
  assert.deepEqual(traps(staged.server), ["Function: proxy_on_request_headers failed"]);
  // The caller's Envoy has the shipped filter, and counts them all; the dead worker's has counted what was before the trap.
  assert.equal(await counted(staged, 15), 1);
  await otherWorkersCount(staged);
  assert.ok((await counted(staged, 15)) >= 21);
  assert.equal(sumOf(await staged.aggregator.metrics(), "oauth_exchange_total", { outcome: "server_error" }), 0);
});

test("FAIL_OPEN, the policy that is not shipped: one trap costs every request under way", async () => {
  const staged = await stage((config) => {
    delete config["fail_open"];
    config["failure_policy"] = "FAIL_OPEN";
  });
  assert.deepEqual(await trapAmongFive(staged), { five: [503, 503, 503, 503, 503], one: 503 });
  for (let i = 0; i < 8; i += 1) assert.equal(await askOver(staged.session), 200);
  assert.deepEqual(traps(staged.server), ["Function: proxy_on_request_headers failed"]);
});

test("a worker that died is told by its silence: it turns stale, alone, and the log names it", async () => {
  const staged = await stage();
  const { aggregator } = staged;
  await trapAmongFive(staged);
  await otherWorkersCount(staged);
  await until("one worker is stale", async () => (await workersIn(aggregator, "stale")) === 1, 60_000);
  assert.ok((await workersIn(aggregator, "alive")) >= 2);
  assert.equal(await workersIn(aggregator, "gone"), 0);
  const line = await aggregator.program.ready(/^.*"msg":"worker fell silent".*$/m);
  const { node, epoch } = JSON.parse(line[0]) as { node: string; epoch: string };
  assert.equal(node, "server-proxy");
  assert.match(epoch, /^[0-9a-f]{16}$/);
});
