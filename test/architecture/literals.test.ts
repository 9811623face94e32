// The filter's byte literals: their sizes are written beside them by hand, since the language has no constant that knows.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { sourceFiles } from "./source-files.ts";

const LITERAL = /const (\w+): usize = asciiBytes\("((?:[^"\\]|\\.)*)"\)/g;

const sources = sourceFiles().filter(({ path }) => path.startsWith("filter/"));
const literals = sources.flatMap(({ path, text }) =>
  [...text.matchAll(LITERAL)].map(([, name = "", literal = ""]) => ({ path, text, name, size: sizeOf(literal) })),
);

/** `\0` and the like are one byte each. */
function sizeOf(literal: string): number {
  return literal.replaceAll(/\\./g, "x").length;
}

test("each size beside a byte literal is that of the literal", () => {
  const wrong = literals.flatMap(({ path, text, name, size }) =>
    [...text.matchAll(new RegExp(String.raw`\b${name}, (\d+)`, "g"))]
      .filter(([, written]) => Number(written) !== size)
      .map(([call]) => `${path}: ${call}, want ${size}`),
  );
  assert.deepEqual(wrong, []);
  assert.ok(literals.length > 30, `only ${literals.length} literals found: does the pattern still match?`);
});

test("all byte literals fit into the memory that is kept for them", () => {
  const capacity = /const CAPACITY: usize = (\d+);/.exec(readFileSync("filter/text/static-bytes.ts", "utf8"))?.[1];
  const used = literals.reduce((sum, { size }) => sum + size, 0);
  assert.ok(used <= Number(capacity), `${used} bytes of literals, room for ${capacity}`);
});

test("the version that the filter says it has is that of package.json", () => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  assert.match(readFileSync("filter/stream/stream.ts", "utf8"), new RegExp(`asciiBytes\\("${version}"\\)`));
});
