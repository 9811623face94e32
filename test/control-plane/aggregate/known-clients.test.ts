import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createKnownClients } from "../../../control-plane/aggregate/known-clients.ts";

test("a client is known at the issuer where it was added, and at no other", () => {
  const known = createKnownClients(4);
  assert.equal(known.add(1, 10, 20), true);
  assert.equal(known.has(1, 10, 20), true);
  assert.equal(known.has(2, 10, 20), false);
  assert.equal(known.has(1, 20, 10), false);
  assert.equal(known.has(1, 10, 21), false);
});

test("a client of one issuer is no client of any other, also where both have the same place", () => {
  const known = createKnownClients(1);
  known.add(1, 10, 20);
  const others = Array.from({ length: 50 }, (_, index) => index + 2);
  assert.deepEqual(
    others.filter((issuer) => known.has(issuer, 10, 20)),
    [],
  );
});

test("a full table refuses new clients and keeps those it has", () => {
  const known = createKnownClients(2);
  assert.equal(known.add(1, 1, 1), true);
  assert.equal(known.add(1, 2, 2), true);
  assert.equal(known.add(1, 3, 3), false);
  assert.equal(known.add(1, 2, 2), true);
  assert.equal(known.has(1, 3, 3), false);
  assert.equal(known.size, 2);
});

test("a table without room refuses everybody", () => {
  const known = createKnownClients(0);
  assert.equal(known.add(1, 1, 1), false);
  assert.equal(known.has(1, 1, 1), false);
});

test("clients made to meet in one place find no room in the end, and the others still do", () => {
  const known = createKnownClients(4_096);
  // With the lower half alike, 8,192 places apart in the upper one.
  const added = Array.from({ length: 1_000 }, (_, index) => known.add(1, 5, index * 8_192));
  assert.equal(added.indexOf(false), 256);
  assert.equal(added.lastIndexOf(true), 255);
  assert.equal(known.has(1, 5, 255 * 8_192), true);
  assert.equal(known.has(1, 5, 999 * 8_192), false);
  assert.equal(known.add(1, 5, 4_000), true);
});

test("it answers as a set does, whatever comes in whatever order", () => {
  const client = fc.tuple(fc.nat(3), fc.constantFrom(0, 1, 2 ** 31, 2 ** 32 - 1), fc.constantFrom(0, 1, 2 ** 32 - 1));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), client), { maxLength: 120 }), (steps) => {
      const known = createKnownClients(16);
      const set = new Set<string>();
      for (const [isAdd, [issuer, low, high]] of steps) {
        const text = `${issuer} ${low} ${high}`;
        if (!isAdd) assert.equal(known.has(issuer, low, high), set.has(text));
        else if (set.has(text) || set.size < 16) {
          assert.equal(known.add(issuer, low, high), true);
          set.add(text);
        } else assert.equal(known.add(issuer, low, high), false);
        assert.equal(known.size, set.size);
      }
    }),
    { seed: 1 },
  );
});
