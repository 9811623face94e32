import assert from "node:assert/strict";
import { test } from "node:test";
import { countDropped, createLedger, droppedOf } from "../../../control-plane/telemetry/ledger.ts";

test("drops are counted by stage and reason, and none is no entry", () => {
  const ledger = createLedger();
  countDropped(ledger, "ingest", "malformed", 2);
  countDropped(ledger, "ingest", "malformed", 3);
  countDropped(ledger, "ingest", "too_large", 0);
  countDropped(ledger, "filter", "ring_full", 1);
  assert.deepEqual(droppedOf(ledger), [
    { stage: "ingest", reason: "malformed", records: 5 },
    { stage: "filter", reason: "ring_full", records: 1 },
  ]);
});

test("a reason that its stage does not have in the table does not compile", () => {
  const ledger = createLedger();
  // @ts-expect-error -- the stage `epoch` has no such reason.
  countDropped(ledger, "epoch", "malformed", 0);
  // @ts-expect-error -- nor has anybody this one.
  countDropped(ledger, "ingest", "unheard_of", 0);
  // @ts-expect-error -- there is no such stage.
  countDropped(ledger, "views", "malformed", 0);
  assert.deepEqual(droppedOf(ledger), []);
});
