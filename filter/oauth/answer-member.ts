// The members of answers that are read: of JSON objects, of forms, of a Location's query or fragment, of posted pages.

import { Endpoint } from "../record/gen/words";
import { equalsAscii, startsWithAscii } from "../text/ascii";
import { Keep, keptSize, Value, valueText } from "../text/value";

/** A member of an answer; the values are bit numbers. */
export type Member = u8;
export namespace Member {
  export const Unread: u8 = 0;
  export const Error: u8 = 1;
  export const Code: u8 = 2;
  export const State: u8 = 3;
  export const Iss: u8 = 4;
  export const AccessToken: u8 = 5;
  export const RefreshToken: u8 = 6;
  export const IdToken: u8 = 7;
  export const TokenType: u8 = 8;
  export const ExpiresIn: u8 = 9;
  export const RequestUri: u8 = 10;
  export const DeviceCode: u8 = 11;
  export const AuthReqId: u8 = 12;
  /** JARM: the answer inside a JWT. */
  export const Response: u8 = 13;
  /** What only an authorization request has: the redirect goes on to another authorization server. */
  export const Request: u8 = 14;
}

const AUTHORIZATION_ANSWER: u32 = 0x000063fe & ~((<u32>1) << Member.RefreshToken);
const TOKEN_ANSWER: u32 = 0x000003e2;

/** Bit of a member. */
export function memberBit(member: u8): u32 {
  return (<u32>1) << member;
}

/** Members of an authorization answer, wherever it travels. */
export function authorizationAnswerMembers(): u32 {
  return AUTHORIZATION_ANSWER;
}

/** Members that are read of an endpoint's answer bodies; when all are there, nothing more is read. */
export function membersOf(endpoint: u8): u32 {
  const lifetime = memberBit(Member.Error) | memberBit(Member.ExpiresIn);
  switch (endpoint) {
    case Endpoint.Token:
      return TOKEN_ANSWER;
    case Endpoint.Par:
      return lifetime | memberBit(Member.RequestUri);
    case Endpoint.DeviceAuthorization:
      return lifetime | memberBit(Member.DeviceCode);
    case Endpoint.Ciba:
      return lifetime | memberBit(Member.AuthReqId);
    default:
      return memberBit(Member.Error);
  }
}

/** Which member a decoded name is. */
export function memberOf(at: usize, size: u32): Member {
  switch (size) {
    case 3:
      return equalsAscii(at, size, "iss") ? Member.Iss : Member.Unread;
    case 4:
      return equalsAscii(at, size, "code") ? Member.Code : Member.Unread;
    case 5:
      if (equalsAscii(at, size, "error")) return Member.Error;
      return equalsAscii(at, size, "state") ? Member.State : Member.Unread;
    case 8:
      if (equalsAscii(at, size, "id_token")) return Member.IdToken;
      return equalsAscii(at, size, "response") ? Member.Response : Member.Unread;
    case 9:
      return equalsAscii(at, size, "client_id") ? Member.Request : Member.Unread;
    case 10:
      if (equalsAscii(at, size, "token_type")) return Member.TokenType;
      return equalsAscii(at, size, "expires_in") ? Member.ExpiresIn : Member.Unread;
    case 11:
      if (equalsAscii(at, size, "request_uri")) return Member.RequestUri;
      if (equalsAscii(at, size, "device_code")) return Member.DeviceCode;
      return equalsAscii(at, size, "auth_req_id") ? Member.AuthReqId : Member.Unread;
    case 12:
      return equalsAscii(at, size, "access_token") ? Member.AccessToken : Member.Unread;
    case 13:
      if (equalsAscii(at, size, "refresh_token")) return Member.RefreshToken;
      return equalsAscii(at, size, "response_type") ? Member.Request : Member.Unread;
    default:
      return Member.Unread;
  }
}

/** What the scanner keeps of a member's value. */
export function keepOfMember(member: u8): Keep {
  switch (member) {
    case Member.Unread:
    case Member.Request:
    // That they are there is all that counts; of tokens not an octet stays.
    case Member.AccessToken:
    case Member.IdToken:
    case Member.Iss:
      return Keep.Skip;
    case Member.Code:
    case Member.State:
    case Member.RefreshToken:
    case Member.RequestUri:
    case Member.DeviceCode:
    case Member.AuthReqId:
      return Keep.Digest;
    default:
      return Keep.Text;
  }
}

/**
 * Whether a member counts with this value. One without a value counts as absent, and a `response` that is no JWT is
 * another application's; that one must be kept as text.
 */
export function hasAnswerValue(member: u8, value: Value): bool {
  if (member !== Member.Response) return value.size !== 0;
  return startsWithAscii(valueText(value), keptSize(value), "eyJ");
}
