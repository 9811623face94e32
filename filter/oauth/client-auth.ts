// How a client proves who it is (RFC 6749 §2.3 and what came after it).

import { AuthMethod, Endpoint, RecordKey } from "../record/gen/words";
import { DIGEST_SIZE } from "../record/record";
import { equalsAscii, startsWithAscii, startsWithAsciiIgnoreCase } from "../text/ascii";
import { basicClientId } from "../text/basic";
import { JoseAlg, joseAlgOf } from "../text/jose";
import { Value, keptSize, valueText } from "../text/value";
import { Exchange, Fact, hasFact, isRequestRead, setFact } from "./exchange-state";
import { keepValue, placeOf } from "./keys";
import { Parameter, parameterBit } from "./request-parameter";

const CLIENT_ID: usize = memory.data(32, 8);

/** What a `client_assertion_type` names. */
export type Assertion = u8;
export namespace Assertion {
  /** No type. */
  export const None: u8 = 0;
  /** RFC 7523 §2.2, and the JWTs that prove a key in other ways: SPIFFE's, Entra's with proof of possession. */
  export const Jwt: u8 = 1;
  /** RFC 7522 §2.2. */
  export const Saml2: u8 = 2;
  /** A type that is not known. */
  export const Other: u8 = 3;
}

/** Reads one of the client's own parameters. */
export function readClientParameter(x: Exchange, parameter: u8, value: Value): void {
  switch (parameter) {
    case Parameter.ClientId:
      // The header's client id came first, and is the one that the secret beside it belongs to.
      if (!hasFact(x, Fact.BasicClient)) keepValue(x.record, RecordKey.ClientId, value);
      return;
    case Parameter.ClientAssertionType:
      x.assertion = assertionOf(valueText(value), keptSize(value));
      return;
    case Parameter.ClientAssertion:
      x.alg = <u8>joseAlgOf(value);
      return;
    default:
      return;
  }
}

/** Reads an `authorization` header: the client id of Basic credentials, and that there are any. */
export function readAuthorization(x: Exchange, at: usize, size: u32): void {
  if (!startsWithAsciiIgnoreCase(at, size, "basic ")) {
    setFact(x, Fact.OtherAuthorization);
    return;
  }
  setFact(x, Fact.Basic);
  if (!authenticatesClients(x.record.endpoint) || !basicClientId(at, size, CLIENT_ID)) return;
  const out = placeOf(x.record, RecordKey.ClientId);
  if (out === 0) return;
  memory.copy(out, CLIENT_ID, DIGEST_SIZE);
  setFact(x, Fact.BasicClient);
}

/** What a decoded `client_assertion_type` names. */
export function assertionOf(at: usize, size: u32): Assertion {
  const prefix = "urn:ietf:params:oauth:client-assertion-type:";
  if (!startsWithAscii(at, size, prefix)) return Assertion.Other;
  const typeAt = at + <usize>prefix.length;
  const typeSize = size - <u32>prefix.length;
  if (startsWithAscii(typeAt, typeSize, "jwt-")) return Assertion.Jwt;
  return equalsAscii(typeAt, typeSize, "saml2-bearer") ? Assertion.Saml2 : Assertion.Other;
}

/**
 * Client authentication method of a request, once nothing more of it comes. Unknown where clients do not authenticate,
 * where the request names no client, and where what was not read could hold a secret.
 */
export function authMethodOf(x: Exchange): AuthMethod {
  if (!authenticatesClients(x.record.endpoint)) return AuthMethod.Unknown;
  const asked = x.asked | x.askedInQuery;
  let method = AuthMethod.Unknown;
  let methods: u32 = 0;
  if (hasFact(x, Fact.Basic)) {
    method = AuthMethod.ClientSecretBasic;
    methods += 1;
  }
  if ((asked & parameterBit(Parameter.ClientSecret)) !== 0) {
    method = AuthMethod.ClientSecretPost;
    methods += 1;
  }
  if ((asked & parameterBit(Parameter.ClientAssertion)) !== 0) {
    method = methodOfAssertion(x.assertion, x.alg);
    methods += 1;
  }
  if (hasFact(x, Fact.Attestation)) {
    method = AuthMethod.AttestJwtClientAuth;
    methods += 1;
  }
  if (methods > 1) return AuthMethod.Multiple;
  return methods === 1 ? method : withoutCredential(x, asked);
}

function withoutCredential(x: Exchange, asked: u32): AuthMethod {
  if (!isRequestRead(x)) return AuthMethod.Unknown;
  if ((asked & parameterBit(Parameter.ClientId)) === 0) return AuthMethod.Unknown;
  const proof = parameterBit(Parameter.CodeVerifier) | parameterBit(Parameter.CodeChallenge);
  return (asked & proof) !== 0 ? AuthMethod.NonePkce : AuthMethod.None;
}

function methodOfAssertion(assertion: u8, alg: u8): AuthMethod {
  if (assertion === Assertion.Saml2) return AuthMethod.Saml2Bearer;
  if (assertion !== Assertion.Jwt) return AuthMethod.Unknown;
  if (alg === JoseAlg.Symmetric) return AuthMethod.ClientSecretJwt;
  return alg === JoseAlg.Asymmetric ? AuthMethod.PrivateKeyJwt : AuthMethod.Unknown;
}

function authenticatesClients(endpoint: u8): bool {
  switch (endpoint) {
    case Endpoint.Token:
    case Endpoint.Par:
    case Endpoint.DeviceAuthorization:
    case Endpoint.Ciba:
    case Endpoint.Introspection:
    case Endpoint.Revocation:
      return true;
    default:
      return false;
  }
}
