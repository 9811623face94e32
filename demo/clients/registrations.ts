// The demo's clients as they are registered (RFC 7591), and what they prove themselves with. Made anew at each start.
import { randomBytes } from "node:crypto";
import { type CryptoKey, exportJWK, generateKeyPair } from "jose";
import type { ClientMetadata } from "oidc-provider";
import type { Lifetimes } from "../authorization-server/settings.ts";

/** Every client and what it is in the story. Add one here, and it exists. */
const CLIENTS = {
  /** Confidential, secret in the header. */
  shop: { token_endpoint_auth_method: "client_secret_basic", ...web("offline_access") },
  /** Confidential, secret in the form. */
  portal: { token_endpoint_auth_method: "client_secret_post", ...web("offline_access") },
  /** Confidential, signs with its own key. */
  billing: { token_endpoint_auth_method: "private_key_jwt", ...web("offline_access") },
  /** Confidential, signs with its secret. */
  reports: { token_endpoint_auth_method: "client_secret_jwt", ...web("offline_access") },
  /** Public, in the browser. */
  spa: { token_endpoint_auth_method: "none", ...web("offline_access") },
  /** Public, on a telephone; its tokens are bound to a key (DPoP). */
  mobile: { token_endpoint_auth_method: "none", ...web("offline_access"), dpop_bound_access_tokens: true },
  /** Of the days before code and PKCE. */
  legacy: {
    ...web(""),
    token_endpoint_auth_method: "client_secret_basic",
    grant_types: ["authorization_code", "implicit"],
    response_types: ["code", "id_token", "code id_token"],
  },
  /** Its refresh tokens live for a second. */
  fleeting: { token_endpoint_auth_method: "client_secret_basic", ...web("offline_access") },
  /** A television. */
  tv: { token_endpoint_auth_method: "none", ...machine("urn:ietf:params:oauth:grant-type:device_code") },
  /** A television whose codes live for a second. */
  sleepy: { token_endpoint_auth_method: "none", ...machine("urn:ietf:params:oauth:grant-type:device_code") },
  /** A call centre: the person answers on another device. */
  callcentre: {
    ...machine("urn:openid:params:grant-type:ciba"),
    token_endpoint_auth_method: "client_secret_basic",
    backchannel_token_delivery_mode: "poll",
  },
  /** A job in the night. */
  batch: { token_endpoint_auth_method: "client_secret_basic", ...machine("client_credentials"), scope: "openid" },
  /** The same, but its secret is in the form. */
  mailer: { token_endpoint_auth_method: "client_secret_post", ...machine("client_credentials") },
  /** Asks far too often. */
  hasty: { token_endpoint_auth_method: "client_secret_basic", ...machine("client_credentials") },
  /** Swaps its callers' tokens for its own. */
  orders: {
    token_endpoint_auth_method: "client_secret_basic",
    ...machine("urn:ietf:params:oauth:grant-type:token-exchange"),
  },
  /** Has assertions of another issuer. */
  partner: {
    token_endpoint_auth_method: "client_secret_basic",
    ...machine("urn:ietf:params:oauth:grant-type:jwt-bearer"),
  },
  /** Asks people for their passwords. */
  terminal: { token_endpoint_auth_method: "client_secret_basic", ...machine("password") },
} satisfies Record<string, Partial<ClientMetadata>>;

export type ClientId = keyof typeof CLIENTS;

export const LIFETIMES: Readonly<Record<string, Lifetimes>> = {
  fleeting: { refreshTokenMs: 1_000 },
  sleepy: { deviceCodeMs: 1_000 },
};
export const NONCE_FOR: readonly string[] = ["mobile"];
export const LIMITS: Readonly<Record<string, number>> = { hasty: 5 };

/** Where a client's answers go. No request ever goes there: the browser hands them over. */
export function redirectUriOf(id: string): string {
  return `https://${id}.example.test/callback`;
}

export type Credentials = { readonly secret: string; readonly key: CryptoKey | undefined };

export type Registrations = {
  /** For the authorization server. */
  readonly metadata: readonly ClientMetadata[];
  readonly of: (id: ClientId) => { readonly metadata: ClientMetadata; readonly credentials: Credentials };
};

export async function createRegistrations(): Promise<Registrations> {
  const all = new Map<string, { readonly metadata: ClientMetadata; readonly credentials: Credentials }>();
  for (const [id, metadata] of Object.entries<Partial<ClientMetadata>>(CLIENTS)) {
    const redirectUris = metadata.response_types?.length === 0 ? [] : [redirectUriOf(id)];
    all.set(id, await register({ client_id: id, ...metadata, redirect_uris: redirectUris }));
  }
  return {
    metadata: [...all.values()].map(({ metadata }) => metadata),
    of(id) {
      const found = all.get(id);
      if (found === undefined) throw new Error(`no client ${id}`);
      return found;
    },
  };
}

async function register(metadata: ClientMetadata) {
  if (metadata.token_endpoint_auth_method === "private_key_jwt") {
    const { publicKey, privateKey } = await generateKeyPair("ES256");
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), alg: "ES256", use: "sig" }] };
    return { metadata: { ...metadata, jwks }, credentials: { secret: "", key: privateKey } };
  }
  if (metadata.token_endpoint_auth_method === "none") return { metadata, credentials: { secret: "", key: undefined } };
  // With characters that a form and a header spell differently (RFC 6749 §2.3.1).
  const secret = `${randomBytes(24).toString("base64")}%+`;
  return { metadata: { ...metadata, client_secret: secret }, credentials: { secret, key: undefined } };
}

function web(more: string) {
  return {
    grant_types: ["authorization_code", "client_credentials", "refresh_token"],
    response_types: ["code" as const],
    scope: `openid profile ${more}`.trim(),
  };
}

function machine(grantType: string) {
  return { grant_types: [grantType], response_types: [] };
}
