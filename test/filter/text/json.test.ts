import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { wasmOf } from "../support/wasm-of.ts";
import { KEPT, Keep, Kind, pairsOf, type Scan, type Scanner, scan, type Told } from "./scanner.ts";

const json = await wasmOf<Scanner>("text-json");

const scanText = (text: string, keep: number = Keep.Text): Scan => scan(json, [Buffer.from(text)], () => keep);
const isWhole = (text: string): boolean => scanText(text).whole;
const utf8 = (octets: string): string => Buffer.from(octets, "latin1").toString("utf8");
const pairs = (text: string): readonly (readonly [string, string])[] =>
  pairsOf(scanText(text)).map(([name, value]) => [utf8(name), utf8(value)]);
const value = (kind: number, text: string): Told => ({ kind, size: text.length, cut: false, text, digest: "" });
const name = (text: string): Told => ({ name: text, nameSize: text.length });

test("the members of an object come in order, with what they are", () => {
  const { told, whole } = scanText(
    '{"access_token":"t","expires_in":3600,"ok":true,"no":false,"scope":null,"list":[1,{"a":"]"}],"more":{"b":[]}}',
  );
  assert.deepEqual(told, [
    name("access_token"),
    value(Kind.String, "t"),
    name("expires_in"),
    value(Kind.Number, "3600"),
    name("ok"),
    value(Kind.Literal, "true"),
    name("no"),
    value(Kind.Literal, "false"),
    name("scope"),
    value(Kind.Literal, "null"),
    name("list"),
    value(Kind.Nested, ""),
    name("more"),
    value(Kind.Nested, ""),
  ]);
  assert.equal(whole, true);
});

test("white space may be anywhere between", () => {
  assert.deepEqual(pairs(' \t\r\n{ "a" : "b" \n,\t"c"\r:\n1 } \n'), [
    ["a", "b"],
    ["c", "1"],
  ]);
  assert.equal(isWhole(" {\n} "), true);
});

test("every escape of a string is undone, in names too", () => {
  assert.deepEqual(pairs(String.raw`{"\u0061\"\\\/\b\f\n\r\t":"\"\\\/\b\f\n\r\t\u00e9\u20AC\uD83d\uDE00\u0000"}`), [
    ['a"\\/\b\f\n\r\t', '"\\/\b\f\n\r\té€😀\0'],
  ]);
});

test("octets beyond ASCII stay as they are", () => {
  assert.deepEqual(pairs('{"é€😀":"ß漢🎈"}'), [["é€😀", "ß漢🎈"]]);
});

test("a lone surrogate becomes U+FFFD", () => {
  const cases = [
    String.raw`\ud800`,
    String.raw`\udc00`,
    String.raw`\ud800x`,
    String.raw`\ud800\n`,
    String.raw`\ud800\ud800\udc00`,
  ];
  const expected = ["\ufffd", "\ufffd", "\ufffdx", "\ufffd\n", "\ufffd\u{10000}"];
  assert.deepEqual(
    cases.map((text) => pairs(`{"a":"${text}"}`)[0]?.[1]),
    expected,
  );
});

test("a number keeps its text", () => {
  const numbers = ["0", "-0", "7", "10", "-1.5", "0.25", "1e3", "1E+3", "2.5e-10", "123456789012345678901234567890"];
  assert.deepEqual(
    numbers.map((text) => pairs(`{"n":${text}}`)[0]?.[1]),
    numbers,
  );
});

test("what is no number breaks the text", () => {
  const wrong = ["01", "-", "+1", ".5", "1.", "1.e3", "1e", "1e+", "--1", "1.2.3", "0x10", "Infinity", "NaN", "1 2"];
  assert.deepEqual(
    wrong.filter((text) => isWhole(`{"n":${text}}`)),
    [],
  );
});

test("what is no literal breaks the text", () => {
  const wrong = ["True", "tru", "truex", "nul", "nulll", "falsy", "undefined", "t", "n", "f"];
  assert.deepEqual(
    wrong.filter((text) => isWhole(`{"n":${text}}`)),
    [],
  );
});

test("a text that is not one object is not whole", () => {
  const wrong = [
    "",
    " ",
    "[]",
    '"a"',
    "1",
    "null",
    "{",
    "}",
    "{]",
    "{,}",
    '{"a"}',
    '{"a":}',
    '{"a":1',
    '{"a":1,}',
    '{"a":1 "b":2}',
    '{"a":"b}',
    '{"a" "b"}',
    "{a:1}",
    "{'a':1}",
    '{"a":1}}',
    '{"a":1}{}',
    '{"a":1} x',
    '{"a":[}',
    "\ufeff{}",
    String.raw`{"a":"\x"}`,
    String.raw`{"a":"\u12g4"}`,
    String.raw`{"a":"\u12"}`,
    '{"a":"\n"}',
    '{"a\t":1}',
  ];
  assert.deepEqual(
    wrong.filter((text) => isWhole(text)),
    [],
  );
});

test("a control character breaks a string wherever it is", () => {
  const strings = Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code)).flatMap((control) =>
    ["", "abc", "abcdefgh", "abcdefghabcdefg"].flatMap((before) => [
      `${before}${control}`,
      `${before}${control}abcdefgh`,
    ]),
  );
  assert.deepEqual(
    strings.filter((text) => isWhole(`{"a":"${text}"}`)),
    [],
  );
  assert.equal(isWhole('{"a":"abc\x7fabcdefgh "}'), true);
});

test("after a fault no member comes any more", () => {
  assert.deepEqual(pairs('{"a":"1","b":x,"c":"3","d":"4"}'), [["a", "1"]]);
  assert.deepEqual(pairs('{"a":"1"}{"b":"2"}'), [["a", "1"]]);
});

test("a value that has not ended is not told", () => {
  assert.deepEqual(scanText('{"a":"1","b":"2').told, [name("a"), value(Kind.String, "1"), name("b")]);
  assert.deepEqual(scanText('{"a":12').told, [name("a")]);
});

test("nested values are skipped at any depth, with what is in their strings", () => {
  const deep = `${"[".repeat(10_000)}"]}\\"{"${"]".repeat(10_000)}`;
  const objects = `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`;
  assert.deepEqual(scanText(`{"a":${deep},"b":${objects},"c":"d"}`), {
    told: [name("a"), value(Kind.Nested, ""), name("b"), value(Kind.Nested, ""), name("c"), value(Kind.String, "d")],
    whole: true,
  });
  assert.equal(isWhole(`{"a":${"[".repeat(10_000)}}`), false);
});

test("a name longer than what is kept has a size that no name has", () => {
  const { told } = scanText(`{"${"n".repeat(5000)}":1}`);
  assert.deepEqual(told[0], { name: "n".repeat(KEPT), nameSize: 193 });
});

test("nothing is kept of a value when nobody says so, but its size", () => {
  const { told } = scan(json, [Buffer.from(String.raw`{"a":"b\u00e9c","d":12}`)], () => undefined);
  const skipped = (kind: number, size: number): Told => ({ kind, size, cut: false, text: "", digest: "" });
  assert.deepEqual(told, [name("a"), skipped(Kind.String, 4), name("d"), skipped(Kind.Number, 2)]);
});

test("the digest is that of the unescaped octets", () => {
  const { told } = scanText(String.raw`{"code":"a\/b\u002Bc${"x".repeat(300)}"}`, Keep.Digest);
  const digest = createHash("sha256")
    .update(`a/b+c${"x".repeat(300)}`)
    .digest("hex");
  assert.deepEqual(told[1], { kind: Kind.String, size: 305, cut: false, text: "", digest });
});

test("a scanner that is reset has forgotten the text before", () => {
  const broken = scanText('{"a":"\\ud800');
  assert.equal(broken.whole, false);
  assert.equal(isWhole('{"a":"b"}'), true);
});

test("the scanner is at most 96 bytes larger than the value in it", () => {
  const { scannerSize, valueMemory } = json.exports;
  assert.ok(scannerSize() <= valueMemory() + 96, `${scannerSize()} and ${valueMemory()}`);
});
