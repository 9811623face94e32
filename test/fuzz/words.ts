// Words that the filter looks for, to be put where they belong and where they do not.
import type { Value } from "../../host/pairs.ts";

const split = (...lines: readonly string[]): readonly string[] => lines.flatMap((line) => line.split(" "));

export const NAMES = split(
  "grant_type client_id client_secret client_assertion client_assertion_type code code_verifier refresh_token state",
  "device_code auth_req_id token response_type response_mode code_challenge code_challenge_method request request_uri",
  "error access_token id_token token_type expires_in iss response id_token_hint logout_token scope nonce password",
);
export const VALUES = split(
  "authorization_code client_credentials password refresh_token device_code implicit Bearer dpop DPoP S256 plain query",
  "fragment form_post jwt query.jwt 3600 -1 1e9 007 null code token none invalid_grant invalid_client slow_down",
  "access_denied use_dpop_nonce authorization_pending temporarily_unavailable server_error login_required",
  "urn:ietf:params:oauth:grant-type:device_code urn:ietf:params:oauth:grant-type:token-exchange",
  "urn:ietf:params:oauth:client-assertion-type:jwt-bearer urn:ietf:params:oauth:request_uri:x",
  "eyJhbGciOiJSUzI1NiJ9.e30.x eyJhbGciOiJub25lIn0.e30. code+id_token code%20token",
);
export const PATHS = split(
  "/token /authorize /as/par /device_authorization /bc-authorize /introspect /revoke /userinfo /jwks.json /logout",
  "/register /register/1 /resource /login /nothing * /%2 // /token/../token /%74oken /token/ /oauth2/token /app.js",
  "/realms/a/protocol/openid-connect/token /oauth2/v1/token /common/oauth2/v2.0/token /.well-known/openid-configuration",
);
export const METHODS = ["POST", "POST", "POST", "GET", "GET", "PUT", "DELETE", "HEAD", "OPTIONS", ""] as const;
export const STATUSES = split("200 200 200 201 204 302 303 304 400 401 403 404 429 500 503 0 999 x");
export const HOSTS = split("sso.test server.example.com SSO.test:443 [::1]:80 [2001:db8::1] other.test 10.0.0.1 :");
export const FORM_TYPE = "application/x-www-form-urlencoded";

export const HEADERS: readonly (readonly [string, Value])[] = [
  ["content-type", FORM_TYPE],
  ["content-type", "application/json; charset=utf-8"],
  ["content-type", "text/html"],
  ["content-type", ";;;"],
  ["content-encoding", "gzip"],
  ["content-encoding", "identity"],
  ["authorization", "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW"],
  ["authorization", "Basic =:"],
  ["authorization", "Bearer x"],
  ["authorization", "DPoP"],
  ["dpop", "x"],
  ["oauth-client-attestation", "x"],
  ["x-request-id", "8e0f2b1c-7a64-9d2e-b1f3-5c9f0a7d4e61"],
  ["x-envoy-attempt-count", "99999999999999999999"],
  ["x-envoy-attempt-count", "3"],
  ["www-authenticate", 'Bearer error="invalid_token", error="'],
  ["www-authenticate", 'DPoP error="use_dpop_nonce"'],
  ["retry-after", "x"],
  ["location", "https://client.example/cb?code=c&state=s#access_token=t"],
  ["location", "https://client.example/cb?error=%"],
  ["location", "//"],
  ["x-forwarded-client-cert", 'By=spiffe://a;Hash=0;Subject="CN=b"'],
  ["sec-fetch-mode", "cors"],
  ["cookie", "a=b"],
  ["", ""],
];

/** How a proxy says what became of an exchange. */
export const DETAILS = split(
  "via_upstream response_timeout downstream_remote_disconnect stream_idle_timeout rbac_access_denied ext_authz_denied",
  "upstream_reset_after_response_started{x} upstream_reset_before_response_started{connection_failure} request_rate_limited",
  "route_not_found no_healthy_upstream direct_response internal_redirect jwt_authn_access_denied{Jwt_is_expired} x",
);
