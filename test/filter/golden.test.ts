// Every golden exchange (test/golden/exchanges/) through the built module, whole and however its bodies are cut.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cutsOf, expectedOf, goldenCases, shapeOf } from "./support/golden.ts";
import { recordsOf } from "./support/records.ts";

for (const golden of goldenCases()) {
  test(`${golden.name}: ${golden.about}`, () => {
    const cuts = [["whole", golden.request, golden.answer] as const, ...cutsOf(golden)];
    const records = recordsOf(
      golden.configuration,
      cuts.map(([, request, answer]) => ({ request, answer })),
    );
    const expected = expectedOf(golden);
    records.forEach((record, index) => {
      const place = `${golden.name}.http, ${cuts[index]?.[0]}`;
      assert.deepEqual({ [place]: shapeOf(record, expected) }, { [place]: expected });
    });
  });
}
