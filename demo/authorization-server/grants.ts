// Grant types that oidc-provider leaves to its user: password, JWT bearer, token exchange.
import { importJWK, jwtVerify } from "jose";
import { errors, type default as Provider, type TokenEndpointGrantContext } from "oidc-provider";
import type { Accounts } from "./accounts.ts";
import type { AssertionIssuer } from "./settings.ts";

const TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
/** Seconds. */
const LIFETIME_S = 600;

export function registerGrants(provider: Provider, accounts: Accounts, assertions: AssertionIssuer): void {
  // RFC 6749 §4.3.
  provider.registerGrantType(
    "password",
    async (ctx) => {
      const { username, password } = ctx.oidc.params;
      const accountId = accounts.check(String(username), String(password));
      if (accountId === undefined) throw new errors.InvalidGrant({ detail: "wrong password" });
      ctx.body = await issue(provider, ctx, accountId, "password");
    },
    ["username", "password", "scope"],
  );

  // RFC 7523 §2.1.
  provider.registerGrantType(
    JWT_BEARER,
    async (ctx) => {
      const { issuer, key } = assertions;
      const wanted = { issuer, audience: provider.issuer, requiredClaims: ["sub", "exp"] };
      const verified = await jwtVerify(
        String(ctx.oidc.params["assertion"]),
        await importJWK(key, "ES256"),
        wanted,
      ).catch((cause: unknown) => {
        throw new errors.InvalidGrant({ detail: "assertion not accepted", cause });
      });
      ctx.body = await issue(provider, ctx, verified.payload.sub ?? "", "jwt-bearer");
    },
    ["assertion", "scope"],
  );

  // RFC 8693 §2.1.
  provider.registerGrantType(
    TOKEN_EXCHANGE,
    async (ctx) => {
      const { subject_token: token, subject_token_type: type } = ctx.oidc.params;
      if (type !== ACCESS_TOKEN) throw new errors.InvalidRequest("subject_token_type: want an access token");
      const subject = await provider.AccessToken.find(String(token));
      if (subject?.accountId === undefined) throw new errors.InvalidRequest("subject_token is not valid");
      ctx.body = {
        ...(await issue(provider, ctx, subject.accountId, "token-exchange")),
        issued_token_type: ACCESS_TOKEN,
      };
    },
    ["subject_token", "subject_token_type", "scope"],
  );
}

async function issue(
  provider: Provider,
  ctx: TokenEndpointGrantContext,
  accountId: string,
  gty: string,
): Promise<Record<string, unknown>> {
  const { client } = ctx.oidc;
  const scope = ctx.oidc.params.scope ?? "openid";
  const grant = new provider.Grant({ accountId, clientId: client.clientId });
  grant.addOIDCScope(scope);
  const grantId = await grant.save();
  const token = new provider.AccessToken({ accountId, client, grantId, gty, scope });
  ctx.oidc.entity("AccessToken", token);
  return { access_token: await token.save(), expires_in: LIFETIME_S, token_type: token.tokenType, scope };
}
