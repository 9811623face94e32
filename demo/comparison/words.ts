// What the clients know of the names on the wire, written down here once more: nothing of the product is asked.

/** Endpoint of a path of this authorization server; undefined: none. */
export function endpointOf(path: string): string | undefined {
  const [, first = "", second, third] = path.split("/");
  if (first === "interaction") return "interaction";
  if (first === "auth") return third === undefined ? "authorization" : undefined;
  if (first === "device") return second === "auth" ? "device_authorization" : "interaction";
  return ENDPOINTS[path];
}

const ENDPOINTS: Readonly<Record<string, string>> = {
  "/token": "token",
  "/token/introspection": "introspection",
  "/token/revocation": "revocation",
  "/request": "par",
  "/backchannel": "ciba",
  "/me": "userinfo",
  "/jwks": "jwks",
  "/.well-known/openid-configuration": "discovery",
  "/session/end": "logout",
};

/** Grant type by what `grant_type` says; nothing said is `none`. */
export function grantOf(grantType: string | undefined): string {
  if (grantType === undefined || grantType === "") return "none";
  return GRANTS[grantType] ?? "other";
}

const GRANTS: Readonly<Record<string, string>> = {
  authorization_code: "authorization_code",
  refresh_token: "refresh_token",
  client_credentials: "client_credentials",
  password: "password",
  "urn:ietf:params:oauth:grant-type:device_code": "device_code",
  "urn:openid:params:grant-type:ciba": "ciba",
  "urn:ietf:params:oauth:grant-type:token-exchange": "token_exchange",
  "urn:ietf:params:oauth:grant-type:jwt-bearer": "jwt_bearer",
};

/** Grant that an authorization with this response type belongs to; what is not seen is `unknown`. */
export function grantOfResponseType(responseType: string | undefined): string {
  if (responseType === undefined) return "unknown";
  return responseType.split(" ").includes("code") ? "authorization_code" : "implicit";
}

/** Outcome of an OAuth error code. */
export function outcomeOfError(error: string): string {
  if (CONTINUE.has(error)) return "continue";
  if (DENIED.has(error)) return "denied";
  return error === "server_error" || error === "temporarily_unavailable" ? "server_error" : "client_error";
}

/** The client or the person does something and comes again. */
const CONTINUE: ReadonlySet<string> = new Set([
  "authorization_pending",
  "slow_down",
  "use_dpop_nonce",
  "login_required",
  "interaction_required",
  "consent_required",
]);

/** A person said no, or nothing in time. */
const DENIED: ReadonlySet<string> = new Set(["access_denied", "expired_token", "transaction_failed"]);
