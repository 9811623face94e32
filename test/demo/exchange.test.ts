import assert from "node:assert/strict";
import { test } from "node:test";
import { answerOf, exchangeOf } from "../../demo/clients/exchange.ts";

const HOST = "sso.example.test";
const FORM = "application/x-www-form-urlencoded;charset=UTF-8";

function asked(differing: Partial<Parameters<typeof exchangeOf>[0]>) {
  const url = new URL(`http://${HOST}/token`);
  const request = {
    route: "mesh",
    method: "POST",
    url,
    body: undefined,
    contentType: undefined,
    ...differing,
  } as const;
  return exchangeOf(request, { kind: "gave_up" });
}

function answered(status: number, headers: Record<string, string>, body = "") {
  return answerOf(status, new Headers(headers), body, HOST);
}

test("the log holds the words of a request, and none of its secrets", () => {
  const body = "grant_type=authorization_code&code=c0de&client_secret=s3cret&code_verifier=v3rifier";
  const entry = asked({ body, contentType: FORM });
  assert.equal(entry.grantType, "authorization_code");
  assert.doesNotMatch(JSON.stringify(entry), /c0de|s3cret|v3rifier/);
});

test("the grant type is read from the form, else from JSON, else from the query", () => {
  const url = new URL(`http://${HOST}/token?grant_type=password`);
  assert.equal(asked({ url, body: "grant_type=refresh_token", contentType: FORM }).grantType, "refresh_token");
  const json = '{"grant_type":"client_credentials"}';
  assert.equal(asked({ url, body: json, contentType: "application/json" }).grantType, "client_credentials");
  assert.equal(asked({ url }).grantType, "password");
});

test("the path is logged without its query, the response type by itself", () => {
  const entry = asked({ method: "GET", url: new URL(`http://${HOST}/auth?response_type=code&state=s3cret`) });
  assert.equal(entry.path, "/auth");
  assert.equal(entry.responseType, "code");
  assert.doesNotMatch(JSON.stringify(entry), /s3cret/);
});

test("of a JSON answer the names and the error are kept", () => {
  const tokens = answered(200, { "content-type": "application/json" }, '{"access_token":"t0ken","expires_in":600}');
  assert.deepEqual(tokens, { kind: "answer", status: 200, error: undefined, names: ["access_token", "expires_in"] });
  const error = answered(400, { "content-type": "application/json" }, '{"error":"invalid_grant"}');
  assert.deepEqual(error, { kind: "answer", status: 400, error: "invalid_grant", names: ["error"] });
});

test("an error may come in the challenge alone", () => {
  const answer = answered(401, { "www-authenticate": 'DPoP error="use_dpop_nonce", algs="ES256"' });
  assert.equal(answer.kind === "answer" && answer.error, "use_dpop_nonce");
});

test("a redirect to a client is an answer, in the query or in the fragment; one to a page is none", () => {
  const code = answered(303, { location: "https://shop.example.test/callback?code=c0de&state=x" });
  assert.deepEqual(code, { kind: "answer", status: 303, error: undefined, names: ["code", "state"] });
  const error = answered(303, { location: "https://shop.example.test/callback#error=access_denied&state=x" });
  assert.deepEqual(error, { kind: "answer", status: 303, error: "access_denied", names: ["error", "state"] });
  for (const location of ["/interaction/4711", `http://${HOST}/auth/4711?code=no`]) {
    assert.deepEqual(answered(303, { location }), { kind: "answer", status: 303, error: undefined, names: [] });
  }
});

test("a page that posts itself to a client is an answer; a log-in form is none", () => {
  const html = { "content-type": "text/html; charset=utf-8" };
  const field = (name: string, value: string) => `<input type="hidden" name="${name}" value="${value}"/>`;
  const page = (action: string) =>
    `<form method="post" action="${action}">${field("error", "access_denied")}${field("state", "x")}</form>`;
  const posted = answered(400, html, page("https://shop.example.test/callback"));
  assert.deepEqual(posted, { kind: "answer", status: 400, error: "access_denied", names: ["error", "state"] });
  const login = answered(200, html, page("/interaction/4711/login"));
  assert.deepEqual(login, { kind: "answer", status: 200, error: undefined, names: [] });
});
