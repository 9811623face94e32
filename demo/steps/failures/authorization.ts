// Failures on purpose at the authorization endpoint: pages, redirects with an error, people who say no.
import * as openid from "openid-client";
import { ask } from "../../clients/sign-in.ts";
import { attempt, repeatUntil, type Step } from "../step.ts";

export const AUTHORIZATION_FAILURES: readonly Step[] = [
  {
    name: "redirect_uri that is not registered",
    ends: "/auth 400",
    async play(scene) {
      const parameters = { redirect_uri: "https://elsewhere.example.test/callback" };
      await scene.browser().visit((await ask(await scene.client("shop"), { parameters })).url);
    },
  },
  {
    name: "unknown client at the authorization endpoint",
    ends: "/auth 400",
    async play(scene) {
      await scene.browser().visit((await ask(await scene.client("shop", { id: "nobody" }))).url);
    },
  },
  {
    name: "consent denied",
    ends: "/auth/* access_denied",
    async play(scene) {
      await scene.browser({ refuses: true }).visit((await ask(await scene.client("shop"))).url);
    },
  },
  {
    name: "consent denied, request pushed",
    ends: "/auth/* access_denied",
    async play(scene) {
      const { url } = await ask(await scene.client("billing"), { pushes: true });
      await scene.browser({ refuses: true }).visit(url);
    },
  },
  {
    name: "consent denied, answer posted as a form",
    ends: "/auth/* access_denied",
    async play(scene) {
      const { url } = await ask(await scene.client("shop"), { parameters: { response_mode: "form_post" } });
      await scene.browser({ refuses: true }).visit(url);
    },
  },
  {
    name: "nobody logged in, and no page wanted (prompt=none)",
    ends: "/auth login_required",
    async play(scene) {
      const { url } = await ask(await scene.client("spa"), { parameters: { prompt: "none" } });
      await scene.browser().visit(url);
    },
  },
  {
    name: "response type of the days before code",
    ends: "/auth unsupported_response_type",
    async play(scene) {
      const { url } = await ask(await scene.client("legacy"), { parameters: { response_type: "token" } });
      await scene.browser().visit(url);
    },
  },
  {
    name: "code challenge missing",
    ends: "/auth invalid_request",
    async play(scene) {
      const { url } = await ask(await scene.client("spa"));
      url.searchParams.delete("code_challenge");
      url.searchParams.delete("code_challenge_method");
      await scene.browser().visit(url);
    },
  },
  {
    name: "resource that nobody knows, at the authorization endpoint",
    ends: "/auth invalid_target",
    async play(scene) {
      const parameters = { resource: "https://elsewhere.example.test/" };
      await scene.browser().visit((await ask(await scene.client("shop"), { parameters })).url);
    },
  },
  {
    name: "implicit request without a nonce",
    ends: "/auth invalid_request",
    async play(scene) {
      const legacy = await scene.client("legacy");
      openid.useIdTokenResponseType(legacy.configuration);
      const { url } = await ask(legacy);
      url.searchParams.delete("nonce");
      await scene.browser().visit(url);
    },
  },
  {
    name: "pushed request that nobody pushed",
    ends: "/auth invalid_request_uri",
    async play(scene) {
      const { url } = await ask(await scene.client("billing"), { pushes: true });
      url.searchParams.set("request_uri", "urn:ietf:params:oauth:request_uri:none");
      url.searchParams.set("redirect_uri", (await scene.client("billing")).redirectUri);
      await scene.browser().visit(url);
    },
  },
  {
    name: "too many authorization requests",
    ends: "/auth 429",
    async play(scene) {
      const { fetch, id } = await scene.client("hasty");
      const url = scene.url(`/auth?response_type=code&client_id=${id}`);
      let status = 0;
      await repeatUntil(
        40,
        async () => (status = (await fetch(url, {})).status),
        () => status === 429,
      );
    },
  },
  {
    name: "push refused: wrong secret",
    ends: "/request invalid_client",
    async play(scene) {
      await attempt(ask(await scene.client("portal", { secret: "not it" }), { pushes: true }));
    },
  },
];
