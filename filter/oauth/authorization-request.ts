// The authorization request, direct or pushed (RFC 6749 §4.1.1, RFC 9101, RFC 9126).

import { Endpoint, Pkce, RecordKey, ResponseMode, ResponseType, Via } from "../record/gen/words";
import { startsWithAscii } from "../text/ascii";
import { Value, keptSize, valueText } from "../text/value";
import { Exchange, Fact, hasFact, setFact } from "./exchange-state";
import { keepValue } from "./keys";
import { challengeMethodOf } from "./pkce";
import { Parameter, parameterBit } from "./request-parameter";
import { defaultResponseMode, responseModeOf } from "./response-mode";
import { responseTypeOf } from "./response-type";

/** Reads one parameter of an authorization request. */
export function readAuthorizationParameter(x: Exchange, parameter: u8, value: Value): void {
  const record = x.record;
  switch (parameter) {
    case Parameter.ResponseType:
      if (record.endpoint === Endpoint.Authorization) {
        record.responseType = value.cut
          ? <u8>ResponseType.Other
          : <u8>responseTypeOf(valueText(value), keptSize(value));
      }
      return;
    case Parameter.ResponseMode:
      if (record.endpoint === Endpoint.Authorization) {
        record.responseMode = <u8>responseModeOf(valueText(value), keptSize(value));
      }
      return;
    case Parameter.State:
      keepValue(record, RecordKey.State, value);
      return;
    case Parameter.CodeChallenge:
      keepValue(record, RecordKey.Pkce, value);
      return;
    case Parameter.CodeChallengeMethod:
      x.challenge = <u8>challengeMethodOf(valueText(value), keptSize(value));
      return;
    case Parameter.RequestUri:
      keepValue(record, RecordKey.RequestUri, value);
      // RFC 9126 §2.2 leaves the form to the server, and all use this one; another URI is a request object's (RFC 9101).
      if (startsWithAscii(valueText(value), keptSize(value), "urn:ietf:params:oauth:request_uri:")) {
        setFact(x, Fact.PushedRequest);
      }
      return;
    default:
      return;
  }
}

/** Fills the fields that only authorization exchanges have, once nothing more of the request comes. */
export function fillAuthorizationRequest(x: Exchange): void {
  const record = x.record;
  const asked = x.asked | x.askedInQuery;
  const via = viaOf(x, asked);
  record.via = <u8>via;
  record.pkce = <u8>pkceOf(x, asked, via);
  if (record.responseType === 0) record.responseType = <u8>ResponseType.Unknown;
  if (record.responseMode === 0) {
    record.responseMode = via === Via.Query ? <u8>defaultResponseMode(record.responseType) : <u8>ResponseMode.Unknown;
  }
}

function viaOf(x: Exchange, asked: u32): Via {
  if (hasFact(x, Fact.PushedRequest)) return Via.Par;
  const object = parameterBit(Parameter.Request) | parameterBit(Parameter.RequestUri);
  if ((asked & object) !== 0) return Via.Jar;
  return asked !== 0 ? Via.Query : Via.Unknown;
}

function pkceOf(x: Exchange, asked: u32, via: Via): Pkce {
  if ((asked & parameterBit(Parameter.CodeChallenge)) !== 0) {
    // RFC 7636 §4.3: plain when no method is named.
    return x.challenge !== 0 ? <Pkce>x.challenge : Pkce.Plain;
  }
  return via === Via.Query ? Pkce.None : Pkce.Hidden;
}
