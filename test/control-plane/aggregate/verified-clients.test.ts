import assert from "node:assert/strict";
import { test } from "node:test";
import { AGGREGATE_LIMITS, createAggregate } from "../../../control-plane/aggregate/aggregate.ts";
import { CELL, CELLS } from "../../../control-plane/model/aggregate.ts";
import { type Exchange, exchange, feed } from "./exchanges.ts";

const WRONG_SECRET: Partial<Exchange> = { outcome: "client_error", error: "invalid_client", status: 401 };
const BAD_GRANT: Partial<Exchange> = { outcome: "client_error", error: "invalid_grant", status: 400 };

/** Authentications by verified and by unverified clients after these exchanges, and clients without room. */
function known(exchanges: readonly Partial<Exchange>[], knownClients = 100): readonly [number, number, number] {
  const aggregate = createAggregate([], { ...AGGREGATE_LIMITS, knownClients });
  feed(aggregate, exchanges.map(exchange));
  const { cells, keyCount, knownOverflow } = aggregate.snapshot();
  let [verified, unverified] = [0, 0];
  for (let key = 0; key < keyCount; key += 1) {
    verified += cells[key * CELLS + CELL.KnownClient] ?? 0;
    unverified += cells[key * CELLS + CELL.UnknownClient] ?? 0;
  }
  return [verified, unverified, knownOverflow];
}

test("a client is unverified until it has succeeded, and its success is verified itself", () => {
  assert.deepEqual(known([WRONG_SECRET]), [0, 1, 0]);
  assert.deepEqual(known([WRONG_SECRET, {}, WRONG_SECRET]), [2, 1, 0]);
});

test("made-up clients do not become verified by failing or by going on", () => {
  const pending: Partial<Exchange> = { grantType: "device_code", outcome: "continue", error: "authorization_pending" };
  assert.deepEqual(
    known([
      { ...WRONG_SECRET, client: 1 },
      { ...BAD_GRANT, client: 1 },
      { ...pending, client: 1 },
    ]),
    [0, 3, 0],
  );
});

test("a success at one issuer says nothing at another", () => {
  assert.deepEqual(known([{}, { ...WRONG_SECRET, issuer: "another" }]), [1, 1, 0]);
});

test("a success that another proxy saw counts too", () => {
  assert.deepEqual(known([{ vantage: "client" }, { ...WRONG_SECRET, vantage: "server" }]), [2, 0, 0]);
});

test("a revocation, which succeeds for anybody, verifies nobody", () => {
  assert.deepEqual(known([{ endpoint: "revocation", grantType: "none" }, WRONG_SECRET]), [0, 2, 0]);
});

test("without a client in the request there is nobody to verify", () => {
  assert.deepEqual(known([{ client: 0 }, { ...WRONG_SECRET, client: 0 }]), [0, 2, 0]);
});

test("a client that finds no room stays unverified, and each of its successes is counted as overflow", () => {
  const second: Partial<Exchange> = { client: 2 };
  assert.deepEqual(known([{ client: 1 }, second, second, { ...WRONG_SECRET, client: 2 }], 1), [3, 1, 2]);
});

test("clients keep their issuer while the table of keys grows", () => {
  const aggregate = createAggregate([], { ...AGGREGATE_LIMITS, issuers: 4_000 });
  const many = Array.from({ length: 3_000 }, (_, index) => exchange({ issuer: `as-${index}`, client: 0 }));
  feed(aggregate, [exchange({ client: 1 })]);
  feed(aggregate, many);
  feed(aggregate, [exchange({ client: 2 }), exchange({ ...WRONG_SECRET, client: 2 })]);
  const { cells, keyCount } = aggregate.snapshot();
  assert.equal(cells[(keyCount - 1) * CELLS + CELL.KnownClient], 1);
});

test("an answer that proves nothing is in neither", () => {
  assert.deepEqual(known([{ outcome: "server_error", error: "http_5xx", status: 500 }]), [0, 0, 0]);
});
