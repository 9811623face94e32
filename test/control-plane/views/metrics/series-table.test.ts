import assert from "node:assert/strict";
import { test } from "node:test";
import { createAggregate } from "../../../../control-plane/aggregate/aggregate.ts";
import { EXCHANGE_TOTAL, FLOW_TOTAL } from "../../../../control-plane/views/metrics/catalogue.ts";
import type { Metric } from "../../../../control-plane/views/metrics/metric.ts";
import { PROJECTIONS, type Projection } from "../../../../control-plane/views/metrics/projections.ts";
import { createSeriesTable, SERIES_LIMITS } from "../../../../control-plane/views/metrics/series-table.ts";
import { exchange, feed } from "../../aggregate/exchanges.ts";

function projectionOf(metric: Metric): Projection {
  const found = PROJECTIONS.find((projection) => projection.metric === metric);
  assert.ok(found, metric.name);
  return found;
}

test("keys that differ in nothing that a metric shows feed one series", () => {
  const aggregate = createAggregate([]);
  feed(aggregate, [exchange(), exchange({ vantage: "client" }), exchange({ grantType: "password" })]);
  const table = createSeriesTable(projectionOf(FLOW_TOTAL));
  for (const key of [0, 1, 2]) table.addKey(aggregate.snapshot(), key);
  assert.deepEqual(
    [0, 1, 2].map((key) => table.seriesOf(key, 0)),
    [0, 0, 1],
  );
  assert.equal(table.labels[1], 'issuer="as",grant_type="password",outcome="success"');
});

test("a key that is no part of a metric feeds no series", () => {
  const aggregate = createAggregate([]);
  feed(aggregate, [exchange({ endpoint: "jwks", grantType: "none" })]);
  const table = createSeriesTable(projectionOf(FLOW_TOTAL));
  assert.equal(table.addKey(aggregate.snapshot(), 0), false);
  assert.equal(table.seriesOf(0, 0), -1);
  assert.deepEqual(table.labels, []);
});

test("beyond the limit a new series has the issuer `other`, and one that is there goes on", () => {
  const aggregate = createAggregate([]);
  feed(
    aggregate,
    ["a", "b", "c"].map((issuer) => exchange({ issuer })),
  );
  feed(aggregate, [exchange({ issuer: "a", outcome: "denied", error: "access_denied" })]);
  feed(aggregate, [exchange({ issuer: "a", authMethod: "private_key_jwt" })]);
  const table = createSeriesTable(projectionOf(EXCHANGE_TOTAL), 2);
  const folded = [0, 1, 2, 3, 4].map((key) => table.addKey(aggregate.snapshot(), key));
  assert.deepEqual(folded, [false, false, true, true, false]);
  assert.equal(table.seriesOf(4, 0), 0);
  assert.deepEqual(
    table.labels.map((labels) => labels.replace(/,grant_type.*outcome/, "")),
    [
      'issuer="a",endpoint="token"="success",vantage="server"',
      'issuer="b",endpoint="token"="success",vantage="server"',
      'issuer="other",endpoint="token"="success",vantage="server"',
      'issuer="other",endpoint="token"="denied",vantage="server"',
    ],
  );
});

test("many keys: a table has its limit of series, and those of `other`, whose labels are closed sets", () => {
  const aggregate = createAggregate([], { keys: 65_536, issuers: 65_536, knownClients: 1 });
  feed(
    aggregate,
    Array.from({ length: 20_000 }, (_, index) => exchange({ issuer: `as-${index}` })),
  );
  const snapshot = aggregate.snapshot();
  const table = createSeriesTable(projectionOf(EXCHANGE_TOTAL));
  let folded = 0;
  for (let key = 0; key < snapshot.keyCount; key += 1) if (table.addKey(snapshot, key)) folded += 1;
  assert.equal(table.labels.length, SERIES_LIMITS.sum + 1);
  assert.equal(folded, 20_000 - SERIES_LIMITS.sum);
});
