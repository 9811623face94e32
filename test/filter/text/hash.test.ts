import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { wasmOf } from "../support/wasm-of.ts";
import { createHasher, type HashExports } from "./hasher.ts";
import { anyPlaces, cutAt } from "./scanner.ts";

const wasm = await wasmOf<HashExports>("text-hash");
const hasher = createHasher(wasm);
const RUNS = { seed: 11, numRuns: 400 };
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

// FIPS 180-4, the examples of NIST's "Cryptographic Standards and Guidelines" and of SHAVS.
test("SHA-256 of the standard's own examples", () => {
  const examples = {
    "": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    abc: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq:
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu:
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1",
  };
  for (const [text, digest] of Object.entries(examples)) assert.equal(hasher.sha256([Buffer.from(text)]), digest);
});

test("SHA-256 of a million times the letter a", () => {
  const part = Buffer.alloc(10_000, "a");
  assert.equal(
    hasher.sha256(Array.from({ length: 100 }, () => part)),
    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
  );
});

test("SHA-256 of every length around the ends of blocks is that of node:crypto", () => {
  for (let size = 0; size <= 260; size += 1) {
    const bytes = Buffer.alloc(size, `${size}`);
    assert.equal(hasher.sha256([bytes]), sha256(bytes), `${size} bytes`);
  }
});

test("SHA-256 of any bytes, cut anywhere, is that of node:crypto", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1000, size: "max" }), anyPlaces, (octets, places) => {
      const bytes = Buffer.from(octets);
      assert.equal(hasher.sha256(cutAt(bytes, places)), sha256(bytes));
    }),
    RUNS,
  );
});

test("two hashes can be made at once", () => {
  const { exports, put, room, read } = wasm;
  const [one, two, out] = [room(exports.hashSize()), room(exports.hashSize()), room(32)];
  exports.hashReset(one);
  exports.hashReset(two);
  exports.hashUpdate(one, put("a"), 1);
  exports.hashUpdate(two, put("x"), 1);
  exports.hashUpdate(one, put("bc"), 2);
  exports.hashUpdate(two, put("yz"), 2);
  exports.hashFinal(one, out);
  assert.equal(read(out, 32).toString("hex"), sha256(Buffer.from("abc")));
  exports.hashFinal(two, out);
  assert.equal(read(out, 32).toString("hex"), sha256(Buffer.from("xyz")));
});

// RFC 4231 §4.2 to §4.4 with their keys filled up with zeros to 32 bytes, which HMAC itself would do (RFC 2104 §2).
test("a keyed hash of the RFC's test cases is the beginning of their HMAC", () => {
  const cases = [
    [Buffer.alloc(20, 0x0b), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"],
    [
      Buffer.from("Jefe"),
      "what do ya want for nothing?",
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ],
    [
      Buffer.alloc(20, 0xaa),
      Buffer.alloc(50, 0xdd),
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
    ],
  ] as const;
  for (const [key, text, mac] of cases) {
    const secret = Buffer.concat([key, Buffer.alloc(32 - key.length)]);
    assert.equal(createHmac("sha256", secret).update(text).digest("hex"), mac);
    const digest = createHash("sha256").update(text).digest();
    assert.equal(hasher.keyed(secret, "code", digest), keyed(secret, "code", digest));
  }
});

test("a keyed hash is the first eight bytes of HMAC over the kind, a zero and the digest, for any key and kind", () => {
  const octets = (size: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: size, maxLength: size });
  // Kinds up to 13 characters exist; longer ones take a block more.
  const anyKind = fc.string({ unit: "grapheme-ascii", maxLength: 100, size: "max" });
  fc.assert(
    fc.property(octets(32), anyKind, octets(32), (secret, kind, digest) => {
      assert.equal(hasher.keyed(secret, kind, digest), keyed(secret, kind, digest));
    }),
    RUNS,
  );
});

test("a key that is taken again forgets the secret before", () => {
  const digest = Buffer.alloc(32, 9);
  const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  hasher.keyed(one, "code", digest);
  assert.equal(hasher.keyed(two, "code", digest), keyed(two, "code", digest));
  assert.equal(hasher.keyed(one, "code", digest), keyed(one, "code", digest));
});

function keyed(secret: Uint8Array, kind: string, digest: Uint8Array): bigint {
  return createHmac("sha256", secret).update(kind).update(Buffer.of(0)).update(digest).digest().readBigUInt64LE();
}
