import assert from "node:assert/strict";
import { test } from "node:test";
import { createEpochs } from "../../../control-plane/ingest/epochs.ts";
import { endEpoch } from "../../../control-plane/ingest/epoch.ts";
import type { Hello } from "../../../control-plane/ingest/message.ts";
import { createLedger } from "../../../control-plane/telemetry/ledger.ts";

const HOUR = 3_600_000;

function helloOf(epoch: string, numbers: Partial<Hello> = {}): Hello {
  const names = { schema: 1, node: "", workload: "", namespace: "", cluster: "", build: "" };
  return { ...names, epoch, emitted: 0, acknowledged: 0, sent: 0, told: undefined, ...numbers };
}

test("an epoch that said goodbye is remembered for an hour: then it is a new one", () => {
  const ledger = createLedger();
  const epochs = createEpochs(ledger);
  const epoch = epochs.open(helloOf("a"), 0);
  endEpoch(epoch, ledger);
  epoch.isGone = true;
  epochs.close("a");
  epochs.expire(HOUR - 1);
  assert.equal(epochs.open(helloOf("a"), 0), epoch);
  epoch.isGone = true;
  epochs.close("a");
  epochs.expire(HOUR);
  assert.notEqual(epochs.open(helloOf("a"), HOUR), epoch);
});

test("an epoch that fell silent is remembered for a day, and what it had in flight is lost then", () => {
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
});

test("beyond the limit the epoch that closed first is forgotten, and counted", () => {
  const ledger = createLedger();
  const epochs = createEpochs(ledger, 2);
  for (const id of ["a", "b", "c"]) epochs.open(helloOf(id, { emitted: 1 }), 0);
  for (const id of ["b", "a", "c"]) epochs.close(id);
  assert.deepEqual([epochs.evicted, ledger.lost], [1, 1]);
  epochs.open(helloOf("b", { emitted: 1, sent: 1 }), 0);
  assert.equal(ledger.emitted, 4, "it is a new one now");
});
