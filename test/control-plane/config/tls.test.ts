import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { parseConfig } from "../../../control-plane/config.ts";
import { createIdentity } from "./certificates.ts";

const folder = mkdtempSync(join(tmpdir(), "oauth-flow-tls-"));
after(() => rmSync(folder, { recursive: true }));

const [own, other] = [createIdentity("own"), createIdentity("other")];

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const files = {
  cert: file("cert.pem", own.cert),
  key: file("key.pem", own.key),
  otherKey: file("other.pem", other.key),
  garbage: file("garbage.pem", "no certificate"),
  empty: file("empty.pem", ""),
};

function result(tls: Readonly<Record<string, string>>): ReturnType<typeof parseConfig> {
  return parseConfig(JSON.stringify({ http: { listen: "0.0.0.0:9102", tls } }));
}

/** `KEY: MESSAGE` of each mistake. */
function mistakesOf(tls: Readonly<Record<string, string>>): readonly string[] {
  const found = result(tls);
  return found.kind === "mistakes" ? found.mistakes.map(({ key, message }) => `${key}: ${message}`) : [];
}

test("a certificate and its key are read, and allow an address beyond loopback", () => {
  const found = result({ cert: files.cert, key: files.key, client_ca: files.cert });
  assert.ok(found.kind === "config");
  const { tls } = found.config.http;
  assert.equal(tls?.cert.toString(), own.cert);
  assert.equal(tls?.key.toString(), own.key);
  assert.equal(tls?.clientCa?.toString(), own.cert);
});

test("without client_ca nobody needs a certificate", () => {
  const found = result({ cert: files.cert, key: files.key });
  assert.ok(found.kind === "config");
  assert.equal(found.config.http.tls?.clientCa, undefined);
});

test("files that are not there are mistakes, each with its path", () => {
  const none = join(folder, "none.pem");
  const missing = `cannot read ${none}: ENOENT: no such file or directory, open '${none}'`;
  const expected = ["cert", "key", "client_ca"].map((key) => `http.tls.${key}: ${missing}`);
  assert.deepEqual(mistakesOf({ cert: none, key: none, client_ca: none }), expected);
});

test("a key that belongs to another certificate is a mistake before the first client comes", () => {
  assert.match(
    mistakesOf({ cert: files.cert, key: files.otherKey }).join(),
    /^http\.tls: want a PEM certificate .*key values mismatch$/,
  );
});

test("what is no certificate or no key is a mistake", () => {
  const pairs = [
    { cert: files.garbage, key: files.key },
    { cert: files.empty, key: files.key },
    { cert: files.cert, key: files.garbage },
    { cert: files.key, key: files.cert },
  ];
  for (const pair of pairs)
    assert.match(mistakesOf(pair).join(), /^http\.tls: want a PEM certificate and the key/, JSON.stringify(pair));
});

test("a client authority that is no certificate is a mistake: it would refuse every client", () => {
  for (const client_ca of [files.garbage, files.empty, files.key]) {
    const mistakes = mistakesOf({ cert: files.cert, key: files.key, client_ca }).join();
    assert.match(mistakes, /^http\.tls\.client_ca: want a PEM certificate, got /, client_ca);
  }
});

test("no message has anything of a key's content", () => {
  const secret = own.key.split("\n")[1] ?? "";
  const all = [
    { cert: files.key, key: files.key },
    { cert: files.cert, key: files.otherKey },
    { cert: files.cert, key: files.key, client_ca: files.key },
  ];
  for (const tls of all) assert.ok(secret.length > 20 && !mistakesOf(tls).join().includes(secret));
});
