// Failures on purpose: televisions and call centres whose people say no, or nothing.
import { pollCiba, pollDevice } from "../../clients/poll.ts";
import { answerOnDevice, beginCiba, beginDevice } from "../machines.ts";
import { repeatUntil, type Step } from "../step.ts";

export const DEVICE_FAILURES: readonly Step[] = [
  {
    name: "a person who says no to a television",
    ends: "/token access_denied",
    async play(scene) {
      const tv = await scene.client("tv");
      const begun = await beginDevice(tv);
      await scene.browser({ refuses: true }).visit(begun.verification_uri_complete ?? "");
      await pollDevice(tv, begun.device_code);
    },
  },
  {
    name: "device code that expired",
    ends: "/token expired_token",
    async play(scene) {
      const sleepy = await scene.client("sleepy");
      const begun = await beginDevice(sleepy);
      let error: string | undefined;
      const poll = async () => (error = await pollDevice(sleepy, begun.device_code));
      await repeatUntil(40, poll, () => error === "expired_token", 250);
    },
  },
  {
    name: "device code used twice",
    ends: "/token invalid_grant",
    async play(scene) {
      const tv = await scene.client("tv");
      const begun = await beginDevice(tv);
      await scene.browser().visit(begun.verification_uri_complete ?? "");
      await pollDevice(tv, begun.device_code);
      await pollDevice(tv, begun.device_code);
    },
  },
  {
    name: "a person who says no to a call centre",
    ends: "/token access_denied",
    async play(scene) {
      const centre = await scene.client("callcentre");
      const id = await beginCiba(centre, scene);
      await answerOnDevice(centre, scene, id, "no");
      await pollCiba(centre, id);
    },
  },
];
