import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createEndpointTable } from "./endpoint-support.ts";

const { normal, wasm } = await createEndpointTable();
const LIMIT = wasm.exports.maxPath();

const CASES: Readonly<Record<string, string | undefined>> = {
  "/token": "/token",
  "/token?code=1": "/token",
  "/token#x": "/token",
  "/token/": "/token/",
  "/": "/",
  "/?x": "/",
  "//": "//",
  "/a//b": "/a//b",
  // Percent-encoding: unreserved ones are decoded, others stay, in upper case.
  "/%74oken": "/token",
  "/%7E%2d%2E%5f": "/~-._",
  "/a%2fb": "/a%2Fb",
  "/a%3fb": "/a%3Fb",
  "/%c3%a4": "/%C3%A4",
  "/a%20b": "/a%20b",
  // A stray percent sign is one, whatever comes after it.
  "/%": "/%25",
  "/%4": "/%254",
  "/%zz": "/%25zz",
  "/%%41": "/%25A",
  "/%%34%31": "/%2541",
  // Dot segments (RFC 3986 §5.2.4, with its two examples).
  "/a/b/c/./../../g": "/a/g",
  "/mid/content=5/../6": "/mid/6",
  "/.": "/",
  "/..": "/",
  "/../token": "/token",
  "/./token": "/token",
  "/a/.": "/a/",
  "/a/..": "/",
  "/a/b/..": "/a/",
  "/a//../b": "/a/b",
  "/a/../../../b": "/b",
  "/a/%2e%2E/b": "/b",
  "/a/%2e/b": "/a/b",
  "/a/.../b": "/a/.../b",
  "/a/.b/..c/d.": "/a/.b/..c/d.",
  // Absolute-form (RFC 9112 §3.2.2).
  "http://sso.example.com/token?x": "/token",
  "HTTPS://sso.example.com:8443/a/../token": "/token",
  "http://sso.example.com": "/",
  "http://sso.example.com?x": "/",
  // No path.
  "": undefined,
  "*": undefined,
  token: undefined,
  "sso.example.com:443": undefined,
  "http://": undefined,
  "http:///token": undefined,
  "https:///token": undefined,
  "https://a/token": "/token",
  "ftp://sso.example.com/token": undefined,
};

for (const [path, form] of Object.entries(CASES)) {
  test(`the normal form of ${JSON.stringify(path)} is ${form ?? "none"}`, () => {
    assert.equal(normal(path), form);
  });
}

test("a path of the most bytes is read, a longer one is none, and its query does not count", () => {
  const longest = `/${"a".repeat(LIMIT - 1)}`;
  assert.equal(normal(longest), longest);
  assert.equal(normal(`${longest}?${"q".repeat(5000)}`), longest);
  assert.equal(normal(`${longest}a`), undefined);
  assert.equal(normal(`${longest}a?q`), undefined);
  assert.equal(normal(`/${"%".repeat(LIMIT - 1)}`), undefined);
  assert.equal(normal(`http://${"h".repeat(2000)}/token`), undefined);
});

const PIECES = [
  "/",
  "/",
  ".",
  "..",
  "/..",
  "/./",
  "%2e",
  "%2F",
  "%2f",
  "%",
  "%4",
  "1",
  "%41",
  "%zz",
  "a",
  "~",
  "?",
  "#",
  "é",
];
const anyPath = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 24 }).map((pieces) => `/${pieces.join("")}`),
  fc.string({ unit: "binary", maxLength: 40 }).map((text) => `/${text}`),
);

test("normalising is as an independent implementation of RFC 3986 says", () => {
  fc.assert(
    fc.property(anyPath, (path) => assert.equal(normal(path), normalFormOf(Buffer.from(path).toString("latin1")))),
    { numRuns: 3000 },
  );
});

test("normalising twice changes nothing", () => {
  fc.assert(
    fc.property(anyPath, (path) => {
      const once = normal(path);
      assert.equal(normal(Buffer.from(once ?? "", "latin1")), once);
    }),
    { numRuns: 3000 },
  );
});

test("any bytes are fine, and none beyond them is read", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1100 }), (bytes) => {
      const size = wasm.exports.normalPath(wasm.putLast(bytes), bytes.length);
      assert.ok(size <= LIMIT);
    }),
    { numRuns: 500 },
  );
  for (const path of ["/%", "/%4", "/a/.", "http:/", "https://x", ""])
    wasm.exports.normalPath(wasm.putLast(path), path.length);
});

/** RFC 3986 §6.2.2 by the book: escapes by a regular expression, dot segments by the five rules of §5.2.4. */
function normalFormOf(target: string): string {
  const path = target.replace(/[?#][^]*$/, "");
  const escaped = path.replace(/%(?:([0-9a-fA-F]{2})|)/g, (_, hex: string | undefined) => {
    if (hex === undefined) return "%25";
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return /[A-Za-z0-9\-._~]/.test(character) ? character : `%${hex.toUpperCase()}`;
  });
  let input = escaped;
  let output = "";
  while (input !== "") {
    if (input.startsWith("/./")) input = input.slice(2);
    else if (input === "/.") input = "/";
    else if (input.startsWith("/../") || input === "/..") {
      input = input === "/.." ? "/" : input.slice(3);
      output = output.slice(0, Math.max(output.lastIndexOf("/"), 0));
    } else {
      const end = input.indexOf("/", 1);
      output += end < 0 ? input : input.slice(0, end);
      input = end < 0 ? "" : input.slice(end);
    }
  }
  return output;
}
