import assert from "node:assert/strict";
import { test } from "node:test";
import { createEndpointTable, endpointTableIn, type EndpointTable } from "./endpoint-support.ts";

const HOST = "sso.example.com";

/** Name of the issuer that has the Keycloak token endpoint of a realm. */
function realm(table: EndpointTable, value: string): string | undefined {
  return table.resolve(HOST, `/realms/${value}/protocol/openid-connect/token`)?.issuer;
}

test("a placeholder of the name is filled from the path; a value that is not listed reads other_tenant", async () => {
  const table = await createEndpointTable();
  const issuer = { name: "corp/{realm}", hosts: [HOST], dialect: "keycloak", tenants: { realm: ["staff", "shop"] } };
  assert.deepEqual(table.build([issuer]), []);
  assert.equal(realm(table, "staff"), "corp/staff");
  assert.equal(realm(table, "shop"), "corp/shop");
  assert.equal(realm(table, "%73taff"), "corp/staff");
  for (const value of ["Staff", "staf", "staffs", "x", "%2F", "other_tenant"])
    assert.equal(realm(table, value), "corp/other_tenant", value);
});

test("a name without placeholders takes any tenant and stays as it is", async () => {
  const table = await createEndpointTable();
  table.build([{ name: "corp", hosts: [HOST], dialect: "keycloak" }]);
  assert.equal(realm(table, "staff"), "corp");
  assert.equal(realm(table, "\\"), "corp");
});

test("without a list the first 32 values are taken, and stay so; later ones read other_tenant", async () => {
  const table = await createEndpointTable();
  table.build([{ name: "{realm}.corp", hosts: [HOST], dialect: "keycloak" }]);
  const values = Array.from({ length: 40 }, (_, i) => `r${i}`);
  for (const _ of [1, 2]) {
    const names = values.map((value) => realm(table, value));
    assert.deepEqual(
      names,
      values.map((value, i) => (i < 32 ? `${value}.corp` : "other_tenant.corp")),
    );
  }
});

test("each placeholder has its own 32 values, and each table", async () => {
  const table = await createEndpointTable();
  const second = endpointTableIn(table.wasm, 1);
  const issuer = { name: "{a}-{b}", hosts: [HOST], endpoints: { token: ["/{a}/{b}/token"] } };
  for (const each of [table, second]) each.build([issuer]);
  const name = (each: EndpointTable, a: string, b: string): string | undefined =>
    each.resolve(HOST, `/${a}/${b}/token`)?.issuer;
  for (let i = 0; i < 34; i++) name(table, `a${i}`, "b");
  assert.equal(name(table, "a31", "b"), "a31-b");
  assert.equal(name(table, "a33", "b"), "other_tenant-b");
  assert.equal(name(table, "a33", "c"), "other_tenant-c");
  assert.equal(name(table, "a1", "d"), "a1-d");
  assert.equal(name(second, "a33", "b"), "a33-b");
});

test("what would not be safe as a label reads other_tenant and uses up nothing", async () => {
  const table = await createEndpointTable();
  table.build([{ name: "{realm}", hosts: [HOST], dialect: "keycloak" }]);
  for (const value of ['a"b', "a'b", "a`b", "a\\b", "a b", "é", "a\tb", "a\u007fb", "a\u0000b"])
    for (let i = 0; i < 40; i++) assert.equal(realm(table, `${value}${i}`), "other_tenant", value);
  for (const value of ["a%22b", "a%2Fb", "a:b@c", "a=b;c,d", "~a!$&()*+", "a%20b", "{x}"])
    assert.equal(realm(table, value), value, value);
});

test("a listed value is looked for as it is on a path", async () => {
  const table = await createEndpointTable();
  const issuer = {
    name: "{realm}",
    hosts: [HOST],
    dialect: "keycloak",
    tenants: { realm: ["My Realm", "straße", "a%2fb", "c/d", "o'neill"] },
  };
  assert.deepEqual(table.build([issuer]), []);
  assert.equal(realm(table, "My%20Realm"), "My%20Realm");
  assert.equal(realm(table, "stra%c3%9fe"), "stra%C3%9Fe");
  assert.equal(realm(table, "a%2Fb"), "a%2Fb");
  assert.equal(realm(table, "c%2Fd"), "c%2Fd");
  assert.equal(realm(table, "o'neill"), "o'neill");
});

test("a list with mistakes only is still a list", async () => {
  const table = await createEndpointTable();
  for (const value of ["", ".", "..", "%2e", "x".repeat(129), "x".repeat(256)]) {
    const issuer = { name: "{realm}", hosts: [HOST], dialect: "keycloak", tenants: { realm: [value] } };
    assert.deepEqual(table.build([issuer]), [`0.tenant: realm=${value}`]);
    assert.equal(realm(table, "staff"), "other_tenant", value);
  }
});

test("a placeholder that the template does not have reads other_tenant", async () => {
  const table = await createEndpointTable();
  table.build([{ name: "ak/{slug}", hosts: [HOST], dialect: "authentik" }]);
  assert.equal(table.resolve(HOST, "/application/o/token/")?.issuer, "ak/other_tenant");
  assert.equal(table.resolve(HOST, "/application/o/grafana/jwks/")?.issuer, "ak/grafana");
});

test("a name that would be longer than 128 bytes has other_tenant in the place that makes it so", async () => {
  const table = await createEndpointTable();
  const resolve = (name: string, path: string): string | undefined => {
    table.build([{ name, hosts: [HOST], endpoints: { token: ["/{a}/{b}/{c}/token"] } }]);
    return table.resolve(HOST, path)?.issuer;
  };
  const [a100, a115, b] = ["a".repeat(100), "a".repeat(115), "b".repeat(30)];
  assert.equal(resolve("corp/{a}", `/${"x".repeat(123)}/b/c/token`), `corp/${"x".repeat(123)}`);
  assert.equal(resolve("corp/{a}", `/${"x".repeat(124)}/b/c/token`), "corp/other_tenant");
  assert.equal(resolve("{a}/{b}", `/${a100}/${b}/c/token`), `${a100}/other_tenant`);
  assert.equal(resolve("{a}/{b}", `/${a115}/${b}/c/token`), `${a115}/other_tenant`);
  assert.equal(resolve("{a}/{b}", `/${a115}a/${b}/c/token`), `other_tenant/${b}`);
  assert.equal(resolve("{a}/{b}", `/${"a".repeat(126)}/b/c/token`), `${"a".repeat(126)}/b`);
  assert.equal(resolve("{a}/{b}/{c}", `/${a100}/${b}/c/token`), `${a100}/other_tenant/c`);
});

test("a value that was too long for the name is not counted among the 32", async () => {
  const table = await createEndpointTable();
  table.build([{ name: "corp/{realm}", hosts: [HOST], dialect: "keycloak" }]);
  for (let i = 100; i < 140; i++) {
    assert.equal(realm(table, `${i}${"x".repeat(121)}`), "corp/other_tenant");
    assert.equal(realm(table, `${i}${"x".repeat(126)}`), "corp/other_tenant");
  }
  assert.equal(realm(table, "staff"), "corp/staff");
});

test("when the names of a VM are used up, issuers keep the name with other_tenant", async () => {
  const table = await createEndpointTable();
  const { exports, put } = table.wasm;
  table.build([
    { name: "corp/{realm}", hosts: [HOST], dialect: "keycloak" },
    { name: "plain", hosts: ["plain.example.com"], dialect: "keycloak" },
  ]);
  assert.equal(realm(table, "early"), "corp/early");
  for (let i = 0; i < 256; i++) exports.issuerNameIndex(put(`name-${i}`), `name-${i}`.length);
  assert.equal(realm(table, "early"), "corp/early");
  assert.equal(realm(table, "late"), "corp/other_tenant");
  assert.equal(table.resolve("plain.example.com", "/realms/x/protocol/openid-connect/token")?.issuer, "plain");
  assert.deepEqual(table.build([{ name: "new" }]), ["0.name: new"]);
});

test("a redirect from a log-in page tells the tenant as far as the page's path begins like an endpoint's", async () => {
  const table = await createEndpointTable();
  table.build([
    { name: "kc/{realm}", hosts: [HOST], dialect: "keycloak", tenants: { realm: ["staff"] } },
    { name: "entra/{tenant}", hosts: ["login.example.com"], dialect: "entra" },
    { name: "am/{realm}", hosts: ["am.example.com"], dialect: "pingam" },
  ]);
  assert.equal(table.resolveHost(HOST, "/realms/staff/login-actions/authenticate?session_code=x"), "kc/staff");
  assert.equal(table.resolveHost(HOST, "/auth/realms/staff/broker/x/endpoint"), "kc/staff");
  assert.equal(table.resolveHost(HOST, "/realms/shop/login-actions/authenticate"), "kc/other_tenant");
  assert.equal(table.resolveHost(HOST, "/login/staff"), "kc/other_tenant");
  assert.equal(table.resolveHost(HOST, "/realms"), "kc/other_tenant");
  assert.equal(table.resolveHost(HOST, "/realms/staff"), "kc/staff");
  assert.equal(table.resolveHost(HOST, "*"), "kc/other_tenant");
  assert.equal(table.resolveHost("login.example.com:443", "/contoso/login"), "entra/contoso");
  assert.equal(table.resolveHost("am.example.com", "/am/oauth2/realms/root/realms/alpha/consent"), "am/alpha");
  assert.equal(
    table.resolveHost("am.example.com", "/am/oauth2/realms/root/realms/alpha/realms/beta/consent"),
    "am/beta",
  );
  assert.equal(table.resolveHost("other.example.com", "/realms/staff/login-actions/authenticate"), undefined);
});

test("a redirect from a log-in page goes to the issuer of that host whose paths begin most alike", async () => {
  const table = await createEndpointTable();
  table.build([
    { name: "a", hosts: [HOST], endpoints: { token: ["/a/token"] } },
    { name: "b", hosts: [HOST], endpoints: { token: ["/b/x/token"] } },
    { name: "d", hosts: [HOST], endpoints: { token: ["/d"] } },
    { name: "ab", hosts: ["*.example.com"], endpoints: { token: ["/c/token"] } },
  ]);
  assert.equal(table.resolveHost(HOST, "/a/login"), "a");
  assert.equal(table.resolveHost(HOST, "/b/x/login"), "b");
  assert.equal(table.resolveHost(HOST, "/d/login"), "d");
  assert.equal(table.resolveHost(HOST, "/bx/login"), "a");
  assert.equal(table.resolveHost(HOST, "/c/login"), "a");
  assert.equal(table.resolveHost("x.example.com", "/a/login"), "ab");
});

test("without configuration a redirect from any host is of issuer unconfigured", async () => {
  const table = await createEndpointTable();
  table.buildWellKnown();
  assert.equal(table.resolveHost("any.example.net", "/realms/staff/login-actions/authenticate"), "unconfigured");
  assert.equal(table.resolveHost("", "*"), "unconfigured");
});
