// What the proxy itself says of an exchange: Envoy's response flags and response code details, as a real one gives them
// (test/system/faults.test.ts shows the ones that can be brought about), and the record that comes of them.
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { Status } from "../../host/abi.ts";
import type { Properties } from "../../host/property-value.ts";
import type { HttpAnswer, HttpRequest } from "./support/played-envoy.ts";
import { inShort, logOf, present, recordOf, REQUEST, TOKEN } from "./support/proxy-log.ts";
import type { Played } from "./support/records.ts";

/** A property that cannot be read. */
const NOT_THERE = { status: Status.NotFound };

/** What befell it | status of the proxy's answer | flags | details | what comes of it. */
const OWN_ANSWERS = `
the upstream does not answer in time | 504 | UT | response_timeout | server_error upstream_timeout 504 *
a try does not end in time | 504 | UT | upstream_per_try_timeout | server_error upstream_timeout 504 *
the stream lasts too long upstream | 504 | UMSDR | upstream_max_stream_duration_reached | server_error upstream_timeout 504 *
the stream lasts too long on its route | 504 |  | max_duration_timeout | server_error upstream_timeout 504 *
the stream lasts too long | 408 | DT | max_duration_timeout | server_error upstream_timeout 408 *
nothing moves while the upstream is awaited | 504 | SI | stream_idle_timeout | server_error upstream_timeout 504 *
the upstream closes its connection | 503 | UC | RESET{connection_termination} | server_error upstream_reset 503 *
the upstream resets the stream | 503 | UR | RESET{remote_reset} | server_error upstream_reset 503 *
the upstream breaks the protocol | 502 | UPE | RESET{protocol_error} | server_error upstream_reset 502 *
the proxy resets the stream upstream | 503 | LR | RESET{local_reset} | server_error upstream_reset 503 *
every try failed | 503 | UR URX | RESET{remote_reset} | server_error upstream_reset 503 *
the connection is refused | 503 | UF | RESET{remote_connection_failure,_111} | server_error upstream_unavailable 503 *
every connection is refused | 503 | UF URX | RESET{remote_connection_failure} | server_error upstream_unavailable 503 *
no upstream is healthy | 503 | UH | no_healthy_upstream | server_error upstream_unavailable 503 *
the circuit is open | 503 | UO | RESET{overflow} | server_error upstream_unavailable 503 *
there is no route | 404 | NR | route_not_found | server_error upstream_unavailable 404 *
there is no such cluster | 503 | NC | cluster_not_found | server_error upstream_unavailable 503 *
the name cannot be resolved | 503 | DF | dns_resolution_failure | server_error upstream_unavailable 503 *
a rate limit service refuses | 429 | RL | request_rate_limited | throttled rate_limited_by_proxy 429 limit:proxy *
a local rate limit refuses | 429 | RL | local_rate_limited | throttled rate_limited_by_proxy 429 limit:proxy *
external authorization refuses | 403 | UAEX | ext_authz_denied | denied denied_by_proxy 403 *
external authorization fails | 403 | UAEX | ext_authz_error | denied denied_by_proxy 403 *
RBAC refuses | 403 |  | rbac_access_denied_matched_policy[none] | denied denied_by_proxy 403 *
jwt_authn refuses | 401 |  | jwt_authn_access_denied{Jwt_is_missing} | denied denied_by_proxy 401 *
the body is too long for a filter | 413 |  | request_payload_too_large | client_error http_4xx 413 *
the answer is configured | 503 |  | direct_response | server_error http_5xx 503 *
a fault is injected | 503 | FI | fault_filter_abort | server_error http_5xx 503 *
`;

/** Earlier filters, likewise. */
const REFUSALS = `
RBAC | 403 |  | rbac_access_denied_matched_policy[none] | denied denied_by_proxy 403 *
jwt_authn | 401 |  | jwt_authn_access_denied{Jwt_is_expired} | denied denied_by_proxy 401 *
external authorization | 403 | UAEX | ext_authz_denied | denied denied_by_proxy 403 *
a rate limit | 429 | RL | request_rate_limited | throttled rate_limited_by_proxy 429 limit:proxy *
`;

type Row = { readonly what: string; readonly answer: HttpAnswer; readonly log: Properties; readonly expected: string };

const rowsOf = (table: string): readonly Row[] =>
  table
    .trim()
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .map(([what = "", status = "", flags = "", code = "", expected = ""]) => {
      const details = code.replace("RESET", "upstream_reset_before_response_started");
      const answer = { status: Number(status), headers: { "content-type": "text/plain" }, chunks: [details] };
      return { what, answer, log: logOf(details, flags), expected };
    });

suite("answers of the proxy's own", () => {
  for (const { what, answer, log, expected } of rowsOf(OWN_ANSWERS)) {
    test(`${what}: ${expected}`, () => {
      const record = present({ request: REQUEST, answer, log });
      assert.equal(inShort(record), expected);
      assert.equal(record.words["grant_type"], "client_credentials");
    });
  }

  test("an answer without a body is the proxy's all the same", () => {
    const record = recordOf({ request: REQUEST, answer: { status: 504 }, log: logOf("response_timeout", "UT") });
    assert.equal(inShort(record), "server_error upstream_timeout 504 *");
  });

  test("an answer that another proxy made is one from upstream", () => {
    const answer = { status: 504, headers: { server: "envoy" }, chunks: ["upstream request timeout"] };
    assert.equal(inShort(recordOf({ request: REQUEST, answer })), "server_error http_5xx 504");
  });

  test("a limit that the upstream set is the upstream's", () => {
    assert.equal(
      inShort(recordOf({ request: REQUEST, answer: { status: 429 } })),
      "throttled http_4xx 429 limit:http_429",
    );
  });

  test("a proxy's answer at the authorization endpoint has the request's grant", () => {
    const request = { path: "/authorize?response_type=code&client_id=c" };
    const record = present({ request, answer: { status: 503 }, log: logOf("no_healthy_upstream", "UH") });
    assert.equal(inShort(record), "server_error upstream_unavailable 503 *");
    assert.equal(record.words["grant_type"], "authorization_code");
  });

  test("a redirect that the proxy follows by itself is no answer: the next stream is the exchange", () => {
    assert.equal(recordOf({ request: REQUEST, log: logOf("internal_redirect", "") }), null);
  });

  test("details that cannot be read leave the answer to speak", () => {
    const log = { "response.code_details": NOT_THERE, "response.flags": NOT_THERE };
    assert.equal(inShort(recordOf({ request: REQUEST, answer: TOKEN, log })), "success none 200");
  });
});

suite("requests that never reached the filter", () => {
  const refused = (request: HttpRequest, { answer, log } = rowsOf(REFUSALS)[0]!): Played => {
    return { request, answer, log, isRefused: true };
  };

  for (const row of rowsOf(REFUSALS)) {
    test(`${row.what} refused it: ${row.expected}, and its body was never seen`, () => {
      const record = present(refused(REQUEST, row));
      assert.equal(inShort(record), row.expected);
      assert.equal(record.words["grant_type"], "unknown");
      assert.equal(record.words["auth_method"], "client_secret_basic");
      assert.deepEqual(Object.keys(record.keys), ["client_id"]);
    });
  }

  test("without credentials in its headers the client authentication is not known", () => {
    const record = present(refused({ ...REQUEST, headers: {} }));
    assert.equal(record.words["auth_method"], "unknown");
  });

  test("a path that is no endpoint's is nothing", () => {
    assert.equal(recordOf(refused({ ...REQUEST, path: "/admin" })), null);
  });

  test("a method that is no exchange's is nothing", () => {
    assert.equal(recordOf(refused({ ...REQUEST, method: "OPTIONS" })), null);
  });

  test("a request that left before its headers were complete is nothing", () => {
    const log = logOf("downstream_remote_disconnect", "DC");
    const request = { path: "", method: "", authority: "" };
    assert.equal(recordOf({ request, log, isRefused: true }), null);
  });
});
