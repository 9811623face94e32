// Response types: a set of words, in any order (OAuth 2.0 Multiple Response Type Encoding Practices §3).

import { GrantType, ResponseType } from "../record/gen/words";
import { equalsAscii } from "../text/ascii";

const CODE: u32 = 1;
const TOKEN: u32 = 2;
const ID_TOKEN: u32 = 4;
const NONE: u32 = 8;
const OTHER: u32 = 16;

/** Words looked at; three is the most that any registered response type has. */
const MAX_WORDS: u32 = 4;

/** Response type named by a decoded `response_type`. Empty is Unknown. */
export function responseTypeOf(at: usize, size: u32): ResponseType {
  let words: u32 = 0;
  let count: u32 = 0;
  let start: u32 = 0;
  for (let i: u32 = 0; i <= size; i++) {
    if (i < size && load<u8>(at + <usize>i) !== 0x20) continue;
    if (i > start) {
      if (++count > MAX_WORDS) return ResponseType.Other;
      words |= wordOf(at + <usize>start, i - start);
    }
    start = i + 1;
  }
  switch (words) {
    case 0:
      return ResponseType.Unknown;
    case CODE:
      return ResponseType.Code;
    case TOKEN:
      return ResponseType.Token;
    case ID_TOKEN:
      return ResponseType.IdToken;
    case CODE | ID_TOKEN:
      return ResponseType.CodeIdToken;
    case CODE | TOKEN:
      return ResponseType.CodeToken;
    case ID_TOKEN | TOKEN:
      return ResponseType.IdTokenToken;
    case CODE | ID_TOKEN | TOKEN:
      return ResponseType.CodeIdTokenToken;
    case NONE:
      return ResponseType.None;
    default:
      return ResponseType.Other;
  }
}

function wordOf(at: usize, size: u32): u32 {
  if (equalsAscii(at, size, "code")) return CODE;
  if (equalsAscii(at, size, "token")) return TOKEN;
  if (equalsAscii(at, size, "id_token")) return ID_TOKEN;
  if (equalsAscii(at, size, "none")) return NONE;
  return OTHER;
}

/** Whether its answer carries a token, so that it travels in the fragment unless another mode is asked for. */
export function carriesToken(responseType: u8): bool {
  switch (responseType) {
    case ResponseType.Token:
    case ResponseType.IdToken:
    case ResponseType.CodeIdToken:
    case ResponseType.CodeToken:
    case ResponseType.IdTokenToken:
    case ResponseType.CodeIdTokenToken:
      return true;
    default:
      return false;
  }
}

/** Grant type that an authorization with this response type belongs to. */
export function grantTypeOfResponseType(responseType: u8): GrantType {
  switch (responseType) {
    case ResponseType.Code:
    case ResponseType.CodeIdToken:
    case ResponseType.CodeToken:
    case ResponseType.CodeIdTokenToken:
      return GrantType.AuthorizationCode;
    case ResponseType.Token:
    case ResponseType.IdToken:
    case ResponseType.IdTokenToken:
      return GrantType.Implicit;
    case ResponseType.None:
      return GrantType.None;
    case ResponseType.Other:
      return GrantType.Other;
    default:
      return GrantType.Unknown;
  }
}
