import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { wasmOf } from "../support/wasm-of.ts";
import { anyPlaces, cutAt, KEPT, Keep, octetsOf, pairsOf, type Scanner, scan, type Told } from "./scanner.ts";

const form = await wasmOf<Scanner>("text-form");
const RUNS = { seed: 3, numRuns: 2000 };

const scanText = (text: string, keep: number = Keep.Text): readonly Told[] =>
  scan(form, [Buffer.from(text, "latin1")], () => keep).told;
const pairs = (text: string): readonly (readonly [string, string])[] =>
  pairsOf(scan(form, [Buffer.from(text, "latin1")], () => Keep.Text));
const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** URL Standard §5.1 over octets, written as Latin-1. */
const decoded = (text: string): string =>
  text.replaceAll("+", " ").replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

test("a form gives its names and values in order, decoded", () => {
  assert.deepEqual(pairs("grant_type=authorization_code&code=a%2Fb+c&redirect_uri=https%3a%2F%2Fx"), [
    ["grant_type", "authorization_code"],
    ["code", "a/b c"],
    ["redirect_uri", "https://x"],
  ]);
});

test("names are decoded too", () => {
  assert.deepEqual(pairs("gr%61nt%5Ftype=x&a+b=y"), [
    ["grant_type", "x"],
    ["a b", "y"],
  ]);
});

test("empty pairs are passed over, empty names and values are not", () => {
  assert.deepEqual(pairs("&&a=1&&=&=2&b&c=&&"), [
    ["a", "1"],
    ["", ""],
    ["", "2"],
    ["b", ""],
    ["c", ""],
  ]);
});

test("an empty form has no pairs", () => {
  assert.deepEqual(scanText(""), []);
  assert.deepEqual(scan(form, [], () => Keep.Text).told, []);
});

test("an equals sign in a value stands for itself", () => {
  assert.deepEqual(pairs("a=b=c==&d==e"), [
    ["a", "b=c=="],
    ["d", "=e"],
  ]);
});

test("a broken percent escape stays as it is", () => {
  assert.deepEqual(pairs("a=%&b=%4&c=%4g&d=%g4&e=%%41&f=%4%41&g=100%+%zz%&h%=1&i%4=2&%=%"), [
    ["a", "%"],
    ["b", "%4"],
    ["c", "%4g"],
    ["d", "%g4"],
    ["e", "%A"],
    ["f", "%4A"],
    ["g", "100% %zz%"],
    ["h%", "1"],
    ["i%4", "2"],
    ["%", "%"],
  ]);
});

test("a broken escape at the end of the form belongs to the value", () => {
  assert.deepEqual(pairs("a=%4"), [["a", "%4"]]);
  assert.deepEqual(pairs("a=%"), [["a", "%"]]);
  assert.deepEqual(pairs("a%"), [["a%", ""]]);
});

test("%00, %26 and %3D are octets, not the ends of anything", () => {
  assert.deepEqual(pairs("a%3D=%26%00%3d&b=1"), [
    ["a=", "&\0="],
    ["b", "1"],
  ]);
});

test("a name is told at its equals sign, before any of its value has come", () => {
  const { told } = scan(form, [Buffer.from("code=")], () => Keep.Text);
  assert.deepEqual(told[0], { name: "code", nameSize: 4 });
});

test("nothing is kept of a value when nobody says so, but its size", () => {
  const { told } = scan(form, [Buffer.from("a=b%20c+d&e")], () => undefined);
  assert.deepEqual(told, [
    { name: "a", nameSize: 1 },
    { kind: 0, size: 5, cut: false, text: "", digest: "" },
    { name: "e", nameSize: 1 },
    { kind: 0, size: 0, cut: false, text: "", digest: "" },
  ]);
});

test("of a value that is skipped every decoded octet is counted", () => {
  const [, value] = scanText("a=123456789%41+%4+%zz%&b", Keep.Skip);
  assert.deepEqual(value, { kind: 0, size: 18, cut: false, text: "", digest: "" });
});

test("a text of 192 octets is whole, one of 193 is cut", () => {
  const [, whole] = scanText(`a=${"x".repeat(192)}`);
  const [, longer] = scanText(`a=${"x".repeat(193)}`);
  assert.deepEqual(whole, { kind: 0, size: 192, cut: false, text: "x".repeat(192), digest: "" });
  assert.deepEqual(longer, { kind: 0, size: 193, cut: true, text: "x".repeat(192), digest: "" });
});

test("a cut text is shorter when the digest is kept beside it", () => {
  const digestOf = (size: number): string => sha256(Buffer.alloc(size, "x"));
  const [, whole] = scanText(`a=${"x".repeat(192)}`, Keep.Both);
  const [, longer] = scanText(`a=${"x".repeat(193)}`, Keep.Both);
  assert.deepEqual(whole, { kind: 0, size: 192, cut: false, text: "x".repeat(192), digest: digestOf(192) });
  assert.deepEqual(longer, { kind: 0, size: 193, cut: true, text: "x".repeat(128), digest: digestOf(193) });
});

test("a name longer than what is kept has a size that no name has", () => {
  const long = "n".repeat(5000);
  assert.deepEqual(scanText(`${long}=1`)[0], { name: "n".repeat(KEPT), nameSize: 193 });
});

test("the scanner is at most 96 bytes larger than the value in it", () => {
  const { scannerSize, valueMemory } = form.exports;
  assert.ok(scannerSize() <= valueMemory() + 96, `${scannerSize()} and ${valueMemory()}`);
});

const WORDS = [
  "&",
  "=",
  "%",
  "+",
  "%41",
  "%2b",
  "%2B",
  "%26",
  "%3D",
  "%4",
  "%%",
  "%zz",
  "a",
  "F",
  "0",
  "code",
  "&a=",
  "%C3%A9",
];
const anyForm = octetsOf(WORDS);

test("any octets give the pairs that URLSearchParams gives", () => {
  fc.assert(
    fc.property(anyForm, (bytes) => {
      // Octets beyond ASCII as escapes, since URLSearchParams takes text; the ampersand keeps a first `?`.
      const text = bytes.toString("latin1").replaceAll(/[^\0-\x7f]/g, (each) => encodeOctet(each));
      const expected = [...new URLSearchParams(`&${text}`)].map(([name, value]) => [clip(name), clip(value)]);
      const lossy = pairs(bytes.toString("latin1")).map(([name, value]) => [utf8(name), utf8(value)]);
      assert.deepEqual(lossy, expected);
    }),
    RUNS,
  );
});

test("sizes, texts and digests are those of the decoded octets, whatever is kept", () => {
  fc.assert(
    fc.property(anyForm, fc.constantFrom(Keep.Skip, Keep.Text, Keep.Digest, Keep.Both), (bytes, keep) => {
      const expected = bytes
        .toString("latin1")
        .split("&")
        .filter((pair) => pair !== "")
        .map((pair) => decoded(pair.includes("=") ? pair.slice(pair.indexOf("=") + 1) : ""))
        .map((value) => valueOf(value, keep));
      const values = scanText(bytes.toString("latin1"), keep).filter((each) => "text" in each);
      assert.deepEqual(values, expected);
    }),
    RUNS,
  );
});

test("it does not matter where a form is cut", () => {
  fc.assert(
    fc.property(anyForm, anyPlaces, fc.constantFrom(0, 1, 2, 3), (bytes, places, keep) => {
      assert.deepEqual(
        scan(form, cutAt(bytes, places), () => keep),
        scan(form, [bytes], () => keep),
      );
    }),
    RUNS,
  );
});

test("a form cut after every octet is the same form", () => {
  const text = Buffer.from(`a=%41%4&b%3d=+&&c=${"x%20".repeat(150)}&=%&d`);
  const octets = [...text].map((octet) => Buffer.of(octet));
  for (const keep of [Keep.Skip, Keep.Text, Keep.Digest, Keep.Both]) {
    assert.deepEqual(
      scan(form, octets, () => keep),
      scan(form, [text], () => keep),
    );
  }
});

function valueOf(value: string, keep: number): Told {
  const hasText = keep === Keep.Text || keep === Keep.Both;
  const isLong = value.length > KEPT;
  const kept = keep === Keep.Both && isLong ? 128 : KEPT;
  const hasDigest = keep === Keep.Digest || keep === Keep.Both;
  return {
    kind: 0,
    size: value.length,
    cut: hasText && isLong,
    text: hasText ? value.slice(0, kept) : "",
    digest: hasDigest ? sha256(Buffer.from(value, "latin1")) : "",
  };
}

function encodeOctet(octet: string): string {
  return `%${octet.charCodeAt(0).toString(16).padStart(2, "0")}`;
}

function utf8(octets: string): string {
  return clip(Buffer.from(octets, "latin1").toString("utf8"));
}

/** Long texts are cut by octets, perhaps within a character: what surely is the same of both. */
function clip(text: string): string {
  return text.slice(0, 60);
}
