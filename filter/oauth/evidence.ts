// On a path that any application may have, such as `/token`, it takes more than the path to be OAuth.

import { Endpoint, RecordFlag } from "../record/gen/words";
import { hasFlag } from "../record/record";
import { Member, memberBit } from "./answer-member";
import { Exchange, Fact, hasFact } from "./exchange-state";
import { Parameter, parameterBit } from "./request-parameter";
import { namesGrant } from "./token-request";

/** Whether the exchange has something that only its endpoint's exchanges have. */
export function isEvident(x: Exchange): bool {
  const asked = x.asked | x.askedInQuery;
  switch (x.record.endpoint) {
    case Endpoint.Token:
      return namesGrant(x);
    case Endpoint.Authorization: {
      const request =
        parameterBit(Parameter.ResponseType) | parameterBit(Parameter.Request) | parameterBit(Parameter.RequestUri);
      return x.answered !== 0 || ((asked & request) !== 0 && (asked & parameterBit(Parameter.ClientId)) !== 0);
    }
    case Endpoint.Par:
      return (asked & parameterBit(Parameter.ClientId)) !== 0 || (x.answered & memberBit(Member.RequestUri)) !== 0;
    case Endpoint.DeviceAuthorization:
      return (asked & parameterBit(Parameter.ClientId)) !== 0 || (x.answered & memberBit(Member.DeviceCode)) !== 0;
    case Endpoint.Ciba:
      return (x.answered & memberBit(Member.AuthReqId)) !== 0;
    case Endpoint.Introspection:
    case Endpoint.Revocation:
      return (asked & parameterBit(Parameter.Token)) !== 0;
    case Endpoint.Userinfo:
      return hasFact(x, Fact.OtherAuthorization) || hasFlag(x.record, RecordFlag.DpopProof);
    case Endpoint.Logout:
      return (asked & (parameterBit(Parameter.LogoutHint) | parameterBit(Parameter.ClientId))) !== 0;
    default:
      return true;
  }
}
