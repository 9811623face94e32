// Whatever bytes another plugin leaves in the shared values, and in whatever order the roots of a proxy live: no trap, no
// growth, and what is told of the board has a bound.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createPlayedEnvoy } from "./support/played-envoy.ts";
import { createPlayedProcess } from "./support/played-process.ts";
import {
  boardName,
  boardOf,
  configuration,
  controlName,
  exchange,
  startVm,
  startVms,
  streamOf,
  type Vm,
} from "./support/vms.ts";
import { requestOf, response, welcome } from "./support/wire.ts";

const SEED = 20_251_126;

/** A valid value with some of its bytes changed, and perhaps cut or made longer; or any bytes. */
const damaged = fc.oneof(
  fc.record({
    at: fc.array(fc.tuple(fc.nat(1_000), fc.integer({ min: 0, max: 255 })), { maxLength: 12 }),
    cut: fc.integer({ min: -40, max: 40 }),
  }),
  fc.uint8Array({ maxLength: 9_000 }),
);

function apply(value: Buffer, damage: { at: [number, number][]; cut: number } | Uint8Array): Buffer {
  if (damage instanceof Uint8Array) return Buffer.from(damage);
  const copy = Buffer.from(value);
  for (const [at, byte] of damage.at) if (copy.length > 0) copy[at % copy.length] = byte;
  return damage.cut < 0 ? copy.subarray(0, damage.cut) : Buffer.concat([copy, Buffer.alloc(damage.cut)]);
}

test("any bytes in the two values neither trap nor grow the memory, and the next writes are whole again", () => {
  const { process, vms } = startVms(3);
  const [speaker] = vms as [Vm];
  exchange(speaker);
  streamOf(speaker).message(welcome(1_000_000));
  for (const { envoy, root } of vms) envoy.tick(root, 0);
  const pages = vms.map(({ root }) => root.vm().memoryPages());
  const names = [boardName(process), controlName(process)] as const;
  const whole = names.map(process.value);
  // A root that begins and ends again and again, in one VM.
  const late = createPlayedEnvoy({ process });
  const property = fc.property(damaged, damaged, fc.nat(20_000), (ofBoard, ofControl, ms) => {
    process.put(names[0], apply(whole[0]!, ofBoard));
    process.put(names[1], apply(whole[1]!, ofControl));
    for (const vm of vms.slice(1)) {
      vm.envoy.tick(vm.root, ms);
      exchange(vm);
    }
    const root = late.addRoot(configuration());
    late.exchange(root, { path: "/token" }, { status: 200 });
    root.shutdown();
    if (streamOf(speaker).state() !== "open") return;
    streamOf(speaker).message(response({ ack: { acknowledged: 1 } }));
    speaker.envoy.tick(speaker.root, 5_000);
    const { heartbeat } = requestOf(streamOf(speaker).sent.at(-1)!);
    assert.ok(heartbeat.workers.length >= 1 && heartbeat.workers.length <= 128);
    assert.ok(boardOf(process).slots.length <= 128);
    assert.equal(process.value(names[1]).length, whole[1]!.length);
  });
  fc.assert(property, { seed: SEED, numRuns: 300 });
  assert.equal(streamOf(speaker).state(), "open");
  assert.deepEqual(
    vms.map(({ root }) => root.vm().memoryPages()),
    pages,
  );
});

/** What happens to the roots of a process: one begins, ticks, ends, or falls silent for ever. */
const step = fc.record({
  what: fc.constantFrom("begin", "tick", "tick", "tick", "end", "die"),
  which: fc.nat(20),
  ms: fc.nat(20_000),
});

type Written = { readonly at: bigint; readonly isEnded: boolean };

const SECOND = 1_000_000_000n;

test("the board has those that live, those that died, and those that ended within the last minute, until the last ends", () => {
  const property = fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const process = createPlayedProcess();
    const now = (): bigint => process.clock.monotonicNs();
    const living: Vm[] = [];
    const writtenAt = new Map<Vm, bigint>();
    const board = new Map<Vm, Written>();
    const forgetOld = (): void => {
      for (const [vm, { at, isEnded }] of board) if (isEnded && now() - at >= 60n * SECOND) board.delete(vm);
    };
    const isAlive = ({ at, isEnded }: Written): boolean => !isEnded && now() - at < 30n * SECOND;
    for (const { what, which, ms } of [...steps, { what: "begin", which: 0, ms: 0 }]) {
      const vm = living[which % Math.max(living.length, 1)];
      if (what === "begin" || vm === undefined) {
        living.push(startVm(process));
        continue;
      }
      if (what === "tick") {
        vm.envoy.tick(vm.root, ms);
        if (now() - (writtenAt.get(vm) ?? 0n) < 5n * SECOND) continue;
        forgetOld();
        board.set(vm, { at: now(), isEnded: false });
        writtenAt.set(vm, now());
        continue;
      }
      living.splice(living.indexOf(vm), 1);
      if (what !== "end") continue;
      vm.root.shutdown();
      if (!writtenAt.has(vm)) continue;
      forgetOld();
      if (board.has(vm)) board.set(vm, { at: now(), isEnded: true });
      if (![...board.values()].some(isAlive)) board.clear();
    }
    const last = living.at(-1)!;
    last.envoy.tick(last.root, 5_000);
    forgetOld();
    board.set(last, { at: now(), isEnded: false });
    const shown = (isEnded: boolean, ageMs: number): string => `${isEnded ? "ended" : "alive"} ${ageMs}`;
    assert.deepEqual(
      boardOf(process)
        .slots.map(({ ended, age }) => shown(ended, age))
        .toSorted(),
      [...board.values()].map(({ at, isEnded }) => shown(isEnded, Number((now() - at) / 1_000_000n))).toSorted(),
    );
  });
  fc.assert(property, { seed: SEED, numRuns: 200 });
});
