// test/golden/hashes.json: what is hashed of which value, for the filter and for who reads its records. The file is
// made here, by node:crypto alone: `node --import tsx test/filter/text/golden-hashes.test.ts --update` writes it anew.
import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { wasmOf } from "../support/wasm-of.ts";
import { SOURCES, type Source } from "./golden-sources.ts";
import { createHasher, type HashExports } from "./hasher.ts";
import { Keep, type Scanner, scan, type Told } from "./scanner.ts";

const FILE = "test/golden/hashes.json";

type Vector = Source & {
  /** The decoded octets, their SHA-256, and the first 8 bytes of the HMAC: hexadecimal as they lie, and as a number. */
  readonly octets: string;
  readonly digest: string;
  readonly hash: string;
  readonly number: string;
};

type Golden = { readonly about: string; readonly key: string; readonly hashes: readonly Vector[] };

/** 00 01 02 … 1f. */
const KEY = Buffer.from(Array.from({ length: 32 }, (_, i) => i));

const KINDS = "code state pkce refresh_token request_uri device_code auth_req_id client_id request_id".split(" ");

function made(): Golden {
  const hashes = SOURCES.map((source) => {
    const octets = Buffer.from(source.value);
    const digest = createHash("sha256").update(octets).digest();
    const hash = createHmac("sha256", KEY).update(`${source.kind}\0`).update(digest).digest().subarray(0, 8);
    return {
      ...source,
      octets: octets.toString("hex"),
      digest: digest.toString("hex"),
      hash: hash.toString("hex"),
      number: hash.readBigUInt64LE().toString(),
    };
  });
  return {
    about: "HMAC-SHA-256(key, kind ‖ 0x00 ‖ SHA-256(octets)), its first 8 bytes: docs/wire.md, Hashes",
    key: KEY.toString("hex"),
    hashes,
  };
}

if (process.argv.includes("--update")) writeFileSync(FILE, `${JSON.stringify(made(), undefined, 2)}\n`);
const golden = JSON.parse(readFileSync(FILE, "utf8")) as Golden;
const hasher = createHasher(await wasmOf<HashExports>("text-hash"));
const credentials = await wasmOf<{
  readonly clientId: (at: number, size: number, out: number) => number;
  readonly encode32: (from: number, out: number) => void;
}>("text-credentials");
const scanners = { form: await wasmOf<Scanner>("text-form"), json: await wasmOf<Scanner>("text-json") };

test("the file is what node:crypto makes of its keys and values", () => {
  assert.deepEqual(golden, made());
});

test("there is a vector for each kind, and none for another", () => {
  assert.deepEqual([...new Set(golden.hashes.map(({ kind }) => kind))], KINDS);
});

test("the filter comes to the hash of every digest", () => {
  const key = Buffer.from(golden.key, "hex");
  const hashes = golden.hashes.map(({ kind, digest }) => hasher.keyed(key, kind, Buffer.from(digest, "hex")));
  assert.deepEqual(
    hashes.map(String),
    golden.hashes.map(({ number }) => number),
  );
});

test("the filter comes to the digest of every value", () => {
  assert.deepEqual(
    golden.hashes.map(({ octets }) => hasher.sha256([Buffer.from(octets, "hex")])),
    golden.hashes.map(({ digest }) => digest),
  );
});

test("a value has one digest, however it is written in a form or in JSON", () => {
  const digests = (name: "form" | "json", wrap: (text: string) => string): readonly (readonly string[])[] =>
    golden.hashes.map(({ written }) => (written[name] ?? []).map((text) => digestIn(name, wrap(text))));
  const expected = (name: "form" | "json"): readonly (readonly string[])[] =>
    golden.hashes.map(({ written, digest }) => (written[name] ?? []).map(() => digest));
  assert.deepEqual(
    digests("form", (text) => `a=b&value=${text}&c=d`),
    expected("form"),
  );
  assert.deepEqual(
    digests("json", (text) => `{"a":"b","value":"${text}","c":"d"}`),
    expected("json"),
  );
});

test("a client id has one digest, in a form and in Basic credentials", () => {
  const { exports, put, room, read } = credentials;
  for (const { written, digest } of golden.hashes) {
    for (const header of written.basic ?? []) {
      const out = room(32);
      assert.notEqual(exports.clientId(put(header), header.length, out), 0);
      assert.equal(read(out, 32).toString("hex"), digest, header);
    }
  }
});

test("a code verifier leads to the hash of its challenge", () => {
  const { exports, put, room, read } = credentials;
  const [vector] = golden.hashes.filter(({ written }) => written.verifier !== undefined);
  assert.ok(vector?.written.verifier !== undefined);
  const out = room(43);
  exports.encode32(put(Buffer.from(hasher.sha256([Buffer.from(vector.written.verifier)]), "hex")), out);
  assert.equal(read(out, 43).toString(), vector.value);
  assert.equal(hasher.sha256([read(out, 43)]), vector.digest);
});

function digestIn(name: "form" | "json", text: string): string {
  const { told } = scan(scanners[name], [Buffer.from(text)], () => Keep.Digest);
  const value: Told | undefined = told[3];
  assert.deepEqual(told[2], { name: "value", nameSize: 5 });
  return value !== undefined && "digest" in value ? value.digest : "";
}
