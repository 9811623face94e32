// What holds for every exchange, also for one that nobody would send: the module never traps, never holds the traffic
// (the host throws at anything but Continue), says only words that are known, and its counters close.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as words from "../../control-plane/model/gen/words.ts";
import { anyPlayed, mutated, partsOf } from "./support/any-exchange.ts";
import { goldenCases, shapeOf } from "./support/golden.ts";
import { createObserver, type Observer, recordsOf } from "./support/records.ts";
import type { ReadRecord } from "./support/rows.ts";

const SEED = 20_251_124;
const CASES = goldenCases();
const ENDPOINTS = {
  authorization: ["/authorize"],
  token: ["/token"],
  par: ["/as/par"],
  device_authorization: ["/device_authorization"],
  ciba: ["/bc-authorize"],
  introspection: ["/introspect"],
  revocation: ["/revoke"],
  userinfo: ["/userinfo"],
  logout: ["/logout"],
  registration: ["/register"],
  resource: ["/resource"],
  interaction: ["/interaction/{id}"],
  login: ["/login"],
};
const configured = (more: object = {}): string =>
  JSON.stringify({
    aggregator: { cluster: "aggregator" },
    vantage: "server",
    issuers: [{ name: "as", endpoints: ENDPOINTS }],
    ...more,
  });
const CONFIGURATIONS = [
  configured(),
  configured({ limits: { body_bytes: 1024 } }),
  configured({ issuers: [{ name: "as", hosts: ["sso.test"], dialect: "github", endpoints: ENDPOINTS }] }),
  configured({ issuers: [] }),
];

const CLOSED: Readonly<Record<string, readonly string[]>> = {
  endpoint: words.ENDPOINT_LABELS,
  grant_type: words.GRANT_TYPE_LABELS,
  outcome: words.OUTCOME_LABELS,
  error: words.ERROR_CODE_LABELS,
  auth_method: words.AUTH_METHOD_LABELS,
  vantage: words.VANTAGE_LABELS,
};
const OF_AUTHORIZATION: Readonly<Record<string, readonly string[]>> = {
  response_type: words.RESPONSE_TYPE_LABELS,
  response_mode: words.RESPONSE_MODE_LABELS,
  pkce: words.PKCE_LABELS,
  via: words.VIA_LABELS,
};

/** Every word of a record is from its closed set, and is there exactly where it belongs. */
function assertClosed({ words: said, flags }: ReadRecord): void {
  for (const [name, labels] of Object.entries(CLOSED)) {
    assert.ok(labels.indexOf(String(said[name])) > 0, `${name}=${said[name]}`);
  }
  for (const [name, labels] of Object.entries(OF_AUTHORIZATION)) {
    const isThere = labels.indexOf(String(said[name] ?? "")) > 0;
    assert.equal(isThere, said["endpoint"] === "authorization", `${name}=${said[name]} at ${said["endpoint"]}`);
  }
  const isImplicit = said["grant_type"] === "implicit";
  assert.ok(!isImplicit || said["endpoint"] === "authorization", "implicit elsewhere than at authorization");
  const hasGrant = said["endpoint"] === "token" || said["endpoint"] === "authorization";
  assert.ok(hasGrant || said["grant_type"] === "none", `${said["grant_type"]} at ${said["endpoint"]}`);
  if (said["outcome"] === "unclassified")
    assert.ok(said["unclassified"] !== undefined, "unclassified without a reason");
  if (said["outcome"] === "success") assert.equal(said["error"], "none");
  assert.deepEqual([...new Set(flags)], [...flags]);
}

const sum = (numbers: readonly number[] = []): number => numbers.reduce((all, each) => all + each, 0);

/** matched = emitted + dropped, in the messages as in the statistics; and what was emitted is there. */
function assertLedger({ counters, records, envoy }: Observer, seen: number): void {
  const drops = words.FILTER_DROP_REASON_LABELS.slice(1).map((reason) => envoy.metric(`oauth_flow.dropped.${reason}`));
  const { matched = 0, emitted = 0, dropped } = counters();
  assert.equal(matched, emitted + sum(dropped));
  assert.equal(envoy.metric("oauth_flow.matched"), envoy.metric("oauth_flow.emitted") + sum(drops));
  assert.equal(envoy.metric("oauth_flow.seen"), seen);
  assert.equal(records().length, envoy.metric("oauth_flow.emitted"));
  if (records().length > 0) assert.equal(emitted, records().length);
}

test("no exchange traps, holds the traffic, or is told in a word that is not known, and the ledger closes", () => {
  const property = fc.property(
    fc.constantFrom(...CONFIGURATIONS),
    fc.array(anyPlayed, { minLength: 1, maxLength: 40 }),
    (configuration, exchanges) => {
      const observer = createObserver(configuration);
      exchanges.forEach(observer.play);
      observer.flush();
      observer.records().forEach(assertClosed);
      assertLedger(observer, exchanges.length);
    },
  );
  fc.assert(property, { seed: SEED, numRuns: 150 });
});

test("a golden exchange with wrong bytes is one record, however it is cut", () => {
  const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 });
  const property = fc.property(mutated(CASES), cuts, cuts, ({ configuration, request, answer }, asked, answered) => {
    const ofRequest = partsOf(Buffer.concat(request.chunks as Buffer[]), asked);
    const ofAnswer = partsOf(Buffer.concat(answer.chunks as Buffer[]), answered);
    const [whole = null, cut = null] = recordsOf(configuration, [
      { request, answer },
      { request: { ...request, chunks: ofRequest }, answer: { ...answer, chunks: ofAnswer } },
    ]);
    if (whole !== null) assertClosed(whole);
    assert.deepEqual(shapeOf(cut, null), shapeOf(whole, null));
  });
  fc.assert(property, { seed: SEED, numRuns: 500 });
});

test("exchanges that are under way at the same time do not touch one another", () => {
  const property = fc.property(
    fc.array(fc.constantFrom(...CASES), { minLength: 2, maxLength: 8 }),
    fc.infiniteStream(fc.nat()),
    (cases, choices) => {
      const { envoy, root, flush, records } = createObserver(configured());
      const open = cases.map(({ request, answer }) => ({ request, answer, stream: root.stream(), step: 0 }));
      for (let left = open; left.length > 0; left = left.filter(({ step }) => step < 3)) {
        const each = left[(choices.next().value ?? 0) % left.length]!;
        envoy.pass(1);
        if (each.step === 0) each.stream = envoy.request(root, each.request);
        else if (each.step === 1) envoy.answer(each.stream, each.answer);
        else envoy.log(each.stream);
        each.step += 1;
      }
      flush();
      const alone = cases
        .flatMap(({ request, answer }) => recordsOf(configured(), [{ request, answer }]))
        .filter((record) => record !== null);
      const told = (all: readonly ReadRecord[]): readonly string[] =>
        all.map((record) => JSON.stringify(shapeOf(record, null))).sort();
      assert.deepEqual(told(records()), told(alone));
    },
  );
  fc.assert(property, { seed: SEED, numRuns: 60 });
});

test("what finds no room is counted, with its reason", () => {
  const property = fc.property(
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 12 }),
    fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 8 }),
    (exchanges, ring, waves) => {
      const observer = createObserver(configured({ limits: { exchanges, ring_records: ring } }));
      const { envoy, root } = observer;
      for (const size of waves) {
        const open = Array.from({ length: size }, () => {
          envoy.pass(1);
          return envoy.request(root, { path: "/authorize?response_type=code&client_id=c" });
        });
        for (const stream of open) envoy.answer(stream, { status: 400 });
        for (const stream of open) envoy.log(stream);
      }
      const kept = waves.map((size) => Math.min(size, exchanges));
      observer.flush();
      assertLedger(observer, sum(waves));
      assert.equal(envoy.metric("oauth_flow.matched"), sum(waves));
      assert.equal(envoy.metric("oauth_flow.dropped.exchange_table_full"), sum(waves) - sum(kept));
      assert.equal(envoy.metric("oauth_flow.emitted"), Math.min(sum(kept), ring));
    },
  );
  fc.assert(property, { seed: SEED, numRuns: 60 });
});

test("the memory does not grow over 20,000 exchanges", () => {
  const observer = createObserver(configured());
  const pages = observer.root.vm().memoryPages();
  const exchanges = fc.sample(anyPlayed, { seed: SEED, numRuns: 200 });
  for (let round = 0; round < 100; round += 1) exchanges.forEach(observer.play);
  observer.flush();
  assert.equal(observer.root.vm().memoryPages(), pages);
  assertLedger(observer, 20_000);
});
