import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { wasmOf } from "../support/wasm-of.ts";
import { anyPlaces, cutAt, Keep, octetsOf } from "./scanner.ts";

type Jose = {
  readonly valueMemory: () => number;
  readonly headerEnd: (v: number) => number;
  readonly begin: (v: number, keep: number) => void;
  readonly push: (v: number, byte: number) => void;
  readonly pushSpan: (v: number, at: number, size: number) => void;
  readonly valueSize: (v: number) => number;
  readonly alg: (v: number) => number;
};

const { exports, put, putLast, read, clear } = await wasmOf<Jose>("text-credentials");
const RUNS = { seed: 13, numRuns: 1000 };
/** JoseAlg of filter/text/jose.ts. */
const Alg = { Unknown: 0, Symmetric: 1, Asymmetric: 2 } as const;
/** Characters of a header that are read, and the octets that they are. */
const MAX_HEADER = 8192;
const MAX_OCTETS = (MAX_HEADER / 4) * 3;

const encoded = (header: string | Buffer): string => Buffer.from(header as string).toString("base64url");
const jws = (header: string): string => `${encoded(header)}.eyJhIjoxfQ.c2ln`;

/** What a value that comes in these parts says, and that nothing was written beside it. Its memory is dirty before. */
function algOfParts(parts: readonly Buffer[]): number {
  clear();
  const size = exports.valueMemory();
  const v = put(Buffer.alloc(size + 64, 0xa5));
  exports.begin(v, Keep.JoseAlg);
  for (const part of parts) exports.pushSpan(v, putLast(part), part.length);
  assert.equal(exports.valueSize(v), Buffer.concat(parts).length);
  assert.deepEqual(read(v + size, 64), Buffer.alloc(64, 0xa5));
  return exports.alg(v);
}

function algOfOctets(text: Buffer): number {
  clear();
  const v = put(Buffer.alloc(exports.valueMemory(), 0xa5));
  exports.begin(v, Keep.JoseAlg);
  for (const byte of text) exports.push(v, byte);
  assert.equal(exports.valueSize(v), text.length);
  return exports.alg(v);
}

const algOf = (text: string): number => algOfParts([Buffer.from(text, "latin1")]);

test("the alg of a JWS says whose key it takes", () => {
  for (const alg of ["HS256", "HS384", "HS512"]) assert.equal(algOf(jws(`{"alg":"${alg}"}`)), Alg.Symmetric, alg);
  const rsa = ["RS256", "RS512", "PS256", "PS384"];
  const curves = ["ES256", "ES256K", "ES512", "ESP256", "EdDSA", "Ed25519", "Ed448"];
  for (const alg of [...rsa, ...curves, "ML-DSA-44", "ML-DSA-87-Ed448"]) {
    assert.equal(algOf(jws(`{"alg":"${alg}"}`)), Alg.Asymmetric, alg);
  }
  const encrypting = ["RSA-OAEP", "RSA1_5", "A128KW", "dir", "ECDH-ES", "PBES2-HS256+A128KW"];
  for (const alg of [...encrypting, "none", "", "hs256", "HS", "ed25519", "Ed25519x"]) {
    assert.equal(algOf(jws(`{"alg":"${alg}"}`)), Alg.Unknown, alg);
  }
});

test("the alg may be anywhere in the header, however it is written", () => {
  const headers = [
    '{"typ":"JWT","kid":"a/b?c","alg":"HS256"}',
    '{ "x":{"alg":"RS256"}, "crit":["alg"], "alg" : "HS256" , "a":1 }',
    '{"a":-1.5e+3,"b64":true,"c":null\r\n,\t"alg":"HS256"}',
    String.raw`{"kid":"\"alg\":\"RS256\",\\","alg":"HS256"}`,
    String.raw`{"x":["\"]}","}",[{}]],"alg":"HS256"}`,
    `{"x5c":["${"M".repeat(4096)}"],"alg":"HS256"}`,
    `{"kid":"${"k".repeat(4096)}","alg":"HS256"}`,
    `{"${"n".repeat(300)}":"","alg":"HS256"}`,
    '{"typ":"alg","algo":"RS256","al":"RS256","":"RS256","alg":"HS256"}',
  ];
  for (const header of headers) assert.equal(algOf(jws(header)), Alg.Symmetric, header.slice(0, 60));
});

test("only the header's own alg counts, not one of its values", () => {
  assert.equal(algOf(jws('{"jwk":{"alg":"HS256"},"alg":"RS256"}')), Alg.Asymmetric);
  assert.equal(algOf(jws('{"jwk":{"a":[{"alg":"HS256"}]},"alg":"RS256"}')), Alg.Asymmetric);
  assert.equal(algOf(jws('{"jwk":{"alg":"HS256"}}')), Alg.Unknown);
  assert.equal(algOf(jws('{"x":"alg","y":"HS256"}')), Alg.Unknown);
});

test("of two algs the first counts", () => {
  assert.equal(algOf(jws('{"alg":"HS256","alg":"RS256"}')), Alg.Symmetric);
  assert.equal(algOf(jws('{"alg":1,"alg":"RS256"}')), Alg.Unknown);
});

test("a name with an escape is not alg, and an alg with an escape is none that is known", () => {
  assert.equal(algOf(jws(String.raw`{"\u0061lg":"HS256","alg":"RS256"}`)), Alg.Asymmetric);
  assert.equal(algOf(jws(String.raw`{"alg\\":"HS256","alg":"RS256"}`)), Alg.Asymmetric);
  assert.equal(algOf(jws(String.raw`{"alg":"\u0048S256"}`)), Alg.Unknown);
  assert.equal(algOf(jws(String.raw`{"alg":"HS256\n"}`)), Alg.Unknown);
});

test("an alg longer than 32 bytes is none that is known", () => {
  assert.equal(algOf(jws(`{"alg":"HS256${"6".repeat(27)}"}`)), Alg.Symmetric);
  assert.equal(algOf(jws(`{"alg":"HS256${"6".repeat(28)}"}`)), Alg.Unknown);
});

test("a header without a readable alg is of no known kind", () => {
  const noAlg = [
    '{"typ":"JWT"}',
    "{}",
    '{"alg":256}',
    '{"alg":["HS256"]}',
    '{"alg":{"alg":"HS256"}}',
    '{"ALG":"HS256"}',
  ];
  const noObject = ['["alg","HS256"]', "", "alg", '"alg":"HS256"', '{}{"alg":"HS256"}', '\ufeff{"alg":"HS256"}'];
  const noJson = [
    '{"a":,"alg":"HS256"}',
    '{"a" 1,"alg":"HS256"}',
    '{"a":1 2,"alg":"HS256"}',
    '{"a":"b" "alg":"HS256"}',
    '{,"alg":"HS256"}',
    '{"a":"\n","alg":"HS256"}',
    '{"a":1},"alg":"HS256"}',
    '{"alg":"HS256',
  ];
  for (const header of [...noAlg, ...noObject, ...noJson]) assert.equal(algOf(jws(header)), Alg.Unknown, header);
  for (const text of ["", ".", "e30", "not base64!", "=.=", "SFMyNTY.", "\xff"]) assert.equal(algOf(text), Alg.Unknown);
});

test("nothing is read beyond a character that is no base64, or beyond the header's dot", () => {
  // A multiple of three octets, so that what follows would be decoded in step.
  const begin = encoded('{"typ":"JWT",  ');
  const alg = encoded('"alg":"HS256"}');
  assert.equal(algOf(`${begin}${alg}`), Alg.Symmetric);
  assert.equal(algOf(`${begin}!${alg}`), Alg.Unknown);
  assert.equal(algOf(`${begin}.${alg}`), Alg.Unknown);
});

test("a JWS that is cut is read as far as it goes", () => {
  const whole = jws('{"alg":"ES256","kid":"1","typ":"JWT"}');
  const end = encoded('{"alg":"ES256"').length;
  for (let size = 0; size <= whole.length; size += 1) {
    assert.equal(algOf(whole.slice(0, size)), size < end ? Alg.Unknown : Alg.Asymmetric, whole.slice(0, size));
  }
});

test("a header without its JWS, and one with padding, are read too", () => {
  assert.equal(algOf(encoded('{"alg":"PS256"}')), Alg.Asymmetric);
  assert.equal(algOf(`${Buffer.from('{"alg":"PS256" }').toString("base64")}.e30.`), Alg.Asymmetric);
});

test("an alg that ends with the header's character 8192 is seen, one that ends an octet later is not", () => {
  const endingAt = (octets: number): string => `{"x":"${"x".repeat(octets - 20)}","alg":"HS256"`;
  assert.equal(endingAt(MAX_OCTETS).length, MAX_OCTETS + 1);
  assert.equal(algOf(jws(`${endingAt(MAX_OCTETS - 1)}}`)), Alg.Symmetric);
  assert.equal(algOf(jws(`${endingAt(MAX_OCTETS)}}`)), Alg.Unknown);
  assert.equal(algOf(jws(`${endingAt(20_000)}}`)), Alg.Unknown);
});

test("an alg before the bound is seen, however long the header is", () => {
  assert.equal(algOf(jws(`{"alg":"PS256","x5c":["${"M".repeat(20_000)}"]}`)), Alg.Asymmetric);
});

test("the header fits into the value, and a value of another kind says nothing", () => {
  clear();
  const v = put(Buffer.alloc(exports.valueMemory(), 0xa5));
  assert.ok(exports.headerEnd(v) <= exports.valueMemory(), `${exports.headerEnd(v)}`);
  const text = jws('{"alg":"HS256"}');
  for (const keep of [Keep.Skip, Keep.Text, Keep.Digest, Keep.Both]) {
    exports.begin(v, Keep.JoseAlg);
    exports.pushSpan(v, putLast(text), text.length);
    assert.equal(exports.alg(v), Alg.Symmetric);
    exports.begin(v, keep);
    exports.pushSpan(v, putLast(text), text.length);
    assert.equal(exports.alg(v), Alg.Unknown);
  }
});

test("a value tells nothing of the one that was in its place before", () => {
  const v = put(Buffer.alloc(exports.valueMemory(), 0xa5));
  for (const [header, expected] of [
    ['{"alg":"HS256"}', Alg.Symmetric],
    ['{"kid":"1"', Alg.Unknown],
    ['{"x":{"y":[', Alg.Unknown],
    ['{"alg":"RS256"}', Alg.Asymmetric],
    ["", Alg.Unknown],
  ] as const) {
    const text = encoded(header);
    exports.begin(v, Keep.JoseAlg);
    exports.pushSpan(v, putLast(text), text.length);
    assert.equal(exports.alg(v), expected, header);
  }
});

const ALGS = ["HS256", "RS256", "ES256K", "EdDSA", "none", "ML-DSA-65", 'HS2"', "HS2é", ""];
const NAMES = ["typ", "kid", "jwk", "algo", 'al"g', "é", "", "\\"];
const anyMember = fc.tuple(fc.oneof(fc.constantFrom(...NAMES), fc.string()), fc.jsonValue({ maxDepth: 3 }));
const nested = fc.constantFrom({ alg: "HS256" }, [{ alg: "RS256" }], 'x"alg":"HS256"', ["alg", "HS256"], "]}\\");
const anyMembers = fc.array(fc.oneof(anyMember, fc.tuple(fc.constantFrom(...NAMES), nested)), { maxLength: 5 });
const anyAlg = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...ALGS) }, { weight: 1, arbitrary: fc.jsonValue() });

/** Of the alg as JSON writes it. */
function kindOf(alg: unknown): number {
  if (typeof alg !== "string" || JSON.stringify(alg).includes("\\") || Buffer.byteLength(alg) > 32) return Alg.Unknown;
  if (/^HS[0-9]/.test(alg)) return Alg.Symmetric;
  return /^(?:[RP]S[0-9]|ES|ML-DSA-|EdDSA$|Ed25519$|Ed448$)/.test(alg) ? Alg.Asymmetric : Alg.Unknown;
}

test("the alg of any header is what JSON.parse finds, wherever the JWS is cut", () => {
  fc.assert(
    fc.property(
      anyMembers,
      anyMembers,
      fc.option(anyAlg),
      fc.nat(2),
      anyPlaces,
      (before, after, alg, space, places) => {
        const own = alg === null ? [] : ([["alg", alg]] as const);
        const header = Object.fromEntries([...before, ...own, ...after].filter(([name]) => name !== "__proto__"));
        const json = JSON.stringify(header, null, space);
        const expected = kindOf((JSON.parse(json) as Record<string, unknown>)["alg"]);
        const text = Buffer.from(jws(json));
        assert.equal(algOfParts([text]), expected, json);
        assert.equal(algOfParts(cutAt(text, places)), expected, json);
        assert.equal(algOfOctets(text), expected, json);
      },
    ),
    RUNS,
  );
});

const HEADER_WORDS = ['{"', '"alg"', ":", '"HS256"', '"RS256"', ",", "{", "}", "[", "]", "\\", '"', " ", "1", "alg"];

test("it does not matter where a JWS is cut, be it one or not", () => {
  const anyHeader = octetsOf(HEADER_WORDS).map((octets) =>
    Buffer.from(encoded(Buffer.concat([Buffer.of(0x7b), octets]))),
  );
  const anyText = octetsOf(["eyJhbGciOiJIUzI1NiJ9", "eyJ", ".", "=", "hbGci", "\0", "e30", "-", "_"]);
  fc.assert(
    fc.property(fc.oneof(anyHeader, anyText), anyPlaces, (text, places) => {
      const whole = algOfParts([text]);
      assert.equal(algOfParts(cutAt(text, places)), whole);
      assert.equal(algOfOctets(text), whole);
    }),
    RUNS,
  );
});

test("a long header cut in two anywhere is the same header", () => {
  const text = Buffer.from(jws(`{"x5c":["${"M".repeat(6100)}"],"alg":"PS512"}`));
  const late = Buffer.from(jws(`{"x5c":["${"M".repeat(6200)}"],"alg":"PS512"}`));
  for (let at = 0; at <= text.length; at += 1) assert.equal(algOfParts(cutAt(text, [at])), Alg.Asymmetric, `${at}`);
  for (let at = 8000; at <= late.length; at += 1) assert.equal(algOfParts(cutAt(late, [at])), Alg.Unknown, `${at}`);
});
