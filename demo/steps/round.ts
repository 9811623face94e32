// Which steps there are, and which a round plays. A new one goes into one of these lists.
import type { Random } from "../seeded.ts";
import { AUTHORIZATION_FAILURES } from "./failures/authorization.ts";
import { CLIENT_AUTHENTICATION_FAILURES } from "./failures/client-authentication.ts";
import { DEVICE_FAILURES } from "./failures/devices.ts";
import { GRANT_FAILURES } from "./failures/grants.ts";
import { MESH_FAILURES } from "./failures/mesh.ts";
import { OTHER_ENDPOINT_FAILURES } from "./failures/other-endpoints.ts";
import { PROXY_FAILURES } from "./failures/proxies.ts";
import { TOKEN_REQUEST_FAILURES } from "./failures/token-requests.ts";
import { MACHINES } from "./machines.ts";
import { SIGN_INS } from "./sign-ins.ts";
import type { Step } from "./step.ts";

export const SUCCESSES: readonly Step[] = [...SIGN_INS, ...MACHINES];

export const FAILURES: readonly Step[] = [
  ...CLIENT_AUTHENTICATION_FAILURES,
  ...GRANT_FAILURES,
  ...TOKEN_REQUEST_FAILURES,
  ...DEVICE_FAILURES,
  ...AUTHORIZATION_FAILURES,
  ...OTHER_ENDPOINT_FAILURES,
  ...MESH_FAILURES,
  ...PROXY_FAILURES,
];

/** Every step at least once, in an order and a number that the seed gives. */
export function roundOf(random: Random): readonly Step[] {
  const some = (step: Step, most: number): Step[] => Array.from({ length: random.between(1, most) }, () => step);
  const steps = [...SUCCESSES.flatMap((step) => some(step, 3)), ...FAILURES.flatMap((step) => some(step, 2))];
  return random.shuffled(steps);
}
