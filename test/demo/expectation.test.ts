import assert from "node:assert/strict";
import { test } from "node:test";
import { expectationOf } from "../../demo/comparison/expectation.ts";
import { answer, exchange } from "./support/exchange.ts";

const TOKENS = { names: ["access_token", "token_type"] };

test("tokens for a code are one success of the code's grant, at both proxies", () => {
  const seen = exchange({ grantType: "authorization_code", answer: answer(200, TOKENS) });
  assert.deepEqual(expectationOf(seen), {
    endpoint: "token",
    grant: "authorization_code",
    serverGrant: "authorization_code",
    earlier: [],
    server: "success",
    client: "success",
    flows: ["success"],
  });
});

test("a token answer without a token is not called a success", () => {
  const seen = exchange({ grantType: "client_credentials", answer: answer(200) });
  assert.deepEqual(expectationOf(seen)?.flows, ["unclassified"]);
});

test("a refused client is a client error, whatever the status says", () => {
  const refused = exchange({ grantType: "refresh_token", answer: answer(401, { error: "invalid_client" }) });
  assert.deepEqual(expectationOf(refused)?.flows, ["client_error"]);
  const odd = exchange({ grantType: "refresh_token", answer: answer(200, { error: "invalid_grant" }) });
  assert.deepEqual(expectationOf(odd)?.flows, ["client_error"]);
});

test("a poll that is told to come again is an exchange and no flow", () => {
  const grantType = "urn:ietf:params:oauth:grant-type:device_code";
  const pending = expectationOf(exchange({ grantType, answer: answer(400, { error: "authorization_pending" }) }));
  assert.equal(pending?.grant, "device_code");
  assert.equal(pending?.server, "continue");
  assert.deepEqual(pending?.flows, []);
  const early = expectationOf(exchange({ grantType, answer: answer(429, { error: "slow_down" }) }));
  assert.equal(early?.server, "continue");
});

test("a person who says no, or nothing in time, is a denial", () => {
  const grantType = "urn:openid:params:grant-type:ciba";
  for (const error of ["access_denied", "expired_token"]) {
    assert.deepEqual(expectationOf(exchange({ grantType, answer: answer(400, { error }) }))?.flows, ["denied"]);
  }
});

test("429 without an OAuth error is throttled, 5xx is the server's fault", () => {
  assert.deepEqual(expectationOf(exchange({ grantType: "password", answer: answer(429) }))?.flows, ["throttled"]);
  assert.deepEqual(expectationOf(exchange({ grantType: "password", answer: answer(503) }))?.flows, ["server_error"]);
});

test("a request without a grant type, or by GET, is a flow of grant none", () => {
  const without = expectationOf(exchange({ answer: answer(400, { error: "invalid_request" }) }));
  assert.deepEqual([without?.grant, without?.flows], ["none", ["client_error"]]);
  const get = expectationOf(exchange({ method: "GET", answer: answer(404) }));
  assert.deepEqual([get?.grant, get?.flows], ["none", ["client_error"]]);
});

test("a grant type that nobody knows is other", () => {
  assert.equal(expectationOf(exchange({ grantType: "urn:example:wish", answer: answer(400) }))?.grant, "other");
});

test("preflights, HEAD and other paths are no exchanges", () => {
  assert.equal(expectationOf(exchange({ method: "OPTIONS" })), undefined);
  assert.equal(expectationOf(exchange({ method: "HEAD" })), undefined);
  assert.equal(expectationOf(exchange({ path: "/authenticator" })), undefined);
});

test("a client that goes away is aborted at both proxies, and one flow", () => {
  const seen = expectationOf(exchange({ grantType: "client_credentials", answer: { kind: "gave_up" } }));
  assert.deepEqual([seen?.server, seen?.client, seen?.flows], ["aborted", "aborted", ["aborted"]]);
});

test("a proxy that waits no longer counts its time-out, and the server's proxy counts a client gone", () => {
  const seen = expectationOf(exchange({ route: "impatient", grantType: "client_credentials", answer: answer(504) }));
  assert.deepEqual([seen?.server, seen?.client], ["aborted", "server_error"]);
  assert.deepEqual(seen?.flows, ["server_error", "aborted"]);
});

test("what never left the caller's proxy counts there and nowhere else", () => {
  const seen = expectationOf(exchange({ route: "nowhere", grantType: "client_credentials", answer: answer(503) }));
  assert.deepEqual([seen?.server, seen?.client, seen?.flows], [undefined, "server_error", ["server_error"]]);
});

test("an answer that breaks off is the server's fault, once", () => {
  const seen = expectationOf(exchange({ grantType: "password", answer: { kind: "cut", status: 200 } }));
  assert.deepEqual([seen?.server, seen?.client, seen?.flows], ["server_error", "server_error", ["server_error"]]);
});

test("a client that leaves in the middle of an answer is aborted, once", () => {
  const seen = expectationOf(exchange({ grantType: "password", answer: { kind: "left", status: 200 } }));
  assert.deepEqual([seen?.server, seen?.client, seen?.flows], ["aborted", "aborted", ["aborted"]]);
});

test("a try that the caller's proxy repeated is an exchange of the server's, and a flow, of its own", () => {
  const seen = expectationOf(exchange({ route: "retrying", grantType: "password", answer: answer(200, TOKENS) }));
  assert.deepEqual([seen?.earlier, seen?.server, seen?.client], [["server_error"], "success", "success"]);
  assert.deepEqual(seen?.flows, ["server_error", "success"]);
});

test("what a filter before ours refuses counts at that proxy, with a grant that nobody read", () => {
  const denied = expectationOf(exchange({ route: "guarded", grantType: "password", answer: answer(403) }));
  assert.deepEqual([denied?.serverGrant, denied?.server, denied?.flows], ["unknown", "denied", ["denied"]]);
  assert.deepEqual([denied?.grant, denied?.client], ["password", "client_error"]);
  const limited = expectationOf(exchange({ route: "limited", grantType: "password", answer: answer(429) }));
  assert.deepEqual([limited?.serverGrant, limited?.server, limited?.flows], ["unknown", "throttled", ["throttled"]]);
  const first = expectationOf(exchange({ route: "limited", grantType: "password", answer: answer(200, TOKENS) }));
  assert.deepEqual([first?.serverGrant, first?.flows], ["password", ["success"]]);
});

test("a WebSocket and gRPC are no exchanges, whatever their path", () => {
  assert.equal(expectationOf(exchange({ speaks: "websocket" })), undefined);
  assert.equal(expectationOf(exchange({ speaks: "grpc" })), undefined);
});

const GET_AUTH = { method: "GET", path: "/auth", responseType: "code" } as const;

test("an authorization that goes on to a log-in page continues", () => {
  const seen = expectationOf(exchange({ ...GET_AUTH, answer: answer(303) }));
  assert.deepEqual([seen?.endpoint, seen?.grant, seen?.server], ["authorization", "authorization_code", "continue"]);
  assert.deepEqual(seen?.flows, []);
});

test("a code handed out is a success, but no flow before it is redeemed", () => {
  const seen = expectationOf(exchange({ ...GET_AUTH, answer: answer(303, { names: ["code", "state"] }) }));
  assert.deepEqual([seen?.server, seen?.flows], ["success", []]);
});

test("an error page ends an attempt of the response type's grant", () => {
  const seen = expectationOf(exchange({ ...GET_AUTH, answer: answer(400) }));
  assert.deepEqual([seen?.grant, seen?.flows], ["authorization_code", ["client_error"]]);
  const old = expectationOf(exchange({ ...GET_AUTH, responseType: "token", answer: answer(400) }));
  assert.deepEqual([old?.grant, old?.flows], ["implicit", ["client_error"]]);
});

test("after a log-in page the grant is unknown, but for tokens without a code", () => {
  const resumed = { method: "GET", path: "/auth/4711" };
  const denied = expectationOf(
    exchange({ ...resumed, answer: answer(303, { error: "access_denied", names: ["error"] }) }),
  );
  assert.deepEqual([denied?.grant, denied?.flows], ["unknown", ["denied"]]);
  const implicit = expectationOf(exchange({ ...resumed, answer: answer(303, { names: ["id_token", "state"] }) }));
  assert.deepEqual([implicit?.grant, implicit?.flows], ["implicit", ["success"]]);
  const hybrid = expectationOf(exchange({ ...resumed, answer: answer(303, { names: ["code", "id_token"] }) }));
  assert.deepEqual([hybrid?.grant, hybrid?.flows], ["unknown", []]);
});

test("a log-in that is wanted without a page continues", () => {
  const error = { error: "login_required", names: ["error"] };
  const seen = expectationOf(exchange({ ...GET_AUTH, answer: answer(303, error) }));
  assert.deepEqual([seen?.server, seen?.flows], ["continue", []]);
});

test("a signed answer (JARM) cannot be told", () => {
  const seen = expectationOf(exchange({ ...GET_AUTH, answer: answer(303, { names: ["response"] }) }));
  assert.deepEqual([seen?.server, seen?.flows], ["unclassified", []]);
});

test("log-in pages are exchanges that continue, revocation of an unknown token is a success", () => {
  const page = expectationOf(exchange({ method: "GET", path: "/interaction/4711/login", answer: answer(200) }));
  assert.deepEqual([page?.endpoint, page?.grant, page?.server, page?.flows], ["interaction", "none", "continue", []]);
  const revoked = expectationOf(
    exchange({ path: "/token/revocation", answer: answer(200, { error: "invalid_token" }) }),
  );
  assert.deepEqual([revoked?.endpoint, revoked?.server, revoked?.flows], ["revocation", "success", []]);
});
