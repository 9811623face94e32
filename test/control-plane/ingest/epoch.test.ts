import assert from "node:assert/strict";
import { test } from "node:test";
import {
  beginEpoch,
  endEpoch,
  type Epoch,
  placeBatch,
  raiseEmitted,
  resumeEpoch,
  takeCounters,
} from "../../../control-plane/ingest/epoch.ts";
import type { Hello } from "../../../control-plane/ingest/message.ts";
import { createLedger, inFlightOf, type Ledger } from "../../../control-plane/telemetry/ledger.ts";

const HELLO: Hello = {
  schema: 1,
  node: "",
  workload: "",
  namespace: "",
  cluster: "",
  epoch: "0102030405060708",
  build: "",
  emitted: 0,
  acknowledged: 0,
  sent: 0,
  told: undefined,
};
const begun = (hello: Partial<Hello> = {}): { epoch: Epoch; ledger: Ledger } => {
  const ledger = createLedger();
  return { ledger, epoch: beginEpoch({ ...HELLO, ...hello }, ledger, 0) };
};
const emittedOf = (emitted: number): Parameters<typeof takeCounters>[2] => ({ seen: 0, emitted, dropped: [] });

test("a batch that goes on where the last one ended is all new", () => {
  const { epoch, ledger } = begun();
  assert.deepEqual(placeBatch(epoch, ledger, 1, 10), { duplicate: 0, resentBelow: 0 });
  assert.equal(placeBatch(epoch, ledger, 11, 5)?.duplicate, 0);
  assert.deepEqual([epoch.had, ledger.emitted, ledger.received, ledger.duplicate, ledger.lost], [15, 15, 15, 0, 0]);
});

test("what was had before is duplicate, a part of a batch as well as all of it", () => {
  const { epoch, ledger } = begun();
  placeBatch(epoch, ledger, 1, 10);
  assert.equal(placeBatch(epoch, ledger, 6, 10)?.duplicate, 5);
  assert.equal(placeBatch(epoch, ledger, 1, 3)?.duplicate, 3);
  assert.deepEqual([epoch.had, ledger.received, ledger.duplicate], [15, 23, 8]);
});

test("a gap is lost, exactly", () => {
  const { epoch, ledger } = begun();
  placeBatch(epoch, ledger, 1, 1);
  placeBatch(epoch, ledger, 5, 1);
  assert.deepEqual([epoch.had, ledger.lost, ledger.emitted], [5, 3, 5]);
});

test("what another aggregator acknowledged is the baseline, and what had been sent to it may be counted twice", () => {
  const { epoch, ledger } = begun({ acknowledged: 100, sent: 120, emitted: 150 });
  assert.deepEqual([epoch.had, ledger.emitted, inFlightOf(ledger)], [100, 50, 50]);
  assert.deepEqual(placeBatch(epoch, ledger, 101, 30), { duplicate: 0, resentBelow: 20 });
});

test("an epoch that is known is resumed without a baseline, and nothing of it is resent", () => {
  const { epoch, ledger } = begun();
  placeBatch(epoch, ledger, 1, 10);
  resumeEpoch(epoch, ledger, { ...HELLO, acknowledged: 4, sent: 10, emitted: 12 }, 5);
  assert.deepEqual(placeBatch(epoch, ledger, 5, 8), { duplicate: 6, resentBelow: -4 });
  assert.deepEqual([ledger.emitted, ledger.duplicate, epoch.heardAtMs], [12, 6, 5]);
});

test("what another aggregator has acknowledged meanwhile leaves the sums as a drop, or never enters them", () => {
  const { epoch, ledger } = begun({ emitted: 10 });
  placeBatch(epoch, ledger, 1, 4);
  resumeEpoch(epoch, ledger, { ...HELLO, acknowledged: 15, sent: 15, emitted: 20 }, 0);
  assert.equal(ledger.dropped.get("epoch")?.get("acknowledged_elsewhere"), 6);
  assert.deepEqual([epoch.had, ledger.emitted], [15, 15]);
});

test("counters that go back, and claims that no filter can make, change nothing", () => {
  const { epoch, ledger } = begun();
  takeCounters(epoch, ledger, { seen: 50, emitted: 7, dropped: [9, 3, 0, 0, 0, 1] });
  takeCounters(epoch, ledger, { seen: 40, emitted: 5, dropped: [0, 2, 0, 0, 0, 1] });
  takeCounters(epoch, ledger, { seen: Infinity, emitted: 2 ** 40, dropped: [0, Infinity, 2 ** 41] });
  assert.deepEqual([epoch.seen, ledger.emitted], [50, 7]);
  assert.deepEqual(Object.fromEntries(ledger.dropped.get("filter") ?? []), { ring_full: 3, sampled: 1 });
  takeCounters(epoch, ledger, { seen: 51, emitted: 7, dropped: [0, 5] });
  assert.equal(ledger.dropped.get("filter")?.get("ring_full"), 5);
});

test("drops that another aggregator was told are the baseline, and only what comes on top is counted", () => {
  const { epoch, ledger } = begun({ told: { seen: 50, emitted: 7, dropped: [0, 3, 0, 0, 0, 1] } });
  assert.deepEqual([epoch.seen, ledger.emitted, ledger.dropped.size], [50, 0, 0]);
  takeCounters(epoch, ledger, { seen: 60, emitted: 7, dropped: [0, 5, 2, 0, 0, 1] });
  assert.deepEqual(Object.fromEntries(ledger.dropped.get("filter") ?? []), { ring_full: 2, exchange_table_full: 2 });
});

test("counters that are below what was told are not counted, and told ones that no filter can have are zero", () => {
  const { epoch, ledger } = begun({
    told: { seen: Infinity, emitted: 0, dropped: [9, Infinity, 2 ** 40 + 1, 2 ** 40] },
  });
  assert.equal(epoch.seen, 0);
  takeCounters(epoch, ledger, { seen: 1, emitted: 0, dropped: [0, 4, 5, 6] });
  assert.deepEqual(Object.fromEntries(ledger.dropped.get("filter") ?? []), { ring_full: 4, exchange_table_full: 5 });
});

test("an epoch that is known counts on from its own figures, whatever was told", () => {
  const { epoch, ledger } = begun();
  takeCounters(epoch, ledger, { seen: 1, emitted: 0, dropped: [0, 4] });
  resumeEpoch(epoch, ledger, { ...HELLO, told: { seen: 9, emitted: 0, dropped: [0, 7] } }, 0);
  takeCounters(epoch, ledger, { seen: 9, emitted: 0, dropped: [0, 8] });
  assert.equal(ledger.dropped.get("filter")?.get("ring_full"), 8);
});

test("a batch that no filter of this epoch can send is not placed, and counts nothing", () => {
  const { epoch, ledger } = begun();
  const before = structuredClone({ epoch, ledger });
  assert.equal(placeBatch(epoch, ledger, 32_769, 1), undefined);
  assert.equal(placeBatch(epoch, ledger, 2 ** 52, 2), undefined);
  assert.deepEqual({ epoch, ledger }, before);
  assert.notEqual(placeBatch(epoch, ledger, 32_768, 1), undefined);
});

test("a claim beyond twice what the largest ring holds is passed over: no Hello moves the sums by more", () => {
  assert.equal(begun({ emitted: 32_768 }).ledger.emitted, 32_768);
  assert.equal(begun({ emitted: 32_769 }).ledger.emitted, 0);
  const { epoch, ledger } = begun({ acknowledged: 100, sent: 2 ** 40, emitted: 200 });
  assert.deepEqual([ledger.emitted, epoch.resentTo], [0, 100 + 32_768]);
});

test("what a filter had not sent when it ended is lost", () => {
  const { epoch, ledger } = begun();
  placeBatch(epoch, ledger, 1, 3);
  takeCounters(epoch, ledger, emittedOf(8));
  endEpoch(epoch, ledger);
  assert.deepEqual([ledger.lost, epoch.had], [5, 8]);
  endEpoch(epoch, ledger);
  assert.equal(ledger.lost, 5);
});

test("after three streams of unreadable bytes, what had been sent is given up", () => {
  const { epoch, ledger } = begun();
  raiseEmitted(epoch, ledger, 20);
  for (const strikes of [1, 2]) {
    epoch.strikes = strikes;
    resumeEpoch(epoch, ledger, { ...HELLO, sent: 12, emitted: 20 }, 0);
    assert.equal(epoch.had, 0);
  }
  epoch.strikes = 3;
  resumeEpoch(epoch, ledger, { ...HELLO, sent: 12, emitted: 20 }, 0);
  assert.deepEqual([epoch.had, ledger.lost, epoch.strikes], [12, 12, 0]);
});

test("a batch that can be read ends the count of those that could not", () => {
  const { epoch, ledger } = begun();
  epoch.strikes = 2;
  placeBatch(epoch, ledger, 1, 1);
  assert.equal(epoch.strikes, 0);
});

test("what is given up is never more than what the filter is believed to have numbered", () => {
  const { epoch, ledger } = begun();
  raiseEmitted(epoch, ledger, 20);
  epoch.strikes = 3;
  resumeEpoch(epoch, ledger, { ...HELLO, sent: 2 ** 40, emitted: 2 ** 40 }, 0);
  assert.deepEqual([epoch.had, ledger.lost], [20, 20]);
});
