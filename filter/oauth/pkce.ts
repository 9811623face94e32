// Proof Key for Code Exchange (RFC 7636), as far as it can be seen from outside.

import { Pkce, RecordKey } from "../record/gen/words";
import { Record } from "../record/record";
import { equalsAscii } from "../text/ascii";
import { base64urlEncode32 } from "../text/base64";
import { Value, valueDigest } from "../text/value";
import { keepBytes } from "./keys";

/** Characters of a SHA-256 digest in base64url, without padding. */
const CHALLENGE_SIZE: u32 = 43;
const DIGEST: usize = memory.data(32, 8);
const CHALLENGE: usize = memory.data(48, 8);

/** Method named by a decoded `code_challenge_method`. What is not S256 protects no better than plain. */
export function challengeMethodOf(at: usize, size: u32): Pkce {
  return equalsAscii(at, size, "S256") ? Pkce.S256 : Pkce.Plain;
}

/**
 * Keeps what the challenge must have been for this `code_verifier`: base64url(SHA-256(verifier)). With method plain the
 * challenge was the verifier itself, and the keys of the two exchanges do not meet.
 */
export function keepVerifier(record: Record, verifier: Value): void {
  valueDigest(verifier, DIGEST);
  base64urlEncode32(DIGEST, CHALLENGE);
  keepBytes(record, RecordKey.Pkce, CHALLENGE, CHALLENGE_SIZE);
}
