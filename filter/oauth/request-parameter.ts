// The request parameters that are read, and at which endpoint.

import { Endpoint } from "../record/gen/words";
import { equalsAscii } from "../text/ascii";
import { Keep } from "../text/value";

/** A parameter of a request; the values are bit numbers. */
export type Parameter = u8;
export namespace Parameter {
  export const Unread: u8 = 0;
  export const GrantType: u8 = 1;
  export const Code: u8 = 2;
  export const CodeVerifier: u8 = 3;
  export const RefreshToken: u8 = 4;
  export const DeviceCode: u8 = 5;
  export const AuthReqId: u8 = 6;
  export const ClientId: u8 = 7;
  export const ClientSecret: u8 = 8;
  export const ClientAssertion: u8 = 9;
  export const ClientAssertionType: u8 = 10;
  export const ResponseType: u8 = 11;
  export const ResponseMode: u8 = 12;
  export const State: u8 = 13;
  export const CodeChallenge: u8 = 14;
  export const CodeChallengeMethod: u8 = 15;
  export const Request: u8 = 16;
  export const RequestUri: u8 = 17;
  export const Token: u8 = 18;
  export const LogoutHint: u8 = 19;
}

const TOKEN_REQUEST: u32 = 0x0000007e;
const CLIENT: u32 = 0x00000780;
const AUTHORIZATION_REQUEST: u32 = 0x0003f800;

/** Bit of a parameter. */
export function parameterBit(parameter: u8): u32 {
  return (<u32>1) << parameter;
}

/** Which parameters of an endpoint's requests are read: bit n for Parameter n. 0 = its requests have none. */
export function parametersOf(endpoint: u8): u32 {
  switch (endpoint) {
    case Endpoint.Token:
      return TOKEN_REQUEST | CLIENT;
    case Endpoint.Authorization:
      return AUTHORIZATION_REQUEST | parameterBit(Parameter.ClientId);
    case Endpoint.Par:
      // RFC 9126 §2.1 forbids request_uri here; the one of the answer is the one that counts.
      return (AUTHORIZATION_REQUEST | CLIENT) & ~parameterBit(Parameter.RequestUri);
    case Endpoint.DeviceAuthorization:
    case Endpoint.Ciba:
      return CLIENT;
    case Endpoint.Introspection:
    case Endpoint.Revocation:
      return CLIENT | parameterBit(Parameter.Token);
    case Endpoint.Logout:
      return parameterBit(Parameter.LogoutHint) | parameterBit(Parameter.ClientId);
    default:
      return 0;
  }
}

/** Which parameter a decoded name is. */
export function parameterOf(at: usize, size: u32): Parameter {
  switch (size) {
    case 4:
      return equalsAscii(at, size, "code") ? Parameter.Code : Parameter.Unread;
    case 5:
      if (equalsAscii(at, size, "state")) return Parameter.State;
      return equalsAscii(at, size, "token") ? Parameter.Token : Parameter.Unread;
    case 7:
      return equalsAscii(at, size, "request") ? Parameter.Request : Parameter.Unread;
    case 9:
      return equalsAscii(at, size, "client_id") ? Parameter.ClientId : Parameter.Unread;
    case 10:
      return equalsAscii(at, size, "grant_type") ? Parameter.GrantType : Parameter.Unread;
    case 11:
      if (equalsAscii(at, size, "device_code")) return Parameter.DeviceCode;
      if (equalsAscii(at, size, "auth_req_id")) return Parameter.AuthReqId;
      return equalsAscii(at, size, "request_uri") ? Parameter.RequestUri : Parameter.Unread;
    case 12:
      return equalsAscii(at, size, "logout_token") ? Parameter.LogoutHint : Parameter.Unread;
    case 13:
      if (equalsAscii(at, size, "code_verifier")) return Parameter.CodeVerifier;
      if (equalsAscii(at, size, "refresh_token")) return Parameter.RefreshToken;
      if (equalsAscii(at, size, "client_secret")) return Parameter.ClientSecret;
      if (equalsAscii(at, size, "response_type")) return Parameter.ResponseType;
      if (equalsAscii(at, size, "response_mode")) return Parameter.ResponseMode;
      return equalsAscii(at, size, "id_token_hint") ? Parameter.LogoutHint : Parameter.Unread;
    case 14:
      return equalsAscii(at, size, "code_challenge") ? Parameter.CodeChallenge : Parameter.Unread;
    case 16:
      return equalsAscii(at, size, "client_assertion") ? Parameter.ClientAssertion : Parameter.Unread;
    case 21:
      if (equalsAscii(at, size, "client_assertion_type")) return Parameter.ClientAssertionType;
      return equalsAscii(at, size, "code_challenge_method") ? Parameter.CodeChallengeMethod : Parameter.Unread;
    default:
      return Parameter.Unread;
  }
}

/** What the scanner keeps of a parameter's value. */
export function keepOf(parameter: u8): Keep {
  switch (parameter) {
    case Parameter.Code:
    case Parameter.CodeVerifier:
    case Parameter.RefreshToken:
    case Parameter.DeviceCode:
    case Parameter.AuthReqId:
    case Parameter.ClientId:
    case Parameter.State:
    case Parameter.CodeChallenge:
      return Keep.Digest;
    case Parameter.RequestUri:
      return Keep.Both;
    // That they are there is all that counts; of secrets and tokens not an octet stays.
    case Parameter.ClientSecret:
    case Parameter.Token:
    case Parameter.Request:
    case Parameter.LogoutHint:
      return Keep.Skip;
    case Parameter.ClientAssertion:
      return Keep.JoseAlg;
    default:
      return Keep.Text;
  }
}
