import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createEndpointTable } from "./endpoint-support.ts";

const table = await createEndpointTable();

/** Whether an issuer with this host takes a request with that authority. */
function takes(host: string, authority: string): boolean {
  assert.deepEqual(table.build([{ name: "corp", hosts: [host], dialect: "hydra" }]), []);
  return table.resolve(authority, "/oauth2/token") !== undefined;
}

test("a host is compared without port and without regard to case", () => {
  for (const authority of ["sso.example.com", "SSO.Example.COM", "sso.example.com:8443", "sso.example.com."])
    assert.equal(takes("Sso.Example.com", authority), true, authority);
  for (const authority of [
    "",
    "sso.example.co",
    "sso.example.com.evil.net",
    "xsso.example.com",
    "a.sso.example.com",
    ":443",
  ])
    assert.equal(takes("sso.example.com", authority), false, authority);
});

test("a star takes all below, at any depth, but not the domain itself", () => {
  for (const authority of ["a.example.com", "a.b.EXAMPLE.com:1", "x-1.example.com."])
    assert.equal(takes("*.example.com", authority), true, authority);
  for (const authority of ["example.com", ".example.com", "aexample.com", "a.example.com.net", "example.com:443"])
    assert.equal(takes("*.example.com", authority), false, authority);
});

test("an IPv6 address is the same with and without brackets", () => {
  for (const host of ["[2001:db8::1]", "2001:DB8::1"])
    for (const authority of ["[2001:db8::1]", "[2001:DB8::1]:9101"])
      assert.equal(takes(host, authority), true, authority);
  assert.equal(takes("[::1]", "[::2]:80"), false);
  assert.equal(takes("127.0.0.1", "127.0.0.1:9101"), true);
});

test("what could never match is refused as a host, and does not open the issuer to any host", () => {
  const hosts = ["", "*", "*.", "sso.example.com:443", "[::1]:443", "https://sso.example.com", "sso.example.com/x"];
  for (const host of [
    ...hosts,
    "a*.example.com",
    "*.*.com",
    "größe.example.com",
    "a b",
    "a".repeat(254),
    "[::1",
    "*.x:1",
  ]) {
    assert.deepEqual(table.build([{ name: "corp", hosts: [host], dialect: "hydra" }]), [`0.host: ${host}`]);
    assert.equal(table.resolve("sso.example.com", "/oauth2/token"), undefined, host);
    assert.equal(table.resolveHost("sso.example.com", "/login"), undefined, host);
  }
});

test("an issuer without hosts takes any host, also none", () => {
  table.build([{ name: "corp", dialect: "hydra" }]);
  for (const authority of ["sso.example.com", "", "x".repeat(300), "@:%"])
    assert.equal(table.resolve(authority, "/oauth2/token")?.issuer, "corp", authority);
});

test("an exact host is before a star, a longer star before a shorter, a star before none", () => {
  const issuers = [
    { name: "any" },
    { name: "com", hosts: ["*.com"] },
    { name: "example", hosts: ["*.example.com"] },
    { name: "exact", hosts: ["sso.example.com", "*.net"] },
  ].map((issuer) => ({ ...issuer, dialect: "hydra" }));
  const expected = {
    "sso.example.com": "exact",
    "a.example.com": "example",
    "a.com": "com",
    "example.com": "com",
    "a.net": "exact",
    "a.org": "any",
  };
  for (const order of [issuers, [...issuers].reverse()]) {
    assert.deepEqual(table.build(order), []);
    for (const [authority, name] of Object.entries(expected)) {
      assert.equal(table.resolve(authority, "/oauth2/token")?.issuer, name, authority);
      assert.equal(table.resolveHost(authority, "/log-in")?.toString(), name, authority);
    }
  }
});

test("where no host tells the issuer, a path that any application may have takes evidence", () => {
  const [own, dialect] = [{ endpoints: { token: ["/token"] } }, { dialect: "dex" }];
  table.build([{ name: "corp", hosts: ["sso.example.com"], ...dialect }]);
  assert.equal(table.resolve("sso.example.com", "/token")?.generic, false);
  table.build([{ name: "corp", ...dialect }]);
  assert.equal(table.resolve("sso.example.com", "/token")?.generic, true);
  assert.equal(table.resolve("sso.example.com", "/.well-known/openid-configuration")?.generic, false);
  table.build([{ name: "corp", ...own }]);
  assert.equal(table.resolve("sso.example.com", "/token")?.generic, false);
});

test("a path that every application has counts where a host or the server's name tells the issuer", () => {
  const me = (issuer: { readonly hosts?: readonly string[]; readonly dialect: string }): string | undefined => {
    table.build([{ name: "corp", ...issuer }]);
    return table.resolve("sso.example.com", "/me")?.endpoint;
  };
  assert.equal(me({ dialect: "oidc-provider" }), "userinfo");
  assert.equal(me({ dialect: "generic", hosts: ["sso.example.com"] }), "userinfo");
  assert.equal(me({ dialect: "generic", hosts: ["*.example.com"] }), "userinfo");
  assert.equal(me({ dialect: "generic" }), undefined);
});

test("any authority is fine, and none beyond it is read", () => {
  const { exports, put, putLast, clear } = table.wasm;
  table.build([{ name: "corp", hosts: ["sso.example.com", "*.example.com", "[::1]"], dialect: "hydra" }]);
  const pieces = fc.constantFrom(":", "[", "]", ".", "@", "*", "sso", ".example.com", "::1", "\0", "é", "A");
  const authority = fc.oneof(
    fc.array(pieces, { maxLength: 12 }).map((all) => Buffer.from(all.join(""))),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  );
  fc.assert(
    fc.property(authority, (bytes) => {
      clear();
      const path = exports.normalPath(put("/oauth2/token"), 13);
      const found = exports.resolveTarget(table.at, putLast(bytes), bytes.length, path) !== 0;
      const host = bytes.toString("latin1").toLowerCase();
      const plain = /^[a-z0-9.-]*(:\d*)?$/.test(host) ? host.replace(/:\d*$/, "").replace(/(?<=.)\.$/, "") : undefined;
      if (plain !== undefined)
        assert.equal(found, plain === "sso.example.com" || /^.+\.example\.com$/.test(plain), host);
    }),
    { numRuns: 2000 },
  );
});
