import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { wasmOf } from "../support/wasm-of.ts";
import { octetsOf } from "./scanner.ts";

type Credentials = {
  readonly clientId: (at: number, size: number, out: number) => number;
  readonly encode32: (from: number, out: number) => void;
  readonly decode: (at: number, size: number, out: number) => number;
};

const { exports, put, putLast, read, room, clear } = await wasmOf<Credentials>("text-credentials");
const RUNS = { seed: 13, numRuns: 1000 };
const UNTOUCHED = "ee".repeat(32);

const sha256 = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("hex");
const basic = (credentials: string): string => `Basic ${Buffer.from(credentials, "latin1").toString("base64")}`;

/** Hexadecimal digest of the client id; undefined when there is none, and then nothing may have been written. */
function clientIdOf(header: string): string | undefined {
  clear();
  const out = put(Buffer.alloc(32, 0xee));
  const bytes = Buffer.from(header, "latin1");
  const isFound = exports.clientId(putLast(bytes), bytes.length, out) !== 0;
  const written = read(out, 32).toString("hex");
  if (!isFound) assert.equal(written, UNTOUCHED);
  return isFound ? written : undefined;
}

// RFC 6749 §2.3.1.
test("the client id of the RFC's example is hashed", () => {
  assert.equal(clientIdOf("Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"), sha256("s6BhdRkqt3"));
});

test("scheme and padding may be written in any way, and spaces around", () => {
  const token = "YTpiYg";
  for (const header of [`basic ${token}==`, `BASIC ${token}`, `bAsIc   ${token}=`, `Basic ${token}== \t`]) {
    assert.equal(clientIdOf(header), sha256("a"), header);
  }
});

test("both alphabets of base64 are taken", () => {
  const credentials = Buffer.from("ab>?:\xff\xfe\xfb", "latin1");
  assert.equal(clientIdOf(`Basic ${credentials.toString("base64")}`), sha256("ab>?"));
  assert.equal(clientIdOf(`Basic ${credentials.toString("base64url")}`), sha256("ab>?"));
});

test("a client id is form-decoded, and a broken escape in it stays as it is", () => {
  assert.equal(clientIdOf(basic("https%3A%2F%2Fa+b:s")), sha256("https://a b"));
  assert.equal(clientIdOf(basic("100%:s")), sha256("100%"));
  assert.equal(clientIdOf(basic("100%4:1")), sha256("100%4"));
  assert.equal(clientIdOf(basic("a%zz:s")), sha256("a%zz"));
});

test("the first colon ends the client id, later ones belong to the secret", () => {
  assert.equal(clientIdOf(basic("a:b:c")), sha256("a"));
  assert.equal(clientIdOf(basic("a:")), sha256("a"));
  assert.equal(clientIdOf(basic("a%3Ab:c")), sha256("a:b"));
});

test("what is no Basic credentials has no client id", () => {
  const headers = [
    "",
    "Basic",
    "Basic ",
    "Basic =",
    "Bearer YTpi",
    "Basicx YTpi",
    "Basic YTpi YTpi",
    "Basic YT:pi",
    "Basic Y",
  ];
  const broken = ["Basic YTpiY", "Basic YTpi=YTpi", "Basic YTpi===", "Basic YTpi\xff", basic("no colon"), basic("")];
  for (const header of [...headers, ...broken]) assert.equal(clientIdOf(header), undefined, header);
});

test("a secret without a client id names no client", () => {
  assert.equal(clientIdOf(basic(":secret")), undefined);
});

test("credentials longer than a header can sensibly be are not read", () => {
  assert.equal(clientIdOf(basic(`${"a".repeat(20_000)}:s`)), undefined);
});

test("a client id of any length is hashed whole", () => {
  for (const size of [1, 63, 64, 191, 192, 193, 400, 5000]) {
    assert.equal(clientIdOf(basic(`${"c".repeat(size)}:s`)), sha256("c".repeat(size)), `${size}`);
  }
});

test("the client id of any credentials is what an independent reading finds", () => {
  const words = [":", "%", "+", "%3A", "%4", "%%", "a", "F", "0", "é", "client"];
  fc.assert(
    fc.property(octetsOf(words), fc.constantFrom("base64", "base64url"), (octets, alphabet) => {
      const text = octets.toString("latin1");
      const colon = text.indexOf(":");
      const id = text
        .slice(0, Math.max(colon, 0))
        .replaceAll("+", " ")
        .replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
      const expected = colon > 0 ? sha256(Buffer.from(id, "latin1")) : undefined;
      assert.equal(clientIdOf(`Basic ${octets.toString(alphabet)}`), expected);
    }),
    RUNS,
  );
});

test("no octet of a secret stays in the memory of the filter", () => {
  const secret = "kept-nowhere-7FjfpZBrKtDRbnfVdmIw";
  assert.equal(clientIdOf(basic(`client:${secret}`)), sha256("client"));
  const memory = read(0, room(0));
  for (let i = 0; i + 6 <= secret.length; i += 1) assert.equal(memory.indexOf(secret.slice(i, i + 6)), -1);
});

test("any header value is read without a trap", () => {
  const words = ["Basic ", "basic", " ", "=", "YTpi", "YQ", "-", "_", "+", "/", "\0", "Og"];
  fc.assert(
    fc.property(octetsOf(words), (octets) => void clientIdOf(octets.toString("latin1"))),
    RUNS,
  );
});

test("base64url of any 32 octets is that of node:crypto", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (octets) => {
      clear();
      const out = put(Buffer.alloc(44, 0x21));
      exports.encode32(putLast(octets), out);
      assert.equal(read(out, 44).toString(), `${Buffer.from(octets).toString("base64url")}!`);
    }),
    RUNS,
  );
});

// RFC 7636, appendix B: a verifier's digest and the challenge made of it.
test("base64url of the RFC's example is its code challenge", () => {
  const out = room(43);
  exports.encode32(putLast(createHash("sha256").update("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").digest()), out);
  assert.equal(read(out, 43).toString(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
});

// RFC 4648 §10.
test("base64 of the RFC's examples is decoded, with padding and without", () => {
  const examples = { "": "", Zg: "f", Zm8: "fo", Zm9v: "foo", Zm9vYg: "foob", Zm9vYmE: "fooba", Zm9vYmFy: "foobar" };
  for (const [text, octets] of Object.entries(examples)) {
    for (const padded of [text, text.padEnd(Math.ceil(text.length / 4) * 4, "=")]) {
      clear();
      const out = room(16);
      assert.equal(exports.decode(putLast(padded), padded.length, out), octets.length, padded);
      assert.equal(read(out, octets.length).toString(), octets);
    }
  }
});
