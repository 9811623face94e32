import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_PATHS } from "./endpoint-default-paths.ts";
import { createEndpointTable, ENDPOINTS } from "./endpoint-support.ts";

const table = await createEndpointTable();
const HOST = "sso.example.com";

const ROWS = Object.entries(DEFAULT_PATHS).flatMap(([dialect, endpoints]) =>
  Object.entries(endpoints).flatMap(([endpoint, paths]) =>
    paths.split(" ").map((path) => ({ dialect, endpoint, path })),
  ),
);

/** Which of a row's paths are found as another endpoint, or not at all. */
function wrong(rows: typeof ROWS, authority = HOST): readonly string[] {
  return rows.flatMap(({ dialect, endpoint, path }) => {
    const found = table.resolve(authority, path)?.endpoint;
    return found === endpoint ? [] : [`${dialect} ${path}: ${found} instead of ${endpoint}`];
  });
}

for (const dialect of Object.keys(DEFAULT_PATHS)) {
  test(`the default paths of ${dialect} are its endpoints'`, () => {
    assert.deepEqual(table.build([{ name: "corp", hosts: [HOST], dialect }]), []);
    assert.deepEqual(wrong(ROWS.filter((row) => row.dialect === dialect)), []);
  });
}

test("the top realm of PingAM may be named in the path", () => {
  table.build([{ name: "{realm}", hosts: [HOST], dialect: "pingam" }]);
  for (const [last, endpoint] of [
    ["authorize", "authorization"],
    ["access_token", "token"],
  ] as const) {
    const target = table.resolve(HOST, ["/am/oauth2/realms", "root", last].join("/"));
    assert.deepEqual([target?.issuer, target?.endpoint], ["other_tenant", endpoint]);
  }
});

test("the generic dialect has the paths of all servers, each as the endpoint that it is there", () => {
  assert.deepEqual(table.build([{ name: "corp", hosts: [HOST], dialect: "generic" }]), []);
  assert.deepEqual(wrong(ROWS), []);
  assert.ok(ROWS.length > 250, `${ROWS.length} paths`);
});

test("without configuration the paths of all servers hold on any host, but for those that any application has", () => {
  table.buildWellKnown();
  const missing = ROWS.filter(({ path }) => table.resolve("any.example.net:8443", path) === undefined);
  assert.deepEqual(
    [...new Set(missing.map(({ path }) => path))].sort(),
    "/applications/c/grant /applications/c/token /auth/github /dex/auth/github /keys /me /reg /reg/c /user".split(" "),
  );
  assert.deepEqual(wrong(ROWS.filter((row) => !missing.includes(row))), []);
  for (const { path } of ROWS) assert.equal(table.resolve("a", path)?.issuer ?? "unconfigured", "unconfigured", path);
});

test("without configuration a path that any application may have takes evidence", () => {
  table.buildWellKnown();
  const generic = ROWS.filter(({ path }) => table.resolve(HOST, path)?.generic === true).map(({ path }) => path);
  for (const path of [
    "/token",
    "/auth",
    "/authorize",
    "/userinfo",
    "/revoke",
    "/logout",
    "/session/end",
    "/device/code",
  ])
    assert.ok(generic.includes(path), path);
  for (const path of ["/oauth2/token", "/connect/token", "/jwks", "/.well-known/openid-configuration", "/oidc/auth"])
    assert.ok(!generic.includes(path), path);
});

test("one dialect does not bring the paths of another", () => {
  table.build([{ name: "corp", hosts: [HOST], dialect: "keycloak" }]);
  for (const path of ["/token", "/oauth2/token", "/connect/token", "/auth", "/me"]) {
    assert.equal(table.resolve(HOST, path), undefined, path);
    assert.equal(table.matches(path), false, path);
  }
});

test("a name that is no dialect's is refused, case included", () => {
  for (const dialect of ["", "Keycloak", "keycloak ", "keycloa", "unconfigured", "okta2"])
    assert.deepEqual(table.build([{ name: "corp", dialect }]), [`0.dialect: ${dialect}`]);
});

test("all dialects and generic fit into one table, with as many issuers", () => {
  const dialects = [...Object.keys(DEFAULT_PATHS), "generic"];
  const issuers = dialects.map((dialect) => ({ name: dialect, hosts: [`${dialect}.example.com`], dialect }));
  assert.deepEqual(table.build(issuers), []);
  for (const { dialect, endpoint, path } of ROWS) {
    const found = table.resolve(`${dialect}.example.com`, path);
    assert.deepEqual([found?.issuer, found?.endpoint], [dialect, endpoint], path);
  }
});

test("discovery is known before and behind the issuer's path, to a depth of three", () => {
  table.buildWellKnown();
  for (const path of ["", "/a", "/a/b", "/a/b/c"]) {
    assert.equal(table.resolve(HOST, `${path}/.well-known/openid-configuration`)?.endpoint, "discovery");
    assert.equal(table.resolve(HOST, `/.well-known/oauth-authorization-server${path}`)?.endpoint, "discovery");
  }
});

test("every endpoint is known by its label value, and nothing else is", () => {
  const { put, exports } = table.wasm;
  const numbers = ENDPOINTS.map((word) => exports.endpointByName(put(word), word.length));
  assert.deepEqual(
    numbers,
    ENDPOINTS.map((_, i) => i + 1),
  );
  for (const word of ["", "Token", "tokens", "toke", "pa", "unspecified"])
    assert.equal(exports.endpointByName(put(word), word.length), 0, word);
});
