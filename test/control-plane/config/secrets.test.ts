// What somebody writes into a configuration by mistake is not repeated in the message.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseConfig } from "../../../control-plane/config.ts";
import { mistakeAt } from "../../../control-plane/config-source.ts";
import { createCanaries } from "../../privacy/canary.ts";
import { createSearch, textOf } from "../../privacy/search.ts";

const canaries = createCanaries("configuration");
const SECRET = canaries.of("secret");
const PEM = `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----\n`;
const search = createSearch(canaries.all());

/** One line for each mistake; there is at least one. */
function linesOf(text: string): string {
  const result = parseConfig(text);
  assert.ok(result.kind === "mistakes", text);
  return result.mistakes.map((mistake) => mistakeAt("f", mistake)).join("\n");
}

for (const [what, text] of [
  ["a key in the place of its path", JSON.stringify({ http: { tls: { cert: PEM, key: PEM, client_ca: PEM } } })],
  ["a key in one line in the place of its path", JSON.stringify({ grpc: { tls: { key: PEM.replaceAll("\n", "") } } })],
  ["a key in the place of the files", JSON.stringify({ grpc: { tls: PEM }, state_dir: [PEM] })],
  ["a key that is not indented", `grpc:\n  tls:\n    key: |\n${PEM}`],
  ["a key behind a list", `- 1\n${PEM.replaceAll("\n", ":\n")}`],
  ["text behind a text", `state_dir: "x"\n${SECRET}: 1\n"${SECRET}"\n`],
  ["a password in the URL of a later version's key", `redis: { url: "redis://user:${SECRET}@localhost" }`],
  [
    "a value of a key that is not known",
    `client_secret: ${SECRET}\nissuers: [ { name: a, client_secret: ${SECRET} } ]`,
  ],
] as const) {
  test(`${what}: the message names the place, not the content`, () => {
    const lines = linesOf(text);
    assert.match(lines, /^f:\d+:\d+: /);
    assert.deepEqual(search.find([{ name: "message", bytes: Buffer.from(lines) }]).map(textOf), []);
  });
}

test("a key in the place of its path: the message says what to do", () => {
  const text = JSON.stringify({ http: { tls: { cert: "cert.pem", key: PEM } } });
  assert.match(
    linesOf(text),
    /http\.tls\.key: want the path of a PEM file, got what belongs into one; write it into a file/,
  );
});
