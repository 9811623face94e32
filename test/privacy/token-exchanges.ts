// Token requests of every grant and every way of client authentication, with both ends: tokens, and an error in words.
import type { Canaries } from "./canary.ts";
import { basic, exchange, json, type Part, posted, type PrivateExchange } from "./exchange.ts";

type Members = Readonly<Record<string, string>>;
type Client = { readonly members: Members; readonly headers: Members };

const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** What each grant sends (RFC 6749 §4, RFC 8628 §3.4, RFC 7523, RFC 7522, RFC 8693, CIBA §10.1, UMA §3.3.1, OpenID4VCI §6.1). */
function grants(c: Canaries): readonly Members[] {
  const callback = `https://app.test/cb?session=${encodeURIComponent(c.of("redirect_uri's query", "awkward"))}`;
  return [
    {
      grant_type: "authorization_code",
      code: c.of("code", "awkward"),
      code_verifier: c.of("code_verifier"),
      redirect_uri: callback,
    },
    { grant_type: "refresh_token", refresh_token: c.of("refresh_token", "awkward"), scope: c.of("scope") },
    {
      grant_type: "client_credentials",
      scope: `openid ${c.of("scope")}`,
      resource: `https://${c.of("resource")}.test`,
    },
    { grant_type: "password", username: c.of("user name", "email"), password: c.of("password", "awkward") },
    { grant_type: "urn:ietf:params:oauth:grant-type:device_code", device_code: c.of("device_code") },
    { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion: c.of("assertion", "jose") },
    { grant_type: "urn:ietf:params:oauth:grant-type:saml2-bearer", assertion: c.of("SAML assertion", "awkward") },
    {
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token: c.of("subject_token", "jose"),
      subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
      actor_token: c.of("actor_token"),
      audience: c.of("audience"),
    },
    { grant_type: "urn:openid:params:grant-type:ciba", auth_req_id: c.of("auth_req_id") },
    { grant_type: "urn:ietf:params:oauth:grant-type:uma-ticket", ticket: c.of("UMA ticket"), rpt: c.of("RPT") },
    {
      grant_type: "urn:ietf:params:oauth:grant-type:pre-authorized_code",
      "pre-authorized_code": c.of("pre-authorized_code"),
      tx_code: c.of("tx_code"),
    },
    { grant_type: c.of("grant_type of nobody", "awkward"), [c.of("parameter name")]: c.of("parameter value") },
  ];
}

/** How clients say who they are (RFC 6749 §2.3, RFC 7523, RFC 7522, RFC 9449, attestation, RFC 8705). */
function clients(c: Canaries): readonly Client[] {
  const client_id = c.of("client_id", "awkward");
  const secret = c.of("client_secret", "awkward");
  const assertion = { client_assertion: c.of("client_assertion", "jose"), client_assertion_type: JWT_BEARER };
  const saml = {
    client_assertion: c.of("SAML client assertion", "awkward"),
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:saml2-bearer",
  };
  const attestation = {
    "oauth-client-attestation": c.of("attestation", "jose"),
    "oauth-client-attestation-pop": c.of("attestation pop", "jose"),
  };
  return [
    { members: {}, headers: { authorization: basic(client_id, secret) } },
    { members: {}, headers: { authorization: `Basic ${Buffer.from(`${client_id}:${secret}`).toString("base64")}` } },
    { members: { client_id, client_secret: secret }, headers: {} },
    { members: { client_id, ...assertion }, headers: {} },
    { members: { client_id, ...saml }, headers: {} },
    { members: { client_id }, headers: attestation },
    { members: { client_id }, headers: { dpop: c.of("DPoP proof", "jose") } },
    { members: { client_id, client_secret: secret }, headers: { authorization: basic(client_id, secret) } },
    { members: {}, headers: { authorization: `Bearer ${c.of("registration token")}` } },
    { members: {}, headers: { "x-forwarded-client-cert": `Subject="CN=${c.of("certificate")}"` } },
  ];
}

/** An answer with every token there is. */
function tokens(c: Canaries): Part<PrivateExchange["answer"]> {
  const body = {
    access_token: c.of("access_token", "jose"),
    token_type: "Bearer",
    expires_in: 300,
    refresh_token: c.of("new refresh_token", "awkward"),
    id_token: c.of("id_token", "jose"),
    scope: c.of("scope"),
    authorization_details: [{ type: "account", iban: c.of("authorization_details") }],
    c_nonce: c.of("c_nonce"),
    session_state: c.of("session_state"),
    note: c.of("free text", "awkward"),
  };
  const { headers, ...rest } = json(body);
  return { ...rest, headers: { ...headers, "dpop-nonce": c.of("DPoP nonce") } };
}

/** A refusal in words, of the server and about a person. */
export function refusal(c: Canaries, error: string, status = 400): Part<PrivateExchange["answer"]> {
  const { headers, ...rest } = json(
    {
      error,
      error_description: `user ${c.of("user name", "email")}: ${c.of("error_description", "awkward")}`,
      error_uri: `https://sso.test/${c.of("error_uri")}`,
      trace_id: c.of("trace id of an error"),
    },
    status,
  );
  return {
    ...rest,
    headers: {
      ...headers,
      "www-authenticate": `Basic realm="${c.of("realm of a challenge")}", error="${encodeURIComponent(error)}"`,
    },
  };
}

/** Each grant with each client, in turn; each both granted and refused. */
export function tokenExchanges(c: Canaries): readonly PrivateExchange[] {
  const ways = clients(c);
  const errors = [
    "invalid_grant",
    "invalid_client",
    "slow_down",
    "authorization_pending",
    "access_denied",
    "use_dpop_nonce",
  ];
  return grants(c).flatMap((members, index) =>
    [0, 1, 2, 3, 4].flatMap((turn) => {
      const { members: own, headers } = ways[(index + turn * 2) % ways.length] ?? { members: {}, headers: {} };
      const sent = posted("/token", { ...members, ...own });
      const request = { ...sent, headers: { ...sent.headers, ...headers } };
      const error = errors[(index + turn) % errors.length] ?? "invalid_grant";
      const name = `grant ${index} with client ${(index + turn * 2) % ways.length}`;
      return [
        exchange(c, `${name}, granted`, request, tokens(c)),
        exchange(c, `${name}, ${error}`, request, refusal(c, error, error === "invalid_client" ? 401 : 400)),
        exchange(c, `${name}, an error of nobody`, request, refusal(c, c.of("error of nobody", "awkward"), 500)),
      ];
    }),
  );
}
