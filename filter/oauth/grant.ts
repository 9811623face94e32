// What of a record hangs on the whole exchange: its grant type, its client authentication, how the answer travelled.

import { Endpoint, GrantType, ResponseMode, ResponseType } from "../record/gen/words";
import { Member, memberBit } from "./answer-member";
import { authMethodOf } from "./client-auth";
import { Exchange, Fact, hasFact } from "./exchange-state";
import { grantTypeOfResponseType } from "./response-type";
import { grantTypeOfRequest } from "./token-request";

/** Fills grant type and client authentication, and for an authorization what its answer alone shows. */
export function fillGrant(x: Exchange): void {
  const record = x.record;
  record.authMethod = <u8>authMethodOf(x);
  if (record.endpoint === Endpoint.Token) record.grantType = <u8>grantTypeOfRequest(x);
  else if (record.endpoint === Endpoint.Authorization) {
    fillFromAnswer(x);
    record.grantType = <u8>grantTypeOfResponseType(record.responseType);
  } else record.grantType = GrantType.None;
}

/**
 * The request is not always there to be seen (PAR, JAR, an answer from a log-in page). An answer that hands out tokens
 * without a code is implicit whatever the request was, and ends the flow; one with a code is told by the token exchange.
 */
function fillFromAnswer(x: Exchange): void {
  const record = x.record;
  if (record.responseType === ResponseType.Unknown) record.responseType = <u8>typeOfTokens(x);
  if (record.responseMode !== ResponseMode.Unknown) return;
  if ((x.answered & memberBit(Member.Response)) !== 0) record.responseMode = ResponseMode.Jwt;
  else if (hasFact(x, Fact.AnswerInQuery)) record.responseMode = ResponseMode.Query;
  else if (hasFact(x, Fact.AnswerInFragment)) record.responseMode = ResponseMode.Fragment;
  else if (hasFact(x, Fact.AnswerInPage)) record.responseMode = ResponseMode.FormPost;
}

function typeOfTokens(x: Exchange): ResponseType {
  const hasToken = (x.answered & memberBit(Member.AccessToken)) !== 0;
  const hasIdToken = (x.answered & memberBit(Member.IdToken)) !== 0;
  if ((x.answered & memberBit(Member.Code)) !== 0) return ResponseType.Unknown;
  if (hasToken) return hasIdToken ? ResponseType.IdTokenToken : ResponseType.Token;
  return hasIdToken ? ResponseType.IdToken : ResponseType.Unknown;
}
