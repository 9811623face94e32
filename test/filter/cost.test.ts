// What an exchange costs is pinned where it can be counted. A change that raises a figure says in its commit what it buys.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CASES, counted } from "../bench/filter.ts";

test("host calls and wire bytes of an exchange are what they were", () => {
  const table = CASES.map((each) => {
    const { calls, returning, wire, keys } = counted(each);
    return `${each.name}: ${calls} host calls, ${returning} that may return bytes, ${keys} keys, ${wire?.toFixed(1) ?? "no"} B`;
  });
  assert.deepEqual(table, [
    "not OAuth: 2 host calls, 2 that may return bytes, 0 keys, no B",
    "client_credentials: 12 host calls, 6 that may return bytes, 3 keys, 32.6 B",
    "authorization_code: 12 host calls, 6 that may return bytes, 5 keys, 48.6 B",
    "refresh_token: 12 host calls, 6 that may return bytes, 4 keys, 40.6 B",
    "authorization: 9 host calls, 4 that may return bytes, 5 keys, 46.6 B",
  ]);
});
