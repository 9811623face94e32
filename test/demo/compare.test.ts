import assert from "node:assert/strict";
import { test } from "node:test";
import { compare } from "../../demo/comparison/compare.ts";
import { samplesOf } from "../../demo/comparison/metrics.ts";
import { isGood, jsonOf, textOf } from "../../demo/comparison/table.ts";
import { addExchange, createTally } from "../../demo/comparison/tally.ts";
import { answer, exchange } from "./support/exchange.ts";

const PAGE = `# TYPE oauth_flow_total counter
oauth_flow_total{issuer="demo",grant_type="client_credentials",outcome="success"} 1
oauth_flow_total{issuer="demo",grant_type="refresh_token",outcome="success"} 0
oauth_flow_total{issuer="unconfigured",grant_type="client_credentials",outcome="success"} 0
oauth_exchange_total{issuer="demo",endpoint="token",grant_type="client_credentials",outcome="success",vantage="server"} 1
oauth_exchange_total{issuer="demo",endpoint="token",grant_type="client_credentials",outcome="success",vantage="client"} 1
oauth_telemetry_records_emitted_total 2
oauth_telemetry_records_aggregated_total 2
oauth_telemetry_records_dropped_total{stage="filter",reason="ring_full"} 0
oauth_telemetry_records_lost_total 0
oauth_telemetry_records_in_flight 0
oauth_telemetry_records_duplicate_total 0
oauth_telemetry_records_resent_total 0
`;

const STRANGER = `oauth_flow_total{issuer="unconfigured",grant_type="client_credentials",outcome="success"} 9
oauth_exchange_total{issuer="unconfigured",endpoint="token",grant_type="client_credentials",outcome="success",vantage="client"} 9
`;

function tallyOf(count: number) {
  const tally = createTally();
  const seen = exchange({ grantType: "client_credentials", answer: answer(200, { names: ["access_token"] }) });
  for (let left = count; left > 0; left -= 1) addExchange(tally, seen);
  return tally;
}

test("equal counts differ in no row; zeros are left out", () => {
  const comparison = compare(tallyOf(1), samplesOf(PAGE));
  assert.equal(comparison.differences, 0);
  assert.deepEqual(comparison.flows, [{ labels: ["demo", "client_credentials", "success"], clients: 1, metrics: 1 }]);
  assert.equal(comparison.exchanges.length, 2);
});

test("what is counted under another issuer is a row of its own, and a difference", () => {
  const comparison = compare(tallyOf(1), samplesOf(PAGE + STRANGER));
  assert.equal(comparison.differences, 2);
  assert.deepEqual(comparison.flows[1], {
    labels: ["unconfigured", "client_credentials", "success"],
    clients: 0,
    metrics: 9,
  });
  const text = textOf({ envoy: "1.40.0", seed: 7, wrong: [], leftOut: [], comparison }).split("\n");
  assert.ok(text.includes("issuer       | grant              | outcome | clients | metrics | difference"));
  assert.ok(text.includes("demo         | client_credentials | success |       1 |       1 |          0"));
  assert.ok(text.includes("unconfigured | client_credentials | success |       0 |       9 |         +9"));
  assert.equal(text.at(-1), "2 rows differ.");
});

test("the same counts under another issuer only are two differences, not none", () => {
  const page = PAGE.replaceAll('issuer="demo"', 'issuer="unconfigured"');
  assert.equal(compare(tallyOf(1), samplesOf(page)).differences, 6);
});

test("one exchange too many differs as a flow and at both proxies", () => {
  assert.equal(compare(tallyOf(2), samplesOf(PAGE)).differences, 3);
});

test("what only the metrics have differs too", () => {
  const comparison = compare(createTally(), samplesOf(PAGE));
  assert.deepEqual(comparison.flows, [{ labels: ["demo", "client_credentials", "success"], clients: 0, metrics: 1 }]);
  assert.equal(comparison.differences, 3);
});

test("a round is good only without a difference, without a wrong step and with a closed ledger", () => {
  const report = { envoy: "1.40.0", seed: 7, wrong: [], leftOut: [] };
  const comparison = compare(tallyOf(1), samplesOf(PAGE));
  assert.equal(isGood({ ...report, comparison }), true);
  assert.equal(isGood({ ...report, wrong: ["a step"], comparison }), false);
  assert.equal(isGood({ ...report, comparison: compare(tallyOf(2), samplesOf(PAGE)) }), false);
  const lost = { ...report, comparison: compare(tallyOf(1), samplesOf(PAGE.replace("lost_total 0", "lost_total 1"))) };
  assert.equal(isGood(lost), false);
  assert.equal(textOf(lost).split("\n").at(-1), "No difference, but the ledger is open: 1 lost.");
  assert.deepEqual((JSON.parse(jsonOf(lost)) as { open: unknown }).open, ["1 lost"]);
});

test("the table has the columns that were promised, and says how it ended", () => {
  const report = { envoy: "1.40.0", seed: 7, wrong: [], leftOut: [] };
  const same = textOf({ ...report, comparison: compare(tallyOf(1), samplesOf(PAGE)) }).split("\n");
  assert.equal(same[0], "Envoy 1.40.0, seed 7: 1 exchanges");
  assert.ok(same.includes("grant              | outcome | clients | metrics | difference"));
  assert.ok(same.includes("client_credentials | success |       1 |       1 |          0"));
  assert.equal(same.at(-1), "No difference.");
  const other = textOf({ ...report, comparison: compare(tallyOf(2), samplesOf(PAGE)) }).split("\n");
  assert.ok(other.includes("client_credentials | success |       2 |       1 |         -1"));
  assert.equal(other.at(-1), "3 rows differ.");
  const wrong = textOf({ ...report, wrong: ["a step"], comparison: compare(tallyOf(1), samplesOf(PAGE)) }).split("\n");
  assert.deepEqual(wrong.slice(-2), ["A step went wrong: a step", "No difference, but 1 step went wrong."]);
});

test("the same comes as JSON", () => {
  const comparison = compare(tallyOf(2), samplesOf(PAGE));
  const report = JSON.parse(jsonOf({ envoy: "1.40.0", seed: 7, wrong: ["a step"], leftOut: [], comparison })) as Record<
    string,
    unknown
  >;
  assert.deepEqual(report["flows"], [
    { issuer: "demo", grant: "client_credentials", outcome: "success", clients: 2, metrics: 1, difference: -1 },
  ]);
  assert.deepEqual([report["envoy"], report["seed"], report["differences"]], ["1.40.0", 7, 3]);
  assert.deepEqual(report["wrong"], ["a step"]);
});
