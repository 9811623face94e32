import assert from "node:assert/strict";
import { test } from "node:test";
import { isSettled, ledgerOf, openIn } from "../../demo/comparison/ledger.ts";
import { samplesOf } from "../../demo/comparison/metrics.ts";

const CLOSED = `oauth_telemetry_records_emitted_total 9
oauth_telemetry_records_aggregated_total 9
oauth_telemetry_records_dropped_total{stage="filter",reason="ring_full"} 0
oauth_telemetry_records_dropped_total{stage="ingest",reason="malformed"} 0
oauth_telemetry_records_lost_total 0
oauth_telemetry_records_in_flight 0
oauth_telemetry_records_duplicate_total 0
oauth_telemetry_records_resent_total 0
`;

/** What is open when one of these lines reads otherwise. */
function openWith(...changes: readonly (readonly [string, string])[]): readonly string[] {
  const page = changes.reduce((text, [before, after]) => text.replace(before, after), CLOSED);
  return openIn(ledgerOf(samplesOf(page)));
}

test("all that was emitted is aggregated: nothing is open", () => {
  assert.deepEqual(openWith(), []);
});

test("each way in which a record may go astray is named", () => {
  assert.deepEqual(openWith(["in_flight 0", "in_flight 1"]), ["1 in flight"]);
  assert.deepEqual(openWith(["lost_total 0", "lost_total 2"]), ["2 lost"]);
  assert.deepEqual(openWith(["duplicate_total 0", "duplicate_total 3"]), ["3 duplicate"]);
  assert.deepEqual(openWith(["resent_total 0", "resent_total 4"]), ["4 resent"]);
  assert.deepEqual(openWith(["aggregated_total 9", "aggregated_total 8"]), ["9 emitted but 8 aggregated"]);
});

test("a drop is named by stage and reason, in the filter as later", () => {
  assert.deepEqual(openWith(['ring_full"} 0', 'ring_full"} 7'], ['malformed"} 0', 'malformed"} 1']), [
    "7 dropped (filter ring_full)",
    "1 dropped (ingest malformed)",
  ]);
});

test("what the page does not say is no zero", () => {
  assert.deepEqual(openWith(["oauth_telemetry_records_lost_total 0\n", ""]), ["unknown number lost"]);
});

test("counts are final when nothing is on its way, whatever became of it", () => {
  const settled = (before: string, after: string): boolean =>
    isSettled(ledgerOf(samplesOf(CLOSED.replace(before, after))));
  assert.equal(settled("in_flight 0", "in_flight 1"), false);
  assert.equal(settled("emitted_total 9", "emitted_total 10"), false);
  assert.equal(isSettled(ledgerOf(samplesOf(CLOSED))), true);
  const lost = CLOSED.replace("emitted_total 9", "emitted_total 10").replace("lost_total 0", "lost_total 1");
  assert.equal(isSettled(ledgerOf(samplesOf(lost))), true);
  const dropped = CLOSED.replace("emitted_total 9", "emitted_total 10").replace('malformed"} 0', 'malformed"} 1');
  assert.equal(isSettled(ledgerOf(samplesOf(dropped))), true);
});
