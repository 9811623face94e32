import assert from "node:assert/strict";
import { test } from "node:test";
import { createStreamEncoder, heartbeatOf, helloOf, type SampleRecord, varint } from "./support/encoder.ts";
import { createHarness } from "./support/harness.ts";
import { endOf, epochOf, greeted } from "./support/peers.ts";

const many = (count: number): SampleRecord[] => Array.from({ length: count }, () => ({}));

test("the first message is Hello, and there is one", () => {
  const early = createHarness().connect();
  early.say(createStreamEncoder().batch(1, many(1)));
  assert.deepEqual(early.end, { reason: "malformed", what: "want Hello first" });
  const twice = greeted(createHarness());
  twice.say(helloOf());
  assert.deepEqual(twice.end, { reason: "malformed", what: "want one Hello" });
});

test("another schema is refused with both numbers", () => {
  const peer = greeted(createHarness(), { schema: 2 });
  assert.equal(peer.end?.reason, "schema");
  assert.match(peer.end.what, /want schema 1, got 2/);
});

test("a filter that half-closes without Bye is acknowledged, ended, and remembered", () => {
  const harness = createHarness();
  const peer = greeted(harness, { emitted: 5 });
  peer.say(createStreamEncoder().batch(1, many(2)));
  peer.halfClose();
  assert.deepEqual([peer.end?.reason, peer.acknowledged()], ["closed", 2]);
  assert.equal(harness.figures().inFlight, 3);
});

test("a stream without Hello is given up after 10 s, a silent one after 120 s", () => {
  const harness = createHarness();
  const mute = harness.connect();
  const peer = greeted(harness);
  harness.pass(10_001);
  assert.deepEqual([endOf(mute), endOf(peer)], ["silent", undefined]);
  harness.pass(109_999);
  assert.equal(endOf(peer), undefined);
  harness.pass(1);
  assert.equal(endOf(peer), "silent");
});

test("beyond the limit a stream is refused, and counted", () => {
  const harness = createHarness({ maxStreams: 1 });
  greeted(harness);
  const second = harness.connect();
  assert.equal(second.end?.reason, "full");
  second.say(helloOf());
  assert.deepEqual(Object.fromEntries(harness.figures().streamsEnded), { full: 1 });
});

test("new keys go to every open stream, 500 in one tick", () => {
  const harness = createHarness();
  const peers = Array.from({ length: 600 }, (_, index) => greeted(harness, { epoch: epochOf(index + 1) }));
  harness.ingest.setKeys([
    { keyClass: "flow", id: 99, secret: new Uint8Array(32), previous: { id: 7, secret: new Uint8Array(32).fill(1) } },
  ]);
  const told = (): number =>
    peers.filter(({ told: messages }) => messages.some(({ control }) => control?.keys?.[0].id === 99)).length;
  harness.pass(100);
  assert.equal(told(), 500);
  harness.pass(100);
  assert.equal(told(), 600);
  harness.pass(100);
  const key = peers[0]?.told.at(-1).control.keys[0];
  assert.deepEqual([key.keyClass, key.id, key.previousId, key.previousSecret.length], [1, 99, 7, 32]);
  assert.equal(peers[0]?.told.length, 2);
});

test("filters are told when their number asks for other flushes", () => {
  const harness = createHarness();
  const first = greeted(harness, { epoch: "ff".repeat(8) });
  for (let index = 1; index < 3_000; index += 1) greeted(harness, { epoch: epochOf(index) });
  harness.pass(9_999);
  assert.equal(first.told.length, 1);
  for (let tick = 0; tick < 6; tick += 1) harness.pass(100);
  assert.deepEqual(first.told.at(-1), { control: { flush: { ageMs: 600 } } });
});

test("a drain asks every filter to go, acknowledges at once from then on, and refuses who comes", () => {
  const harness = createHarness();
  const peer = greeted(harness);
  const mute = harness.connect();
  harness.ingest.drain();
  assert.deepEqual(peer.told.at(-1), { control: { drain: true } });
  assert.equal(mute.end?.reason, "draining");
  peer.say(createStreamEncoder().batch(1, many(2)));
  assert.equal(peer.acknowledged(), 2);
  assert.equal(greeted(harness, { epoch: "aa".repeat(8) }).end?.reason, "draining");
  harness.ingest.finish();
  assert.equal(peer.end?.reason, "drained");
  assert.equal(harness.ingest.streams, 0);
});

test("what is under way is summed over open streams, as their last heartbeats say", () => {
  const harness = createHarness();
  const a = greeted(harness, { epoch: "aa".repeat(8) });
  const b = greeted(harness, { epoch: "bb".repeat(8) });
  const entry = { issuer: "corp", endpoint: "token", vantage: "server", exchanges: 3 };
  a.say(heartbeatOf({}, 0, [{ ...entry, exchanges: 9 }]), heartbeatOf({}, 0, [entry]));
  b.say(heartbeatOf({}, 0, [entry, { ...entry, vantage: "client", exchanges: 1 }]));
  const shown = (): readonly (readonly [string, number, number, number])[] =>
    harness
      .figures()
      .exchangesInFlight.map(
        ({ issuer, endpoint, vantage, exchanges }) => [issuer, endpoint, vantage, exchanges] as const,
      );
  assert.deepEqual(shown(), [
    ["corp", 2, 1, 6],
    ["corp", 2, 2, 1],
  ]);
  b.cancel();
  assert.deepEqual(shown(), [["corp", 2, 1, 3]]);
});

test("too many series of what is under way are shown as issuer other", () => {
  const harness = createHarness();
  for (let stream = 0; stream < 70; stream += 1) {
    const peer = greeted(harness, { epoch: epochOf(stream + 1) });
    const inFlight = Array.from({ length: 64 }, (_, index) => ({
      issuer: `${stream}-${index}`,
      endpoint: "token",
      vantage: "server",
      exchanges: 1,
    }));
    peer.say(heartbeatOf({}, 0, inFlight));
  }
  const shown = harness.figures().exchangesInFlight;
  assert.equal(shown.length, 4_097);
  assert.equal(shown.find(({ issuer }) => issuer === "other")?.exchanges, 70 * 64 - 4_096);
  assert.equal(harness.figures().inFlightFolded, 70 * 64 - 4_096);
});

test("what is under way beyond 64 entries of a heartbeat is shown as issuer other, and counted", () => {
  const harness = createHarness();
  const peer = greeted(harness);
  const entry = { endpoint: "token", vantage: "server", exchanges: 2 };
  const named = Array.from({ length: 64 }, (_, index) => ({ ...entry, issuer: `as-${index}` }));
  const beyond = [entry, entry, { ...entry, vantage: "client" }].map((one) => ({ ...one, issuer: "late" }));
  peer.say(heartbeatOf({}, 0, [...named, ...beyond]));
  const { exchangesInFlight, inFlightFolded } = harness.figures();
  assert.deepEqual(exchangesInFlight.slice(64), [
    { issuer: "other", endpoint: 2, vantage: 1, exchanges: 4 },
    { issuer: "other", endpoint: 2, vantage: 2, exchanges: 2 },
  ]);
  assert.equal(inFlightFolded, 3);
});

test("what is under way has the issuer that all metrics show, and one without a place is counted", () => {
  const harness = createHarness({ shownIssuer: (name) => (name === "corp" ? name : "other") });
  const peer = greeted(harness);
  const entry = { endpoint: "token", vantage: "server", exchanges: 1 };
  for (let beat = 0; beat < 2; beat += 1)
    peer.say(
      heartbeatOf(
        {},
        0,
        ["corp", "late", "other"].map((issuer) => ({ ...entry, issuer })),
      ),
    );
  assert.deepEqual(
    harness.figures().exchangesInFlight.map(({ issuer, exchanges }) => [issuer, exchanges]),
    [
      ["corp", 1],
      ["other", 2],
    ],
  );
  assert.equal(harness.figures().inFlightFolded, 2);
});

test("exchanges that a heartbeat had no room to name are counted with those shown as issuer other", () => {
  const harness = createHarness();
  const peer = greeted(harness);
  for (let beat = 0; beat < 2; beat += 1) peer.say(heartbeatOf({}, 0, [], { in_flight_unnamed: 7 }));
  assert.deepEqual([harness.figures().inFlightFolded, harness.figures().exchangesInFlight], [14, []]);
});

test("what is under way counts for 30 s after the heartbeat that said so, though its stream stays open", () => {
  const harness = createHarness();
  const dead = greeted(harness, { epoch: "aa".repeat(8) });
  const other = greeted(harness, { epoch: "bb".repeat(8) });
  const entry = { issuer: "corp", endpoint: "token", vantage: "server" };
  dead.say(heartbeatOf({}, 0, [{ ...entry, exchanges: 3 }]));
  const shown = (): readonly number[] => harness.figures().exchangesInFlight.map(({ exchanges }) => exchanges);
  harness.pass(30_000);
  other.say(heartbeatOf({}, 0, [{ ...entry, exchanges: 1 }]));
  assert.deepEqual(shown(), [4]);
  harness.pass(1);
  assert.deepEqual([shown(), harness.ingest.streams], [[1], 2]);
});

test("a message of unknown kind ends the stream", () => {
  const peer = greeted(createHarness());
  peer.say(Buffer.from([...varint((15 << 3) | 2), 0]));
  assert.equal(peer.end?.reason, "malformed");
});
