import assert from "node:assert/strict";
import { test } from "node:test";
import { endsFlow } from "../../../control-plane/aggregate/flow-end.ts";
import * as words from "../../../control-plane/model/gen/words.ts";
import { type Exchange, exchange, tupleOf } from "./exchanges.ts";

/** Outcomes that end a flow, by endpoint and grant type; every other outcome does not. */
const ENDS: readonly (readonly [Exchange["endpoint"], Exchange["grantType"], string])[] = [
  ["token", "authorization_code", "success denied client_error throttled server_error aborted unclassified"],
  ["token", "refresh_token", "success denied client_error throttled server_error aborted unclassified"],
  ["token", "none", "success denied client_error throttled server_error aborted unclassified"],
  ["token", "unknown", "success denied client_error throttled server_error aborted unclassified"],
  ["authorization", "authorization_code", "denied client_error throttled server_error"],
  ["authorization", "implicit", "success denied client_error throttled server_error"],
  ["authorization", "unknown", "denied client_error throttled server_error"],
  ["par", "none", ""],
  ["device_authorization", "none", ""],
  ["ciba", "none", ""],
  ["introspection", "none", ""],
  ["revocation", "none", ""],
  ["userinfo", "none", ""],
  ["jwks", "none", ""],
  ["discovery", "none", ""],
  ["logout", "none", ""],
  ["registration", "none", ""],
  ["login", "none", ""],
  ["interaction", "none", ""],
  ["resource", "none", ""],
];

for (const [endpoint, grantType, outcomes] of ENDS) {
  test(`at ${endpoint} with grant type ${grantType} these outcomes end a flow: ${outcomes || "none"}`, () => {
    const ending = words.OUTCOME_LABELS.slice(1).filter((outcome) => {
      return endsFlow(tupleOf(exchange({ endpoint, grantType, outcome })));
    });
    assert.equal(ending.join(" "), outcomes);
  });
}

test("no endpoint is missing above", () => {
  const seen = new Set(ENDS.map(([endpoint]) => endpoint));
  assert.deepEqual(
    words.ENDPOINT_LABELS.slice(1).filter((endpoint) => !seen.has(endpoint)),
    [],
  );
});
