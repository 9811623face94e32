// The authorization server: oidc-provider with what the demo's clients use.
import { randomBytes } from "node:crypto";
import { exportJWK, generateKeyPair } from "jose";
import Provider, { errors, type Configuration } from "oidc-provider";
import { createAccounts } from "./accounts.ts";
import { createAuthenticator } from "./authenticator.ts";
import { createFaults } from "./faults.ts";
import { registerGrants } from "./grants.ts";
import { createInteractions } from "./interactions.ts";
import { createPollLimit, createRateLimit, createSizeLimit } from "./limits.ts";
import { errorPage, userCodePage } from "./pages.ts";
import { RESOURCE, type Settings } from "./settings.ts";
import type { Store } from "./store.ts";
import { answerWholeRequests } from "./whole-request.ts";

/** Octets of a request's body; oidc-provider itself takes 56 KiB. */
const BODY_LIMIT = 32_768;

/** `holding` is told the names of requests that a fault holds. */
export async function createProvider(
  settings: Settings,
  store: Store,
  holding: (name: string) => void,
): Promise<Provider> {
  const accounts = createAccounts(settings.people);
  const provider = new Provider(settings.issuer, {
    ...(await configurationOf(settings)),
    adapter: store.adapter,
    findAccount: (_ctx, id) => accounts.find(id),
  });
  // The proxy in front says which host and scheme the client used.
  provider.proxy = true;
  registerGrants(provider, accounts, settings.assertions);
  for (const layer of [
    answerWholeRequests,
    createSizeLimit(BODY_LIMIT),
    createRateLimit(settings.limits),
    createFaults(holding),
    createPollLimit(),
    createInteractions(provider, accounts),
    createAuthenticator(provider, accounts),
  ]) {
    provider.use(layer);
  }
  return provider;
}

async function configurationOf(settings: Settings): Promise<Configuration> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const lifetimeOf = (clientId: string) => settings.lifetimes[clientId] ?? {};
  return {
    clients: [...settings.clients],
    clientDefaults: { id_token_signed_response_alg: "ES256", authorization_signed_response_alg: "ES256" },
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: "ES256", use: "sig" }] },
    cookies: { keys: [randomBytes(32).toString("hex")] },
    scopes: ["openid", "offline_access", "profile"],
    claims: { openid: ["sub"], profile: ["name"] },
    responseTypes: ["code", "id_token", "code id_token"],
    pkce: { required: (_ctx, client) => client.clientAuthMethod === "none" },
    rotateRefreshToken: true,
    issueRefreshToken: (_ctx, client, source) =>
      client.grantTypeAllowed("refresh_token") && source.scopes.has("offline_access"),
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      BackchannelAuthenticationRequest: 120,
      ClientCredentials: 600,
      DeviceCode: (_ctx, _code, client) => seconds(lifetimeOf(client.clientId).deviceCodeMs ?? 600_000),
      Grant: 3_600,
      IdToken: 600,
      Interaction: 600,
      RefreshToken: (_ctx, _token, client) => seconds(lifetimeOf(client.clientId).refreshTokenMs ?? 3_600_000),
      Session: 3_600,
    },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    renderError: (ctx, { error, error_description: description }) => {
      ctx.type = "html";
      ctx.body = errorPage(error, description ?? "");
    },
    features: {
      devInteractions: { enabled: false },
      ciba: {
        enabled: true,
        deliveryModes: ["poll"],
        processLoginHint: (_ctx, hint) => hint,
        triggerAuthenticationDevice: () => undefined,
        validateBindingMessage: () => undefined,
        validateRequestContext: () => undefined,
        verifyUserCode: () => undefined,
      },
      clientCredentials: { enabled: true },
      deviceFlow: {
        enabled: true,
        userCodeInputSource: (ctx, form) => void (ctx.body = userCodePage("Enter the code", form)),
        userCodeConfirmSource: (ctx, form) => void (ctx.body = userCodePage("Is this your device?", form)),
        successSource: (ctx) => void (ctx.body = userCodePage("Done", "")),
      },
      dPoP: {
        enabled: true,
        nonceSecret: randomBytes(32),
        requireNonce: (ctx) => settings.nonceFor.includes(ctx.oidc.client?.clientId ?? ""),
      },
      introspection: { enabled: true, allowedPolicy: () => true },
      jwtResponseModes: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_ctx, resource) => {
          if (resource !== RESOURCE) throw new errors.InvalidTarget("no such resource");
          return { scope: "orders:read orders:write", accessTokenFormat: "jwt", jwt: { sign: { alg: "ES256" } } };
        },
      },
      revocation: { enabled: true, allowedPolicy: () => true },
      rpInitiatedLogout: { enabled: true },
    },
  };
}

function seconds(ms: number): number {
  return Math.ceil(ms / 1000);
}
