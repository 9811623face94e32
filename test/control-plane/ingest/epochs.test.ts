import assert from "node:assert/strict";
import { test } from "node:test";
import { createEpochs, type Epochs } from "../../../control-plane/ingest/epochs.ts";
import { endEpoch } from "../../../control-plane/ingest/epoch.ts";
import type { Hello } from "../../../control-plane/ingest/message.ts";
import { createLedger } from "../../../control-plane/telemetry/ledger.ts";

const HOUR = 3_600_000;
const NOBODY = { alive: 0, idle: 0, stale: 0, gone: 0 };

function helloOf(epoch: string, numbers: Partial<Hello> = {}): Hello {
  const names = { schema: 1, node: "", workload: "", namespace: "", cluster: "", build: "" };
  return { ...names, epoch, emitted: 0, acknowledged: 0, sent: 0, told: undefined, ...numbers };
}

test("a worker that has seen requests is alive, one that has seen none is idle", () => {
  const epochs = createEpochs(createLedger());
  epochs.open(helloOf("a"), 0);
  epochs.open(helloOf("b"), 0).seen = 4;
  epochs.open(helloOf("c", { emitted: 1 }), 0);
  epochs.open(helloOf("d", { told: { seen: 4, emitted: 0, dropped: [] } }), 0);
  assert.deepEqual(epochs.workers(30_000), { ...NOBODY, alive: 3, idle: 1 });
});

test("a worker that is not heard for 30 s is stale, with its stream or without", () => {
  const epochs = createEpochs(createLedger());
  epochs.open(helloOf("a"), 0);
  epochs.open(helloOf("b"), 0);
  epochs.close("b");
  assert.deepEqual(epochs.workers(30_000), { ...NOBODY, idle: 2 });
  assert.deepEqual(epochs.workers(30_001), { ...NOBODY, stale: 2 });
  epochs.open(helloOf("b"), 30_001);
  assert.deepEqual(epochs.workers(30_001), { ...NOBODY, stale: 1, idle: 1 });
});

test("a worker that said goodbye is gone, for an hour", () => {
  const ledger = createLedger();
  const epochs = createEpochs(ledger);
  const epoch = epochs.open(helloOf("a"), 0);
  endEpoch(epoch, ledger);
  epoch.isGone = true;
  epochs.close("a");
  epochs.expire(HOUR - 1);
  assert.deepEqual(epochs.workers(HOUR), { ...NOBODY, gone: 1 });
  epochs.expire(HOUR);
  assert.deepEqual(epochs.workers(HOUR), NOBODY);
});

test("a worker that fell silent is remembered for a day, and what it had in flight is lost then", () => {
  const ledger = createLedger();
  const epochs = createEpochs(ledger);
  epochs.open(helloOf("a", { emitted: 6 }), 0);
  epochs.expire(48 * HOUR);
  assert.equal(ledger.lost, 0, "it has a stream");
  epochs.close("a");
  epochs.expire(24 * HOUR - 1);
  assert.equal(ledger.lost, 0);
  epochs.expire(24 * HOUR);
  assert.deepEqual([ledger.lost, epochs.evicted], [6, 0]);
  assert.deepEqual(epochs.workers(24 * HOUR), NOBODY);
});

test("beyond the limit the epoch that closed first is forgotten, and counted", () => {
  const ledger = createLedger();
  const epochs = createEpochs(ledger, 2);
  for (const id of ["a", "b", "c"]) epochs.open(helloOf(id, { emitted: 1 }), 0);
  for (const id of ["b", "a", "c"]) epochs.close(id);
  assert.deepEqual([epochs.evicted, ledger.lost, total(epochs)], [1, 1, 2]);
  epochs.open(helloOf("b", { emitted: 1, sent: 1 }), 0);
  assert.equal(ledger.emitted, 4, "it is a new one now");
});

function total(epochs: Epochs): number {
  return Object.values(epochs.workers(0)).reduce((sum, count) => sum + count, 0);
}
