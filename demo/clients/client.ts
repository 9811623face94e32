// A client on openid-client, talking through its proxy.
import * as openid from "openid-client";
import type { Exchange } from "./exchange.ts";
import { type ClientId, redirectUriOf, type Registrations } from "./registrations.ts";
import type { Fetch, Transport, Way } from "./transport.ts";

/** What is different from how a client is registered, for failures on purpose. */
export type Change = Way & {
  readonly secret?: string;
  /** An id that nobody registered; authenticates as the client does. */
  readonly id?: string;
};

export type Client = {
  readonly id: string;
  readonly redirectUri: string;
  readonly configuration: openid.Configuration;
  readonly authentication: openid.ClientAuth;
  /** Logged like everything else; for what no library would send. */
  readonly fetch: Fetch;
};

export type Clients = {
  readonly issuer: string;
  readonly client: (id: ClientId, log: (exchange: Exchange) => void, change?: Change) => Promise<Client>;
  readonly transport: Transport;
};

export function createClients(issuer: string, registrations: Registrations, transport: Transport): Clients {
  // Read once by the first client that comes, as by libraries that share a cache.
  let metadata: Promise<openid.ServerMetadata> | undefined;

  async function discover(id: string, fetch: Fetch): Promise<openid.ServerMetadata> {
    const options = { [openid.customFetch]: fetch, execute: [openid.allowInsecureRequests] };
    const found = await openid.discovery(new URL(issuer), id, undefined, undefined, options);
    return found.serverMetadata();
  }

  return {
    issuer,
    transport,
    async client(registered, log, change = {}) {
      const { metadata: client, credentials } = registrations.of(registered);
      const id = change.id ?? client.client_id;
      metadata ??= discover(id, transport.fetchBy({}, log));
      metadata.catch(() => (metadata = undefined));
      const secret = change.secret ?? credentials.secret;
      const method = client.token_endpoint_auth_method ?? "client_secret_basic";
      const authentication = authenticationOf(method, secret, credentials.key);
      const tokens = { id_token_signed_response_alg: "ES256" };
      const configuration = new openid.Configuration(await metadata, id, tokens, authentication);
      const fetch = transport.fetchBy(change, log);
      configuration[openid.customFetch] = fetch;
      openid.allowInsecureRequests(configuration);
      return { id, redirectUri: redirectUriOf(registered), configuration, authentication, fetch };
    },
  };
}

function authenticationOf(method: string, secret: string, key: openid.CryptoKey | undefined): openid.ClientAuth {
  switch (method) {
    case "client_secret_basic":
      return openid.ClientSecretBasic(secret);
    case "client_secret_post":
      return openid.ClientSecretPost(secret);
    case "client_secret_jwt":
      return openid.ClientSecretJwt(secret);
    case "private_key_jwt":
      if (key === undefined) throw new Error("private_key_jwt needs a key");
      return openid.PrivateKeyJwt(key);
    default:
      return openid.None();
  }
}
