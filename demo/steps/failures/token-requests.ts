// Failures on purpose: requests to the token endpoint that no server takes.
import { clientCredentialsGrant, genericGrantRequest } from "openid-client";
import { RESOURCE } from "../../authorization-server/settings.ts";
import { attempt, type Step } from "../step.ts";

export const TOKEN_REQUEST_FAILURES: readonly Step[] = [
  {
    name: "DPoP proof that is none",
    ends: "/token invalid_dpop_proof",
    async play(scene) {
      const { id, fetch } = await scene.client("spa");
      const body = new URLSearchParams({ grant_type: "refresh_token", refresh_token: "of no matter", client_id: id });
      await fetch(scene.url("/token"), { method: "POST", headers: { dpop: "no.proof.this" }, body });
    },
  },
  {
    name: "grant type that nobody knows",
    ends: "/token unsupported_grant_type",
    async play(scene) {
      const { configuration } = await scene.client("batch");
      await attempt(genericGrantRequest(configuration, "urn:example:grant-type:wish", {}));
    },
  },
  {
    name: "grant type that the client may not use",
    ends: "/token invalid_request",
    async play(scene) {
      const { login: username, password } = scene.person;
      const { configuration } = await scene.client("batch");
      await attempt(genericGrantRequest(configuration, "password", { username, password }));
    },
  },
  {
    name: "no grant type",
    ends: "/token invalid_request",
    async play(scene) {
      const { id, fetch } = await scene.client("spa");
      await fetch(scene.url("/token"), { method: "POST", body: new URLSearchParams({ client_id: id }) });
    },
  },
  {
    name: "the form as JSON",
    ends: "/token invalid_request",
    async play(scene) {
      const { id, fetch } = await scene.client("spa");
      const body = JSON.stringify({ grant_type: "refresh_token", refresh_token: "of no matter", client_id: id });
      const headers = { "content-type": "application/json" };
      await fetch(scene.url("/token"), { method: "POST", headers, body });
    },
  },
  {
    name: "GET at the token endpoint",
    ends: "/token 404",
    async play(scene) {
      await (await scene.client("spa")).fetch(scene.url("/token"), {});
    },
  },
  {
    name: "preflight and HEAD, which are no exchanges",
    ends: "/token 404",
    async play(scene) {
      const { fetch } = await scene.client("spa");
      const headers = { origin: "https://spa.example.test", "access-control-request-method": "POST" };
      await fetch(scene.url("/token"), { method: "OPTIONS", headers });
      await fetch(scene.url("/token"), { method: "HEAD" });
    },
  },
  {
    name: "scope that the client may not ask for",
    ends: "/token invalid_scope",
    async play(scene) {
      const { configuration } = await scene.client("batch");
      await attempt(clientCredentialsGrant(configuration, { scope: "profile" }));
    },
  },
  {
    name: "resource that nobody knows",
    ends: "/token invalid_target",
    async play(scene) {
      const { configuration } = await scene.client("mailer");
      await attempt(clientCredentialsGrant(configuration, { resource: `${RESOURCE}else` }));
    },
  },
];
