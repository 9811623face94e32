// How an authorization answer travels.

import { ResponseMode, ResponseType } from "../record/gen/words";
import { equalsAscii } from "../text/ascii";
import { carriesToken } from "./response-type";

/**
 * Response mode named by a decoded `response_mode`. Empty is Unspecified: the response type decides.
 * Sources: Multiple Response Types §2.1, Form Post Response Mode §2, JARM §2.3; web_message is what servers send.
 */
export function responseModeOf(at: usize, size: u32): ResponseMode {
  switch (size) {
    case 0:
      return ResponseMode.Unspecified;
    case 3:
      return equalsAscii(at, size, "jwt") ? ResponseMode.Jwt : ResponseMode.Other;
    case 5:
      return equalsAscii(at, size, "query") ? ResponseMode.Query : ResponseMode.Other;
    case 8:
      return equalsAscii(at, size, "fragment") ? ResponseMode.Fragment : ResponseMode.Other;
    case 9:
      if (equalsAscii(at, size, "form_post")) return ResponseMode.FormPost;
      return equalsAscii(at, size, "query.jwt") ? ResponseMode.Jwt : ResponseMode.Other;
    case 11:
      return equalsAscii(at, size, "web_message") ? ResponseMode.WebMessage : ResponseMode.Other;
    case 12:
      return equalsAscii(at, size, "fragment.jwt") ? ResponseMode.Jwt : ResponseMode.Other;
    case 13:
      return equalsAscii(at, size, "form_post.jwt") ? ResponseMode.Jwt : ResponseMode.Other;
    default:
      return ResponseMode.Other;
  }
}

/** Response mode of a request that names none (Multiple Response Types §2.1, §5). */
export function defaultResponseMode(responseType: u8): ResponseMode {
  switch (responseType) {
    case ResponseType.Code:
    case ResponseType.None:
      return ResponseMode.Query;
    default:
      return carriesToken(responseType) ? ResponseMode.Fragment : ResponseMode.Unknown;
  }
}
