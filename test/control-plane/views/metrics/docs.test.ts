import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { AGGREGATE_LIMITS } from "../../../../control-plane/aggregate/aggregate.ts";
import { WARM_UP_MS } from "../../../../control-plane/aggregate/issuers.ts";
import {
  MAX_BOARD_WORKERS,
  MAX_IN_FLIGHT_ENTRIES,
  MAX_IN_FLIGHT_SERIES,
  MAX_WORKERS,
  STALE_AFTER_MS,
} from "../../../../control-plane/ingest/limits.ts";
import { DROP_REASONS } from "../../../../control-plane/model/drops.ts";
import { STREAM_ENDS } from "../../../../control-plane/model/stream-ends.ts";
import { LABEL_VALUES, UNCLASSIFIED_REASONS } from "../../../../control-plane/views/metrics/label-values.ts";
import { METRICS } from "../../../../control-plane/views/metrics/metrics.ts";
import { SERIES_LIMITS } from "../../../../control-plane/views/metrics/series-table.ts";
import { docs, jsonText } from "../../../../scripts/generate-docs.ts";

const page = readFileSync("docs/metrics.md", "utf8");

/** The part of the page below a heading, up to the next of the same or a higher level. */
function section(heading: string): string {
  const [, marks = "#"] = /^(#+) /.exec(heading) ?? [];
  const from = page.indexOf(`\n${heading}\n`);
  assert.ok(from >= 0, heading);
  const rest = page.slice(from + heading.length + 2);
  const end = rest.search(new RegExp(`^#{1,${marks.length}} `, "m"));
  return end < 0 ? rest : rest.slice(0, end);
}

test("the docs are those of the code, and making them again changes nothing", () => {
  for (const [path, text] of docs()) assert.equal(readFileSync(path, "utf8"), text, `${path}: run npm run generate`);
  assert.deepEqual([...docs().keys()], ["docs/metrics.md", "docs/aggregator.schema.json"]);
});

for (const metric of METRICS) {
  test(`${metric.name} is described: type, what, labels, law, replicas, query`, () => {
    const text = section(`### ${metric.name}`);
    const words = text.replaceAll(/\s+/g, " ");
    assert.ok(words.includes(`*${metric.type}.* ${metric.help}`));
    assert.ok(words.includes(metric.law));
    assert.match(text, /^Replicas: .+\.$/m);
    assert.ok(text.includes(`\`\`\`promql\n${metric.example}\n\`\`\``));
    assert.ok(metric.example.includes(metric.name));
    assert.deepEqual(
      [...text.matchAll(/^- `(\w+)`: \S/gm)].map(([, label]) => label),
      metric.labels,
    );
  });
}

test("values that no other section has are listed at their metric", () => {
  assert.match(section("### oauth_telemetry_streams_ended_total"), /^- `reason`: `bye` `closed` .*$/m);
  assert.match(section("### oauth_telemetry_records_dropped_total"), /^- `reason`: see \[Why records are dropped\]/m);
});

test("every reason why streams end is explained at its metric", () => {
  const text = section("### oauth_telemetry_streams_ended_total").replaceAll(/\s+/g, " ");
  const [, law = ""] = text.split("In order: ");
  for (const reason of STREAM_ENDS) assert.match(law, new RegExp(`\`${reason}\`[^.]*: `), reason);
});

test("every closed value of every label is on the page", () => {
  for (const [label, values] of Object.entries(LABEL_VALUES)) {
    if (values.kind === "open") continue;
    for (const value of values.values) assert.ok(page.includes(`\`${value}\``), `${label}="${value}"`);
  }
});

test("every value of a label that has a section has its meaning there", () => {
  const labels = [
    "endpoint",
    "grant_type",
    "outcome",
    "error",
    "auth_method",
    "vantage",
    "response_type",
    "response_mode",
    "pkce",
    "via",
    "kind",
  ] as const;
  for (const label of labels) {
    const rows = [...section(`### Label ${label}`).matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map(([, value]) => value);
    const values = LABEL_VALUES[label];
    assert.deepEqual(rows, values.kind === "closed" ? values.values : [], label);
  }
});

test("every drop reason is listed once, with its stage and when it is", () => {
  const rows = [...section("## Why records are dropped").matchAll(/^\| `(\w+)` \| `(\w+)` \| .+\. \|$/gm)];
  const expected = Object.entries(DROP_REASONS).flatMap(([stage, reasons]) =>
    reasons.map((reason) => `${stage} ${reason}`),
  );
  assert.deepEqual(
    rows.map(([, stage, reason]) => `${stage} ${reason}`),
    expected,
  );
});

test("every reason of unclassified has its meaning and what to do", () => {
  const rows = [...section("## What could not be classified").matchAll(/^\| `(\w+)` \| .+\. \| .+\. \|$/gm)];
  assert.deepEqual(
    rows.map(([, reason]) => reason),
    UNCLASSIFIED_REASONS,
  );
});

test("the limits that the page names are those of the code", () => {
  const text = section("## The ledger").replaceAll(/\s+/g, " ");
  const number = (value: number): string => value.toLocaleString("en-US");
  assert.ok(text.includes(`beyond ${number(AGGREGATE_LIMITS.issuers)} issuers`));
  assert.ok(
    text.includes(
      `${number(SERIES_LIMITS.sum)} series of a metric (${number(SERIES_LIMITS.histogram)} of a histogram)`,
    ),
  );
  assert.ok(
    text.includes(
      `a heartbeat has ${MAX_IN_FLIGHT_ENTRIES} entries and the metric ${number(MAX_IN_FLIGHT_SERIES)} series`,
    ),
  );
  assert.ok(text.includes(`a board has ${MAX_BOARD_WORKERS}, the aggregator ${number(MAX_WORKERS)}`));
  const leftOut = section("### oauth_telemetry_workers_left_out_total").replaceAll(/\s+/g, " ");
  assert.ok(leftOut.includes(`the ${MAX_BOARD_WORKERS} of one heartbeat`));
  assert.ok(leftOut.includes(`beyond ${MAX_BOARD_WORKERS} of one node id`));
  assert.ok(leftOut.includes(`${number(MAX_WORKERS)} were known`));
  assert.ok(section("### oauth_telemetry_workers").includes(`heard within ${STALE_AFTER_MS / 1_000} s`));
  assert.ok(text.includes(`beyond ${number(AGGREGATE_LIMITS.knownClients)} clients`));
  assert.ok(text.includes(`Beyond ${number(AGGREGATE_LIMITS.keys)} combinations`));
  assert.ok(section("## Why records are dropped").includes(`(${number(AGGREGATE_LIMITS.keys)})`));
  assert.ok(section("## What counts where").includes(`within ${WARM_UP_MS / 1_000} s`));
  assert.ok(section("### Label issuer").includes(`the limit of ${number(AGGREGATE_LIMITS.issuers)}`));
});

test("every link on the page to a place of the page leads there", () => {
  const anchors = new Set(
    [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) => title.toLowerCase().replaceAll(" ", "-")),
  );
  const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, link = ""]) => link);
  assert.deepEqual(
    links.filter((link) => !anchors.has(link)),
    [],
  );
  assert.ok(links.length > 40, `only ${links.length} links seen`);
});

test("JSON is written as the formatter has it", () => {
  const short = jsonText({ a: ["x", "y"], b: [{ c: [] }], d: "[\n" });
  assert.equal(short, '{\n  "a": ["x", "y"],\n  "b": [\n    {\n      "c": []\n    }\n  ],\n  "d": "[\\n"\n}\n');
  const long = Array.from({ length: 13 }, () => "endpoint");
  assert.equal(jsonText({ long }).split("\n").length, 18);
});
