import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { wasmOf } from "../support/wasm-of.ts";
import { anyPlaces, cutAt, KEPT, Keep, Kind, octetsOf, type Scan, type Scanner, scan, type Told } from "./scanner.ts";

const json = await wasmOf<Scanner>("text-json");
const RUNS = { seed: 5, numRuns: 1000 };

const scanText = (text: string): Scan => scan(json, [Buffer.from(text)], () => Keep.Text);
const isWhole = (text: string): boolean => scanText(text).whole;

const anyText = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: "binary", maxLength: 30 }) },
  {
    weight: 2,
    arbitrary: fc.string({
      unit: fc.constantFrom("\ud800", "\udc00", "a", '"', "\\", "/", "\u0001", "é"),
      maxLength: 8,
    }),
  },
  { weight: 1, arbitrary: fc.integer({ min: 180, max: 420 }).map((size) => "y".repeat(size)) },
);
const anyScalar = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const anyValue = fc.oneof(anyText, anyScalar, fc.jsonValue({ maxDepth: 4 }));

/** JSON of a string, with escapes here and there where none is needed. */
function written(text: string, escapes: fc.Stream<boolean>): string {
  const characters = Array.from(text, (each) => {
    if (escapes.next().value !== true) return JSON.stringify(each).slice(1, -1);
    return each === "/" ? "\\/" : escaped(each);
  });
  return `"${characters.join("")}"`;
}

/** `\uXXXX` of each code unit. */
function escaped(text: string): string {
  return Array.from({ length: text.length }, (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, "0")}`).join(
    "",
  );
}

test("any object gives the members that JSON.parse gives", () => {
  const anyMembers = fc.array(fc.tuple(anyText, anyValue), { maxLength: 6 });
  const anyGap = fc.constantFrom("", " ", "\n\t ");
  fc.assert(
    fc.property(anyMembers, fc.infiniteStream(fc.boolean()), anyGap, (members, escapes, gap) => {
      const texts = members.map(([key, each]) => {
        const json = typeof each === "string" ? written(each, escapes) : JSON.stringify(each);
        return [gap, written(key, escapes), gap, ":", gap, json, gap].join("");
      });
      const text = `${gap}{${texts.join(",")}}${gap}`;
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(Object.fromEntries(members))));
      assert.deepEqual(scanText(text), {
        told: members.flatMap(([key, each]) => [toldOfName(key), toldOf(each)]),
        whole: true,
      });
    }),
    RUNS,
  );
});

const TOKENS = [
  "{",
  "}",
  '"',
  ":",
  ",",
  " ",
  "\\",
  '"a"',
  '"b":',
  "1",
  "-",
  ".5",
  "e3",
  "true",
  "null",
  "\\u0041",
  "\\ud83d",
  "\\n",
  "0",
];
const WORDS = [...TOKENS, "[", "]", '{"a":1}', "[[", '"c":[', '{"d":"e"}'];

test("a text without arrays and objects in it is whole exactly when JSON.parse takes it", () => {
  const anyFlat = fc
    .oneof(fc.array(fc.constantFrom(...TOKENS), { maxLength: 8 }), fc.constant(['"a":"b"']))
    .map((words) => words.join(""));
  const anyJoined = fc.array(fc.oneof(fc.constantFrom('"a":1', '"b":"c"', '"d":null', ' "e" : -1.5e3 '), anyFlat), {
    maxLength: 3,
  });
  let whole = 0;
  fc.assert(
    fc.property(anyJoined, (members) => {
      const text = `{${members.join(",").replaceAll(/[{}]/g, "")}}`;
      if (parses(text)) whole += 1;
      assert.equal(isWhole(text), parses(text), text);
    }),
    RUNS,
  );
  assert.ok(whole > 100, `only ${whole} of the texts were JSON`);
});

test("what JSON.parse takes is whole, however it is made", () => {
  fc.assert(
    fc.property(octetsOf(WORDS), (bytes) => {
      const text = bytes.toString("latin1");
      if (parses(text)) assert.equal(isWhole(text), true, text);
    }),
    RUNS,
  );
});

test("it does not matter where a text is cut", () => {
  const anyObject = fc.dictionary(anyText, anyValue, { maxKeys: 5 }).map((each) => Buffer.from(JSON.stringify(each)));
  fc.assert(
    fc.property(fc.oneof(anyObject, octetsOf(WORDS)), anyPlaces, fc.constantFrom(0, 1, 2, 3), (bytes, places, keep) => {
      assert.deepEqual(
        scan(json, cutAt(bytes, places), () => keep),
        scan(json, [bytes], () => keep),
      );
    }),
    RUNS,
  );
});

test("a text cut after every octet is the same text", () => {
  const text = Buffer.from(
    String.raw`{"a\u00e9":"\ud83d\ude00\ud800\\","n":-1.5e+3,"l":false,"x":[{"y":"\"]"}],"z":"${"w".repeat(400)}"} `,
  );
  const octets = [...text].map((octet) => Buffer.of(octet));
  for (const keep of [Keep.Skip, Keep.Text, Keep.Digest, Keep.Both]) {
    const whole = scan(json, [text], () => keep);
    assert.equal(whole.whole, true);
    assert.deepEqual(
      scan(json, octets, () => keep),
      whole,
    );
  }
});

function toldOfName(key: string): Told {
  const octets = Buffer.from(key).toString("latin1");
  return { name: octets.slice(0, KEPT), nameSize: Math.min(octets.length, KEPT + 1) };
}

/** What the scanner tells of a value whose text is kept. */
function toldOf(each: unknown): Told {
  const kind = kindOf(each);
  const text = kind === Kind.Nested ? "" : kind === Kind.String ? (each as string) : JSON.stringify(each);
  // A lone surrogate becomes U+FFFD when a Buffer is made of it.
  const octets = Buffer.from(text).toString("latin1");
  return { kind, size: octets.length, cut: octets.length > KEPT, text: octets.slice(0, KEPT), digest: "" };
}

function kindOf(each: unknown): number {
  if (typeof each === "string") return Kind.String;
  if (typeof each === "number") return Kind.Number;
  return typeof each === "object" && each !== null ? Kind.Nested : Kind.Literal;
}

function parses(text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
  } catch {
    return false;
  }
}
