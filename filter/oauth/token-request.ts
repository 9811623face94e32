// The token request: which grant, and what ties it to the exchanges before it (RFC 6749 §4.1.3, §6 and the extensions).

import { GrantType, RecordKey } from "../record/gen/words";
import { Value, keptSize, valueText } from "../text/value";
import { Exchange, isRequestRead } from "./exchange-state";
import { grantTypeOf } from "./grant-type";
import { keepValue } from "./keys";
import { keepVerifier } from "./pkce";
import { Parameter, parameterBit } from "./request-parameter";

/** Reads one parameter of a token request. */
export function readTokenParameter(x: Exchange, parameter: u8, value: Value): void {
  const record = x.record;
  switch (parameter) {
    case Parameter.GrantType:
      record.grantType = value.cut ? <u8>GrantType.Other : <u8>grantTypeOf(valueText(value), keptSize(value));
      return;
    case Parameter.Code:
      keepValue(record, RecordKey.Code, value);
      return;
    case Parameter.CodeVerifier:
      keepVerifier(record, value);
      return;
    case Parameter.RefreshToken:
      keepValue(record, RecordKey.RefreshTokenPresented, value);
      return;
    case Parameter.DeviceCode:
      keepValue(record, RecordKey.DeviceCode, value);
      return;
    case Parameter.AuthReqId:
      keepValue(record, RecordKey.AuthReqId, value);
      return;
    default:
      return;
  }
}

/** Grant type of a token request, once nothing more of it comes. */
export function grantTypeOfRequest(x: Exchange): GrantType {
  if (namesGrant(x)) return <GrantType>x.record.grantType;
  return isRequestRead(x) ? GrantType.None : GrantType.Unknown;
}

/** Whether a `grant_type` was seen, which nothing but a token request has. */
export function namesGrant(x: Exchange): bool {
  return ((x.asked | x.askedInQuery) & parameterBit(Parameter.GrantType)) !== 0;
}
