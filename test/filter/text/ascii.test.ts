import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { wasmOf } from "../support/wasm-of.ts";

type Ascii = {
  readonly equalsCode: (at: number, size: number) => number;
  readonly equalsNothing: (at: number, size: number) => number;
  readonly equalsBearer: (at: number, size: number) => number;
  readonly startsWithUrn: (at: number, size: number) => number;
  readonly startsWithBasic: (at: number, size: number) => number;
  readonly indexOf: (at: number, size: number, byte: number) => number;
  readonly decimal: (at: number, size: number) => bigint;
};

const { exports, putLast } = await wasmOf<Ascii>("text-ascii");
const RUNS = { seed: 7, numRuns: 1000 };

/** Each text ends where the memory ends, so that a comparison that reads on traps. */
const on = (call: (at: number, size: number) => number, text: string): boolean => {
  const bytes = Buffer.from(text, "latin1");
  return call(putLast(bytes), bytes.length) !== 0;
};
const decimal = (text: string): bigint => BigInt.asUintN(64, exports.decimal(putLast(text), text.length));

test("equal is what has the same size and the same bytes", () => {
  assert.equal(on(exports.equalsCode, "authorization_code"), true);
  for (const text of ["", "authorization_cod", "authorization_code ", "Authorization_code", "authorization_codf"]) {
    assert.equal(on(exports.equalsCode, text), false, text);
  }
});

test("nothing is equal to nothing", () => {
  assert.equal(on(exports.equalsNothing, ""), true);
  assert.equal(on(exports.equalsNothing, "\0"), false);
});

test("a byte is not taken for the character whose low byte it is", () => {
  assert.equal(on(exports.equalsCode, "authorization_cod\xe5"), false);
});

test("without case, letters are equal and other characters are not", () => {
  for (const text of ["Bearer [1]", "bearer [1]", "BEARER [1]"])
    assert.equal(on(exports.equalsBearer, text), true, text);
  for (const text of ["bearer {1}", "bearer\0[1]", "bearer [\x11]", "bearer [1", "bearer [1]]"]) {
    assert.equal(on(exports.equalsBearer, text), false, text);
  }
});

test("what begins with a literal may go on in any way, and may end there", () => {
  for (const text of ["urn:ietf:", "urn:ietf:params"]) assert.equal(on(exports.startsWithUrn, text), true, text);
  for (const text of ["", "urn:ietf", "URN:ietf:", " urn:ietf:"]) {
    assert.equal(on(exports.startsWithUrn, text), false, text);
  }
  for (const text of ["basic ", "BASIC x", "Basic Zm9v"]) assert.equal(on(exports.startsWithBasic, text), true, text);
  for (const text of ["Basic", "Basic\t", "Basi "]) assert.equal(on(exports.startsWithBasic, text), false, text);
});

test("the first of a byte is found, wherever it is", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0x00, 0x25, 0x26, 0x27, 0x80, 0xa6, 0xff), { maxLength: 40 }), (octets) => {
      const bytes = Buffer.from(octets);
      for (const byte of [0x00, 0x26, 0x80, 0xff]) {
        assert.equal(exports.indexOf(putLast(bytes), bytes.length, byte), bytes.indexOf(byte));
      }
    }),
    RUNS,
  );
});

test("a decimal number is its leading digits", () => {
  assert.equal(decimal(""), 0n);
  assert.equal(decimal("x1"), 0n);
  assert.equal(decimal("-1"), 0n);
  assert.equal(decimal("0"), 0n);
  assert.equal(decimal("007"), 7n);
  assert.equal(decimal("3600.5"), 3600n);
  assert.equal(decimal("12 34"), 12n);
  assert.equal(decimal("1/2:3"), 1n);
});

test("a number beyond 64 bits is the greatest there is", () => {
  assert.equal(decimal("18446744073709551614"), 2n ** 64n - 2n);
  assert.equal(decimal("18446744073709551615"), 2n ** 64n - 1n);
  assert.equal(decimal("18446744073709551616"), 2n ** 64n - 1n);
  assert.equal(decimal("18446744073709551620"), 2n ** 64n - 1n);
  assert.equal(decimal("9".repeat(500)), 2n ** 64n - 1n);
});
