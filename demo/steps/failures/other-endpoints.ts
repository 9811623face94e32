// Failures on purpose at the other endpoints.
import * as openid from "openid-client";
import { beginCiba, beginDevice } from "../machines.ts";
import { attempt, type Step } from "../step.ts";

export const OTHER_ENDPOINT_FAILURES: readonly Step[] = [
  {
    name: "introspection with a wrong secret",
    ends: "/token/introspection invalid_client",
    async play(scene) {
      const { configuration } = await scene.client("portal", { secret: "not it" });
      await attempt(openid.tokenIntrospection(configuration, "of no matter"));
    },
  },
  {
    name: "introspection of a token that is none",
    ends: "/token/introspection 200",
    async play(scene) {
      await openid.tokenIntrospection((await scene.client("portal")).configuration, "none");
    },
  },
  {
    name: "revocation with a wrong secret",
    ends: "/token/revocation invalid_client",
    async play(scene) {
      const { configuration } = await scene.client("shop", { secret: "not it" });
      await attempt(openid.tokenRevocation(configuration, "of no matter"));
    },
  },
  {
    name: "userinfo with a token that is none",
    ends: "/me invalid_token",
    async play(scene) {
      const { configuration } = await scene.client("portal");
      await attempt(openid.fetchUserInfo(configuration, "none", scene.person.login));
    },
  },
  {
    name: "userinfo without a token",
    ends: "/me invalid_token",
    async play(scene) {
      await (await scene.client("portal")).fetch(scene.url("/me"), {});
    },
  },
  {
    name: "device authorization of an unknown client",
    ends: "/device/auth invalid_client",
    async play(scene) {
      await attempt(beginDevice(await scene.client("tv", { id: "nobody" })));
    },
  },
  {
    name: "call centre that asks for a person nobody knows",
    ends: "/backchannel unknown_user_id",
    async play(scene) {
      const nobody = { ...scene, person: { login: "nobody", password: "" } };
      await attempt(beginCiba(await scene.client("callcentre"), nobody));
    },
  },
  {
    name: "log-out with a hint that is none",
    ends: "/session/end 400",
    async play(scene) {
      await scene.browser().visit(scene.url("/session/end?id_token_hint=none"));
    },
  },
];
