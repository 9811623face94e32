import assert from "node:assert/strict";
import { test } from "node:test";
import { createEndpointTable, endpointTableIn, type IssuerConfig } from "./endpoint-support.ts";

const HOST = "sso.example.com";

test("a table takes at most 48 KiB, a multiple of 8", async () => {
  const { wasm } = await createEndpointTable();
  assert.ok(wasm.exports.tableSize() <= 48 * 1024, `${wasm.exports.tableSize()}`);
  assert.equal(wasm.exports.tableSize() % 8, 0);
});

test("what is no path template is refused", async () => {
  const table = await createEndpointTable();
  const templates = [
    "",
    "token",
    "http://x/token",
    "/token?x",
    "/token#x",
    "/{}",
    "/{}/x",
    "/{realm",
    "/realm}",
    "/x{realm}",
    "/{realm}x",
  ];
  for (const path of [
    ...templates,
    "/{a}{b}",
    "/{a b}",
    "/{{a}}",
    "/{ä}",
    `/{${"a".repeat(65)}}`,
    `/${"a".repeat(255)}`,
    "*",
  ]) {
    assert.deepEqual(table.build([{ name: "corp", endpoints: { token: [path] } }]), [`0.token: ${path}`]);
    assert.equal(table.matches("/token"), false);
  }
  for (const path of ["/", "/{a}", "/{a-b_C1}/x", `/{${"a".repeat(64)}}`, `/${"a".repeat(254)}`, "/a/{b}/"])
    assert.deepEqual(table.build([{ name: "corp", endpoints: { token: [path] } }]), [], path);
});

test("a refused template leaves its endpoint with the dialect's", async () => {
  const table = await createEndpointTable();
  table.build([{ name: "corp", dialect: "hydra", endpoints: { token: ["token"] } }]);
  assert.equal(table.resolve(HOST, "/oauth2/token")?.endpoint, "token");
});

test("one path is one endpoint's: a second is refused, the same again is not", async () => {
  const table = await createEndpointTable();
  const endpoints = { token: ["/t", "/t/", "/%74"], jwks: ["/t"] };
  assert.deepEqual(
    table.build([
      { name: "corp", endpoints },
      { name: "b", endpoints: { jwks: ["/t"] } },
    ]),
    ["0.jwks: /t"],
  );
  assert.equal(table.resolve(HOST, "/t")?.endpoint, "token");
});

test("an endpoint that is none is refused", async () => {
  const { at, build, wasm } = await createEndpointTable();
  assert.deepEqual(build([{ name: "corp", endpoints: { tokens: ["/t"] } }]), ["0.tokens: /t"]);
  for (const endpoint of [0, 16, 255]) assert.equal(wasm.exports.tableAddPath(at, 0, endpoint, wasm.put("/t"), 2), 0);
});

test("a name is refused when it is empty, has a loose brace, or cannot be filled within 128 bytes", async () => {
  const table = await createEndpointTable();
  const names = [
    "",
    "{",
    "corp/{realm",
    "corp/realm}",
    "{}",
    "{}-x",
    "{a b}",
    "a".repeat(129),
    `${"a".repeat(117)}{b}`,
    "{a}".repeat(9),
  ];
  for (const name of names) assert.deepEqual(table.build([{ name }]), [`0.name: ${name}`], name);
  for (const name of ["a", "ä/ö", "a".repeat(128), `${"a".repeat(116)}{b}`, "{a}".repeat(8), "{a}{a}"])
    assert.deepEqual(table.build([{ name }]), [], name);
});

test("a placeholder that comes twice in a name has one list", async () => {
  const table = await createEndpointTable();
  const issuer = { name: "{r}-{r}", dialect: "generic", endpoints: { token: ["/{r}/token"] }, tenants: { r: ["a"] } };
  assert.deepEqual(table.build([issuer]), []);
  assert.equal(table.resolve(HOST, "/a/token")?.issuer, "a-a");
  assert.equal(table.resolve(HOST, "/b/token")?.issuer, "other_tenant-other_tenant");
});

test("a tenant of a placeholder that the name does not have is refused", async () => {
  const table = await createEndpointTable();
  const issuer = { name: "corp/{realm}", dialect: "keycloak", tenants: { tenant: ["a"], real: ["b"], realm: ["c"] } };
  assert.deepEqual(table.build([issuer]), ["0.tenant: tenant=a", "0.tenant: real=b"]);
});

test("an issuer that is not there takes nothing", async () => {
  const { at, build, wasm } = await createEndpointTable();
  build([{ name: "corp/{r}" }]);
  const { exports, put } = wasm;
  for (const issuer of [-1, 1, 64, 2 ** 31 - 1]) {
    assert.equal(exports.tableAddHost(at, issuer, put("a.com"), 5), 0);
    assert.equal(exports.tableAddPath(at, issuer, 2, put("/t"), 2), 0);
    assert.equal(exports.tableAddTenant(at, issuer, put("r"), 1, put("a"), 1), 0);
    assert.equal(exports.tableUseDialect(at, issuer, put("hydra"), 5), 0);
  }
});

test("everything has a bound, at which it is refused and what was there stays", async () => {
  const table = await createEndpointTable();
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
  const refusedOf = (issuers: readonly IssuerConfig[]): number => table.build(issuers).length;
  assert.equal(refusedOf(numbers(70).map((i) => ({ name: `i${i}` }))), 6);
  assert.equal(refusedOf(numbers(33).map((i) => ({ name: `i${i}/{a}{b}` }))), 1);
  assert.equal(refusedOf([{ name: "corp", hosts: numbers(260).map((i) => `h${i}`), dialect: "hydra" }]), 4);
  assert.equal(table.resolve("h255", "/oauth2/token")?.issuer, "corp");
  assert.equal(table.resolve("h256", "/oauth2/token"), undefined);
  assert.equal(
    refusedOf([{ name: "{realm}", dialect: "keycloak", tenants: { realm: numbers(520).map((i) => `t${i}`) } }]),
    8,
  );
  assert.equal(table.resolve(HOST, "/realms/t511/protocol/openid-connect/token")?.issuer, "t511");
  assert.equal(table.resolve(HOST, "/realms/t512/protocol/openid-connect/token")?.issuer, "other_tenant");
  assert.equal(refusedOf([{ name: "corp", endpoints: { token: numbers(770).map((i) => `/p${i}`) } }]), 2);
  assert.equal(table.resolve(HOST, "/p767")?.endpoint, "token");
  assert.equal(table.resolve(HOST, "/p768"), undefined);
  assert.equal(
    refusedOf([{ name: "corp", endpoints: { token: numbers(100).map((i) => `/${"x".repeat(248)}${i}`) } }]),
    11,
  );
});

test("a table that is full writes nothing beyond its end", async () => {
  const table = await createEndpointTable(0);
  const next = endpointTableIn(table.wasm, 1);
  next.build([{ name: "corp", hosts: [HOST], dialect: "hydra" }]);
  const size = table.wasm.exports.tableSize();
  const before = table.wasm.read(next.at, size);
  const numbers = Array.from({ length: 800 }, (_, i) => i);
  const endpoints = { token: numbers.map((i) => `/${"x".repeat(40)}${i}`) };
  const tenants = { a: numbers.map((i) => `t${i}`), b: numbers.map((i) => `${"u".repeat(100)}${i}`) };
  for (let i = 0; i < 3; i++) {
    table.build([
      {
        name: "x/{a}{b}",
        hosts: numbers.map((n) => `${"h".repeat(i * 50)}${n}`),
        dialect: "generic",
        tenants,
        endpoints,
      },
    ]);
    for (const path of ["/token", "/realms/a/protocol/openid-connect/token"]) table.resolve("0", path);
    assert.ok(table.wasm.read(next.at, size).equals(before));
  }
});

test("building again costs no memory and leaves nothing of the table before", async () => {
  const table = await createEndpointTable();
  const small = [{ name: "corp/{realm}", hosts: [HOST], dialect: "keycloak", endpoints: { token: ["/{realm}/t"] } }];
  const large = [0, 1, 2].map((i) => ({
    name: `{realm}/${i}`,
    hosts: [`${i}.example.com`],
    dialect: "generic",
    tenants: { realm: ["a", "b"] },
  }));
  table.build(small);
  const first = table.wasm.read(table.at, table.wasm.exports.tableSize());
  const pages = table.wasm.exports.memorySize();
  for (let i = 0; i < 100; i++) {
    table.build(large);
    table.resolve("1.example.com", "/realms/a/protocol/openid-connect/token");
    table.build(small);
  }
  assert.ok(table.wasm.read(table.at, first.length).equals(first));
  assert.equal(table.wasm.exports.memorySize(), pages);
});

test("a table knows nothing of its neighbour", async () => {
  const table = await createEndpointTable(0);
  const other = endpointTableIn(table.wasm, 2);
  table.build([{ name: "a", hosts: [HOST], dialect: "hydra" }]);
  other.build([{ name: "b", hosts: [HOST], dialect: "duende" }]);
  assert.equal(table.resolve(HOST, "/oauth2/token")?.issuer, "a");
  assert.equal(table.resolve(HOST, "/connect/token"), undefined);
  assert.equal(other.resolve(HOST, "/connect/token")?.issuer, "b");
});
