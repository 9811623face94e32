// Request methods, and which endpoint takes which.

import { Endpoint } from "../record/gen/words";
import { equalsAscii } from "../text/ascii";

/** A request method that some endpoint takes. */
export type Method = u8;
export namespace Method {
  export const Other: u8 = 0;
  export const Get: u8 = 1;
  export const Post: u8 = 2;
  export const Put: u8 = 3;
  export const Delete: u8 = 4;
}

/** Method of a `:method`; case matters (RFC 9110 §9.1). */
export function methodOf(at: usize, size: u32): Method {
  if (equalsAscii(at, size, "POST")) return Method.Post;
  if (equalsAscii(at, size, "GET")) return Method.Get;
  if (equalsAscii(at, size, "PUT")) return Method.Put;
  return equalsAscii(at, size, "DELETE") ? Method.Delete : Method.Other;
}

/**
 * Whether an endpoint's exchanges begin with this method. HEAD and OPTIONS never do: the one asks for no answer, the
 * other is a browser's preflight. GET at the token endpoint is a mistake that clients make, and is counted.
 */
export function isMethodOf(endpoint: u8, method: u8): bool {
  switch (endpoint) {
    case Endpoint.Par:
    case Endpoint.DeviceAuthorization:
    case Endpoint.Ciba:
      return method === Method.Post;
    case Endpoint.Revocation:
      // GitHub revokes with DELETE.
      return method === Method.Post || method === Method.Get || method === Method.Delete;
    case Endpoint.Jwks:
    case Endpoint.Discovery:
      return method === Method.Get;
    case Endpoint.Registration:
    case Endpoint.Resource:
      return method !== Method.Other;
    default:
      return method === Method.Get || method === Method.Post;
  }
}
