// Polls for a device or a CIBA request, one at a time: oauth4webapi has them singly, openid-client only with its waits.
import * as oauth from "oauth4webapi";
import type { Client } from "./client.ts";

/** One poll with a device code (RFC 8628 §3.4). The error code; undefined when the tokens came. */
export function pollDevice(client: Client, code: string): Promise<string | undefined> {
  const { as, registered, authentication, options } = partsOf(client);
  return errorOf(async () => {
    const response = await oauth.deviceCodeGrantRequest(as, registered, authentication, code, options);
    await oauth.processDeviceCodeResponse(as, registered, response);
  });
}

/** One poll with an `auth_req_id` (OpenID CIBA Core §10.1). As above. */
export function pollCiba(client: Client, id: string): Promise<string | undefined> {
  const { as, registered, authentication, options } = partsOf(client);
  return errorOf(async () => {
    const response = await oauth.backchannelAuthenticationGrantRequest(as, registered, authentication, id, options);
    await oauth.processBackchannelAuthenticationGrantResponse(as, registered, response);
  });
}

function partsOf({ configuration, authentication, fetch }: Client) {
  return {
    as: configuration.serverMetadata(),
    registered: configuration.clientMetadata(),
    authentication,
    options: { [oauth.customFetch]: fetch, [oauth.allowInsecureRequests]: true },
  };
}

async function errorOf(poll: () => Promise<void>): Promise<string | undefined> {
  try {
    await poll();
    return undefined;
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError) return error.error;
    throw error;
  }
}
