// Grants without a browser at the client: machines, televisions, call centres, swapped tokens.
import * as openid from "openid-client";
import type { Client } from "../clients/client.ts";
import { pollCiba, pollDevice } from "../clients/poll.ts";
import { signIn } from "../clients/sign-in.ts";
import { AUTHENTICATOR_PATH, RESOURCE } from "../authorization-server/settings.ts";
import type { Scene, Step } from "./step.ts";

export const ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
export const TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
export const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

export const MACHINES: readonly Step[] = [
  {
    name: "client credentials, each way of client authentication",
    ends: "/token 200",
    async play(scene) {
      for (const id of ["batch", "mailer", "billing", "reports"] as const) {
        await openid.clientCredentialsGrant((await scene.client(id)).configuration);
      }
    },
  },
  {
    name: "client credentials for a resource",
    ends: "/token 200",
    async play(scene) {
      const parameters = { resource: RESOURCE, scope: "orders:read" };
      await openid.clientCredentialsGrant((await scene.client("mailer")).configuration, parameters);
    },
  },
  {
    name: "a television, polling too fast once",
    ends: "/token 200",
    async play(scene) {
      const tv = await scene.client("tv");
      const begun = await beginDevice(tv);
      await pollDevice(tv, begun.device_code);
      await pollDevice(tv, begun.device_code);
      await scene.browser().visit(begun.verification_uri_complete ?? "");
      await pollDevice(tv, begun.device_code);
    },
  },
  {
    name: "a call centre",
    ends: "/token 200",
    async play(scene) {
      const centre = await scene.client("callcentre");
      const id = await beginCiba(centre, scene);
      await pollCiba(centre, id);
      await answerOnDevice(centre, scene, id, "yes");
      await pollCiba(centre, id);
    },
  },
  {
    name: "a token swapped for another (token exchange)",
    ends: "/token 200",
    async play(scene) {
      const { access_token: token } = await signIn(await scene.client("portal"), scene.browser());
      const orders = await scene.client("orders");
      const parameters = { subject_token: token, subject_token_type: ACCESS_TOKEN };
      await openid.genericGrantRequest(orders.configuration, TOKEN_EXCHANGE, parameters);
    },
  },
  {
    name: "an assertion for a token (JWT bearer)",
    ends: "/token 200",
    async play(scene) {
      const partner = await scene.client("partner");
      const assertion = await scene.assertion(scene.person.login);
      await openid.genericGrantRequest(partner.configuration, JWT_BEARER, { assertion });
    },
  },
  {
    name: "a password for a token",
    ends: "/token 200",
    async play(scene) {
      const { login: username, password } = scene.person;
      const terminal = await scene.client("terminal");
      await openid.genericGrantRequest(terminal.configuration, "password", { username, password });
    },
  },
];

export function beginDevice(client: Client) {
  return openid.initiateDeviceAuthorization(client.configuration, { scope: "openid" });
}

export async function beginCiba(client: Client, scene: Scene): Promise<string> {
  const parameters = { scope: "openid", login_hint: scene.person.login };
  return (await openid.initiateBackchannelAuthentication(client.configuration, parameters)).auth_req_id;
}

/** The person answers on their own device. */
export async function answerOnDevice(client: Client, scene: Scene, id: string, answer: "yes" | "no"): Promise<void> {
  const body = new URLSearchParams({ ...scene.person, auth_req_id: id, answer });
  await client.fetch(scene.url(AUTHENTICATOR_PATH), { method: "POST", body });
}
