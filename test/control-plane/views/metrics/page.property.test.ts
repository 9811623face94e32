import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createAggregate } from "../../../../control-plane/aggregate/aggregate.ts";
import type { Format } from "../../../../control-plane/views/metrics/exposition.ts";
import { valuesOf } from "../../../../control-plane/views/metrics/label-values.ts";
import { METRICS } from "../../../../control-plane/views/metrics/metrics.ts";
import { matching, type Sample, samplesOf, sumOf } from "../../../system/support/metrics.ts";
import { anyExchange, ISSUERS } from "../../aggregate/any-exchange.ts";
import { type Exchange, exchange, feed } from "../../aggregate/exchanges.ts";
import { expectedOf, seriesOf } from "./oracle.ts";
import { pageText } from "./pages.ts";

const SETTINGS = { seed: 1, numRuns: 150 };
const exchanges = fc.array(anyExchange(), { maxLength: 40 });
/** Families that say nothing of single exchanges. */
const OTHERS = /^oauth_(?:issuer_vantage|exchanges_in_flight|telemetry_(?!unclassified))/;

/** Every issuer counts at its server; the dialect is that of an issuer not configured. */
async function pageOf(rows: readonly Exchange[], format: Format = "text"): Promise<readonly Sample[]> {
  const aggregate = createAggregate([]);
  for (const issuer of ISSUERS) feed(aggregate, [{ ...SERVER_SEEN, issuer }]);
  feed(aggregate, rows, 100_000);
  return samplesOf(await pageText(aggregate, format));
}

/** Makes `auto` choose the server, and moves nothing but `oauth_exchange_…`. */
const SERVER_SEEN = exchange({ endpoint: "jwks", grantType: "none", authMethod: "unknown", client: 0, answeredUs: 1 });

/** Series that are not zero, as the oracle has them. Sums of times are in µs there. */
function seriesIn(samples: readonly Sample[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const { name, labels, value } of samples) {
    if (OTHERS.test(name) || value === 0) continue;
    const le = labels["le"];
    const series = seriesOf(
      name,
      le === undefined ? labels : { ...labels, le: String(Number(le.replace("+Inf", "Infinity"))) },
    );
    assert.equal(found.has(series), false, `${series} is there twice`);
    found.set(series, name.endsWith("_sum") ? Math.round(value * 1e6) : value);
  }
  return found;
}

function sorted(series: ReadonlyMap<string, number>): readonly string[] {
  return [...series].map(([name, value]) => `${name} ${value}`).sort();
}

for (const format of ["text", "openmetrics"] as const) {
  test(`a page (${format}) says of any exchanges what the rules say, and nothing else`, async () => {
    await fc.assert(
      fc.asyncProperty(exchanges, async (rows) => {
        const expected = expectedOf([...ISSUERS.map((issuer) => ({ ...SERVER_SEEN, issuer })), ...rows]);
        const found = seriesIn(await pageOf(rows, format));
        assert.deepEqual(sorted(found), sorted(expected));
      }),
      SETTINGS,
    );
  });
}

test("every value of every label is one that the catalogue lists for that metric", async () => {
  const closed = new Map(
    METRICS.map((metric) => [
      metric.name as string,
      new Map(metric.labels.map((label) => [label as string, valuesOf(metric, label)])),
    ]),
  );
  await fc.assert(
    fc.asyncProperty(exchanges, async (rows) => {
      for (const { name, labels } of await pageOf(rows)) {
        const own = closed.get(name) ?? closed.get(name.replace(/_(?:bucket|sum|count)$/, ""));
        assert.ok(own, name);
        const { le: _, ...others } = labels;
        assert.deepEqual(Object.keys(others), [...own.keys()], name);
        for (const [label, value] of Object.entries(others)) {
          const values = own.get(label);
          assert.ok(
            values?.kind === "open" ? value !== "" : values?.values.includes(value),
            `${name}{${label}="${value}"}`,
          );
        }
      }
    }),
    SETTINGS,
  );
});

test("exchanges, counts of the histogram and rows are the same number", async () => {
  await fc.assert(
    fc.asyncProperty(exchanges, async (rows) => {
      const samples = await pageOf(rows);
      const all = rows.length + ISSUERS.length;
      assert.equal(sumOf(samples, "oauth_exchange_total"), all);
      assert.equal(sumOf(samples, "oauth_exchange_duration_seconds_count"), all);
      assert.equal(sumOf(samples, "oauth_exchange_duration_seconds_bucket", { le: "+Inf" }), all);
    }),
    SETTINGS,
  );
});

test("the parts of a histogram and of the flows add up to their whole", async () => {
  const refresh = { endpoint: "token", grant_type: "refresh_token" };
  await fc.assert(
    fc.asyncProperty(exchanges, async (rows) => {
      const samples = await pageOf(rows);
      const whole = sumOf(samples, "oauth_exchange_duration_seconds_sum", refresh);
      assert.ok(Math.abs(sumOf(samples, "oauth_refresh_duration_seconds_sum") - whole) < 1e-6);
      const refreshes = matching(samples, "oauth_refresh_total", {}).filter(
        ({ labels }) => labels["outcome"] !== "continue",
      );
      const flows = sumOf(samples, "oauth_flow_total", { grant_type: "refresh_token" });
      assert.ok(refreshes.reduce((sum, { value }) => sum + value, 0) <= flows);
    }),
    SETTINGS,
  );
});

test("no exchange makes a counter fall, and none makes a series go", async () => {
  await fc.assert(
    fc.asyncProperty(exchanges, exchanges, async (first, second) => {
      const before = await pageOf(first);
      const after = new Map(
        (await pageOf([...first, ...second])).map(({ name, labels, value }) => [seriesOf(name, labels), value]),
      );
      for (const { name, labels, value } of before) {
        if (OTHERS.test(name)) continue;
        const now = after.get(seriesOf(name, labels));
        assert.ok(now !== undefined && now >= value, seriesOf(name, labels));
      }
    }),
    SETTINGS,
  );
});
