// What answers on the aggregator's port is hostile: no request fails, nothing traps, Envoy's memory stays what it is, and when
// an aggregator takes over at the same address, what is not gone with the hostile one arrives, once.
import assert from "node:assert/strict";
import { afterEach, suite, test } from "node:test";
import type { Json } from "../../scripts/envoy-config.ts";
import { aggregatorHome } from "./support/aggregator.ts";
import { settled, statOf } from "./support/books.ts";
import { createCleanup } from "./support/cleanup.ts";
import { type Front, startFront } from "./support/front.ts";
import { startHeldAnswers } from "./support/held-answers.ts";
import type { HostilePeer } from "./support/hostile.ts";
import { HOSTILE_PEERS } from "./support/hostile-peers.ts";
import { residentBytes } from "./support/memory.ts";
import { sumOf } from "./support/metrics.ts";
import { startProxy } from "./support/mesh.ts";
import { askTimes } from "./support/token-request.ts";
import { until } from "./support/until.ts";

const { keep, run: cleanUp } = createCleanup();
afterEach(cleanUp);

/** Each peer is the aggregator of one configuration, of which a VM watches eight at most. */
const AT_ONCE = 6;
/** Requests before a peer is known to have played, and after: connections of their own, so that all workers have some. */
const [BEFORE, AFTER] = [12, 12];
const MIB = 1024 * 1024;
/** Envoy's own, for the connections, and memory of rings that is touched for the first time. */
const SLACK = 16 * MIB;

/** Those that answer well enough to get every record. */
const TAKES_ALL = [
  "garbage_after_welcome",
  "unknown_fields",
  "acknowledgement_goes_back",
  "acknowledgement_beyond",
  "credit_absurd",
  "burst",
];

type Case = { readonly name: string; readonly peer: HostilePeer; readonly front: Front };

async function startCase(name: string): Promise<Case> {
  const start = HOSTILE_PEERS[name];
  if (start === undefined) throw new Error(`there is no hostile peer ${name}`);
  const peer = keep(await start(), ({ close }) => close());
  const front = keep(await startFront(peer.port), ({ close }) => close());
  return { name, peer, front };
}

/** One listener and one way to the aggregator for each case, and an issuer of its name. */
function listenersOf(cases: readonly Case[]): (bootstrap: Json) => void {
  return (bootstrap) => {
    const { listeners, clusters } = bootstrap["static_resources"];
    const [[listener], [way, ...rest]] = [listeners, clusters];
    bootstrap["static_resources"].listeners = cases.map(({ name }) => named(listener, name));
    bootstrap["static_resources"].clusters = [
      ...cases.map(({ name, front }) => leading(way, name, front.port)),
      ...rest,
    ];
  };
}

function named(listener: Json, name: string): Json {
  const copy: Json = { ...structuredClone(listener), name };
  const [filter] = copy["filter_chains"][0].filters[0].typed_config.http_filters;
  const issuers = [{ name, hosts: ["sso.test"], dialect: "spring" }];
  filter.typed_config.config.configuration.value = JSON.stringify({ aggregator: { cluster: name }, issuers });
  return copy;
}

function leading(cluster: Json, name: string, port: number): Json {
  const copy: Json = { ...structuredClone(cluster), name };
  copy["load_assignment"] = { ...copy["load_assignment"], cluster_name: name };
  copy["load_assignment"].endpoints[0].lb_endpoints[0].endpoint.address.socket_address.port_value = port;
  return copy;
}

/** Hostile peers in the place of an aggregator, then an aggregator in theirs. */
async function play(names: readonly string[]): Promise<void> {
  const upstream = keep(await startHeldAnswers(), ({ close }) => close());
  const cases: Case[] = [];
  for (const name of names) cases.push(await startCase(name));
  const options = { aggregatorPort: 0, upstreamPort: upstream.port, adapt: listenersOf(cases) };
  const envoy = keep(await startProxy("in", options), ({ stop }) => stop());
  const askAll = async (times: number): Promise<void> => {
    const statuses = await Promise.all(cases.map(({ name }) => askTimes(envoy.listenerPorts[name]!, times)));
    assert.deepEqual(new Set(statuses.flat()), new Set([200]));
  };
  await askAll(BEFORE);
  const before = residentBytes(envoy.pid);
  await until("each has played", () => cases.every(({ peer }) => peer.played() >= 2));
  await askAll(AFTER);
  const sent = BEFORE + AFTER;
  await until("all is recorded", async () => (await statOf([envoy], "emitted")) === cases.length * sent);
  await until("those that acknowledge have their share", () =>
    cases.every(({ name, peer }) => !TAKES_ALL.includes(name) || peer.acknowledged() === sent),
  );
  await Promise.all(cases.filter(({ peer }) => peer.acknowledged() > 0).map(({ peer }) => peer.heard()));
  const grown = residentBytes(envoy.pid) - before;
  const home = keep(aggregatorHome(), ({ remove }) => remove());
  const aggregator = keep(await home.start(), ({ program }) => program.kill());
  for (const { front } of cases) front.lead(aggregator.grpcPort);
  const gone = (): number => cases.reduce((sum, { peer }) => sum + peer.acknowledged(), 0);
  const books = await settled(aggregator, ({ aggregated }) => aggregated + gone() >= cases.length * sent);
  const page = await aggregator.metrics();
  const counted = cases.map(({ name }) => [name, sumOf(page, "oauth_exchange_total", { issuer: name })]);
  assert.deepEqual(
    counted,
    cases.map(({ name, peer }) => [name, sent - peer.acknowledged()]),
  );
  assert.deepEqual([books.lost, books.duplicate, books.dropped, books.droppedByFilters], [0, 0, 0, 0]);
  assert.deepEqual(envoy.program.failures(), []);
  assert.ok(grown <= SLACK, `grown by ${grown} bytes`);
}

suite("hostile peers in the aggregator's place", () => {
  const names = Object.keys(HOSTILE_PEERS);
  for (let first = 0; first < names.length; first += AT_ONCE) {
    const some = names.slice(first, first + AT_ONCE);
    test(some.join(", "), () => play(some));
  }
});
