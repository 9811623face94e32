// What goes wrong between and inside the proxies, and what passes through them beside OAuth.
import * as openid from "openid-client";
import { attempt, repeatUntil, type Step } from "../step.ts";

const { clientCredentialsGrant } = openid;

export const PROXY_FAILURES: readonly Step[] = [
  {
    name: "client that goes away in the middle of the answer",
    ends: "/token left",
    async play(scene) {
      const { configuration } = await scene.client("batch", { fault: "stall", givesUp: true });
      await attempt(clientCredentialsGrant(configuration));
    },
  },
  {
    name: "authorization server that is down behind its proxy",
    ends: "/token 503",
    async play(scene) {
      const { configuration } = await scene.client("batch", { route: "down" });
      await attempt(clientCredentialsGrant(configuration));
    },
  },
  {
    name: "answer too slow for the server's proxy",
    ends: "/token 504",
    async play(scene) {
      const { configuration } = await scene.client("batch", { fault: "hold", route: "hurried" });
      await attempt(clientCredentialsGrant(configuration));
    },
  },
  {
    name: "first try lost, second one answered",
    ends: "/token 200",
    async play(scene) {
      await clientCredentialsGrant((await scene.client("batch", { fault: "once", route: "retrying" })).configuration);
    },
  },
  {
    name: "both tries lost",
    ends: "/token 503",
    async play(scene) {
      const { configuration } = await scene.client("batch", { fault: "reset", route: "retrying" });
      await attempt(clientCredentialsGrant(configuration));
    },
  },
  {
    name: "token request that is too large",
    ends: "/token 413",
    async play(scene) {
      const { configuration } = await scene.client("batch");
      await attempt(clientCredentialsGrant(configuration, { note: "x".repeat(40_000) }));
    },
  },
  {
    name: "WebSocket that no proxy lets through",
    ends: "/token 403",
    async play(scene) {
      const { fetch } = await scene.client("batch");
      await fetch(scene.url("/token"), { headers: { connection: "upgrade", upgrade: "websocket" } });
    },
  },
  {
    name: "gRPC that finds no service",
    ends: "/token invalid_request",
    async play(scene) {
      const { fetch } = await scene.client("batch");
      const body = "\0\0\0\0\u001cgrant_type=client_credentials";
      await fetch(scene.url("/token"), { method: "POST", headers: { "content-type": "application/grpc" }, body });
    },
  },
  {
    name: "token request that the server's proxy denies",
    ends: "/token 403",
    needsEnvoy: true,
    async play(scene) {
      await attempt(clientCredentialsGrant((await scene.client("batch", { route: "guarded" })).configuration));
    },
  },
  {
    name: "more token requests than the server's proxy lets through",
    ends: "/token 429",
    needsEnvoy: true,
    async play(scene) {
      const { fetch, configuration } = await scene.client("batch", { route: "limited" });
      let status = 0;
      configuration[openid.customFetch] = async (url, options) => {
        const answer = await fetch(url, options);
        status = answer.status;
        return answer;
      };
      await repeatUntil(
        5,
        () => clientCredentialsGrant(configuration),
        () => status === 429,
      );
    },
  },
];
