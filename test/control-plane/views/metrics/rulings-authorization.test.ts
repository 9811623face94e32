// Doubtful cases of the authorization endpoint: an exchange as the filter classifies it, and every line that it brings about.
import assert from "node:assert/strict";
import { test } from "node:test";
import { linesOf, type Ruling } from "./pages.ts";

const AT_AUTHORIZATION = {
  endpoint: "authorization",
  authMethod: "unknown",
  responseType: "code",
  responseMode: "query",
  pkce: "S256",
  via: "query",
  client: 0,
} as const;

const RULINGS: readonly Ruling[] = [
  {
    name: "an authorization that hands out a code is no flow yet",
    exchange: { ...AT_AUTHORIZATION, status: 302 },
    lines: [
      'authorization_total{response_type="code",response_mode="query",pkce="S256",via="query",outcome="success"} 1',
      'exchange_total{endpoint="authorization",grant_type="authorization_code",outcome="success",vantage="server"} 1',
    ],
  },
  {
    name: "implicit success is a flow, at the authorization answer",
    exchange: {
      ...AT_AUTHORIZATION,
      grantType: "implicit",
      responseType: "id_token_token",
      responseMode: "fragment",
      pkce: "none",
    },
    lines: [
      'flow_total{grant_type="implicit",outcome="success"} 1',
      'authorization_total{response_type="id_token_token",response_mode="fragment",pkce="none",via="query",outcome="success"} 1',
      'exchange_total{endpoint="authorization",grant_type="implicit",outcome="success",vantage="server"} 1',
    ],
  },
  {
    name: "hybrid success is no flow yet: the token exchange is",
    exchange: { ...AT_AUTHORIZATION, responseType: "code_id_token", responseMode: "fragment" },
    lines: [
      'authorization_total{response_type="code_id_token",response_mode="fragment",pkce="S256",via="query",outcome="success"} 1',
      'exchange_total{endpoint="authorization",grant_type="authorization_code",outcome="success",vantage="server"} 1',
    ],
  },
  {
    name: "an authorization refused with a page ends a flow, under the grant of its response type",
    exchange: { ...AT_AUTHORIZATION, outcome: "client_error", error: "http_4xx", status: 400, responseMode: "unknown" },
    lines: [
      'flow_total{grant_type="authorization_code",outcome="client_error"} 1',
      'authorization_total{response_type="code",response_mode="unknown",pkce="S256",via="query",outcome="client_error"} 1',
      'exchange_total{endpoint="authorization",grant_type="authorization_code",outcome="client_error",vantage="server"} 1',
      'exchange_errors_total{endpoint="authorization",grant_type="authorization_code",error="http_4xx"} 1',
    ],
  },
  {
    name: "a denied consent ends a flow, also where the request is not visible",
    exchange: {
      ...AT_AUTHORIZATION,
      grantType: "unknown",
      responseType: "unknown",
      pkce: "hidden",
      via: "par",
      outcome: "denied",
      error: "access_denied",
      status: 303,
    },
    lines: [
      'flow_total{grant_type="unknown",outcome="denied"} 1',
      'authorization_total{response_type="unknown",response_mode="query",pkce="hidden",via="par",outcome="denied"} 1',
      'exchange_total{endpoint="authorization",grant_type="unknown",outcome="denied",vantage="server"} 1',
      'exchange_errors_total{endpoint="authorization",grant_type="unknown",error="access_denied"} 1',
    ],
  },
  {
    name: "the first redirect to a log-in page is neither a flow nor an answer",
    exchange: { ...AT_AUTHORIZATION, outcome: "continue", status: 303 },
    lines: [
      'exchange_total{endpoint="authorization",grant_type="authorization_code",outcome="continue",vantage="server"} 1',
    ],
  },
  {
    name: "login_required is an answer that goes on, and no flow",
    exchange: { ...AT_AUTHORIZATION, outcome: "continue", error: "login_required", status: 303 },
    lines: [
      'authorization_total{response_type="code",response_mode="query",pkce="S256",via="query",outcome="continue"} 1',
      'exchange_total{endpoint="authorization",grant_type="authorization_code",outcome="continue",vantage="server"} 1',
      'exchange_errors_total{endpoint="authorization",grant_type="authorization_code",error="login_required"} 1',
    ],
  },
  {
    name: "an authorization that the browser left is no flow: it may come again",
    exchange: { ...AT_AUTHORIZATION, outcome: "aborted", error: "client_gone", status: 0 },
    lines: [
      'authorization_total{response_type="code",response_mode="query",pkce="S256",via="query",outcome="aborted"} 1',
      'exchange_total{endpoint="authorization",grant_type="authorization_code",outcome="aborted",vantage="server"} 1',
      'exchange_errors_total{endpoint="authorization",grant_type="authorization_code",error="client_gone"} 1',
    ],
  },
  {
    name: "a throttled authorization ends a flow",
    exchange: { ...AT_AUTHORIZATION, outcome: "throttled", error: "http_4xx", status: 429, rateLimit: "http_429" },
    lines: [
      'flow_total{grant_type="authorization_code",outcome="throttled"} 1',
      'authorization_total{response_type="code",response_mode="query",pkce="S256",via="query",outcome="throttled"} 1',
      'exchange_total{endpoint="authorization",grant_type="authorization_code",outcome="throttled",vantage="server"} 1',
      'exchange_errors_total{endpoint="authorization",grant_type="authorization_code",error="http_4xx"} 1',
      'rate_limited_total{endpoint="authorization",kind="http_429"} 1',
    ],
  },
  {
    name: "an authorization answer inside a JWT is no flow, and unclassified",
    exchange: { ...AT_AUTHORIZATION, outcome: "unclassified", unclassified: "jarm", responseMode: "jwt" },
    lines: [
      'authorization_total{response_type="code",response_mode="jwt",pkce="S256",via="query",outcome="unclassified"} 1',
      'exchange_total{endpoint="authorization",grant_type="authorization_code",outcome="unclassified",vantage="server"} 1',
      'telemetry_unclassified_total{reason="jarm"} 1',
    ],
  },
  {
    name: "an authorization of which the filter says nothing more reads unknown and hidden",
    exchange: { ...AT_AUTHORIZATION, responseType: "", responseMode: "", pkce: "", via: "" },
    lines: [
      'authorization_total{response_type="unknown",response_mode="unknown",pkce="hidden",via="unknown",outcome="success"} 1',
      'exchange_total{endpoint="authorization",grant_type="authorization_code",outcome="success",vantage="server"} 1',
    ],
  },
];

for (const { name, exchange, lines } of RULINGS) {
  test(name, async () => assert.deepEqual(await linesOf([exchange]), lines));
}
