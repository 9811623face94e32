// Exchanges that nobody would send: of the words that the filter looks for, in places where they do not belong, and
// golden ones with bytes that are wrong.
import fc from "fast-check";
import type { Properties } from "../../../host/property-value.ts";
import type { GoldenCase } from "./golden.ts";
import type { Headers, HttpAnswer, HttpRequest } from "./played-envoy.ts";
import type { Played } from "./records.ts";

const WORDS = [
  "grant_type client_id client_secret client_assertion client_assertion_type code code_verifier refresh_token state",
  "device_code auth_req_id token response_type response_mode code_challenge code_challenge_method request request_uri",
  "error access_token id_token token_type expires_in iss response id_token_hint logout_token",
  "authorization_code client_credentials password device_code Bearer dpop S256 query fragment form_post jwt 3600 -1 1e9",
  "invalid_grant slow_down access_denied use_dpop_nonce urn:ietf:params:oauth:grant-type:device_code",
  "urn:ietf:params:oauth:client-assertion-type:jwt-bearer urn:ietf:params:oauth:request_uri:x eyJhbGciOiJSUzI1NiJ9.e30.x",
].flatMap((line) => line.split(" "));
const PATHS = [
  "/token /authorize /as/par /device_authorization /bc-authorize /introspect /revoke /userinfo /jwks.json /logout",
  "/register /resource /interaction/1 /login /nothing * /%2 // /token/../token",
].flatMap((line) => line.split(" "));
const HEADERS = [
  ["content-type", "application/x-www-form-urlencoded"],
  ["content-type", "application/json; charset=utf-8"],
  ["content-type", "text/html"],
  ["content-type", ";;;"],
  ["content-encoding", "gzip"],
  ["authorization", "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW"],
  ["authorization", "Basic =:"],
  ["authorization", "Bearer x"],
  ["dpop", "x"],
  ["oauth-client-attestation", "x"],
  ["x-request-id", "8e0f2b1c-7a64-9d2e-b1f3-5c9f0a7d4e61"],
  ["x-envoy-attempt-count", "99999999999999999999"],
  ["www-authenticate", 'Bearer error="invalid_token", error="'],
  ["retry-after", "x"],
  ["location", "https://client.example/cb?code=c&state=s#access_token=t"],
  ["location", "https://client.example/cb?error=%"],
  ["location", "//"],
  ["", ""],
] as const;
const DETAILS = [
  "via_upstream response_timeout downstream_remote_disconnect stream_idle_timeout rbac_access_denied",
  "upstream_reset_after_response_started{x}",
].flatMap((line) => line.split(" "));

const word = fc.constantFrom(...WORDS);
const text = fc.oneof(
  { weight: 4, arbitrary: word },
  { weight: 1, arbitrary: fc.string({ maxLength: 300 }) },
  { weight: 1, arbitrary: fc.constantFrom("%", "%4", "+", "\\u", '\\"', "\ud83d\ude00", "x".repeat(5000)) },
);
const pairs = fc.array(fc.tuple(word, text), { maxLength: 8 });
const formOf = (members: readonly (readonly [string, string])[]): string =>
  members.map(([name, value]) => `${name}=${value}`).join("&");
const form = pairs.map(formOf);
const json = fc.oneof(
  pairs.map((members) => JSON.stringify(Object.fromEntries(members))),
  pairs.map((members) => `{${members.map(([name, value]) => `"${name}":${value}`).join(",")}}`),
  fc.json(),
);
const page = pairs.map((members) =>
  members.map(([name, value]) => `<input type=hidden name="${name}" value='${value}'>`).join("<!-- x -->"),
);
const body = fc.oneof(form, json, page, fc.uint8Array({ maxLength: 400 }));
const headers: fc.Arbitrary<Headers> = fc.array(fc.constantFrom(...HEADERS), { maxLength: 6 });

/** A body in up to six chunks, some of them empty. */
const chunks = fc
  .tuple(body, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 }))
  .map(([bytes, cuts]) => {
    return partsOf(Buffer.from(bytes as string), cuts);
  });

/** The parts of a body that is cut at these fractions of its length. */
export function partsOf(whole: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const ends = [...cuts.map((cut) => Math.floor(cut * whole.length)), whole.length].sort((a, b) => a - b);
  return ends.map((end, index) => whole.subarray(ends[index - 1] ?? 0, end));
}

const request: fc.Arbitrary<HttpRequest> = fc.record({
  method: fc.constantFrom("POST", "GET", "PUT", "DELETE", "HEAD", "OPTIONS", ""),
  path: fc
    .tuple(fc.constantFrom("", ...PATHS), fc.option(form, { nil: undefined }))
    .map(([path, query]) => (query === undefined ? path : `${path}?${query}`)),
  authority: fc.constantFrom("sso.test", "SSO.test:443", "[::1]:80", "", "other.test"),
  headers,
  chunks,
  isCut: fc.boolean(),
});
const answer: fc.Arbitrary<HttpAnswer> = fc.record({
  status: fc.constantFrom(200, 201, 204, 302, 304, 400, 401, 403, 429, 500, 503, 0, 999),
  headers,
  chunks,
  isCut: fc.boolean(),
});
const log: fc.Arbitrary<Properties> = fc.record({
  "response.code_details": fc.constantFrom("", ...DETAILS),
  "response.flags": fc.oneof(fc.constant(0n), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  "upstream.request_attempt_count": fc.constantFrom(0n, 1n, 2n, 2n ** 62n),
});

/** A stream context of Envoy: nearly anything may be in it, and any part of it may be missing. */
export const anyPlayed: fc.Arbitrary<Played> = fc
  .record(
    { request, answer, log, isRefused: fc.integer({ min: 0, max: 9 }).map((n) => n === 0) },
    { requiredKeys: ["request"] },
  )
  .map((played) => played as Played);

type Change = { readonly kind: "set" | "insert" | "remove" | "end"; readonly place: number; readonly byte: number };
const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom("set", "insert", "remove", "end"),
  place: fc.double({ min: 0, max: 1, noNaN: true }),
  byte: fc.oneof(fc.constantFrom(...Buffer.from('"{}[]:,\\%&=+#?<>/ \0')), fc.integer({ min: 0, max: 255 })),
});

function changed(bytes: Buffer, changes: readonly Change[]): Buffer {
  return changes.reduce((before, { kind, place, byte }) => {
    const at = Math.floor(place * before.length);
    const behind = kind === "insert" ? at : at + 1;
    if (kind === "end") return before.subarray(0, at);
    return Buffer.concat([
      before.subarray(0, at),
      Buffer.of(...(kind === "remove" ? [] : [byte])),
      before.subarray(behind),
    ]);
  }, bytes);
}

/** A golden exchange in which up to four bytes of each body are wrong. */
export function mutated(cases: readonly GoldenCase[]): fc.Arbitrary<GoldenCase> {
  const changes = fc.array(change, { maxLength: 4 });
  return fc.tuple(fc.constantFrom(...cases), changes, changes).map(([golden, ofRequest, ofAnswer]) => {
    const of = (parts: GoldenCase["request"]["chunks"] = [], which: readonly Change[]): readonly Buffer[] => {
      const bytes = changed(Buffer.concat(parts as Buffer[]), which);
      return bytes.length === 0 ? [] : [bytes];
    };
    return {
      ...golden,
      request: { ...golden.request, chunks: of(golden.request.chunks, ofRequest) },
      answer: { ...golden.answer, chunks: of(golden.answer.chunks, ofAnswer) },
    };
  });
}
