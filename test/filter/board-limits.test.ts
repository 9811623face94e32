// The board at its limits: full, raced for, damaged, or not there at all.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { PlayedProcess } from "./support/played-process.ts";
import {
  BOARD_HEAD,
  boardName,
  boardOf,
  configuration,
  EVERY_MS,
  exchange,
  lastHeartbeat,
  SLOT,
  startVm,
  startVms,
  type Vm,
  welcomed,
} from "./support/vms.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Of the boards that are written here: not 0. */
const MAKING = 1;

test("a full board has room for a new root where one ended, then where one is silent for longest; the rest is counted", () => {
  const { process, vms } = startVms(1);
  const { envoy, root } = vms[0]!;
  exchange(vms[0]!);
  const age = (index: number): number => (index === 5 ? 40_000 : index === 6 ? 50_000 : index === 7 ? 31_000 : 1_000);
  const full = boardBytes(process, 128, (index) => ({ age: age(index), ended: index === 9 }));
  process.put(nameOf(process, vms[0]!), full);
  envoy.tick(root, EVERY_MS);
  const slots = boardOf(process).slots;
  assert.equal(slots.length, 128);
  assert.equal(slots[9]?.seen, 1);

  const others = startOthers(process, 2);
  for (const other of others) other.envoy.tick(other.root, 0);
  assert.equal(boardOf(process).slots[6]?.age, 0);
  assert.equal(boardOf(process).slots[5]?.age, 0);
  // Those whose place was taken are dead, or take another one: nobody is unlisted.
  welcomed(vms[0]!);
  assert.equal(lastHeartbeat(vms[0]!).workersUnlisted, undefined);
});

test("roots that find no place are counted while they live, once each, and told", () => {
  const { process, vms } = startVms(1);
  exchange(vms[0]!);
  process.put(
    nameOf(process, vms[0]!),
    boardBytes(process, 128, () => ({ age: 0, ended: false })),
  );
  const others = startOthers(process, 2);
  for (const other of others) other.envoy.tick(other.root, 1_000);
  for (const other of others) other.envoy.tick(other.root, EVERY_MS);
  assert.equal(boardOf(process).unlisted, 2);
  welcomed(vms[0]!);
  assert.equal(lastHeartbeat(vms[0]!).workersUnlisted, 3);
  others[0]!.root.shutdown();
  assert.equal(boardOf(process).unlisted, 2);
  // Now those on the board have been silent for long: there is room.
  others[1]!.envoy.tick(others[1]!.root, 40_000);
  assert.equal(boardOf(process).unlisted, 1);
});

test("when the board is lost, each root that has no place on the new one is counted there", () => {
  const { process, vms } = startVms(3);
  const [first] = vms as [Vm];
  const full = (): Buffer => boardBytes(process, 128, () => ({ age: 0, ended: false }));
  const name = nameOf(process, first);
  process.put(name, full());
  for (const { envoy, root } of vms) envoy.tick(root, EVERY_MS);
  assert.equal(boardOf(process).unlisted, 3);
  const other = full();
  other.writeUInt32LE(MAKING + 1, 12);
  process.put(name, other);
  for (const { envoy, root } of vms) envoy.tick(root, EVERY_MS);
  assert.equal(boardOf(process).unlisted, 3);
  for (const { root } of vms) root.shutdown();
  assert.equal(boardOf(process).unlisted, 0);
});

test("a root that has been silent for a day is taken off the board", () => {
  const { process, vms } = startVms(2);
  const [, alive] = vms as [Vm, Vm];
  for (const { envoy, root } of vms) envoy.tick(root, 0);
  alive.envoy.tick(alive.root, DAY_MS - 1);
  assert.equal(boardOf(process).slots.length, 2);
  alive.envoy.tick(alive.root, EVERY_MS);
  assert.equal(boardOf(process).slots.length, 1);
});

test("a first write that lost its race says nothing of the first write of another value", () => {
  const { process, vms } = startVms(2);
  const [first, second] = vms as [Vm, Vm];
  const raceOnce = (root: Vm["root"]): void => {
    let races = 1;
    process.race(() => {
      if (races === 0) return;
      races -= 1;
      second.envoy.tick(root, 0);
    });
  };
  raceOnce(second.root);
  first.envoy.tick(first.root, 0);
  const elsewhere = configuration({ aggregator: { cluster: "other" } });
  const roots = vms.map(({ envoy }) => envoy.addRoot(elsewhere));
  raceOnce(roots[1]!);
  first.envoy.tick(roots[0]!, 0);
  assert.deepEqual(
    process.names().map((name) => process.value(name).length),
    [BOARD_HEAD + 2 * SLOT, BOARD_HEAD + 2 * SLOT],
  );
});

test("a write that loses its race is made again with what the other wrote; one that always loses waits for the next tick", () => {
  const { process, vms } = startVms(2);
  const [first, second] = vms as [(typeof vms)[0], (typeof vms)[0]];
  // Both have found no board: the second writes between the first's read and its write.
  let races = 1;
  process.race(() => {
    if (races === 0) return;
    races -= 1;
    second.envoy.tick(second.root, 0);
  });
  first.envoy.tick(first.root, 0);
  assert.equal(boardOf(process).slots.length, 2);

  let lost = 0;
  process.race((name) => {
    lost += 1;
    process.put(name, process.value(name));
  });
  const calls = first.root.vm().counters().calls["proxy_set_shared_data"] ?? 0;
  first.envoy.tick(first.root, EVERY_MS);
  assert.equal(first.root.vm().counters().calls["proxy_set_shared_data"], calls + 4);
  assert.equal(lost, 4);
  assert.equal(boardOf(process).slots[1]?.age, EVERY_MS);
  process.race(() => undefined);
  first.envoy.tick(first.root, 1);
  assert.equal(boardOf(process).slots[1]?.age, 0);
});

for (const [what, damage] of [
  ["is empty", () => Buffer.alloc(0)],
  ["is cut", (board: Buffer) => board.subarray(0, board.length - 1)],
  ["is of another layout", (board: Buffer) => Buffer.concat([Buffer.from([0]), board.subarray(1)])],
  ["says more slots than there are", (board: Buffer) => (board.writeUInt32LE(4, 4), board)],
  // In 32 bits these many take as many bytes as three.
  ["says more slots than there may be", (board: Buffer) => (board.writeUInt32LE(3 + 2 ** 28, 4), board)],
  ["is larger than the filter can read", () => Buffer.alloc(200_000, 1)],
  ["has no number of its making", (board: Buffer) => (board.writeUInt32LE(0, 12), board)],
  ["has slots of no epoch, of tomorrow, twice", (board: Buffer, now: bigint) => damagedSlots(board, now)],
] as const) {
  test(`a board that ${what} is begun anew`, () => {
    const { process, vms } = startVms(3);
    for (const { envoy, root } of vms) envoy.tick(root, 0);
    const name = boardName(process);
    process.put(name, damage(process.value(name), process.clock.monotonicNs()));
    // The third, which is silent from now on, is forgotten with what was damaged.
    for (const { envoy, root } of vms.slice(0, 2)) envoy.tick(root, EVERY_MS);
    assert.deepEqual(
      boardOf(process).slots.map(({ age }) => age),
      [EVERY_MS, 0],
    );
  });
}

for (const mode of ["refused", "forgotten"] as const) {
  test(`where shared data is ${mode}, heartbeats have no workers and all else is as before`, () => {
    const { process, vms } = startVms(2, {}, mode);
    for (const vm of vms) {
      exchange(vm);
      welcomed(vm);
      vm.envoy.tick(vm.root, EVERY_MS);
      const heartbeat = lastHeartbeat(vm);
      assert.equal(heartbeat.workers, undefined);
      assert.equal(heartbeat.workersUnlisted, undefined);
      assert.equal(heartbeat.counters.emitted, 1);
    }
    assert.deepEqual(process.names(), []);
    const calls = vms.map(({ root }) => root.vm().counters().calls["proxy_get_shared_data"] ?? 0);
    for (const { envoy, root } of vms) for (let i = 0; i < 10; i += 1) envoy.tick(root, 1_000);
    // Envoy logs every refusal: there is one, and no more.
    const later = vms.map(({ root }) => root.vm().counters().calls["proxy_get_shared_data"] ?? 0);
    if (mode === "refused")
      assert.deepEqual(
        [calls, later],
        [
          [1, 1],
          [1, 1],
        ],
      );
  });
}

function startOthers(process: PlayedProcess, count: number): ReturnType<typeof startVms>["vms"] {
  return Array.from({ length: count }, () => startVm(process));
}

/** Writes the root's slot once, to learn the board's name. */
function nameOf(process: PlayedProcess, { envoy, root }: Vm): string {
  envoy.tick(root, 0);
  return boardName(process);
}

function boardBytes(
  { clock }: PlayedProcess,
  slots: number,
  of: (index: number) => { readonly age: number; readonly ended: boolean },
): Buffer {
  const board = Buffer.alloc(BOARD_HEAD + slots * SLOT);
  board.write("OFB\u0001", "latin1");
  board.writeUInt32LE(slots, 4);
  board.writeUInt32LE(MAKING, 12);
  for (let i = 0; i < slots; i += 1) {
    const at = BOARD_HEAD + i * SLOT;
    board.writeBigUInt64LE(BigInt(i + 1), at);
    board.writeBigUInt64LE(clock.monotonicNs() - BigInt(of(i).age) * 1_000_000n, at + 8);
    board.writeUInt32LE(of(i).ended ? 1 : 0, at + 44);
  }
  return board;
}

/** The first slot is kept, twice; there are four more that mean nothing, and the second root's is gone. */
function damagedSlots(board: Buffer, now: bigint): Buffer {
  const [first] = [board.subarray(BOARD_HEAD, BOARD_HEAD + SLOT)];
  const changed = (change: (slot: Buffer) => void): Buffer => {
    const slot = Buffer.from(first);
    change(slot);
    return slot;
  };
  const slots = [
    first,
    first,
    changed((slot) => slot.writeBigUInt64LE(0n, 0)),
    changed((slot) => (slot.writeBigUInt64LE(77n, 0), slot.writeBigUInt64LE(now + 60_000_000_000n, 8))),
    changed((slot) => (slot.writeBigUInt64LE(78n, 0), slot.writeUInt32LE(2, 44))),
  ];
  const head = Buffer.from(board.subarray(0, BOARD_HEAD));
  head.writeUInt32LE(slots.length, 4);
  return Buffer.concat([head, ...slots]);
}
