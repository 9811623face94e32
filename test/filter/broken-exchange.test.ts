// Exchanges that did not come to their end, and such as took more than one try: who is to blame, and what was seen.
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { HttpAnswer, HttpRequest } from "./support/played-envoy.ts";
import { inShort, logOf, present, recordOf, REQUEST, TOKEN } from "./support/proxy-log.ts";
import type { Played } from "./support/records.ts";

suite("exchanges that broke off", () => {
  const part = { ...TOKEN, chunks: ['{"access_token":"t",'], isCut: true };
  const RESET_LATE = "upstream_reset_after_response_started{connection_termination}";
  const broken = (answer: HttpAnswer, details: string, flags: string, request: HttpRequest = REQUEST): Played => {
    return { request, answer, log: logOf(details, flags) };
  };

  test("the upstream dies inside of a 200: every proxy on the way sees that, so it is nobody's own answer", () => {
    assert.equal(inShort(recordOf(broken(part, RESET_LATE, "UC"))), "server_error upstream_reset 200");
  });

  test("the upstream dies inside of a chunked 200, which breaks the protocol", () => {
    const details = "upstream_reset_after_response_started{protocol_error}";
    assert.equal(inShort(recordOf(broken(part, details, "UPE"))), "server_error upstream_reset 200");
  });

  test("the upstream dies behind the last byte that was needed", () => {
    const whole = { ...TOKEN, isCut: true };
    assert.equal(inShort(recordOf(broken(whole, RESET_LATE, "UC"))), "server_error upstream_reset 200");
  });

  test("the upstream resets the stream inside of an error", () => {
    const error = { ...TOKEN, status: 400, chunks: ['{"error":"invalid_grant"'], isCut: true };
    const details = "upstream_reset_after_response_started{remote_reset}";
    assert.equal(inShort(recordOf(broken(error, details, "UR"))), "server_error upstream_reset 400");
  });

  test("the answer does not end in this proxy's time", () => {
    assert.equal(inShort(recordOf(broken(part, "response_timeout", "UT"))), "server_error upstream_timeout 200 *");
  });

  test("nothing moves any more inside of an answer", () => {
    assert.equal(inShort(recordOf(broken(part, "stream_idle_timeout", "SI"))), "server_error upstream_timeout 200 *");
  });

  test("the client goes away before the answer", () => {
    const record = present({ request: REQUEST, log: logOf("downstream_remote_disconnect", "DC") });
    assert.equal(inShort(record), "aborted client_gone 0");
    assert.equal(record.words["grant_type"], "client_credentials");
  });

  test("a router that leaves at a 5xx to try again has its answer: the try failed", () => {
    const error = { ...TOKEN, status: 503, chunks: ["upstream"], isCut: true };
    assert.equal(inShort(recordOf(broken(error, "downstream_remote_disconnect", "DC"))), "server_error http_5xx 503");
    assert.equal(inShort(recordOf(broken(error, "http2.remote_reset", "DR"))), "server_error http_5xx 503");
  });

  test("a router that leaves at a redirect to follow it has its answer: all of it is in the headers", () => {
    const moved = { status: 307, headers: { location: "https://sso.test/token" }, isCut: true };
    const { words } = present(broken(moved, "http2.remote_reset", "DR"));
    assert.equal(words["outcome"], "unclassified");
    assert.equal(words["unclassified"], "unexpected_redirect");
  });

  test("a client that leaves inside of any other answer is gone", () => {
    const error = { ...TOKEN, status: 400, chunks: ['{"error":'], isCut: true };
    assert.equal(inShort(recordOf(broken(error, "downstream_remote_disconnect", "DC"))), "aborted client_gone 400");
  });

  test("the client goes away, and the log says so by its details alone", () => {
    const log = logOf("downstream_remote_disconnect", "");
    assert.equal(inShort(recordOf({ request: REQUEST, log })), "aborted client_gone 0");
  });

  test("the client resets its stream before the answer", () => {
    assert.equal(
      inShort(recordOf({ request: REQUEST, log: logOf("http2.remote_reset", "DR") })),
      "aborted client_gone 0",
    );
  });

  test("the client goes away inside of the answer", () => {
    assert.equal(inShort(recordOf(broken(part, "downstream_remote_disconnect", "DC"))), "aborted client_gone 200");
  });

  test("the client goes away behind the whole answer", () => {
    assert.equal(inShort(recordOf(broken(TOKEN, "via_upstream", "DC"))), "success none 200");
  });

  test("the client goes away inside of its request: what was seen counts", () => {
    const request = {
      ...REQUEST,
      headers: {},
      chunks: ["grant_type=client_credentials&client_id=a&client_"],
      isCut: true,
    };
    const record = present({ request, log: logOf("downstream_remote_disconnect", "DC") });
    assert.equal(inShort(record), "aborted client_gone 0");
    assert.equal(record.words["grant_type"], "client_credentials");
    assert.equal(record.words["auth_method"], "unknown");
  });

  test("the client goes away before its body: the grant type is not known", () => {
    const request = { ...REQUEST, chunks: [], isCut: true };
    const record = present({ request, log: logOf("downstream_remote_disconnect", "DC") });
    assert.equal(inShort(record), "aborted client_gone 0");
    assert.equal(record.words["grant_type"], "unknown");
  });

  test("a grant type that breaks off is not known", () => {
    const request = { ...REQUEST, chunks: ["grant_type=client_cred"], isCut: true };
    const record = present({ request, log: logOf("downstream_remote_disconnect", "DC") });
    assert.equal(record.words["grant_type"], "unknown");
  });

  test("the client does not send its body: its own fault, said by the proxy", () => {
    const request = { ...REQUEST, chunks: [], isCut: true };
    const answer = { status: 408, chunks: ["stream timeout"] };
    const record = recordOf(broken(answer, "stream_idle_timeout", "SI", request));
    assert.equal(inShort(record), "client_error http_4xx 408 *");
  });

  test("an answer from upstream that comes before the request ends", () => {
    const request = { ...REQUEST, isCut: true };
    const answer = { ...TOKEN, status: 400, chunks: ['{"error":"invalid_request"}'] };
    assert.equal(inShort(recordOf({ request, answer })), "client_error invalid_request 400");
  });
});

suite("tries", () => {
  const played = (count: bigint, headers: HttpRequest["headers"] = REQUEST.headers): Played => ({
    request: { ...REQUEST, headers },
    answer: TOKEN,
    log: { "response.code_details": "via_upstream", "upstream.request_attempt_count": count },
  });

  for (const vantage of ["client", "gateway"]) {
    test(`a router's tries are counted at the ${vantage}`, () => {
      const record = present(played(3n), vantage);
      assert.equal(record.attempts, 3);
      assert.ok(record.flags.includes("retried"));
    });
  }

  test("a first try is none that was repeated", () => {
    const record = present(played(1n), "client");
    assert.equal(record.attempts, undefined);
    assert.ok(!record.flags.includes("retried"));
  });

  test("at the server a request that is a later try is one try more, beside those of the proxy's own router", () => {
    const later = { ...REQUEST.headers, "x-envoy-attempt-count": "3" };
    assert.equal(present(played(1n, later)).attempts, 2);
    assert.equal(present(played(5n)).attempts, 5);
    assert.equal(present(played(5n, later)).attempts, 6);
    assert.equal(present(played(1n, { ...REQUEST.headers, "x-envoy-attempt-count": "1" })).attempts, undefined);
  });

  test("at a caller the header says nothing: it numbers the tries of somebody before", () => {
    const later = { ...REQUEST.headers, "x-envoy-attempt-count": "3" };
    assert.equal(present(played(1n, later), "client").attempts, undefined);
  });

  test("tries of a request that found no upstream are counted, too", () => {
    const log = {
      ...logOf("upstream_reset_before_response_started{remote_connection_failure}", "UF URX"),
      "upstream.request_attempt_count": 4n,
    };
    const record = present({ request: REQUEST, answer: { status: 503 }, log }, "client");
    assert.equal(inShort(record), "server_error upstream_unavailable 503 *");
    assert.equal(record.attempts, 4);
  });
});
