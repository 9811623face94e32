// Doubtful cases: an exchange as the filter classifies it, and every line of the page that it brings about.
import assert from "node:assert/strict";
import { test } from "node:test";
import { linesOf, type Ruling } from "./pages.ts";

const RULINGS: readonly Ruling[] = [
  {
    name: "a code exchange that succeeds",
    exchange: {},
    lines: [
      'flow_total{grant_type="authorization_code",outcome="success"} 1',
      'exchange_total{endpoint="token",grant_type="authorization_code",outcome="success",vantage="server"} 1',
      'client_authentication_total{auth_method="client_secret_basic",outcome="success",known="verified"} 1',
    ],
  },
  {
    name: "a replayed code is a flow of its own",
    exchange: { outcome: "client_error", error: "invalid_grant", status: 400 },
    lines: [
      'flow_total{grant_type="authorization_code",outcome="client_error"} 1',
      'exchange_total{endpoint="token",grant_type="authorization_code",outcome="client_error",vantage="server"} 1',
      'exchange_errors_total{endpoint="token",grant_type="authorization_code",error="invalid_grant"} 1',
      'client_authentication_total{auth_method="client_secret_basic",outcome="success",known="unverified"} 1',
    ],
  },
  {
    name: "a refresh is a flow and a refresh, never an authorization_code",
    exchange: { grantType: "refresh_token" },
    lines: [
      'flow_total{grant_type="refresh_token",outcome="success"} 1',
      'refresh_total{outcome="success"} 1',
      'exchange_total{endpoint="token",grant_type="refresh_token",outcome="success",vantage="server"} 1',
      'client_authentication_total{auth_method="client_secret_basic",outcome="success",known="verified"} 1',
    ],
  },
  {
    name: "a pending device poll is no flow",
    exchange: {
      grantType: "device_code",
      outcome: "continue",
      error: "authorization_pending",
      status: 400,
      authMethod: "none",
    },
    lines: [
      'exchange_total{endpoint="token",grant_type="device_code",outcome="continue",vantage="server"} 1',
      'exchange_errors_total{endpoint="token",grant_type="device_code",error="authorization_pending"} 1',
      'client_authentication_total{auth_method="none",outcome="success",known="unverified"} 1',
    ],
  },
  {
    name: "slow_down with 429 goes on, and is a limit",
    exchange: {
      grantType: "device_code",
      outcome: "continue",
      error: "slow_down",
      status: 429,
      rateLimit: "slow_down",
    },
    lines: [
      'exchange_total{endpoint="token",grant_type="device_code",outcome="continue",vantage="server"} 1',
      'exchange_errors_total{endpoint="token",grant_type="device_code",error="slow_down"} 1',
      'rate_limited_total{endpoint="token",kind="slow_down"} 1',
      'client_authentication_total{auth_method="client_secret_basic",outcome="success",known="unverified"} 1',
    ],
  },
  {
    name: "429 is a flow that was throttled, and says nothing of the client",
    exchange: { outcome: "throttled", error: "http_4xx", status: 429, rateLimit: "http_429" },
    lines: [
      'flow_total{grant_type="authorization_code",outcome="throttled"} 1',
      'exchange_total{endpoint="token",grant_type="authorization_code",outcome="throttled",vantage="server"} 1',
      'exchange_errors_total{endpoint="token",grant_type="authorization_code",error="http_4xx"} 1',
      'rate_limited_total{endpoint="token",kind="http_429"} 1',
    ],
  },
  {
    name: "503 with Retry-After is an outage, and a limit",
    exchange: { outcome: "server_error", error: "http_5xx", status: 503, rateLimit: "http_503_retry_after" },
    lines: [
      'flow_total{grant_type="authorization_code",outcome="server_error"} 1',
      'exchange_total{endpoint="token",grant_type="authorization_code",outcome="server_error",vantage="server"} 1',
      'exchange_errors_total{endpoint="token",grant_type="authorization_code",error="http_5xx"} 1',
      'rate_limited_total{endpoint="token",kind="http_503_retry_after"} 1',
    ],
  },
  {
    name: "a wrong secret fails the client's authentication",
    exchange: { outcome: "client_error", error: "invalid_client", status: 401, authMethod: "client_secret_post" },
    lines: [
      'flow_total{grant_type="authorization_code",outcome="client_error"} 1',
      'exchange_total{endpoint="token",grant_type="authorization_code",outcome="client_error",vantage="server"} 1',
      'exchange_errors_total{endpoint="token",grant_type="authorization_code",error="invalid_client"} 1',
      'client_authentication_total{auth_method="client_secret_post",outcome="failure",known="unverified"} 1',
    ],
  },
  {
    name: "an empty request to the token endpoint is a flow with grant type none",
    exchange: {
      grantType: "none",
      outcome: "client_error",
      error: "invalid_request",
      status: 400,
      authMethod: "unknown",
    },
    lines: [
      'flow_total{grant_type="none",outcome="client_error"} 1',
      'exchange_total{endpoint="token",grant_type="none",outcome="client_error",vantage="server"} 1',
      'exchange_errors_total{endpoint="token",grant_type="none",error="invalid_request"} 1',
    ],
  },
  {
    name: "a token request whose client left is a flow that was aborted, its grant type unknown",
    exchange: { grantType: "unknown", outcome: "aborted", error: "client_gone", status: 0, authMethod: "unknown" },
    lines: [
      'flow_total{grant_type="unknown",outcome="aborted"} 1',
      'exchange_total{endpoint="token",grant_type="unknown",outcome="aborted",vantage="server"} 1',
      'exchange_errors_total{endpoint="token",grant_type="unknown",error="client_gone"} 1',
    ],
  },
  {
    name: "a token answer without a token is a flow that is unclassified",
    exchange: { outcome: "unclassified", unclassified: "no_token" },
    lines: [
      'flow_total{grant_type="authorization_code",outcome="unclassified"} 1',
      'exchange_total{endpoint="token",grant_type="authorization_code",outcome="unclassified",vantage="server"} 1',
      'telemetry_unclassified_total{reason="no_token"} 1',
    ],
  },
  {
    name: "a compressed token answer counts by its status, and as unclassified",
    exchange: { unclassified: "encoded_body" },
    lines: [
      'flow_total{grant_type="authorization_code",outcome="success"} 1',
      'exchange_total{endpoint="token",grant_type="authorization_code",outcome="success",vantage="server"} 1',
      'client_authentication_total{auth_method="client_secret_basic",outcome="success",known="verified"} 1',
      'telemetry_unclassified_total{reason="encoded_body"} 1',
    ],
  },
  {
    name: "an upstream that dies inside a 200 is an outage",
    exchange: { outcome: "server_error", error: "upstream_reset" },
    lines: [
      'flow_total{grant_type="authorization_code",outcome="server_error"} 1',
      'exchange_total{endpoint="token",grant_type="authorization_code",outcome="server_error",vantage="server"} 1',
      'exchange_errors_total{endpoint="token",grant_type="authorization_code",error="upstream_reset"} 1',
    ],
  },
  {
    name: "a PAR that fails is no flow, though the client has shown who it is",
    exchange: { endpoint: "par", grantType: "none", outcome: "client_error", error: "invalid_target", status: 400 },
    lines: [
      'exchange_total{endpoint="par",grant_type="none",outcome="client_error",vantage="server"} 1',
      'exchange_errors_total{endpoint="par",grant_type="none",error="invalid_target"} 1',
      'client_authentication_total{auth_method="client_secret_basic",outcome="success",known="unverified"} 1',
    ],
  },
  {
    name: "userinfo without credentials is an error of the client, and nobody's authentication",
    exchange: {
      endpoint: "userinfo",
      grantType: "none",
      outcome: "client_error",
      error: "http_4xx",
      status: 401,
      authMethod: "unknown",
    },
    lines: [
      'exchange_total{endpoint="userinfo",grant_type="none",outcome="client_error",vantage="server"} 1',
      'exchange_errors_total{endpoint="userinfo",grant_type="none",error="http_4xx"} 1',
    ],
  },
  {
    name: "a revocation of an unknown token is a success",
    exchange: { endpoint: "revocation", grantType: "none" },
    lines: [
      'exchange_total{endpoint="revocation",grant_type="none",outcome="success",vantage="server"} 1',
      'client_authentication_total{auth_method="client_secret_basic",outcome="success",known="unverified"} 1',
    ],
  },
  {
    name: "a tenant that is not listed has its place in the issuer's name",
    exchange: { issuer: "corp/other_tenant", endpoint: "jwks", grantType: "none" },
    lines: [
      'exchange_total{issuer="corp/other_tenant",endpoint="jwks",grant_type="none",outcome="success",vantage="server"} 1',
    ],
  },
];

for (const { name, exchange, lines } of RULINGS) {
  test(name, async () => assert.deepEqual(await linesOf([exchange]), lines));
}
