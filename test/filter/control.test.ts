// What an aggregator said to one root holds for the others of the proxy: pause and sampling while they have no stream, and
// no longer than it is stamped anew. Keys do not.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { MemoryStream } from "../../host/grpc-memory.ts";
import type { PlayedProcess } from "./support/played-process.ts";
import { controlName, EVERY_MS, exchange, startVm, startVms, streamOf, type Vm } from "./support/vms.ts";
import { requestOf, response, welcome } from "./support/wire.ts";

const WITHOUT_KEYS = response({ welcome: { creditBytes: 65_536 } });
const VALID_MS = 300_000;

/** A process with one root whose stream has brought keys, and whatever else; and one without a stream. */
function heard(control: object = {}): { readonly process: PlayedProcess; readonly speaker: Vm; readonly other: Vm } {
  const { process, vms } = startVms(2);
  const [speaker, other] = vms as [Vm, Vm];
  exchange(speaker);
  streamOf(speaker).message(welcome(65_536));
  streamOf(speaker).message(response({ control }));
  speaker.envoy.tick(speaker.root, 0);
  return { process, speaker, other };
}

// oxlint-disable-next-line typescript/no-explicit-any -- the shape is that of the message
const batchesOf = (stream: MemoryStream): any[] =>
  stream.sent.map(requestOf).flatMap(({ batch }) => (batch === undefined ? [] : [batch]));

/** What a root makes of ten exchanges: emitted, paused, sampled out. */
function ofTen(vm: Vm): readonly number[] {
  const metrics = ["emitted", "dropped.paused", "dropped.sampled"].map((name) => `oauth_flow.${name}`);
  vm.envoy.tick(vm.root, 0);
  const before = metrics.map(vm.envoy.metric);
  for (let i = 0; i < 10; i += 1) exchange(vm);
  vm.envoy.tick(vm.root, 0);
  return metrics.map((name, index) => vm.envoy.metric(name) - (before[index] ?? 0));
}

test("a root sends no record before its own stream has brought keys, whatever others have", () => {
  const { other } = heard();
  exchange(other);
  streamOf(other).message(WITHOUT_KEYS);
  other.envoy.tick(other.root, 2_000);
  assert.deepEqual(batchesOf(streamOf(other)), []);
  streamOf(other).message(welcome(65_536));
  assert.deepEqual(
    batchesOf(streamOf(other)).map(({ count, flowKeyId }) => [count, flowKeyId]),
    [[1, 7]],
  );
});

test("no key is in the value, nor anything made of one: it is the same for all keys", () => {
  const [value, another] = [7, 9].map((id) => {
    const keys = [1, 2, 3].map((keyClass) => ({
      keyClass,
      id,
      secret: Buffer.alloc(32, 10 * id + keyClass),
      previousId: id + 1,
      previousSecret: Buffer.alloc(32, 20 * id + keyClass),
    }));
    const { process } = heard({ keys, sampleOneIn: 3 });
    return process.value(controlName(process));
  });
  // Head; one section: its kind and size, one in three, not paused.
  assert.equal(value?.subarray(16).toString("hex"), "01000000" + "08000000" + "03000000" + "00000000");
  assert.deepEqual(value, another);
});

test("a root without a stream obeys pause, until it is stale", () => {
  const { process, other } = heard({ pause: true });
  assert.deepEqual(ofTen(other), [0, 10, 0]);
  process.pass(VALID_MS - 1);
  assert.deepEqual(ofTen(other), [0, 10, 0]);
  process.pass(1);
  assert.deepEqual(ofTen(other), [10, 0, 0]);
});

test("a root without a stream obeys sampling from its first exchange on", () => {
  const { process } = heard({ sampleOneIn: 5 });
  const late = startVm(process);
  for (let i = 0; i < 10; i += 1) exchange(late);
  late.envoy.tick(late.root, 0);
  // One of the others was before.
  assert.deepEqual([process.metric("oauth_flow.emitted"), process.metric("oauth_flow.dropped.sampled")], [1 + 2, 8]);
  process.pass(VALID_MS);
  assert.deepEqual(ofTen(late), [10, 0, 0]);
});

test("the own stream's word holds from its welcome on, whatever others have heard", () => {
  const { process, other } = heard({ pause: true, sampleOneIn: 5 });
  exchange(other);
  streamOf(other).message(welcome(65_536));
  for (let i = 0; i < 10; i += 1) exchange(other);
  other.envoy.tick(other.root, 0);
  // The speaker's one, and these.
  assert.equal(process.metric("oauth_flow.emitted"), 1 + 10);
  assert.deepEqual(ofTen(other), [10, 0, 0]);
});

test("a stream that was welcomed stamps anew, so that a pause outlives five minutes, and its end ends that", () => {
  const { process, speaker, other } = heard({ pause: true });
  speaker.envoy.tick(speaker.root, 2_000);
  streamOf(speaker).message(response({ ack: { acknowledged: 1 } }));
  for (let minute = 0; minute < 10; minute += 1) speaker.envoy.tick(speaker.root, 60_000);
  assert.deepEqual(ofTen(other), [0, 10, 0]);
  streamOf(speaker).close(14);
  // It obeys its own last word, as the others do.
  assert.deepEqual(ofTen(speaker), [0, 10, 0]);
  process.pass(VALID_MS);
  assert.deepEqual(ofTen(other), [10, 0, 0]);
});

test("what a stream says is there for the others with the next tick, and outlives it: a pause", () => {
  const { speaker, other } = heard();
  streamOf(speaker).message(response({ control: { pause: true, sampleOneIn: 5 } }));
  speaker.envoy.tick(speaker.root, 250);
  streamOf(speaker).close(14);
  for (const vm of [speaker, other]) assert.deepEqual(ofTen(vm), [0, 10, 0]);
});

test("what a stream says is there for the others with the next tick, and outlives it: the end of a pause", () => {
  const { speaker, other } = heard({ pause: true, sampleOneIn: 5 });
  streamOf(speaker).message(response({ control: { pause: false, sampleOneIn: 1 } }));
  speaker.envoy.tick(speaker.root, 250);
  streamOf(speaker).close(14);
  for (const vm of [speaker, other]) assert.deepEqual(ofTen(vm), [10, 0, 0]);
});

test("the root goes on with its stream's last word from its end to the next tick", () => {
  for (const [control, figures] of [
    [{ pause: true }, [0, 10, 0]],
    [{ sampleOneIn: 5 }, [2, 0, 8]],
  ] as const) {
    const { speaker } = heard(control);
    const metrics = ["emitted", "dropped.paused", "dropped.sampled"].map((name) => `oauth_flow.${name}`);
    const before = metrics.map(speaker.envoy.metric);
    streamOf(speaker).close(14);
    for (let i = 0; i < 10; i += 1) exchange(speaker);
    speaker.envoy.tick(speaker.root, 0);
    assert.deepEqual(
      metrics.map((name, index) => speaker.envoy.metric(name) - (before[index] ?? 0)),
      figures,
    );
  }
});

test("a stream's last word holds where no tick came between it and the end, for the root and for the others", () => {
  for (const [before, last, figures] of [
    [{}, { pause: true }, [0, 10, 0]],
    [{ pause: true }, { pause: false }, [10, 0, 0]],
    [{}, { sampleOneIn: 10 }, [1, 0, 9]],
  ] as const) {
    const { speaker, other } = heard(before);
    streamOf(speaker).message(response({ control: last }));
    streamOf(speaker).close(14);
    for (const vm of [speaker, other]) assert.deepEqual(ofTen(vm), figures);
  }
});

test("a welcome that asks for nothing takes back the pause that was shared", () => {
  const { process, speaker, other } = heard({ pause: true });
  streamOf(speaker).close(14);
  speaker.envoy.tick(speaker.root, 60_000);
  streamOf(speaker).message(welcome(65_536));
  streamOf(speaker).close(14);
  for (const vm of [speaker, other, startVm(process)]) assert.deepEqual(ofTen(vm), [10, 0, 0]);
});

test("a root that ends before its next tick leaves its stream's last word to the others", () => {
  const { speaker, other } = heard();
  other.envoy.tick(other.root, 0);
  streamOf(speaker).message(response({ control: { pause: true } }));
  speaker.root.shutdown();
  assert.deepEqual(ofTen(other), [0, 10, 0]);
});

test("a value that is stale is emptied by whoever reads it first, and written anew by whoever hears the aggregator", () => {
  const { process, speaker, other } = heard({ pause: true });
  const name = controlName(process);
  const written = process.value(name).length;
  process.pass(VALID_MS - 1);
  other.envoy.tick(other.root, 0);
  assert.equal(process.value(name).length, written);
  const writes = (): number => other.root.vm().counters().calls["proxy_set_shared_data"] ?? 0;
  const before = writes();
  other.envoy.tick(other.root, 1);
  assert.equal(process.value(name).length, 0);
  other.envoy.tick(other.root, 250);
  assert.equal(writes(), before + 1);
  speaker.envoy.tick(speaker.root, 0);
  assert.equal(process.value(name).length, written);
});

test("a stale value that is stamped at the same time is not emptied", () => {
  const { process, speaker, other } = heard({ pause: true });
  process.pass(VALID_MS - 1);
  other.envoy.tick(other.root, 0);
  process.race(() => {
    process.race(() => undefined);
    speaker.envoy.tick(speaker.root, 0);
  });
  other.envoy.tick(other.root, 1);
  assert.deepEqual(ofTen(other), [0, 10, 0]);
});

for (const [what, damage] of [
  ["is empty", () => Buffer.alloc(0)],
  ["is cut", (control: Buffer) => control.subarray(0, -1)],
  ["is longer than it says", (control: Buffer) => Buffer.concat([control, Buffer.alloc(8)])],
  ["is of another layout", (control: Buffer) => Buffer.concat([Buffer.from([0]), control.subarray(1)])],
  ["was stamped tomorrow", (control: Buffer) => (control.writeBigUInt64LE(1n << 62n, 8), control)],
  ["has a section beyond its end", (control: Buffer) => (control.writeUInt32LE(0xffff_fff8, 20), control)],
] as const) {
  test(`a control value that ${what} is ignored, and written anew`, () => {
    const { process, speaker, other } = heard({ pause: true });
    const name = controlName(process);
    const written = process.value(name);
    process.put(name, damage(Buffer.from(written)));
    assert.deepEqual(ofTen(other), [10, 0, 0]);
    speaker.envoy.tick(speaker.root, EVERY_MS);
    assert.equal(process.value(name).length, written.length);
    assert.deepEqual(ofTen(other), [0, 10, 0]);
  });
}

test("a section of a kind that is not known is skipped", () => {
  const { process, other } = heard({ pause: true });
  const name = controlName(process);
  const written = process.value(name);
  const section = Buffer.alloc(8 + 24);
  section.writeUInt32LE(99, 0);
  section.writeUInt32LE(24, 4);
  const control = Buffer.concat([written.subarray(0, 16), section, written.subarray(16)]);
  control.writeUInt32LE(control.length, 4);
  process.put(name, control);
  assert.deepEqual(ofTen(other), [0, 10, 0]);
});
