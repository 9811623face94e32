// Where an exchange counts: what several proxies saw of it, and every line of the page that it brings about.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Exchange } from "../../aggregate/exchanges.ts";
import { configured, linesOf } from "./pages.ts";

const REFRESH = { endpoint: "token", grantType: "refresh_token", client: 0, authMethod: "unknown" } as const;
const GONE = { outcome: "aborted", error: "client_gone", status: 0 } as const;

function proxyAnswer(outcome: Exchange["outcome"], error: Exchange["error"], status: number): Partial<Exchange> {
  return { ...REFRESH, outcome, error, status, isProxyAnswer: true };
}

test("an answer that two proxies saw is two exchanges and one flow", async () => {
  assert.deepEqual(await linesOf([REFRESH, { ...REFRESH, vantage: "client" }]), [
    'flow_total{grant_type="refresh_token",outcome="success"} 1',
    'refresh_total{outcome="success"} 1',
    'exchange_total{endpoint="token",grant_type="refresh_token",outcome="success",vantage="server"} 1',
    'exchange_total{endpoint="token",grant_type="refresh_token",outcome="success",vantage="client"} 1',
    'client_authentication_total{auth_method="unknown",outcome="success",known="unverified"} 1',
  ]);
});

test("a caller's proxy that gives up counts a time-out, and the server's proxy its client's leaving: the one overlap", async () => {
  const caller = { ...proxyAnswer("server_error", "upstream_timeout", 504), vantage: "client" } as const;
  assert.deepEqual(await linesOf([{ ...REFRESH, ...GONE }, caller]), [
    'flow_total{grant_type="refresh_token",outcome="aborted"} 1',
    'flow_total{grant_type="refresh_token",outcome="server_error"} 1',
    'refresh_total{outcome="aborted"} 1',
    'refresh_total{outcome="server_error"} 1',
    'exchange_total{endpoint="token",grant_type="refresh_token",outcome="aborted",vantage="server"} 1',
    'exchange_total{endpoint="token",grant_type="refresh_token",outcome="server_error",vantage="client"} 1',
    'exchange_errors_total{endpoint="token",grant_type="refresh_token",error="client_gone"} 1',
    'exchange_errors_total{endpoint="token",grant_type="refresh_token",error="upstream_timeout"} 1',
  ]);
});

test("an outage that only callers see raises the headline", async () => {
  const caller = { ...proxyAnswer("server_error", "upstream_unavailable", 503), vantage: "client" } as const;
  assert.deepEqual(await linesOf([caller, caller]), [
    'flow_total{grant_type="refresh_token",outcome="server_error"} 2',
    'refresh_total{outcome="server_error"} 2',
    'exchange_total{endpoint="token",grant_type="refresh_token",outcome="server_error",vantage="client"} 2',
    'exchange_errors_total{endpoint="token",grant_type="refresh_token",error="upstream_unavailable"} 2',
  ]);
});

test("a limit of the server's own proxy counts there, and not again where the caller's proxy saw its 429", async () => {
  const made = { ...proxyAnswer("throttled", "rate_limited_by_proxy", 429), rateLimit: "proxy" } as const;
  const seen = {
    ...REFRESH,
    outcome: "throttled",
    error: "http_4xx",
    status: 429,
    rateLimit: "http_429",
    vantage: "client",
  } as const;
  assert.deepEqual(await linesOf([made, seen]), [
    'flow_total{grant_type="refresh_token",outcome="throttled"} 1',
    'refresh_total{outcome="throttled"} 1',
    'exchange_total{endpoint="token",grant_type="refresh_token",outcome="throttled",vantage="server"} 1',
    'exchange_total{endpoint="token",grant_type="refresh_token",outcome="throttled",vantage="client"} 1',
    'exchange_errors_total{endpoint="token",grant_type="refresh_token",error="rate_limited_by_proxy"} 1',
    'rate_limited_total{endpoint="token",kind="proxy"} 1',
  ]);
});

test("a request that the caller's proxy denies is a flow that was denied", async () => {
  assert.deepEqual(await linesOf([{ ...proxyAnswer("denied", "denied_by_proxy", 403), vantage: "client" }]), [
    'flow_total{grant_type="refresh_token",outcome="denied"} 1',
    'refresh_total{outcome="denied"} 1',
    'exchange_total{endpoint="token",grant_type="refresh_token",outcome="denied",vantage="client"} 1',
    'exchange_errors_total{endpoint="token",grant_type="refresh_token",error="denied_by_proxy"} 1',
  ]);
});

test("a router's tries are exchanges of their own at the server, and retries at each vantage", async () => {
  const reset = { ...REFRESH, outcome: "server_error", error: "http_5xx", status: 503 } as const;
  const tries = [reset, { ...reset, attempts: 2 }, { ...REFRESH, attempts: 2 }];
  assert.deepEqual(await linesOf([...tries, { ...REFRESH, vantage: "client", attempts: 3 }]), [
    'flow_total{grant_type="refresh_token",outcome="server_error"} 2',
    'flow_total{grant_type="refresh_token",outcome="success"} 1',
    'refresh_total{outcome="server_error"} 2',
    'refresh_total{outcome="success"} 1',
    'exchange_total{endpoint="token",grant_type="refresh_token",outcome="server_error",vantage="server"} 2',
    'exchange_total{endpoint="token",grant_type="refresh_token",outcome="success",vantage="server"} 1',
    'exchange_total{endpoint="token",grant_type="refresh_token",outcome="success",vantage="client"} 1',
    'exchange_errors_total{endpoint="token",grant_type="refresh_token",error="http_5xx"} 2',
    'exchange_retry_total{endpoint="token",vantage="server"} 2',
    'exchange_retry_total{endpoint="token",vantage="client"} 2',
    'client_authentication_total{auth_method="unknown",outcome="success",known="unverified"} 1',
  ]);
});

test("where the counting vantage is the client's, the server's records are exchanges only", async () => {
  const settings = [configured("as", { countingVantage: "client" })];
  assert.deepEqual(await linesOf([{ ...REFRESH, outcome: "denied", error: "access_denied" }], settings), [
    'exchange_total{endpoint="token",grant_type="refresh_token",outcome="denied",vantage="server"} 1',
  ]);
});

test("before the choice of a counting vantage there are exchanges, and no flows but those that end in a proxy", async () => {
  const lines = await linesOf(
    [
      { ...REFRESH, vantage: "client" },
      { ...proxyAnswer("server_error", "upstream_reset", 503), vantage: "client" },
    ],
    [configured("as", { countingVantage: "auto" })],
  );
  assert.deepEqual(lines, [
    'flow_total{grant_type="refresh_token",outcome="server_error"} 1',
    'refresh_total{outcome="server_error"} 1',
    'exchange_total{endpoint="token",grant_type="refresh_token",outcome="success",vantage="client"} 1',
    'exchange_total{endpoint="token",grant_type="refresh_token",outcome="server_error",vantage="client"} 1',
    'exchange_errors_total{endpoint="token",grant_type="refresh_token",error="upstream_reset"} 1',
  ]);
});
