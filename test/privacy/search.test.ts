// The checker itself: what it finds, what it says of it, and that it finds nothing where there is nothing.
import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { createCanaries } from "./canary.ts";
import { createSearch, type Output, textOf } from "./search.ts";

const canaries = createCanaries("search");
const PASSWORD = canaries.of("password", "awkward");
const TOKEN = canaries.of("access token");
const ID_TOKEN = canaries.of("ID Token", "jose");
const REQUEST_ID = canaries.of("request id", "uuid");
const search = createSearch(canaries.all());

const output = (bytes: string | Uint8Array): Output => ({ name: "the log", bytes: Buffer.from(bytes as string) });
const formsIn = (bytes: string | Uint8Array): readonly string[] =>
  search.find([output(bytes)]).map(({ canary, form }) => `${canary}: ${form}`);
const sha256 = (value: string | Uint8Array): Buffer => createHash("sha256").update(value).digest();
const bigEndian = (bytes: Buffer): bigint => bytes.readBigUInt64BE();

test("a canary is found in each form, by name, form, output and offset", () => {
  const hash = sha256(PASSWORD);
  const html = PASSWORD.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
  const cases: readonly (readonly [string, string | Uint8Array])[] = [
    ["plain", PASSWORD],
    ["percent-encoded", encodeURIComponent(PASSWORD)],
    ["percent-encoded, lower case", encodeURIComponent(PASSWORD).replaceAll(/%../g, (octet) => octet.toLowerCase())],
    ["percent-encoded as a form", new URLSearchParams({ p: PASSWORD }).toString()],
    ["percent-encoded twice", encodeURIComponent(encodeURIComponent(PASSWORD))],
    ["percent-encoded, every octet", Buffer.from(PASSWORD).toString("hex").toUpperCase().replaceAll(/../g, "%$&")],
    ["JSON-escaped", JSON.stringify({ p: PASSWORD })],
    [
      "JSON-escaped as \\u, lower case",
      Buffer.from(PASSWORD, "utf16le").swap16().toString("hex").replaceAll(/.{4}/g, "\\u$&"),
    ],
    ["HTML-escaped", html],
    ["hex", Buffer.from(PASSWORD).toString("hex")],
    ["hex", Buffer.from(PASSWORD).toString("hex").toUpperCase()],
    ["UTF-16", Buffer.from(PASSWORD, "utf16le")],
    ["base64", Buffer.from(PASSWORD).toString("base64")],
    ["base64", Buffer.from(`u:${PASSWORD}`).toString("base64")],
    ["base64", Buffer.from(`a:${PASSWORD}`).toString("base64url")],
    ["base64", Buffer.from(`:${PASSWORD}:`).toString("base64url")],
    ["base64 of percent-encoded", Buffer.from(`client:${encodeURIComponent(PASSWORD)}`).toString("base64")],
    ["base64 of JSON-escaped", Buffer.from(JSON.stringify({ sub: PASSWORD })).toString("base64url")],
    ["SHA-256", hash],
    ["SHA-256", hash.toString("hex")],
    ["SHA-256", hash.toString("base64url")],
    ["SHA-256, its first 8 bytes", hash.subarray(0, 8)],
    ["SHA-256, its first 8 bytes", Buffer.from(hash.subarray(0, 8)).reverse()],
    ["SHA-256, its first 8 bytes", String(bigEndian(hash))],
    ["SHA-256, its first 8 bytes", `0x${bigEndian(hash).toString(16).padStart(16, "0")}`],
    ["SHA-256, its first 8 bytes", sha256(encodeURIComponent(PASSWORD)).subarray(0, 8)],
    ["SHA-256, its first 8 bytes", sha256(sha256(PASSWORD).toString("base64url")).subarray(0, 8)],
    ["hash without a key", sha256(Buffer.concat([Buffer.from("code\0"), hash])).subarray(0, 8)],
    [
      "hash under a key of zeros",
      createHmac("sha256", Buffer.alloc(32)).update("state\0").update(hash).digest().subarray(0, 8),
    ],
  ];
  for (const [form, text] of cases) {
    const found = search.find([output(Buffer.concat([Buffer.from("12345 "), Buffer.from(text as string)]))]);
    const first = found.find((each) => each.form === form);
    assert.ok(first !== undefined, `${form}: found ${found.map((each) => each.form).join("; ")}`);
    assert.deepEqual([first.canary, first.output], ["password", "the log"]);
    assert.ok(first.offset >= 6, `${form} at ${first.offset}`);
    assert.match(textOf(first), /^the password, .+, is in the log at byte \d+ \(\d+ parts\): …/);
  }
});

test("ten bytes of a canary are found wherever they are cut out, nine are not", () => {
  const bytes = Buffer.from(PASSWORD);
  for (let at = 0; at + 10 <= bytes.length; at += 1) {
    assert.deepEqual(formsIn(bytes.subarray(at, at + 10))[0], "password: plain");
    assert.deepEqual(formsIn(bytes.subarray(at, at + 9)), []);
  }
});

test("a JWT is found by its signature, its key id and each of its claims", () => {
  const [header = "", payload = "", signature = ""] = ID_TOKEN.split(".");
  assert.ok(formsIn(header).includes("ID Token's kid: base64"));
  assert.ok(formsIn(payload).includes("ID Token's email: base64"));
  assert.ok(formsIn(payload).includes("ID Token's sub: base64 of JSON-escaped"));
  assert.ok(formsIn(signature).includes("ID Token's signature: plain"));
});

test("the digest of a request id is found with its trace digit cleared, too", () => {
  const cleared = `${REQUEST_ID.slice(0, 14)}0${REQUEST_ID.slice(15)}`;
  assert.deepEqual(formsIn(sha256(cleared).subarray(0, 8)), ["request id: SHA-256, its first 8 bytes"]);
});

test("the same name is the same value, another seed has others, and a name has one shape", () => {
  assert.equal(createCanaries("search").of("access token"), TOKEN);
  assert.notEqual(createCanaries("other").of("access token"), TOKEN);
  assert.throws(() => canaries.of("access token", "email"), /the canary access token is token, not email/);
});

test("a part is found in any bytes, at any place, and nothing is found without it", () => {
  const bytes = Buffer.from(TOKEN);
  const noise = fc.uint8Array({ maxLength: 200 });
  fc.assert(
    fc.property(noise, noise, fc.integer({ min: 0, max: bytes.length - 10 }), (before, behind, at) => {
      assert.deepEqual(search.find([output(before), output(behind)]), []);
      const part = bytes.subarray(at, at + 10);
      // Zeros about it, since a neighbour may be the canary's next letter by chance.
      const around = Buffer.concat([before, Buffer.of(0), part, Buffer.of(0), behind]);
      const found = search.find([output(before), { name: "second", bytes: around }]);
      assert.deepEqual(
        found.map(({ canary, form, output: where, offset }) => ({ canary, form, where, offset })),
        [{ canary: "access token", form: "plain", where: "second", offset: before.length + 1 }],
      );
    }),
    { numRuns: 2_000 },
  );
});
