import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createEndpointTable, type IssuerConfig } from "./endpoint-support.ts";

const table = await createEndpointTable();
const HOST = "sso.example.com";

/** Issuer and endpoint of a path on HOST, in one word. */
function found(path: string): string | undefined {
  const target = table.resolve(HOST, path);
  return target === undefined ? undefined : `${target.issuer} ${target.endpoint}`;
}

test("a path is matched in its normal form, whatever its query", () => {
  table.build([{ name: "corp", hosts: [HOST], dialect: "hydra" }]);
  for (const path of [
    "/oauth2/token",
    "/oauth2/token?a=/b",
    "/oauth2/%74oken",
    "/x/../oauth2/./token",
    `http://${HOST}/oauth2/token`,
  ])
    assert.equal(found(path), "corp token", path);
  for (const path of [
    "/oauth2/Token",
    "/oauth2%2Ftoken",
    "/oauth2//token",
    "/oauth2/tokens",
    "/oauth2",
    "/",
    "*",
    "",
    "/x/oauth2/token",
  ])
    assert.equal(found(path), undefined, path);
});

test("one slash at the end of a path or of a template changes nothing", () => {
  table.build([{ name: "corp", hosts: [HOST], endpoints: { token: ["/a/token/"], jwks: ["/keys"], userinfo: ["/"] } }]);
  for (const path of ["/a/token", "/a/token/"]) assert.equal(found(path), "corp token", path);
  for (const path of ["/keys", "/keys/"]) assert.equal(found(path), "corp jwks", path);
  assert.equal(found("/"), "corp userinfo");
  for (const path of ["/a/token//", "/keys//", "//keys"]) assert.equal(found(path), undefined, path);
});

test("a placeholder that is not in the name stands for any one segment, but not for an empty one", () => {
  table.build([
    { name: "corp", hosts: [HOST], endpoints: { token: ["/t/{any}/token"], jwks: ["/{x}/{y}"], logout: ["/{out}"] } },
  ]);
  assert.equal(found("/t/1/token"), "corp token");
  assert.equal(found("/t/%C3%A4/token/"), "corp token");
  assert.equal(found("/t/keys"), "corp jwks");
  assert.equal(found("/bye"), "corp logout");
  for (const path of ["/t//token", "/t/1/2/token", "//keys", "/keys//", "/"])
    assert.equal(found(path), undefined, path);
});

test("of two templates the one with more literal bytes is meant, in whichever order they are given", () => {
  const paths: [string, string][] = [
    ["token", "/a/{x}/token"],
    ["jwks", "/a/b/{y}"],
    ["userinfo", "/a/b/token"],
    ["logout", "/{x}/{y}/{z}"],
  ];
  for (const order of [paths, [...paths].reverse()]) {
    table.build([
      { name: "corp", hosts: [HOST], endpoints: Object.fromEntries(order.map(([key, path]) => [key, [path]])) },
    ]);
    assert.equal(found("/a/b/token"), "corp userinfo");
    assert.equal(found("/a/c/token"), "corp token");
    assert.equal(found("/a/b/c"), "corp jwks");
    assert.equal(found("/x/y/token"), "corp logout");
  }
});

test("an issuer with the host is before one with the longer template", () => {
  table.build([
    { name: "any", endpoints: { token: ["/oauth2/default/token"] } },
    { name: "corp", hosts: [HOST], endpoints: { jwks: ["/{x}/{y}/{z}"] } },
  ]);
  assert.equal(found("/oauth2/default/token"), "corp jwks");
  assert.equal(table.resolve("other.example.com", "/oauth2/default/token")?.issuer, "any");
});

test("what is the same otherwise goes to the issuer that was configured first", () => {
  for (const [first, second] of [
    ["a", "b"],
    ["b", "a"],
  ] as const) {
    table.build([
      { name: first, hosts: [HOST], dialect: "hydra" },
      { name: second, hosts: [HOST], endpoints: { jwks: ["/oauth2/token", "/only"] } },
    ]);
    assert.equal(found("/oauth2/token"), `${first} token`);
    assert.equal(found("/only"), `${second} jwks`);
  }
});

test("several issuers on one host are told apart by their paths", () => {
  table.build([
    { name: "rest", hosts: [HOST], endpoints: { token: ["/realms/{realm}/token"] } },
    { name: "staff", hosts: [HOST], endpoints: { token: ["/realms/staff/token"] } },
    { name: "shop", hosts: [HOST], endpoints: { token: ["/realms/shop/token"] } },
  ]);
  assert.equal(found("/realms/staff/token"), "staff token");
  assert.equal(found("/realms/shop/token"), "shop token");
  assert.equal(found("/realms/x/token"), "rest token");
});

test("an endpoint with templates of its own has none of the dialect's, before or after it is named", () => {
  const { exports, put } = table.wasm;
  const text = (value: string): [number, number] => [put(value), value.length];
  for (const isFirst of [true, false]) {
    exports.tableReset(table.at);
    const issuer = exports.tableAddIssuer(table.at, ...text("corp"));
    if (isFirst) exports.tableUseDialect(table.at, issuer, ...text("hydra"));
    exports.tableAddPath(table.at, issuer, exports.endpointByName(...text("token")), ...text("/my/token"));
    exports.tableAddPath(table.at, issuer, exports.endpointByName(...text("token")), ...text("/my/token2"));
    if (!isFirst) exports.tableUseDialect(table.at, issuer, ...text("hydra"));
    assert.equal(found("/my/token"), "corp token");
    assert.equal(found("/my/token2"), "corp token");
    assert.equal(found("/oauth2/token"), undefined);
    assert.equal(found("/oauth2/revoke"), "corp revocation");
  }
});

test("a template of its own is before the dialect's of the same text", () => {
  table.build([{ name: "corp", hosts: [HOST], dialect: "hydra", endpoints: { introspection: ["/oauth2/token"] } }]);
  assert.equal(found("/oauth2/token"), "corp introspection");
});

test("two issuers of one dialect share its paths, and each keeps its own", () => {
  const issuers: IssuerConfig[] = [
    { name: "a", hosts: ["a.example.com"], dialect: "hydra" },
    { name: "b", hosts: ["b.example.com"], dialect: "hydra", endpoints: { token: ["/b/token"] } },
  ];
  table.build(issuers);
  assert.equal(table.resolve("a.example.com", "/oauth2/token")?.issuer, "a");
  assert.equal(table.resolve("b.example.com", "/oauth2/token"), undefined);
  assert.equal(table.resolve("b.example.com", "/b/token")?.issuer, "b");
  assert.equal(table.resolve("a.example.com", "/b/token"), undefined);
  assert.equal(table.resolve("b.example.com", "/oauth2/auth")?.issuer, "b");
});

test("an issuer has its own dialect's paths, and not those that another brought", () => {
  table.build([
    { name: "a", hosts: ["a.example.com"], dialect: "hydra" },
    { name: "b", hosts: ["b.example.com"], dialect: "duende" },
  ]);
  assert.equal(table.resolve("a.example.com", "/oauth2/token")?.issuer, "a");
  assert.equal(table.resolve("a.example.com", "/connect/token"), undefined);
  assert.equal(table.resolve("b.example.com", "/connect/token")?.issuer, "b");
  assert.equal(table.resolve("b.example.com", "/oauth2/token"), undefined);
});

test("a template is matched in its own normal form", () => {
  table.build([{ name: "corp", hosts: [HOST], endpoints: { token: ["/a/%74o%2fken"], jwks: ["/x/../keys"] } }]);
  assert.equal(found("/a/to%2Fken"), "corp token");
  assert.equal(found("/keys"), "corp jwks");
});

test("an empty table finds nothing", () => {
  table.build([]);
  assert.equal(table.matches("/token"), false);
  assert.equal(table.resolve(HOST, "/token"), undefined);
  assert.equal(table.resolveHost(HOST, "/token"), undefined);
});

const segment = fc.constantFrom(
  "token",
  "auth",
  "oauth2",
  "realms",
  "staff",
  "{realm}",
  "{x}",
  "a",
  "v1",
  ".well-known",
);
const template = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => `/${segments.join("/")}`);
const issuer: fc.Arbitrary<IssuerConfig> = fc.record({
  name: fc.constantFrom("a", "b/{realm}", "c/{realm}/{x}"),
  hosts: fc.constantFrom([], [HOST], ["*.example.com"], ["other.net"]),
  dialect: fc.constantFrom("keycloak", "hydra", "generic", "dex"),
  endpoints: fc.dictionary(fc.constantFrom("token", "authorization", "jwks"), fc.array(template, { maxLength: 2 })),
});
const path = fc.oneof(
  template.map((text) => text.replaceAll(/[{}]/g, "")),
  fc.constantFrom("/token", "/oauth2/token", "/realms/staff/protocol/openid-connect/token", "/auth/x", "/me"),
  fc.webPath(),
  fc.string({ unit: "binary", maxLength: 60 }).map((text) => `/${text}`),
);

test("whatever resolves also matches, and any path and any table are fine", async () => {
  const fresh = await createEndpointTable();
  fc.assert(
    fc.property(fc.array(issuer, { maxLength: 4 }), fc.array(path, { maxLength: 20 }), (issuers, paths) => {
      if (issuers.length === 0) fresh.buildWellKnown();
      else fresh.build(issuers);
      for (const each of paths) {
        const target = fresh.resolve(HOST, each);
        if (target !== undefined) assert.ok(fresh.matches(each), each);
        const byHost = fresh.resolveHost(HOST, each);
        const takesHost = issuers.length === 0 || issuers.some(({ hosts }) => hosts?.[0] !== "other.net");
        assert.equal(byHost !== undefined, takesHost);
      }
    }),
    { numRuns: 300 },
  );
});

/** What a table should find, the slow way: every template of every issuer as a regular expression. */
function expected(issuers: readonly IssuerConfig[], normal: string): string | undefined {
  const all = issuers.flatMap(({ name, hosts = [], endpoints = {} }, index) => {
    const rank = hosts.length === 0 ? 1 : hosts.includes(HOST) ? 3 : hosts.includes("*.example.com") ? 2 : 0;
    return Object.entries(endpoints).flatMap(([endpoint, templates]) =>
      templates.map((text) => ({ name, index, rank, endpoint, text, literal: text.replace(/\{\w+\}/g, "").length })),
    );
  });
  const isMatch = (text: string): boolean =>
    new RegExp(`^${text.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/]+")}/?$`).test(normal);
  const hits = all.filter(({ rank, text }) => rank > 0 && isMatch(text));
  hits.sort((a, b) => b.rank - a.rank || b.literal - a.literal || a.index - b.index);
  const [best] = hits;
  return best === undefined ? undefined : `${best.name.split("/")[0]} ${best.index} ${best.endpoint}`;
}

test("a table finds what trying every template of every issuer finds", async () => {
  const fresh = await createEndpointTable();
  // Each name begins with its index, so that the answer shows which issuer it was.
  const own = fc
    .array(
      fc.record({
        hosts: fc.constantFrom([], [HOST], ["*.example.com"], ["other.net"]),
        endpoint: fc.constantFrom("token", "jwks"),
        paths: fc.uniqueArray(template, { maxLength: 4 }),
      }),
      { minLength: 1, maxLength: 5 },
    )
    .map((all) =>
      all.map(
        ({ hosts, endpoint, paths }, i): IssuerConfig => ({ name: `i${i}`, hosts, endpoints: { [endpoint]: paths } }),
      ),
    );
  fc.assert(
    fc.property(own, fc.array(path, { minLength: 1, maxLength: 10 }), (issuers, paths) => {
      fresh.build(issuers);
      for (const each of paths) {
        const target = fresh.resolve(HOST, each);
        const index = Number(target?.issuer.slice(1));
        const answer = target === undefined ? undefined : `${target.issuer} ${index} ${target.endpoint}`;
        assert.equal(answer, expected(issuers, fresh.normal(each) ?? ""), each);
      }
    }),
    { numRuns: 500 },
  );
});
