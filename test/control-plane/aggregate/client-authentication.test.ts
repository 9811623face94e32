import assert from "node:assert/strict";
import { test } from "node:test";
import { authenticationOf, provesClient } from "../../../control-plane/aggregate/client-authentication.ts";
import { ENDPOINT_LABELS } from "../../../control-plane/model/gen/words.ts";
import { type Exchange, exchange, tupleOf } from "./exchanges.ts";

type Case = readonly [name: string, over: Partial<Exchange>, dialect: string | undefined, expected: string];

const CASES: readonly Case[] = [
  ["a success", {}, "generic", "right"],
  ["a pending poll", { outcome: "continue", error: "authorization_pending", status: 400 }, "generic", "right"],
  ["a poll told to slow down by 429", { outcome: "continue", error: "slow_down", status: 429 }, "generic", "right"],
  ["a denial", { outcome: "denied", error: "access_denied", status: 400 }, "generic", "right"],
  ["invalid_grant", { outcome: "client_error", error: "invalid_grant", status: 400 }, "generic", "right"],
  ["invalid_scope", { outcome: "client_error", error: "invalid_scope", status: 400 }, "generic", "right"],
  ["invalid_target", { outcome: "client_error", error: "invalid_target", status: 400 }, "generic", "right"],
  ["an unsupported token type", { outcome: "client_error", error: "unsupported_token_type" }, "generic", "right"],
  ["invalid_client", { outcome: "client_error", error: "invalid_client", status: 401 }, "generic", "wrong"],
  ["invalid_client with 400", { outcome: "client_error", error: "invalid_client", status: 400 }, "generic", "wrong"],
  ["invalid_request", { outcome: "client_error", error: "invalid_request", status: 400 }, "generic", "neither"],
  [
    "unauthorized_client",
    { outcome: "client_error", error: "unauthorized_client", status: 400 },
    "keycloak",
    "neither",
  ],
  ["unsupported_grant_type", { outcome: "client_error", error: "unsupported_grant_type" }, "generic", "neither"],
  ["a 4xx without an error", { outcome: "client_error", error: "http_4xx", status: 401 }, "generic", "neither"],
  ["an error of nobody", { outcome: "client_error", error: "other", status: 400 }, "generic", "neither"],
  ["a server's failure", { outcome: "server_error", error: "http_5xx", status: 500 }, "generic", "neither"],
  ["a failure that says invalid_grant", { outcome: "server_error", error: "invalid_grant" }, "generic", "neither"],
  ["a client that left an invalid_client", { outcome: "aborted", error: "invalid_client" }, "generic", "neither"],
  ["a limit", { outcome: "throttled", error: "http_4xx", status: 429 }, "generic", "neither"],
  ["a limit that says invalid_grant", { outcome: "throttled", error: "invalid_grant", status: 429 }, "okta", "neither"],
  [
    "a limit that says invalid_client",
    { outcome: "throttled", error: "invalid_client", status: 429 },
    "okta",
    "neither",
  ],
  ["a client that left", { outcome: "aborted", error: "client_gone", status: 0 }, "generic", "neither"],
  ["an answer nobody understands", { outcome: "unclassified", unclassified: "no_token" }, "generic", "neither"],
  [
    "Keycloak's wrong secret",
    { outcome: "client_error", error: "unauthorized_client", status: 401 },
    "keycloak",
    "wrong",
  ],
  [
    "the same of an issuer not configured here",
    { outcome: "client_error", error: "unauthorized_client", status: 401 },
    undefined,
    "wrong",
  ],
  [
    "the same of another dialect",
    { outcome: "client_error", error: "unauthorized_client", status: 401 },
    "generic",
    "neither",
  ],
  [
    "Keycloak's wrong secret at PAR",
    { endpoint: "par", outcome: "client_error", error: "invalid_request", status: 401 },
    "keycloak",
    "wrong",
  ],
  ["that error elsewhere", { outcome: "client_error", error: "invalid_request", status: 401 }, "keycloak", "neither"],
  [
    "that error at PAR with 400",
    { endpoint: "par", outcome: "client_error", error: "invalid_request", status: 400 },
    "keycloak",
    "neither",
  ],
  [
    "a denial by the proxy",
    { outcome: "denied", error: "denied_by_proxy", status: 403, isProxyAnswer: true },
    "generic",
    "neither",
  ],
  ["a success that a proxy made up", { isProxyAnswer: true }, "generic", "neither"],
];

for (const [name, over, dialect, expected] of CASES) {
  test(`client authentication after ${name}: ${expected}`, () => {
    assert.equal(authenticationOf(tupleOf(exchange(over)), dialect), expected);
  });
}

test("only where a client authenticates itself does an answer say so", () => {
  const where = ENDPOINT_LABELS.slice(1).filter((endpoint) => {
    return authenticationOf(tupleOf(exchange({ endpoint })), "generic") !== "neither";
  });
  assert.deepEqual(where, ["token", "par", "device_authorization", "ciba", "introspection", "revocation"]);
});

test("a client is proven by a success, but not by a revocation, which succeeds for anybody", () => {
  assert.equal(provesClient(tupleOf(exchange())), true);
  assert.equal(provesClient(tupleOf(exchange({ endpoint: "par", grantType: "none", status: 201 }))), true);
  assert.equal(provesClient(tupleOf(exchange({ endpoint: "revocation", grantType: "none" }))), false);
  assert.equal(provesClient(tupleOf(exchange({ outcome: "denied", error: "access_denied" }))), false);
  assert.equal(provesClient(tupleOf(exchange({ outcome: "continue", error: "authorization_pending" }))), false);
  assert.equal(provesClient(tupleOf(exchange({ outcome: "client_error", error: "invalid_grant" }))), false);
});
