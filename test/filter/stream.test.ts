import assert from "node:assert/strict";
import { test } from "node:test";
import type { MemoryStream } from "../../host/grpc-memory.ts";
import type { Root } from "../../host/types.ts";
import { createPlayedEnvoy, type PlayedEnvoy } from "./support/played-envoy.ts";
import { requestOf, response, welcome } from "./support/wire.ts";

const CLUSTER = "outbound|9101||aggregator.mesh";
const CONFIGURATION = JSON.stringify({
  aggregator: { cluster: CLUSTER, authority: "aggregator" },
  vantage: "server",
  issuers: [{ name: "corp", hosts: ["sso.test"], endpoints: { token: ["/token"] } }],
});
const TOKEN_REQUEST = {
  path: "/token",
  method: "POST",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  chunks: ["grant_type=client_credentials&client_id=a&client_secret=b"],
} as const;
const TOKEN_ANSWER = {
  status: 200,
  headers: { "content-type": "application/json" },
  chunks: ['{"access_token":"t","token_type":"Bearer","expires_in":60}'],
} as const;

function started(configuration = CONFIGURATION): {
  envoy: PlayedEnvoy;
  root: Root;
  exchange: (times?: number) => void;
} {
  const envoy = createPlayedEnvoy({ node: { id: "sidecar~10.0.0.1~pod.ns~domain" } });
  const root = envoy.addRoot(configuration);
  const exchange = (times = 1): void => {
    for (let i = 0; i < times; i += 1) envoy.exchange(root, TOKEN_REQUEST, TOKEN_ANSWER);
  };
  return { envoy, root, exchange };
}

function stream(envoy: PlayedEnvoy, index = -1): MemoryStream {
  const found = envoy.streams().at(index);
  assert.ok(found !== undefined, "no stream was opened");
  return found;
}

const batchesOf = ({ sent }: MemoryStream): { first: number; count: number }[] =>
  sent.map(requestOf).flatMap(({ batch }) => (batch === undefined ? [] : [{ first: batch.first, count: batch.count }]));

test("no stream is opened while configuring, on ticks, or for requests that are not OAuth", () => {
  const { envoy, root } = started();
  envoy.tick(root, 1_000);
  envoy.exchange(root, { path: "/index.html" }, { status: 200, chunks: ["<p>"] });
  envoy.tick(root, 1_000);
  assert.equal(envoy.streams().length, 0);
});

test("the first OAuth request opens the stream and says Hello", () => {
  const { envoy, exchange } = started();
  exchange();
  const opened = stream(envoy);
  assert.equal(opened.request.service, "oauthflow.v1.ObservationService");
  assert.equal(opened.request.method, "Observe");
  const { hello } = requestOf(opened.sent[0]!);
  assert.equal(hello.node, "sidecar~10.0.0.1~pod.ns~domain");
  assert.equal(hello.epoch.length, 8);
  assert.equal(hello.schema, 1);
  assert.equal(envoy.streams().length, 1);
});

test("no record leaves before the keys have come", () => {
  const { envoy, root, exchange } = started();
  exchange(3);
  stream(envoy).message(response({ welcome: { creditBytes: 65_536, control: { flush: { ageMs: 50 } } } }));
  envoy.tick(root, 5_000);
  assert.deepEqual(batchesOf(stream(envoy)), []);
  stream(envoy).message(welcome(65_536));
  assert.deepEqual(batchesOf(stream(envoy)), [{ first: 1, count: 3 }]);
});

test("no more bytes leave than credit allows, and the rest follows with the next credit", () => {
  const { envoy, root, exchange } = started();
  exchange(200);
  stream(envoy).message(welcome(2_000));
  envoy.tick(root, 2_000);
  const bytes = (): number =>
    stream(envoy)
      .sent.filter((message) => requestOf(message).batch !== undefined)
      .reduce((sum, { length }) => sum + length, 0);
  const sent = batchesOf(stream(envoy)).reduce((sum, { count }) => sum + count, 0);
  assert.ok(sent > 0 && sent < 200, `${sent} of 200 records`);
  assert.ok(bytes() <= 2_000, `${bytes()} bytes`);
  stream(envoy).message(response({ credit: { creditBytes: 100_000 } }));
  envoy.tick(root, 2_000);
  assert.equal(
    batchesOf(stream(envoy)).reduce((sum, { count }) => sum + count, 0),
    200,
  );
});

test("what was not acknowledged is sent again on the next stream, what was is not", () => {
  const { envoy, root, exchange } = started();
  exchange(5);
  stream(envoy).message(welcome(65_536));
  envoy.tick(root, 2_000);
  stream(envoy).message(response({ ack: { acknowledged: 2 } }));
  stream(envoy).close(13);
  exchange();
  envoy.tick(root, 60_000);
  assert.equal(envoy.streams().length, 2);
  const { hello } = requestOf(stream(envoy).sent[0]!);
  assert.deepEqual([hello.emitted, hello.acknowledged, hello.sent], [6, 2, 5]);
  stream(envoy).message(welcome(65_536));
  envoy.tick(root, 2_000);
  assert.deepEqual(batchesOf(stream(envoy)), [{ first: 3, count: 4 }]);
});

test("a new aggregator's Welcome acknowledges what it already has", () => {
  const { envoy, root, exchange } = started();
  exchange(5);
  stream(envoy).message(welcome(65_536));
  envoy.tick(root, 2_000);
  stream(envoy).close(13);
  envoy.tick(root, 60_000);
  stream(envoy).message(welcome(65_536, 4));
  envoy.tick(root, 2_000);
  assert.deepEqual(batchesOf(stream(envoy)), [{ first: 5, count: 1 }]);
});

test("an acknowledgement beyond what was sent frees nothing that was not sent", () => {
  const { envoy, root, exchange } = started();
  exchange(2);
  stream(envoy).message(welcome(65_536));
  envoy.tick(root, 2_000);
  stream(envoy).message(response({ ack: { acknowledged: 1_000_000 } }));
  exchange(1);
  envoy.tick(root, 2_000);
  assert.deepEqual(batchesOf(stream(envoy)), [
    { first: 1, count: 2 },
    { first: 3, count: 1 },
  ]);
});

test("a stream that fails is opened again after a wait that grows and is not always the same", () => {
  const { envoy, root, exchange } = started();
  envoy.process.grpc.set(CLUSTER, "no_hosts");
  exchange();
  for (let second = 0; second < 600; second += 1) envoy.tick(root, 1_000);
  const tries = root.vm().counters().calls["proxy_grpc_stream"] ?? 0;
  assert.ok(tries > 8 && tries < 30, `${tries} tries in ten minutes`);
  envoy.process.grpc.set(CLUSTER, "up");
  envoy.tick(root, 61_000);
  assert.equal(envoy.streams().length, 1);
});

test("a stream on which nothing is answered is given up and opened again", () => {
  const { envoy, root, exchange } = started();
  exchange();
  stream(envoy).message(welcome(65_536));
  envoy.tick(root, 2_000);
  for (let second = 0; second < 20; second += 1) envoy.tick(root, 1_000);
  assert.equal(stream(envoy, 0).state(), "reset");
  assert.equal(envoy.streams().length, 2);
});

test("a quiet stream is kept: its heartbeats are no question", () => {
  const { envoy, root, exchange } = started();
  exchange();
  stream(envoy).message(welcome(65_536));
  envoy.tick(root, 2_000);
  stream(envoy).message(response({ ack: { acknowledged: 1 } }));
  for (let second = 0; second < 120; second += 1) envoy.tick(root, 1_000);
  assert.equal(envoy.streams().length, 1);
  const beats = stream(envoy)
    .sent.map(requestOf)
    .filter(({ heartbeat }) => heartbeat !== undefined);
  assert.ok(beats.length >= 20 && beats.length <= 30, `${beats.length} heartbeats in two minutes`);
});

test("a heartbeat names the exchanges that are under way", () => {
  const { envoy, root } = started();
  const context = envoy.request(root, TOKEN_REQUEST);
  stream(envoy).message(welcome(65_536));
  envoy.tick(root, 6_000);
  const beat = stream(envoy)
    .sent.map(requestOf)
    .findLast(({ heartbeat }) => heartbeat !== undefined);
  assert.deepEqual(beat.heartbeat.inFlight, [{ issuer: "corp", endpoint: 2, vantage: 1, exchanges: 1 }]);
  envoy.answer(context, TOKEN_ANSWER);
  envoy.log(context);
  envoy.tick(root, 6_000);
  const after = stream(envoy)
    .sent.map(requestOf)
    .findLast(({ heartbeat }) => heartbeat !== undefined);
  assert.equal(after.heartbeat.inFlight, undefined);
});

test("a full ring refuses the newest, and counts it", () => {
  const envoy = createPlayedEnvoy();
  const root = envoy.addRoot(CONFIGURATION.replace("{", '{"limits":{"ring_records":3},'));
  for (let i = 0; i < 5; i += 1) envoy.exchange(root, TOKEN_REQUEST, TOKEN_ANSWER);
  stream(envoy).message(welcome(65_536));
  envoy.tick(root, 2_000);
  const { batch } = requestOf(stream(envoy).sent.at(-2)!);
  assert.equal(batch.count, 3);
  assert.deepEqual(batch.counters, { seen: 5, matched: 5, emitted: 3, dropped: [0, 2, 0, 0, 0, 0] });
  assert.equal(envoy.metric("oauth_flow.dropped.ring_full"), 2);
});

test("pause and sampling leave exchanges out, and count them", () => {
  const { envoy, root, exchange } = started();
  exchange();
  stream(envoy).message(welcome(65_536));
  stream(envoy).message(response({ control: { sampleOneIn: 4 } }));
  exchange(8);
  stream(envoy).message(response({ control: { pause: true, sampleOneIn: 1 } }));
  exchange(2);
  stream(envoy).message(response({ control: { pause: false } }));
  exchange(1);
  envoy.tick(root, 2_000);
  const { batch } = stream(envoy)
    .sent.map(requestOf)
    .findLast((message) => message.batch !== undefined);
  assert.deepEqual(batch.counters, { seen: 12, matched: 12, emitted: 4, dropped: [0, 0, 0, 0, 2, 6] });
});

test("the last words: what waits, Bye, and the end of the stream", () => {
  const { envoy, root, exchange } = started();
  exchange(2);
  stream(envoy).message(welcome(65_536));
  exchange(3);
  assert.equal(root.shutdown(), "done");
  const messages = stream(envoy).sent.map(requestOf);
  assert.deepEqual(batchesOf(stream(envoy)).at(-1), { first: 1, count: 5 });
  assert.deepEqual(messages.at(-1).bye, {
    counters: { seen: 5, matched: 5, emitted: 5, dropped: [0, 0, 0, 0, 0, 0] },
    sent: 5,
  });
  assert.equal(root.vm().counters().calls["proxy_grpc_close"], 1);
  // Envoy resets the streams of a root that is gone.
  assert.equal(stream(envoy).state(), "reset");
});

test("an aggregator that drains gets what waits and no more, then the stream is closed and opened again", () => {
  const { envoy, root, exchange } = started();
  exchange(2);
  stream(envoy).message(welcome(65_536));
  stream(envoy).message(response({ control: { drain: true } }));
  assert.deepEqual(batchesOf(stream(envoy)), [{ first: 1, count: 2 }]);
  exchange(3);
  envoy.tick(root, 2_000);
  stream(envoy).message(response({ ack: { acknowledged: 1 } }));
  assert.equal(stream(envoy).state(), "open");
  stream(envoy).message(response({ ack: { acknowledged: 2 } }));
  assert.equal(stream(envoy).state(), "half_closed");
  assert.deepEqual(batchesOf(stream(envoy)), [{ first: 1, count: 2 }]);
  envoy.tick(root, 2_000);
  assert.equal(envoy.streams().length, 2);
  stream(envoy).message(welcome(65_536));
  envoy.tick(root, 2_000);
  assert.deepEqual(batchesOf(stream(envoy)), [{ first: 3, count: 3 }]);
});

/** Of the last Hello. */
const toldOf = (envoy: PlayedEnvoy): unknown => requestOf(stream(envoy).sent[0]!).hello.told;

/** A ring of three records, and a stream that was welcomed; five exchanges have made three records and two drops. */
function full(): ReturnType<typeof started> {
  const all = started(CONFIGURATION.replace("{", '{"limits":{"ring_records":3},'));
  all.exchange(5);
  stream(all.envoy).message(welcome(65_536));
  all.envoy.tick(all.root, 2_000);
  return all;
}

function renew(envoy: PlayedEnvoy, root: Root): void {
  stream(envoy).close(13);
  envoy.tick(root, 60_000);
}

const TOLD = { seen: 5, matched: 5, emitted: 3, dropped: [0, 2, 0, 0, 0, 0] };

test("the first Hello tells no counters, and neither does one before a batch was acknowledged", () => {
  const { envoy, root } = full();
  assert.equal(toldOf(envoy), undefined);
  // A heartbeat too has gone out, but as the batch it was not answered.
  assert.ok(requestOf(stream(envoy).sent.at(-1)!).heartbeat !== undefined);
  renew(envoy, root);
  assert.equal(envoy.streams().length, 2);
  assert.equal(toldOf(envoy), undefined);
});

test("Hello tells the counters of the batch that was acknowledged, not what was counted or said after it", () => {
  const { envoy, root, exchange } = full();
  exchange(2);
  stream(envoy).message(response({ ack: { acknowledged: 2 } }));
  exchange(3);
  envoy.tick(root, 6_000);
  stream(envoy).message(response({ ack: { acknowledged: 3 } }));
  renew(envoy, root);
  assert.deepEqual(toldOf(envoy), TOLD);
  // On the next stream the rest is acknowledged, with what it was sent with.
  stream(envoy).message(welcome(65_536));
  envoy.tick(root, 2_000);
  stream(envoy).message(response({ ack: { acknowledged: 5 } }));
  exchange(1);
  renew(envoy, root);
  assert.deepEqual(toldOf(envoy), { seen: 10, matched: 10, emitted: 5, dropped: [0, 5, 0, 0, 0, 0] });
});

test("Hello tells the counters of a heartbeat that came when all was acknowledged", () => {
  const { envoy, root, exchange } = full();
  stream(envoy).message(response({ ack: { acknowledged: 3 } }));
  stream(envoy).message(response({ control: { pause: true } }));
  exchange(4);
  envoy.tick(root, 6_000);
  exchange(1);
  renew(envoy, root);
  assert.deepEqual(toldOf(envoy), { seen: 9, matched: 9, emitted: 3, dropped: [0, 2, 0, 0, 4, 0] });
});

test("an acknowledgement that comes late, on another stream, takes back nothing that was told since", () => {
  const { envoy, root, exchange } = full();
  renew(envoy, root);
  // Welcomed, but without credit: the batch waits, and the heartbeat goes out.
  stream(envoy).message(welcome(0));
  stream(envoy).message(response({ control: { pause: true } }));
  exchange();
  envoy.tick(root, 6_000);
  stream(envoy).message(response({ ack: { acknowledged: 3 } }));
  renew(envoy, root);
  assert.deepEqual(toldOf(envoy), { seen: 6, matched: 6, emitted: 3, dropped: [0, 2, 0, 0, 1, 0] });
});

test("messages for a stream that is gone, and bytes that are no message, change nothing", () => {
  const { envoy, root, exchange } = started();
  exchange(1);
  const first = stream(envoy);
  first.message(Buffer.from("ffffffffffffffffffff", "hex"));
  first.message(Buffer.from("0a", "hex"));
  first.message(Buffer.alloc(4_000, 0x0a));
  first.message(welcome(65_536));
  envoy.tick(root, 2_000);
  assert.deepEqual(batchesOf(first), [{ first: 1, count: 1 }]);
  first.close(14);
  // Envoy says no more of it, nor of streams that never were. Were it to:
  const late = response({ ack: { acknowledged: 1 } });
  for (const token of [...Array(64).keys(), 0xffff_ffff])
    root.vm().call("proxy_on_grpc_receive", [root.id(), token, late.length], { buffers: { 5: late } });
  for (const token of [1_000, 1_002, 0xffff_ffff]) root.vm().call("proxy_on_grpc_close", [root.id(), token, 14]);
  envoy.tick(root, 60_000);
  stream(envoy).message(welcome(65_536));
  envoy.tick(root, 2_000);
  assert.deepEqual(batchesOf(stream(envoy)), [{ first: 1, count: 1 }]);
});
