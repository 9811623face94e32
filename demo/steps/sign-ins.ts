// People who log in: the authorization code flow in its forms, and what follows it.
import * as openid from "openid-client";
import { arrival, ask, FOR_LONG, redeem, signIn } from "../clients/sign-in.ts";
import type { Step } from "./step.ts";

export const SIGN_INS: readonly Step[] = [
  {
    name: "sign-in, secret in the header, then refreshed",
    ends: "/token 200",
    async play(scene) {
      const shop = await scene.client("shop");
      const tokens = await signIn(shop, scene.browser(), { parameters: FOR_LONG });
      let refresh = tokens.refresh_token ?? "";
      for (let left = scene.random.between(1, 3); left > 0; left -= 1) {
        refresh = (await openid.refreshTokenGrant(shop.configuration, refresh)).refresh_token ?? "";
      }
    },
  },
  {
    name: "sign-in, secret in the form, password mistyped once",
    ends: "/me 200",
    async play(scene) {
      const portal = await scene.client("portal");
      const tokens = await signIn(portal, scene.browser({ mistypes: true }));
      await openid.fetchUserInfo(portal.configuration, tokens.access_token, scene.person.login);
    },
  },
  {
    name: "sign-in, client signs with its key, request pushed",
    ends: "/token 200",
    async play(scene) {
      await signIn(await scene.client("billing"), scene.browser(), { pushes: true });
    },
  },
  {
    name: "sign-in, client signs with its secret",
    ends: "/token 200",
    async play(scene) {
      await signIn(await scene.client("reports"), scene.browser());
    },
  },
  {
    name: "sign-in of a public client, refresh token rotated",
    ends: "/token 200",
    async play(scene) {
      const spa = await scene.client("spa");
      const tokens = await signIn(spa, scene.browser(), { parameters: FOR_LONG });
      await openid.refreshTokenGrant(spa.configuration, tokens.refresh_token ?? "");
    },
  },
  {
    name: "sign-in with DPoP and a required nonce, then userinfo and refresh",
    ends: "/token 200",
    async play(scene) {
      const mobile = await scene.client("mobile");
      const dpop = openid.getDPoPHandle(mobile.configuration, await openid.randomDPoPKeyPair());
      const tokens = await signIn(mobile, scene.browser(), { parameters: FOR_LONG, dpop });
      await openid.fetchUserInfo(mobile.configuration, tokens.access_token, scene.person.login, { DPoP: dpop });
      await openid.refreshTokenGrant(mobile.configuration, tokens.refresh_token ?? "", undefined, { DPoP: dpop });
    },
  },
  {
    name: "second sign-in with the same browser",
    ends: "/token 200",
    async play(scene) {
      const browser = scene.browser();
      await signIn(await scene.client("portal"), browser);
      await signIn(await scene.client("portal"), browser);
    },
  },
  {
    name: "sign-in whose answer is a posted form",
    ends: "/token 200",
    async play(scene) {
      const browser = scene.browser();
      const parameters = { response_mode: "form_post" };
      await signIn(await scene.client("shop"), browser, { parameters });
      await signIn(await scene.client("shop"), browser, { parameters });
    },
  },
  {
    name: "sign-in whose answer is signed (JARM)",
    ends: "/token 200",
    async play(scene) {
      const shop = await scene.client("shop");
      openid.useJwtResponseMode(shop.configuration);
      await signIn(shop, scene.browser());
    },
  },
  {
    name: "implicit sign-in",
    ends: "/jwks 200",
    async play(scene) {
      const legacy = await scene.client("legacy");
      openid.useIdTokenResponseType(legacy.configuration);
      const { url, nonce, state } = await ask(legacy);
      const landing = await scene.browser().visit(url);
      await openid.implicitAuthentication(legacy.configuration, arrival(landing), nonce, { expectedState: state });
    },
  },
  {
    name: "implicit sign-in whose answer is a posted form, and again with the same browser",
    ends: "/auth 200",
    async play(scene) {
      const legacy = await scene.client("legacy");
      openid.useIdTokenResponseType(legacy.configuration);
      const browser = scene.browser();
      const parameters = { response_mode: "form_post" };
      await browser.visit((await ask(legacy, { parameters })).url);
      await browser.visit((await ask(legacy, { parameters })).url);
    },
  },
  {
    name: "hybrid sign-in",
    ends: "/token 200",
    async play(scene) {
      const legacy = await scene.client("legacy");
      openid.useCodeIdTokenResponseType(legacy.configuration);
      const authorization = await ask(legacy);
      await redeem(legacy, authorization, await scene.browser().visit(authorization.url));
    },
  },
  {
    name: "sign-in, introspection, revocation",
    ends: "/token/introspection 200",
    async play(scene) {
      const portal = await scene.client("portal");
      const { access_token: token } = await signIn(portal, scene.browser());
      await openid.tokenIntrospection(portal.configuration, token);
      await openid.tokenRevocation(portal.configuration, token);
      await openid.tokenIntrospection(portal.configuration, token);
    },
  },
  {
    name: "sign-in and log-out",
    ends: "/session/end/success 200",
    async play(scene) {
      const shop = await scene.client("shop");
      const browser = scene.browser();
      const tokens = await signIn(shop, browser);
      await browser.visit(openid.buildEndSessionUrl(shop.configuration, { id_token_hint: tokens.id_token ?? "" }));
    },
  },
];
