// The parts of the bench that could be wrong without anyone seeing it in the figures.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parseArguments } from "./arguments.ts";
import { createSplitter, message } from "./envoy/http1.ts";
import { answerOf, requestBytes } from "./envoy/traffic.ts";
import { pageWith } from "./results.ts";
import { slopeOf, spreadOf } from "./statistics.ts";
import { figure, markdownOf, ratio, textOf } from "./table.ts";

const MACHINE = { date: "2026-11-25", cpu: "CPU", cores: 2, node: "20.20.2", filter: "0123456789ab" };
const TABLE = {
  id: "some-table",
  title: "Some table",
  note: "A note.",
  columns: ["", "figure"],
  rows: [
    ["one", "1.00"],
    ["a|b", "10.0"],
  ],
};

test("the middle half of some values lies between their quartiles", () => {
  assert.deepEqual(spreadOf([5, 1, 4, 2, 3]), { low: 2, median: 3, high: 4 });
  assert.deepEqual(spreadOf([1, 2]), { low: 1.25, median: 1.5, high: 1.75 });
});

test("a slope is what one more costs, whatever the beginning", () => {
  assert.equal(
    slopeOf([
      [1, 103],
      [2, 106],
      [3, 109],
    ]),
    3,
  );
  assert.ok(Number.isNaN(slopeOf([[1, 5]])));
});

test("figures have the digits that say something, and ratios of nothing are a dash", () => {
  assert.deepEqual([1234.5, 123.45, 12.345, 1.2345, 0.12345, -0.5, 0, Number.NaN].map(figure), [
    "1,235",
    "123",
    "12.3",
    "1.23",
    "0.123",
    "-0.500",
    "0.00",
    "–",
  ]);
  assert.deepEqual([1.296, 1 / 0].map(ratio), ["×1.30", "–"]);
});

test("a table is aligned for the terminal and escaped for the page", () => {
  assert.equal(textOf(TABLE), "\nSome table\nA note.\n     figure\none    1.00\na|b    10.0");
  assert.equal(
    markdownOf(TABLE),
    "**Some table.** A note.\n\n|  | figure |\n|---|---:|\n| one | 1.00 |\n| a\\|b | 10.0 |",
  );
});

test("a table replaces the one between its markers, and nothing else", () => {
  const page = "a\n<!-- begin bench: some-table -->\nold\n<!-- end bench: some-table -->\nz\n";
  const results = { part: { machine: MACHINE, rounds: 3, tables: [TABLE] } };
  const line = "2026-11-25, CPU, 2 cores, Node 20.20.2, filter 0123456789ab; rounds: 3.";
  const want = `a\n<!-- begin bench: some-table -->\n${markdownOf(TABLE)}\n\n${line}\n<!-- end bench: some-table -->\nz\n`;
  assert.equal(pageWith(page, results), want);
  assert.equal(pageWith(want, results), want);
  assert.throws(() => pageWith("a\n", results), /has no place for the table "some-table"/);
});

test("every table that the bench can write has its place in docs/performance.md, and only those", () => {
  const files = ["host.ts", "wire.ts", "aggregator/part.ts", "aggregator/stages.ts", "envoy/memory.ts"];
  const sources = files.map((file) => readFileSync(`test/bench/${file}`, "utf8")).join("\n");
  const named = [...sources.matchAll(/\bid: "([\w-]+)"/g)].map(([, id]) => id);
  const cpu = ["envoy-cpu-direct", "envoy-cpu-proxied", "envoy-added", "envoy-ratios"];
  const page = readFileSync("docs/performance.md", "utf8");
  const places = [...page.matchAll(/<!-- begin bench: ([\w-]+) -->[^]*?<!-- end bench: \1 -->/g)].map(([, id]) => id);
  assert.deepEqual(new Set(places), new Set([...named, ...cpu]));
  assert.equal(places.length, new Set(places).size);
});

test("arguments name parts and rounds; anything else is a mistake that names what there is", () => {
  assert.deepEqual(parseArguments(["envoy", "wire", "--rounds", "3", "--write"]), {
    kind: "run",
    parts: ["wire", "envoy"],
    rounds: 3,
    writes: true,
  });
  assert.deepEqual(parseArguments([]), {
    kind: "run",
    parts: ["host", "wire", "aggregator", "envoy"],
    rounds: undefined,
    writes: false,
  });
  assert.deepEqual(parseArguments(["--rounds"]), {
    kind: "mistake",
    message: '--rounds: want a number from 1 to 1000, got ""',
  });
  assert.deepEqual(parseArguments(["envoi"]), {
    kind: "mistake",
    message: '"envoi": want host, wire, aggregator, envoy, --rounds N or --write',
  });
});

test("messages that come together or byte by byte are the same messages", () => {
  const bytes = Buffer.concat([message("A", { x: "1" }, "body"), message("B", {}, ""), message("C", {}, "\r\n\r\n")]);
  const heads = ["A\r\nx: 1\r\ncontent-length: 4", "B", "C\r\ncontent-length: 4"];
  assert.deepEqual(createSplitter()(bytes), heads);
  const split = createSplitter();
  assert.deepEqual(
    [...bytes].flatMap((byte) => split(Buffer.from([byte]))),
    heads,
  );
});

test("answers have the sizes that their names say", () => {
  assert.deepEqual(
    (["page", "token_1k", "token_16k"] as const).map((traffic) => answerOf(traffic).body.length),
    [1_024, 1_024, 16_384],
  );
  assert.match(requestBytes("page", true).toString(), /\r\nhost: app\.test\r\n/);
  assert.match(requestBytes("token_1k", true).toString(), /\r\nhost: sso\.test\r\n/);
});
