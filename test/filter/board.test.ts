// The board and what goes with it, on VMs that share one process: who is on it, what becomes of those that end or fall
// silent, and that nothing found there can harm.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createPlayedEnvoy } from "./support/played-envoy.ts";
import { createPlayedProcess } from "./support/played-process.ts";
import {
  BOARD_HEAD,
  boardName,
  boardOf,
  configuration,
  controlName,
  EVERY_MS,
  exchange,
  lastHeartbeat,
  SLOT,
  startVm,
  startVms,
  streamOf,
  TOKEN_REQUEST,
  welcomed,
} from "./support/vms.ts";
import { response, welcome } from "./support/wire.ts";

test("a configuration alone puts nobody on the board: it may be a canary that never lives", () => {
  const { process } = startVms(1);
  assert.deepEqual(process.names(), []);
});

test("every root is on the board from its first tick, and one heartbeat tells of all", () => {
  const { process, vms } = startVms(4);
  exchange(vms[0]!);
  for (const { envoy, root } of vms) envoy.tick(root, 0);
  welcomed(vms[0]!);
  const { workers, workersUnlisted = 0 } = lastHeartbeat(vms[0]!);
  assert.deepEqual(
    workers.map(({ seen = 0, emitted = 0 }: { seen?: number; emitted?: number }) => [seen, emitted]),
    [
      [1, 1],
      [0, 0],
      [0, 0],
      [0, 0],
    ],
  );
  assert.equal(new Set(workers.map(({ epoch }: { epoch: Uint8Array }) => Buffer.from(epoch).toString("hex"))).size, 4);
  assert.equal(workersUnlisted, 0);
  assert.equal(process.value(boardName(process)).length, BOARD_HEAD + 4 * SLOT);
});

test("a slot says what is under way and what was dropped, and is written again every five seconds", () => {
  const { process, vms } = startVms(2, { limits: { exchanges: 2 } });
  const [{ envoy, root }] = vms as [(typeof vms)[0]];
  for (let i = 0; i < 3; i += 1) envoy.request(root, TOKEN_REQUEST);
  envoy.tick(root, 0);
  assert.deepEqual(boardOf(process).slots[0], { seen: 0, emitted: 0, dropped: 1, inFlight: 2, ended: false, age: 0 });
  envoy.request(root, TOKEN_REQUEST);
  envoy.tick(root, EVERY_MS - 1);
  assert.equal(boardOf(process).slots[0]?.dropped, 1);
  envoy.tick(root, 1);
  assert.equal(boardOf(process).slots[0]?.dropped, 2);
});

test("exchanges under way that a heartbeat has no room to name are counted in it", () => {
  const issuers = Array.from({ length: 40 }, (_, index) => ({
    name: `issuer-${index}`,
    hosts: [`sso-${index}.test`],
    endpoints: { token: ["/token"] },
  }));
  const { vms } = startVms(1, { issuers });
  const [{ envoy, root }] = vms as [(typeof vms)[0]];
  for (let i = 0; i < 42; i += 1) envoy.request(root, { ...TOKEN_REQUEST, authority: `sso-${i % 40}.test` });
  welcomed(vms[0]!);
  const { inFlight, inFlightUnnamed, workers } = lastHeartbeat(vms[0]!);
  assert.equal(inFlight.length, 32);
  assert.equal(inFlightUnnamed, 8);
  assert.equal(workers[0].inFlight, 42);
});

test("two roots of one VM have a slot each", () => {
  const process = createPlayedProcess();
  const envoy = createPlayedEnvoy({ process });
  for (const records of [100, 101]) envoy.tick(envoy.addRoot(configuration({ flush: { records } })), 0);
  assert.equal(boardOf(process).slots.length, 2);
});

test("roots that report to different aggregators share no value", () => {
  const process = createPlayedProcess();
  for (const cluster of ["a", "b"]) {
    const envoy = createPlayedEnvoy({ process });
    const root = envoy.addRoot(configuration({ aggregator: { cluster } }));
    envoy.exchange(root, TOKEN_REQUEST, { status: 400 });
    envoy.streams()[0]!.message(welcome(65_536));
    envoy.tick(root, 0);
  }
  const kinds = process.names().map((name) => name.replace(/[0-9a-f]{16}$/, "*"));
  assert.deepEqual(kinds.sort(), [
    "oauth_flow.board.1.*",
    "oauth_flow.board.1.*",
    "oauth_flow.control.1.*",
    "oauth_flow.control.1.*",
  ]);
  assert.equal(new Set(process.names().map((name) => name.slice(-16))).size, 2);
});

test("a root that ends says so on the board, and is taken off it a minute later", () => {
  const { process, vms } = startVms(2);
  const [first, second] = vms as [(typeof vms)[0], (typeof vms)[0]];
  for (const { envoy, root } of vms) envoy.tick(root, 0);
  first.root.shutdown();
  assert.deepEqual(
    boardOf(process).slots.map(({ ended }) => ended),
    [true, false],
  );
  second.envoy.tick(second.root, 59_999);
  assert.equal(boardOf(process).slots.length, 2);
  second.envoy.tick(second.root, EVERY_MS);
  assert.deepEqual(
    boardOf(process).slots.map(({ ended }) => ended),
    [false],
  );
});

test("the last root to end leaves its values empty, and the next one begins them anew", () => {
  const { process, vms } = startVms(2);
  const [first, second] = vms as [(typeof vms)[0], (typeof vms)[0]];
  exchange(first);
  streamOf(first).message(response({ control: { pause: true } }));
  welcomed(first);
  second.envoy.tick(second.root, 0);
  const sizes = (): readonly number[] => [boardName, controlName].map((name) => process.value(name(process)).length);
  first.root.shutdown();
  assert.deepEqual(sizes(), [BOARD_HEAD + 2 * SLOT, 32]);
  second.root.shutdown();
  assert.deepEqual(sizes(), [0, 0]);

  const next = startVm(process);
  exchange(next);
  welcomed(next);
  assert.equal(process.metric("oauth_flow.dropped.paused"), 0);
  assert.equal(lastHeartbeat(next).workers.length, 1);
  assert.deepEqual(sizes(), [BOARD_HEAD + SLOT, 32]);
});

test("the last root to end does not wait for one that has fallen silent", () => {
  for (const [silentMs, slots] of [
    [29_999, 2],
    [30_000, 0],
  ] as const) {
    const { process, vms } = startVms(2);
    for (const { envoy, root } of vms) envoy.tick(root, 0);
    process.pass(silentMs);
    vms[0]!.root.shutdown();
    assert.equal(process.value(boardName(process)).length, slots === 0 ? 0 : BOARD_HEAD + slots * SLOT);
  }
});

test("a root that ends before its first tick leaves nothing", () => {
  const { process, vms } = startVms(1);
  vms[0]!.root.shutdown();
  assert.deepEqual(process.names(), []);
});

test("a root that fell silent stays on the board, growing older", () => {
  const { vms } = startVms(2);
  const [dead, alive] = vms as [(typeof vms)[0], (typeof vms)[0]];
  exchange(alive);
  for (const { envoy, root } of vms) envoy.tick(root, 0);
  welcomed(alive);
  for (let i = 0; i < 2; i += 1) alive.envoy.tick(alive.root, EVERY_MS);
  const { workers } = lastHeartbeat(alive);
  assert.deepEqual(
    workers.map(({ ageMs = 0, ended = false }: { ageMs?: number; ended?: boolean }) => [ageMs, ended]),
    [
      [15_000, false],
      [0, false],
    ],
  );
  assert.equal(dead.envoy.streams().length, 0);
});
