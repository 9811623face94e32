// What goes wrong on the way: limits, slow answers, clients that go away, proxies that wait no longer.
import * as openid from "openid-client";
import { attempt, repeatUntil, type Step } from "../step.ts";

const { clientCredentialsGrant } = openid;

export const MESH_FAILURES: readonly Step[] = [
  {
    name: "too many token requests",
    ends: "/token 429",
    async play(scene) {
      const { fetch, configuration } = await scene.client("hasty");
      let status = 0;
      configuration[openid.customFetch] = async (url, options) => {
        const answer = await fetch(url, options);
        status = answer.status;
        return answer;
      };
      await repeatUntil(
        40,
        () => clientCredentialsGrant(configuration),
        () => status === 429,
      );
    },
  },
  {
    name: "slow answer",
    ends: "/token 200",
    async play(scene) {
      await clientCredentialsGrant((await scene.client("batch", { fault: "delay" })).configuration);
    },
  },
  {
    name: "client that goes away before the answer",
    ends: "/token gave up",
    async play(scene) {
      const { configuration } = await scene.client("batch", { fault: "hold", givesUp: true });
      await attempt(clientCredentialsGrant(configuration));
    },
  },
  {
    name: "client that goes away while it refreshes",
    ends: "/token gave up",
    async play(scene) {
      const { configuration } = await scene.client("portal", { fault: "hold", givesUp: true });
      await attempt(openid.refreshTokenGrant(configuration, "of no matter"));
    },
  },
  {
    name: "answer too slow for the caller's proxy",
    ends: "/token 504",
    async play(scene) {
      const { configuration } = await scene.client("batch", { fault: "hold", route: "impatient" });
      await attempt(clientCredentialsGrant(configuration));
    },
  },
  {
    name: "authorization server out of reach",
    ends: "/token 503",
    async play(scene) {
      const { configuration } = await scene.client("batch", { route: "nowhere" });
      await attempt(clientCredentialsGrant(configuration));
    },
  },
  {
    name: "connection lost instead of an answer",
    ends: "/token 503",
    async play(scene) {
      const { configuration } = await scene.client("batch", { fault: "reset" });
      await attempt(clientCredentialsGrant(configuration));
    },
  },
  {
    name: "connection lost in the middle of an answer",
    ends: "/token cut",
    async play(scene) {
      const { configuration } = await scene.client("batch", { fault: "cut" });
      await attempt(clientCredentialsGrant(configuration));
    },
  },
];
