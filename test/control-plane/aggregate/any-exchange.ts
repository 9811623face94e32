// Any exchange that a filter may send, for properties: each word from its closed list, independent of the others.
import fc from "fast-check";
import * as words from "../../../control-plane/model/gen/words.ts";
import type { Exchange } from "./exchanges.ts";

/** Issuers are few, so that exchanges meet, and one of them needs escaping. */
export const ISSUERS = ["as", "corp/staff", 'a"b\\c\nd', "unconfigured"] as const;

export function anyExchange(issuers: readonly string[] = ISSUERS): fc.Arbitrary<Exchange> {
  return fc.record({
    issuer: fc.constantFrom(...issuers),
    endpoint: fc.oneof(fc.constant("token" as const), oneOf(words.ENDPOINT_LABELS)),
    grantType: oneOf(words.GRANT_TYPE_LABELS),
    outcome: oneOf(words.OUTCOME_LABELS),
    error: oneOf(words.ERROR_CODE_LABELS),
    authMethod: oneOf(words.AUTH_METHOD_LABELS),
    vantage: oneOf(words.VANTAGE_LABELS),
    status: fc.constantFrom(0, 200, 302, 400, 401, 403, 429, 500, 503),
    responseType: fc.constantFrom(...words.RESPONSE_TYPE_LABELS),
    responseMode: fc.constantFrom(...words.RESPONSE_MODE_LABELS),
    pkce: fc.constantFrom(...words.PKCE_LABELS),
    via: fc.constantFrom(...words.VIA_LABELS),
    rateLimit: fc.constantFrom(...words.RATE_LIMIT_KIND_LABELS),
    unclassified: fc.constantFrom(...words.UNCLASSIFIED_REASON_LABELS),
    isProxyAnswer: fc.boolean(),
    client: fc.nat(3),
    startedUs: fc.nat(10_000_000),
    answeredUs: fc.oneof(fc.nat(2_000_000), fc.constantFrom(0, 1_000, 60_000_000, 60_000_001)),
    endedUs: fc.nat(10_000_000),
    attempts: fc.integer({ min: 1, max: 4 }),
  });
}

/** A word that is set. */
function oneOf<const Labels extends readonly string[]>(labels: Labels): fc.Arbitrary<Exclude<Labels[number], "">> {
  return fc.constantFrom(...labels.filter((label): label is Exclude<Labels[number], ""> => label !== ""));
}
