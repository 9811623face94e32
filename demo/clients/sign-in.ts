// The authorization code flow as a client does it: send the browser, take the answer, redeem the code.
import * as openid from "openid-client";
import type { Browser, Landing } from "./browser.ts";
import type { Client } from "./client.ts";

export type Asking = {
  /** More parameters of the authorization request, or others. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Pushes the parameters first (RFC 9126). */
  readonly pushes?: boolean;
  readonly dpop?: openid.DPoPHandle;
};

/** An authorization request under way; what the client keeps to check the answer. */
export type Authorization = {
  readonly url: URL;
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  readonly dpop: openid.DPoPHandle | undefined;
};

export type Tokens = Awaited<ReturnType<typeof openid.authorizationCodeGrant>>;

/** Scope and prompt with which a refresh token comes (OpenID Connect Core §11). */
export const FOR_LONG = { scope: "openid profile offline_access", prompt: "consent" };

export async function ask(client: Client, asking: Asking = {}): Promise<Authorization> {
  const verifier = openid.randomPKCECodeVerifier();
  const state = openid.randomState();
  const nonce = openid.randomNonce();
  const parameters = {
    redirect_uri: client.redirectUri,
    scope: "openid profile",
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
    ...asking.parameters,
  };
  const options = asking.dpop === undefined ? {} : { DPoP: asking.dpop };
  const url =
    asking.pushes === true
      ? await openid.buildAuthorizationUrlWithPAR(client.configuration, parameters, options)
      : openid.buildAuthorizationUrl(client.configuration, parameters);
  return { url, verifier, state, nonce, dpop: asking.dpop };
}

/** Redeems the code of an answer. Rejects when the answer is an error, as the library does. */
export function redeem(client: Client, authorization: Authorization, landing: Landing): Promise<Tokens> {
  const { verifier, state, nonce, dpop } = authorization;
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce };
  const options = dpop === undefined ? {} : { DPoP: dpop };
  return openid.authorizationCodeGrant(client.configuration, arrival(landing), checks, {}, options);
}

/** All of it. */
export async function signIn(client: Client, browser: Browser, asking: Asking = {}): Promise<Tokens> {
  const authorization = await ask(client, asking);
  return redeem(client, authorization, await browser.visit(authorization.url));
}

/** What arrives at the redirection endpoint. */
export function arrival(landing: Landing): URL | Request {
  if (landing.kind === "page") throw new Error(`the browser stopped at a page with status ${landing.status}`);
  return landing.form === undefined ? landing.url : new Request(landing.url, { method: "POST", body: landing.form });
}
