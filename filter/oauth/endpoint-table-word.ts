// Endpoints by their words.

import { Endpoint } from "../record/gen/words";
import { equalsAscii } from "../text/ascii";

/** Endpoint of a value of the label `endpoint` (record.proto); Unspecified when there is none of that name. */
export function endpointByName(at: usize, size: u32): u8 {
  if (equalsAscii(at, size, "authorization")) return Endpoint.Authorization;
  if (equalsAscii(at, size, "token")) return Endpoint.Token;
  if (equalsAscii(at, size, "par")) return Endpoint.Par;
  if (equalsAscii(at, size, "device_authorization")) return Endpoint.DeviceAuthorization;
  if (equalsAscii(at, size, "ciba")) return Endpoint.Ciba;
  if (equalsAscii(at, size, "introspection")) return Endpoint.Introspection;
  if (equalsAscii(at, size, "revocation")) return Endpoint.Revocation;
  if (equalsAscii(at, size, "userinfo")) return Endpoint.Userinfo;
  if (equalsAscii(at, size, "jwks")) return Endpoint.Jwks;
  if (equalsAscii(at, size, "discovery")) return Endpoint.Discovery;
  if (equalsAscii(at, size, "logout")) return Endpoint.Logout;
  if (equalsAscii(at, size, "registration")) return Endpoint.Registration;
  if (equalsAscii(at, size, "login")) return Endpoint.Login;
  if (equalsAscii(at, size, "interaction")) return Endpoint.Interaction;
  if (equalsAscii(at, size, "resource")) return Endpoint.Resource;
  return Endpoint.Unspecified;
}
