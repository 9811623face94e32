// Failures on purpose: codes, tokens, passwords and assertions that are not accepted at the token endpoint.
import * as openid from "openid-client";
import { ask, FOR_LONG, redeem, signIn } from "../../clients/sign-in.ts";
import { ACCESS_TOKEN, JWT_BEARER, TOKEN_EXCHANGE } from "../machines.ts";
import { attempt, repeatUntil, type Step } from "../step.ts";

const { genericGrantRequest, refreshTokenGrant } = openid;

export const GRANT_FAILURES: readonly Step[] = [
  {
    name: "code used twice",
    ends: "/token invalid_grant",
    async play(scene) {
      const shop = await scene.client("shop");
      const authorization = await ask(shop);
      const landing = await scene.browser().visit(authorization.url);
      await redeem(shop, authorization, landing);
      await attempt(redeem(shop, authorization, landing));
    },
  },
  {
    name: "wrong code verifier",
    ends: "/token invalid_grant",
    async play(scene) {
      const spa = await scene.client("spa");
      const authorization = await ask(spa);
      const landing = await scene.browser().visit(authorization.url);
      await attempt(redeem(spa, { ...authorization, verifier: openid.randomPKCECodeVerifier() }, landing));
    },
  },
  {
    name: "code of another client",
    ends: "/token invalid_grant",
    async play(scene) {
      const authorization = await ask(await scene.client("shop"));
      const landing = await scene.browser().visit(authorization.url);
      await attempt(redeem(await scene.client("portal"), authorization, landing));
    },
  },
  {
    name: "expired refresh token",
    ends: "/token invalid_grant",
    async play(scene) {
      const { configuration } = await scene.client("fleeting");
      const tokens = await signIn(await scene.client("fleeting"), scene.browser(), { parameters: FOR_LONG });
      const refresh = tokens.refresh_token ?? "";
      let active = true;
      const look = async () => (active = (await openid.tokenIntrospection(configuration, refresh)).active);
      await repeatUntil(40, look, () => !active, 250);
      await attempt(refreshTokenGrant(configuration, refresh));
    },
  },
  {
    name: "refresh token used again after its rotation",
    ends: "/token invalid_grant",
    async play(scene) {
      const spa = await scene.client("spa");
      const { refresh_token: token = "" } = await signIn(spa, scene.browser(), { parameters: FOR_LONG });
      await refreshTokenGrant(spa.configuration, token);
      await attempt(refreshTokenGrant(spa.configuration, token));
    },
  },
  {
    name: "refresh token that was revoked",
    ends: "/token invalid_grant",
    async play(scene) {
      const { configuration } = await scene.client("portal");
      const tokens = await signIn(await scene.client("portal"), scene.browser(), { parameters: FOR_LONG });
      const { refresh_token: token = "" } = tokens;
      await openid.tokenRevocation(configuration, token);
      await attempt(refreshTokenGrant(configuration, token));
    },
  },
  {
    name: "DPoP proof missing",
    ends: "/token invalid_grant",
    async play(scene) {
      const mobile = await scene.client("mobile");
      await attempt(signIn(mobile, scene.browser()));
    },
  },
  {
    name: "wrong password",
    ends: "/token invalid_grant",
    async play(scene) {
      const { configuration } = await scene.client("terminal");
      const { login: username, password } = scene.person;
      await attempt(genericGrantRequest(configuration, "password", { username, password: `${password}?` }));
    },
  },
  {
    name: "assertion of another issuer",
    ends: "/token invalid_grant",
    async play(scene) {
      const { configuration } = await scene.client("partner");
      const assertion = await scene.assertion(scene.person.login, "https://elsewhere.example.test");
      await attempt(genericGrantRequest(configuration, JWT_BEARER, { assertion }));
    },
  },
  {
    name: "subject token that is none",
    ends: "/token invalid_request",
    async play(scene) {
      const { configuration } = await scene.client("orders");
      const parameters = { subject_token: "none", subject_token_type: ACCESS_TOKEN };
      await attempt(genericGrantRequest(configuration, TOKEN_EXCHANGE, parameters));
    },
  },
];
