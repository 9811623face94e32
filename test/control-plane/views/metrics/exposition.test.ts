import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  boundOf,
  type Format,
  formatFor,
  headOf,
  labelText,
  numberOf,
  sampleOf,
} from "../../../../control-plane/views/metrics/exposition.ts";
import { samplesOf } from "../../../system/support/metrics.ts";

const PROMETHEUS_2 =
  "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
const PROMETHEUS_3 =
  "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1";
const PROMETHEUS_3_TEXT_ONLY = "text/plain;version=0.0.4;q=0.2,*/*;q=0.1";

const ACCEPTS: readonly (readonly [accept: string | undefined, format: Format])[] = [
  [undefined, "text"],
  ["", "text"],
  ["*/*", "text"],
  ["text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "text"],
  [PROMETHEUS_2, "openmetrics"],
  [PROMETHEUS_3, "openmetrics"],
  [PROMETHEUS_3_TEXT_ONLY, "text"],
  ["application/openmetrics-text", "openmetrics"],
  ["APPLICATION/OpenMetrics-Text; Version=1.0.0", "openmetrics"],
  ["application/openmetrics-text;version=0.0.1", "text"],
  ["application/openmetrics-text;version=2.0.0", "text"],
  ["application/openmetrics-text;q=0", "text"],
  ["application/openmetrics-text;q=0.1,text/plain", "text"],
  ["application/openmetrics-text;q=0.1,text/*;q=0.2", "text"],
  ["application/openmetrics-text;q=0.1,*/*", "text"],
  ["application/openmetrics-text;q=0.5,text/plain;q=0.5", "openmetrics"],
  ["application/openmetrics-text;q=many", "text"],
  ["application/openmetrics-text,text/plain;q=many", "openmetrics"],
];

for (const [accept, format] of ACCEPTS) {
  test(`Accept ${JSON.stringify(accept)} is answered with ${format}`, () => assert.equal(formatFor(accept), format));
}

test("any Accept gets a format", () => {
  const word = fc.constantFrom(
    "text/plain",
    "application/openmetrics-text",
    ";",
    ",",
    "q=",
    "=",
    " ",
    "0.5",
    "*/*",
    "\t",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string())), (words) => {
      assert.ok(["text", "openmetrics"].includes(formatFor(words.join(""))));
    }),
    { seed: 1 },
  );
});

test("OpenMetrics names the family of a counter without _total, text with it", () => {
  const counter = { name: "a_total", type: "counter", help: "H." };
  assert.equal(headOf(counter, "text"), "# HELP a_total H.\n# TYPE a_total counter\n");
  assert.equal(headOf(counter, "openmetrics"), "# HELP a H.\n# TYPE a counter\n");
  const gauge = { name: "b_total", type: "gauge", help: "H." };
  assert.equal(headOf(gauge, "openmetrics"), "# HELP b_total H.\n# TYPE b_total gauge\n");
});

test("help is escaped, and its quotes in OpenMetrics only", () => {
  const family = { name: "a", type: "gauge", help: 'x\\y\n"z"' };
  assert.equal(headOf(family, "text").split("\n")[0], '# HELP a x\\\\y\\n"z"');
  assert.equal(headOf(family, "openmetrics").split("\n")[0], '# HELP a x\\\\y\\n\\"z\\"');
});

test("bounds of whole numbers have a .0 in OpenMetrics", () => {
  assert.deepEqual([boundOf(1, "text"), boundOf(1, "openmetrics")], ["1", "1.0"]);
  assert.deepEqual([boundOf(60, "text"), boundOf(60, "openmetrics")], ["60", "60.0"]);
  assert.deepEqual([boundOf(0.0025, "text"), boundOf(0.0025, "openmetrics")], ["0.0025", "0.0025"]);
  assert.deepEqual([boundOf(Infinity, "text"), boundOf(Infinity, "openmetrics")], ["+Inf", "+Inf"]);
});

test("numbers that are none have the names of both formats", () => {
  assert.deepEqual([numberOf(Infinity), numberOf(-Infinity), numberOf(NaN)], ["+Inf", "-Inf", "NaN"]);
});

test("a sample with any label values and any number is read back as it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string(), fc.double({ noNaN: true }), (first, second, value) => {
      const line = sampleOf("m", labelText(["a", "b"], [first, second]), value);
      assert.deepEqual(samplesOf(line), [
        { name: "m", labels: { a: first, b: second }, value: value === 0 ? 0 : value },
      ]);
    }),
    { seed: 1 },
  );
});

test("a sample without labels has no braces", () => {
  assert.equal(sampleOf("m", "", 3), "m 3\n");
});
