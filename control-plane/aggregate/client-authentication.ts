import type { Authentication } from "../model/aggregate.ts";
import { Endpoint, ErrorCode, Outcome, RecordFlag } from "../model/gen/words.ts";
import type { Tuple } from "../model/tuple.ts";

/** Where a client authenticates itself: RFC 6749 §2.3, RFC 9126 §2, RFC 8628 §3.1, CIBA §7.1, RFC 7662 §2.1, RFC 7009 §2.1. */
const AUTHENTICATING: ReadonlySet<number> = new Set([
  Endpoint.Token,
  Endpoint.Par,
  Endpoint.DeviceAuthorization,
  Endpoint.Ciba,
  Endpoint.Introspection,
  Endpoint.Revocation,
]);

/** A server looks at these only after it has accepted the client. */
const AFTER_AUTHENTICATION: ReadonlySet<number> = new Set([
  ErrorCode.InvalidGrant,
  ErrorCode.InvalidScope,
  ErrorCode.InvalidTarget,
  ErrorCode.UnsupportedTokenType,
]);

/** Whoever answers so may not have come to look at the client, whatever error code is in it. */
const UNJUDGED: ReadonlySet<number> = new Set([Outcome.Aborted, Outcome.Throttled, Outcome.ServerError]);

const PROOF: ReadonlySet<number> = new Set([Outcome.Success, Outcome.Continue, Outcome.Denied]);

/**
 * What an answer says about the client's authentication. A proxy's own answer says nothing: the server never judged.
 * `dialect` undefined: the issuer is not configured here, so Keycloak's signs count too. Other servers send these errors
 * with 400 (RFC 6749 §5.2), hardly with 401.
 */
export function authenticationOf(tuple: Tuple, dialect: string | undefined): Authentication {
  if (!AUTHENTICATING.has(tuple.endpoint) || (tuple.flags & (1 << (RecordFlag.ProxyAnswer - 1))) !== 0)
    return "neither";
  if (UNJUDGED.has(tuple.outcome)) return "neither";
  if (tuple.error === ErrorCode.InvalidClient) return "wrong";
  if ((dialect === undefined || dialect === "keycloak") && isKeycloakRefusal(tuple)) return "wrong";
  return PROOF.has(tuple.outcome) || AFTER_AUTHENTICATION.has(tuple.error) ? "right" : "neither";
}

/** Keycloak answers a wrong secret with 401 `unauthorized_client`, at PAR with 401 `invalid_request`. */
function isKeycloakRefusal(tuple: Tuple): boolean {
  if (tuple.status !== 401) return false;
  return (
    tuple.error === ErrorCode.UnauthorizedClient ||
    (tuple.endpoint === Endpoint.Par && tuple.error === ErrorCode.InvalidRequest)
  );
}

/**
 * Whether a row makes its client a known one. Less than `right` on purpose: a made-up client must not get in, and some
 * servers look at the grant first, or answer 200 to any revocation.
 */
export function provesClient(tuple: Tuple): boolean {
  return tuple.outcome === Outcome.Success && tuple.endpoint !== Endpoint.Revocation;
}
