import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseConfig } from "../../../control-plane/config.ts";
import { mistakeAt } from "../../../control-plane/config-source.ts";

/** One line for each mistake: `LINE:COLUMN: KEY: MESSAGE`. */
function mistakesOf(text: string): readonly string[] {
  const result = parseConfig(text);
  return result.kind === "mistakes" ? result.mistakes.map((mistake) => mistakeAt("f", mistake).slice(2)) : [];
}

const TOP_KEYS = "grpc, http, state_dir, issuers, log";
const ENDPOINTS =
  "authorization, token, par, device_authorization, ciba, introspection, revocation, userinfo, jwks, discovery, logout, registration, login, interaction, resource";

test("all mistakes come at once, in the order of the file, each with its place, its key and what to do", () => {
  const text = `grpc:
  listen: 0.0.0.0:9101
http:
  listen: 127.0.0.1:99999
  allow: [10.0.0.0/8, 10.0.0.0/33]
constructor: 1
issuers:
  - name: corp/{realm}
    hosts: ["https://x", "10.0.0.1:80"]
    tenants: { realm: [a, b], zone: [x] }
    endpoints: { tokn: ["/a"], token: ["a", "/x{q}/b", "/{q}/b"], 404: [/x] }
  - name: corp/a
  - name: other
  - {}
  - 5
log: { level: loud, format: }
state_dir: 17
`;
  assert.deepEqual(mistakesOf(text), [
    "2:11: grpc.listen: 0.0.0.0:9101 is plaintext beyond loopback; give grpc.tls, or write grpc.insecure: true where a mesh sidecar ends TLS",
    '4:11: http.listen: want ADDRESS:PORT with an IP address or localhost and a port of 0–65535, got "127.0.0.1:99999"',
    '5:23: http.allow[1]: want a CIDR like 10.0.0.0/8 or fd00::/8, got "10.0.0.0/33"',
    `6:1: constructor: unknown key; want ${TOP_KEYS}`,
    '9:13: issuers[0].hosts[0]: want a host name without scheme and port, got "https://x"',
    '9:26: issuers[0].hosts[1]: want a host name without scheme and port, got "10.0.0.1:80"',
    '10:37: issuers[0].tenants.zone: no such placeholder in the name "corp/{realm}"',
    `11:18: issuers[0].endpoints.tokn: unknown key; want ${ENDPOINTS}`,
    '11:40: issuers[0].endpoints.token[0]: want text that matches ^/, got "a"',
    '11:45: issuers[0].endpoints.token[1]: want placeholders like {realm}, each a whole segment, got "/x{q}/b"',
    `11:67: issuers[0].endpoints.404: unknown key; want ${ENDPOINTS}`,
    '12:11: issuers[1].name: want names of its own, got "corp/a", which issuers[0] has',
    '13:11: issuers[2].name: want another name, "other" is a label value of its own',
    "14:5: issuers[3].name: is missing; add it",
    "15:5: issuers[4]: want a mapping, got 5",
    '16:15: log.level: want one of trace, debug, info, warn, error, got "loud"',
    "16:29: log.format: want one of json, pretty, got nothing",
    "17:12: state_dir: want text, got 17; write it in quotes",
  ]);
});

test("keys of later versions say so, and what to do instead", () => {
  const text = `clients: { label: hmac, top: 2000 }
redis: { url: redis://localhost }
exports: { otlp: {} }
issuers: [{ name: as, discovery: https://sso.example.com }]
`;
  assert.deepEqual(mistakesOf(text), [
    "1:1: clients: this version has no metrics by client; remove it",
    "2:1: redis: this version keeps nothing in Redis; remove it, run one replica or set issuers[].counting_vantage in each",
    "3:1: exports: this version exports by /metrics only; remove it and scrape http.listen",
    "4:23: issuers[0].discovery: this version reads no metadata; remove it and give issuers[].endpoints to the filters",
  ]);
});

type Case = readonly [text: string, ...mistakes: readonly string[]];

const CASES: readonly Case[] = [
  ["[1]", "1:1: want a mapping, got [1]"],
  ["yes", '1:1: want a mapping, got "yes"'],
  ["grpc:\n", "1:6: grpc: want a mapping, got nothing; remove the key or give it a value"],
  [
    "grpc: {tls: {cert: a}}",
    "1:13: grpc.tls.key: is missing; add it",
    "1:20: grpc.tls.cert: cannot read a: ENOENT: no such file or directory, open 'a'",
  ],
  [
    "http: {listen: '127.0.0.1:9101'}",
    "1:16: http.listen: want another port than grpc.listen, got 127.0.0.1:9101 for both",
  ],
  ["http: {insecure: maybe}", '1:18: http.insecure: want true or false, got "maybe"'],
  ["http: {allow: 10.0.0.0/8}", '1:15: http.allow: want a list, got "10.0.0.0/8"'],
  [
    "http: {allow: ['::/129', 1.2.3.4, 10.0.0.0/8/8]}",
    '1:16: http.allow[0]: want a CIDR like 10.0.0.0/8 or fd00::/8, got "::/129"',
    '1:26: http.allow[1]: want a CIDR like 10.0.0.0/8 or fd00::/8, got "1.2.3.4"',
    '1:35: http.allow[2]: want a CIDR like 10.0.0.0/8 or fd00::/8, got "10.0.0.0/8/8"',
  ],
  ["state_dir: ''", '1:12: state_dir: want text, got ""'],
  ["issuers: [{name: 5}]", "1:18: issuers[0].name: want text, got 5; write it in quotes"],
  ["issuers: [{name: a}, {name: a}]", '1:29: issuers[1].name: want names of its own, got "a", which issuers[0] has'],
  [
    "issuers: [{name: unconfigured}]",
    '1:18: issuers[0].name: want another name, "unconfigured" is a label value of its own',
  ],
  [
    "issuers: [{name: '{t}', tenants: {t: [other]}}]",
    '1:18: issuers[0].name: want another name, "other" is a label value of its own',
  ],
  ["issuers: [{name: 'a{b'}]", '1:18: issuers[0].name: want placeholders like {realm}, got "a{b"'],
  ["issuers: [{name: '{a}{b}'}]", '1:18: issuers[0].name: want text between placeholders, got "{a}{b}"'],
  ["issuers: [{name: '{a}/{a}'}]", '1:18: issuers[0].name: want each placeholder once, got "{a}/{a}"'],
  [
    "issuers: [{name: '{a}', tenants: {a: []}}]",
    "1:38: issuers[0].tenants.a: want at least 1 in the list, got none; remove the key where there is none",
  ],
  [
    "issuers: [{name: '{a}', tenants: {a: [x/y]}}]",
    '1:39: issuers[0].tenants.a[0]: want text that matches ^[^/{}]+$, got "x/y"',
  ],
  [
    "issuers: [{name: a, counting_vantage: top}]",
    '1:39: issuers[0].counting_vantage: want one of auto, server, gateway, client, got "top"',
  ],
  ["issuers: [{name: a, hosts: ['']}]", '1:29: issuers[0].hosts[0]: want text, got ""'],
  [
    "issuers: [{name: a, dialect: Key Cloak}]",
    '1:30: issuers[0].dialect: want text that matches ^[a-z0-9][a-z0-9_-]*$, got "Key Cloak"',
  ],
  ["log: {level: info, 1: x}", "1:20: log.1: unknown key; want level, format"],
  ["issuers: [{name: a, tenants: {1: 5}}]", "1:34: issuers[0].tenants.1: want a list, got 5"],
  ["__proto__: {a: 1}", `1:1: __proto__: unknown key; want ${TOP_KEYS}`],
  ["log: {level: info}\nlog: {level: warn}", "2:1: not YAML: Map keys must be unique"],
  ["log: {level: !secret info}", "1:14: not YAML: Unresolved tag: !secret"],
  ["log: *x", "1:1: not YAML: Unresolved alias (the anchor must be set before the alias): x"],
  ["grpc:\n\tlisten: x", "2:1: not YAML: Tabs are not allowed as indentation"],
  ["a: 1\n---\nb: 2", "2:1: not YAML: Source contains multiple documents; please use YAML.parseAllDocuments()"],
  [`log: ${"[".repeat(200_000)}`, "1:1: not YAML: want at most 64 levels of nesting, got more"],
  [`log: ${"{a: ".repeat(65)}${"}".repeat(65)}`, "1:1: not YAML: want at most 64 levels of nesting, got more"],
  [`${"- ".repeat(100_000)}`, "1:1: not YAML: want at most 64 levels of nesting, got more"],
];

for (const [text, ...mistakes] of CASES) {
  test(`mistakes of ${JSON.stringify(text.slice(0, 60))}`, () => assert.deepEqual(mistakesOf(text), mistakes));
}

test("aliases that grow without end are refused", () => {
  const lines = ["a: &a [x,x,x,x,x,x,x,x,x]"];
  for (const [of, key] of ["ab", "bc", "cd", "de", "ef", "fg", "gh", "hi"].map((pair) => pair.split(""))) {
    lines.push(`${key}: &${key} [${Array.from({ length: 9 }, () => `*${of}`).join(",")}]`);
  }
  assert.deepEqual(mistakesOf(lines.join("\n")), [
    "1:1: not YAML: Excessive alias count indicates a resource exhaustion attack",
  ]);
});

test("more names than half of what the aggregate has room for are too many, and one too long for the wire is refused", () => {
  const tenants = (count: number, length: number) =>
    Array.from({ length: count }, (_, index) => `${index}`.padEnd(length, "x"));
  const config = (count: number, length = 4) =>
    `issuers: [{ name: "corp/{t}", tenants: { t: ${JSON.stringify(tenants(count, length))} } }]`;
  assert.deepEqual(mistakesOf(config(511)), []);
  assert.deepEqual(mistakesOf(config(512)), [
    "1:11: issuers[0]: want at most 512 names, as written and with tenants filled in, got more from here on; list fewer tenants",
  ]);
  const long = `issuers: [{ name: "${"é".repeat(60)}/{t}", tenants: { t: [abcdefgh] } }]`;
  assert.deepEqual(mistakesOf(long), [
    `1:19: issuers[0].name: want at most 128 bytes with tenants filled in, got "${"é".repeat(60)}/abcdefgh"`,
  ]);
});

test("any text is a configuration, or has mistakes with places inside of it", () => {
  const keys = fc.constantFrom(
    "grpc",
    "http",
    "issuers",
    "log",
    "name",
    "tenants",
    "listen",
    "tls",
    "redis",
    "__proto__",
    "- ",
    ": ",
    "\n",
    "  ",
    "{",
    "}",
    "[",
    "]",
    "&a",
    "*a",
    '"',
    "'",
    "|",
    "!",
    "?",
    "#",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(keys, fc.string({ maxLength: 3 })), { maxLength: 40 }), (parts) => {
      const text = parts.join("");
      const result = parseConfig(text);
      if (result.kind === "config") return;
      assert.ok(result.mistakes.length > 0);
      const lines = text.split(/\r\n|\r|\n/).length;
      for (const { line, column, message } of result.mistakes) {
        assert.ok(line >= 1 && line <= lines && column >= 1, `${line}:${column} of ${lines} lines: ${message}`);
      }
    }),
    { seed: 1, numRuns: 2_000 },
  );
});
