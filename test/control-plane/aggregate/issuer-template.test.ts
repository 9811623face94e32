import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { matchesTemplate, parseTemplate } from "../../../control-plane/aggregate/issuer-template.ts";

const matches = (template: string, name: string): boolean => matchesTemplate(parseTemplate(template), name);

test("a template without placeholders is one name", () => {
  assert.equal(matches("corp", "corp"), true);
  assert.equal(matches("corp", "corp/"), false);
  assert.equal(matches("corp", "xcorp"), false);
});

test("a placeholder is one path segment, or the part of one", () => {
  assert.equal(matches("corp/{realm}", "corp/staff"), true);
  assert.equal(matches("corp/{realm}", "corp/"), false);
  assert.equal(matches("corp/{realm}", "corp/a/b"), false);
  assert.equal(matches("{realm}.corp", "staff.corp"), true);
  assert.equal(matches("{realm}.corp", ".corp"), false);
  assert.equal(matches("{a}-{b}/x", "1-2/x"), true);
  assert.equal(matches("{a}-{b}/x", "1-2/y"), false);
});

test("signs that mean something in a regular expression mean themselves", () => {
  assert.equal(matches("a.b(c)/{x}", "a.b(c)/1"), true);
  assert.equal(matches("a.b(c)/{x}", "aXb(c)/1"), false);
  assert.equal(matches("{x}.corp", "1.corp"), true);
  assert.equal(matches("{x}.corp", "1Xcorp"), false);
});

test("it matches what the regular expression with [^/]+ for each placeholder matches", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "-", "/"), maxLength: 8 });
  fc.assert(
    fc.property(
      fc.array(text, { minLength: 1, maxLength: 4 }),
      fc.array(text, { minLength: 4, maxLength: 4 }),
      (parts, gaps) => {
        const template = parts.join("{x}");
        const name = parts.map((part, index) => part + (index + 1 < parts.length ? gaps[index] : "")).join("");
        const expected = new RegExp(`^${parts.join("[^/]+")}$`).test(name);
        assert.equal(matches(template, name), expected, `${template} ${name}`);
      },
    ),
    { seed: 1, numRuns: 2_000 },
  );
});

test("a name made to be looked at again and again costs one pass", () => {
  const template = Array.from({ length: 20 }, () => "{x}-").join("");
  assert.equal(matches(template, `${"-".repeat(100_000)}!`), false);
});
