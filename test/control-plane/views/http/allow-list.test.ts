import assert from "node:assert/strict";
import { test } from "node:test";
import { createAllowList } from "../../../../control-plane/views/http/allow-list.ts";

test("without a list everybody may ask", () => {
  const isAllowed = createAllowList(undefined);
  assert.equal(isAllowed("192.0.2.1"), true);
  assert.equal(isAllowed(undefined), true);
});

test("an empty list lets nobody ask", () => {
  assert.equal(createAllowList([])("127.0.0.1"), false);
});

test("an address is allowed by any of the networks, of its own family", () => {
  const isAllowed = createAllowList(["10.0.0.0/8", "192.0.2.7/32", "fd00::/8"]);
  assert.equal(isAllowed("10.255.0.1"), true);
  assert.equal(isAllowed("11.0.0.1"), false);
  assert.equal(isAllowed("192.0.2.7"), true);
  assert.equal(isAllowed("192.0.2.8"), false);
  assert.equal(isAllowed("fd12::1"), true);
  assert.equal(isAllowed("fe80::1"), false);
});

test("IPv4 seen through a socket for both families is IPv4, and a zone is no part of the address", () => {
  const isAllowed = createAllowList(["10.0.0.0/8", "fe80::/10"]);
  assert.equal(isAllowed("::ffff:10.0.0.1"), true);
  assert.equal(isAllowed("::FFFF:11.0.0.1"), false);
  assert.equal(isAllowed("fe80::1%eth0"), true);
});

test("what is no address may not ask", () => {
  const isAllowed = createAllowList(["0.0.0.0/0", "::/0"]);
  assert.equal(isAllowed(undefined), false);
  assert.equal(isAllowed(""), false);
  assert.equal(isAllowed("localhost"), false);
  assert.equal(isAllowed("127.0.0.1"), true);
});
