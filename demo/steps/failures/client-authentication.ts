// Failures on purpose: clients that cannot prove who they are (RFC 6749 §2.3). One entry each: its name, the answer it must
// end with, how it comes about.
import { clientCredentialsGrant, refreshTokenGrant } from "openid-client";
import { signIn } from "../../clients/sign-in.ts";
import { attempt, type Step } from "../step.ts";

export const CLIENT_AUTHENTICATION_FAILURES: readonly Step[] = [
  {
    name: "wrong secret, in the header",
    ends: "/token invalid_client",
    async play(scene) {
      const { configuration } = await scene.client("batch", { secret: "not it" });
      await attempt(clientCredentialsGrant(configuration));
    },
  },
  {
    name: "wrong secret, in the form",
    ends: "/token invalid_client",
    async play(scene) {
      const { configuration } = await scene.client("mailer", { secret: "not it" });
      await attempt(clientCredentialsGrant(configuration));
    },
  },
  {
    name: "wrong secret when redeeming a code",
    ends: "/token invalid_client",
    async play(scene) {
      await attempt(signIn(await scene.client("shop", { secret: "not it" }), scene.browser()));
    },
  },
  {
    name: "wrong secret when refreshing",
    ends: "/token invalid_client",
    async play(scene) {
      const { configuration } = await scene.client("portal", { secret: "not it" });
      await attempt(refreshTokenGrant(configuration, "of no matter"));
    },
  },
  {
    name: "assertion signed with another secret",
    ends: "/token invalid_client",
    async play(scene) {
      const { configuration } = await scene.client("reports", {
        secret: "not the one it was, and long enough for HS256",
      });
      await attempt(clientCredentialsGrant(configuration));
    },
  },
  {
    name: "unknown client",
    ends: "/token invalid_client",
    async play(scene) {
      const { configuration } = await scene.client("batch", { id: "nobody" });
      await attempt(clientCredentialsGrant(configuration));
    },
  },
  {
    name: "secret in the header and in the form",
    ends: "/token invalid_request",
    async play(scene) {
      const { configuration } = await scene.client("batch");
      await attempt(clientCredentialsGrant(configuration, { client_secret: "twice" }));
    },
  },
];
