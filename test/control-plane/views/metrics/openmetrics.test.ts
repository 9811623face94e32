import assert from "node:assert/strict";
import { test } from "node:test";
import { createAggregate } from "../../../../control-plane/aggregate/aggregate.ts";
import type { Format } from "../../../../control-plane/views/metrics/exposition.ts";
import { createProcessMetrics, familyText } from "../../../../control-plane/views/metrics/process.ts";
import { samplesOf } from "../../../system/support/metrics.ts";
import { exchange, feed } from "../../aggregate/exchanges.ts";
import { configured, pageText } from "./pages.ts";

const own = createProcessMetrics();
const aggregate = createAggregate([configured("as")]);
feed(aggregate, [
  exchange(),
  exchange({ grantType: "refresh_token", answeredUs: 400_000 }),
  exchange({ vantage: "client" }),
]);
const over = { issuerNames: ["as"], processText: own.text };
const openmetrics = await pageText(aggregate, "openmetrics", over);
const text = await pageText(aggregate, "text", over);

/** Families in the order of the page: name, type and the lines below. */
function familiesOf(
  page: string,
): readonly { readonly name: string; readonly type: string; readonly lines: readonly string[] }[] {
  return page
    .split(/^# HELP /m)
    .slice(1)
    .map((part) => {
      const [help = "", type = "", ...lines] = part.split("\n");
      assert.match(type, /^# TYPE /);
      const [, , name = "", kind = ""] = type.split(" ");
      assert.equal(help.split(" ")[0], name);
      return { name, type: kind, lines: lines.filter((line) => line !== "" && line !== "# EOF") };
    });
}

/** What may follow the family's name in a sample's. Source: OpenMetrics 1.0, "Metric Types". */
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  counter: ["_total"],
  gauge: [""],
  histogram: ["_bucket", "_sum", "_count"],
  summary: ["", "_sum", "_count"],
};

test("an OpenMetrics page ends with # EOF, and a text page has none", () => {
  assert.ok(openmetrics.endsWith("\n# EOF\n"));
  assert.equal(openmetrics.indexOf("# EOF"), openmetrics.length - 6);
  assert.doesNotMatch(text, /# EOF/);
});

test("each family of an OpenMetrics page is there once, and its samples have the endings of its type", () => {
  const families = familiesOf(openmetrics);
  assert.equal(new Set(families.map(({ name }) => name)).size, families.length);
  for (const { name, type, lines } of families) {
    for (const line of lines) {
      const suffixes = (SUFFIXES[type] ?? []).map((suffix) => name + suffix);
      assert.ok(suffixes.includes(/^\w+/.exec(line)?.[0] ?? ""), `${type} ${name}: ${line}`);
    }
  }
  assert.ok(families.length > 40, `only ${families.length} families`);
});

test("no name of a family runs into another's samples", () => {
  const families = familiesOf(openmetrics);
  const names = families.flatMap(({ name, type }) => (SUFFIXES[type] ?? []).map((suffix) => name + suffix));
  assert.deepEqual(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
  );
});

test("bounds of histograms are written as floating-point numbers", () => {
  const bounds = new Set([...openmetrics.matchAll(/le="([^"]*)"/g)].map(([, bound = ""]) => bound));
  assert.deepEqual(
    [...bounds].filter((bound) => !/^(?:\d+\.\d+|\+Inf)$/.test(bound)),
    [],
  );
  assert.ok(bounds.has("1.0") && bounds.has("60.0") && bounds.has("0.0025"));
});

test("bounds of the process's own histograms are too", () => {
  const values = [1, 2.5, "+Inf"].map((le) => ({ metricName: "h_bucket", labels: { kind: "minor", le }, value: 3 }));
  const family = { name: "h", help: "H.", type: "histogram", values };
  const lines = (format: Format): readonly string[] => familyText(family, format).trim().split("\n").slice(2);
  const minor = 'h_bucket{kind="minor",le=';
  assert.deepEqual(lines("openmetrics"), [`${minor}"1.0"} 3`, `${minor}"2.5"} 3`, `${minor}"+Inf"} 3`]);
  assert.deepEqual(lines("text"), [`${minor}"1"} 3`, `${minor}"2.5"} 3`, `${minor}"+Inf"} 3`]);
});

test("a text page has the short bounds, and types counters by their full name", () => {
  assert.match(text, /le="1"/);
  assert.doesNotMatch(text, /le="1\.0"/);
  assert.match(text, /^# TYPE oauth_flow_total counter$/m);
  assert.match(openmetrics, /^# TYPE oauth_flow counter$/m);
});

test("buckets are cumulative, and the last is the count", () => {
  const lines = text.split("\n").filter((line) => line.startsWith("oauth_refresh_duration_seconds"));
  assert.deepEqual(
    lines.map((line) => line.replace(/^.*(?:le="([^"]*)"|seconds(_\w+)).*\} /, "$1$2 ")),
    [
      "0.001 0",
      "0.0025 0",
      "0.005 0",
      "0.01 0",
      "0.025 0",
      "0.05 0",
      "0.075 0",
      "0.1 0",
      "0.2 0",
      "0.25 0",
      "0.5 1",
    ].concat(["0.75 1", "1 1", "2.5 1", "5 1", "10 1", "30 1", "60 1", "+Inf 1", "_sum 0.4", "_count 1"]),
  );
});

test("both formats have the same samples of ours", () => {
  const strip = (page: string) =>
    samplesOf(page)
      .filter(({ name }) => name.startsWith("oauth_"))
      .map(({ name, labels, value }) => ({ name, value, labels: { ...labels, le: Number(labels["le"]) } }));
  assert.deepEqual(strip(openmetrics), strip(text));
});

test("no sample is there twice", () => {
  for (const page of [text, openmetrics]) {
    const series = samplesOf(page).map(({ name, labels }) => name + JSON.stringify(labels));
    assert.equal(new Set(series).size, series.length);
  }
});

test("the process's own metrics are there, but no gauge with the ending of a counter", () => {
  assert.match(text, /^process_cpu_seconds_total \d/m);
  assert.match(text, /^nodejs_eventloop_lag_seconds \d/m);
  assert.deepEqual(
    familiesOf(text).filter(({ name, type }) => name.endsWith("_total") && type !== "counter"),
    [],
  );
  assert.deepEqual(
    familiesOf(text).filter(({ name, type }) => !name.endsWith("_total") && type === "counter"),
    [],
  );
});
