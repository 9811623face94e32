// What clients and resources send to other endpoints than the token endpoint, without a browser.
import type { Canaries } from "./canary.ts";
import { exchange, form, json, posted, type PrivateExchange } from "./exchange.ts";
import { refusal } from "./token-exchanges.ts";

/** Device authorization, CIBA, introspection, revocation, userinfo, resources, registration, keys, metadata. */
export function machineExchanges(c: Canaries): readonly PrivateExchange[] {
  const client = { client_id: c.of("client_id", "awkward"), client_secret: c.of("client_secret", "awkward") };
  const bearer = { authorization: `Bearer ${c.of("access_token", "jose")}` };
  const device = { device_code: c.of("device_code"), user_code: c.of("user_code") };
  const who = { sub: c.of("sub", "awkward"), email: c.of("email", "email"), name: c.of("name", "awkward") };
  const metadata = {
    redirect_uris: [`https://app.test/${c.of("registered redirect_uri")}`],
    client_name: c.of("client_name", "awkward"),
    software_statement: c.of("software_statement", "jose"),
    contacts: [c.of("contact", "email")],
  };
  const registered = {
    ...metadata,
    ...client,
    registration_access_token: c.of("registration_access_token"),
    registration_client_uri: `https://sso.test/register/${c.of("client configuration id")}`,
  };
  const own = `/register/${c.of("client configuration id")}`;
  const registration = { authorization: `Bearer ${c.of("registration_access_token")}` };
  const typed = { "content-type": "application/json" };
  const about = (token: string) => ({ ...client, token, token_type_hint: "refresh_token" });
  return [
    exchange(
      c,
      "device authorization",
      posted("/device", { ...client, scope: c.of("scope") }),
      json({
        ...device,
        verification_uri: "https://sso.test/d",
        verification_uri_complete: `https://sso.test/d?user_code=${c.of("user_code")}`,
        expires_in: 600,
      }),
    ),
    exchange(
      c,
      "CIBA",
      posted("/ciba", {
        ...client,
        login_hint: c.of("login_hint", "email"),
        id_token_hint: c.of("id_token", "jose"),
        login_hint_token: c.of("login_hint_token", "jose"),
        binding_message: c.of("binding_message", "awkward"),
        user_code: c.of("user's own code"),
        client_notification_token: c.of("client_notification_token"),
      }),
      json({ auth_req_id: c.of("auth_req_id"), expires_in: 120 }),
    ),
    exchange(
      c,
      "introspection",
      posted("/introspect", about(c.of("access_token", "jose"))),
      json({ active: true, ...who, username: c.of("user name", "email"), scope: c.of("scope") }),
    ),
    exchange(c, "introspection, as a JWT", posted("/introspect", about(c.of("opaque access_token"))), {
      headers: { "content-type": "application/token-introspection+jwt" },
      chunks: [c.of("introspection JWT", "jose")],
    }),
    exchange(
      c,
      "introspection, refused",
      posted("/introspect", about(c.of("opaque access_token"))),
      refusal(c, "invalid_client", 401),
    ),
    exchange(c, "revocation", posted("/revoke", about(c.of("refresh_token", "awkward")))),
    exchange(
      c,
      "revocation, refused",
      posted("/revoke", about(c.of("refresh_token", "awkward"))),
      refusal(c, "unsupported_token_type"),
    ),
    exchange(c, "userinfo", { path: "/me", headers: bearer }, json(who)),
    exchange(c, "userinfo with a form", posted("/me", { access_token: c.of("opaque access_token") }), json(who)),
    exchange(
      c,
      "userinfo with a query",
      { path: `/me?${form({ access_token: c.of("opaque access_token") })}` },
      json(who),
    ),
    exchange(c, "userinfo, refused", { path: "/me", headers: bearer }, refusal(c, "invalid_token", 401)),
    exchange(
      c,
      "a resource",
      { path: `/api/${c.of("resource id")}?q=${c.of("resource query")}`, headers: bearer },
      refusal(c, "insufficient_scope", 403),
    ),
    exchange(
      c,
      "registration",
      { method: "POST", path: "/register", headers: { ...typed, ...registration }, chunks: [JSON.stringify(metadata)] },
      json(registered, 201),
    ),
    exchange(
      c,
      "registration, refused",
      { method: "POST", path: "/register", headers: typed, chunks: [JSON.stringify(metadata)] },
      refusal(c, "invalid_software_statement"),
    ),
    exchange(c, "registration, read", { path: own, headers: registration }, json(registered)),
    exchange(
      c,
      "registration, changed",
      { method: "PUT", path: own, headers: { ...typed, ...registration }, chunks: [JSON.stringify(registered)] },
      json(registered),
    ),
    exchange(c, "registration, removed", { method: "DELETE", path: own, headers: registration }, { status: 204 }),
    exchange(c, "keys", { path: "/jwks" }, json({ keys: [{ kty: "RSA", kid: c.of("kid"), n: c.of("modulus") }] })),
    exchange(
      c,
      "metadata",
      { path: "/.well-known/openid-configuration" },
      json({ issuer: `https://${c.of("issuer of the metadata")}.test` }),
    ),
  ];
}
