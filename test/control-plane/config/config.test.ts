import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { type Config, ConfigError, defaultConfig, parseConfig, readConfig } from "../../../control-plane/config.ts";
import { listenAddressOf } from "../../../control-plane/config-checks.ts";

const folder = mkdtempSync(join(tmpdir(), "oauth-flow-config-"));
after(() => rmSync(folder, { recursive: true }));

function configOf(text: string): Config {
  const result = parseConfig(text);
  assert.equal(result.kind, "config", result.kind === "mistakes" ? JSON.stringify(result.mistakes) : "");
  return result.kind === "config" ? result.config : defaultConfig();
}

test("without a file everything has its default", () => {
  assert.deepEqual(defaultConfig(), {
    grpc: { listen: { host: "127.0.0.1", port: 9101 }, tls: undefined },
    http: { listen: { host: "127.0.0.1", port: 9102 }, tls: undefined, allow: undefined },
    stateDir: "./state",
    issuers: [],
    log: { level: "info", format: "json" },
  });
});

test("an empty file, and one of comments, is the defaults", () => {
  assert.deepEqual(configOf(""), defaultConfig());
  assert.deepEqual(configOf("# nothing yet\n"), defaultConfig());
  assert.deepEqual(configOf("{}"), defaultConfig());
});

test("every key has its meaning", () => {
  const config = configOf(`
grpc: { listen: "0.0.0.0:4317", insecure: true }
http: { listen: "[::1]:0", allow: [10.0.0.0/8, "fd00::/8"] }
state_dir: /var/lib/oauth-flow
issuers:
  - name: corp/{realm}
    hosts: [sso.example.com, "*.sso.example.com", 192.0.2.1, "[2001:db8::1]"]
    dialect: keycloak
    tenants: { realm: [staff, shop] }
    endpoints: { token: ["/realms/{realm}/token"] }
    counting_vantage: gateway
  - name: partner
log: { level: debug, format: pretty }
`);
  assert.deepEqual(config, {
    grpc: { listen: { host: "0.0.0.0", port: 4317 }, tls: undefined },
    http: { listen: { host: "::1", port: 0 }, tls: undefined, allow: ["10.0.0.0/8", "fd00::/8"] },
    stateDir: "/var/lib/oauth-flow",
    issuers: [
      {
        name: "corp/{realm}",
        filledNames: ["corp/staff", "corp/shop"],
        dialect: "keycloak",
        countingVantage: "gateway",
      },
      { name: "partner", filledNames: ["partner"], dialect: "generic", countingVantage: "auto" },
    ],
    log: { level: "debug", format: "pretty" },
  });
});

test("each combination of listed tenants is a name; without a list there is none to begin with", () => {
  const two = configOf('issuers: [{ name: "{env}/{realm}", tenants: { env: [a, b], realm: [x, y, x] } }]');
  assert.deepEqual(two.issuers[0]?.filledNames, ["a/x", "a/y", "b/x", "b/y"]);
  const half = configOf('issuers: [{ name: "{env}/{realm}", tenants: { env: [a, b] } }]');
  assert.deepEqual(half.issuers[0]?.filledNames, []);
});

test("a tenant may have any sign that replacing would take for its own", () => {
  const { issuers } = configOf('issuers: [{ name: "{a}", tenants: { a: ["$&", "$1", "constructor"] } }]');
  assert.deepEqual(issuers[0]?.filledNames, ["$&", "$1", "constructor"]);
});

test("a placeholder may have the name of what every object has", () => {
  const { issuers } = configOf('issuers: [{ name: "corp/{constructor}" }, { name: "shop/{__proto__}" }]');
  assert.deepEqual(
    issuers.map(({ filledNames }) => filledNames),
    [[], []],
  );
});

const ADDRESSES: readonly (readonly [text: string, host: string | undefined, port?: number])[] = [
  ["127.0.0.1:9101", "127.0.0.1", 9101],
  ["localhost:0", "localhost", 0],
  ["[::]:65535", "::", 65_535],
  ["127.0.0.1:65536", undefined],
  ["127.0.0.1", undefined],
  [":9101", undefined],
  ["::1:9101", undefined],
  ["[127.0.0.1]:9101", undefined],
  ["example.com:9101", undefined],
  ["http://127.0.0.1:9101", undefined],
  ["127.0.0.1:-1", undefined],
  ["127.0.0.1:9101 ", undefined],
];

for (const [text, host, port] of ADDRESSES) {
  test(`${JSON.stringify(text)} is ${host === undefined ? "no address" : `${host}, port ${port}`}`, () => {
    assert.deepEqual(listenAddressOf(text), host === undefined ? undefined : { host, port });
  });
}

test("a file with mistakes throws all of them, a line each, with its own name", () => {
  const path = join(folder, "wrong.yaml");
  writeFileSync(path, "grpc: { listen: nowhere }\nlog:\n  level: loud\nredis: {}\n");
  assert.throws(
    () => readConfig(path),
    (error) => {
      assert.ok(error instanceof ConfigError);
      assert.equal(error.code, "CONFIG_INVALID");
      const places = error.message.split("\n").map((line) => line.slice(0, line.indexOf(": ")));
      assert.deepEqual(places, [`${path}:1:17`, `${path}:3:10`, `${path}:4:1`]);
      return true;
    },
  );
});

test("a file that is right is read", () => {
  const path = join(folder, "right.yaml");
  writeFileSync(path, "state_dir: here\n");
  assert.equal(readConfig(path).stateDir, "here");
});

test("a file that is not there, is a folder, or is beyond 1 MiB cannot be read", () => {
  const large = join(folder, "large.yaml");
  writeFileSync(large, `# ${"x".repeat(1_048_576)}\n`);
  const unreadable = { name: "ConfigError", code: "CONFIG_UNREADABLE" };
  assert.throws(() => readConfig(join(folder, "none.yaml")), {
    ...unreadable,
    message: /none\.yaml: cannot read .*ENOENT/,
  });
  assert.throws(() => readConfig(folder), { ...unreadable, message: /EISDIR/ });
  assert.throws(() => readConfig(large), { ...unreadable, message: /want at most 1048576 bytes, got 1048579/ });
});
