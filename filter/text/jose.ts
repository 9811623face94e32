// Which kind of key made the signature of a compact JWS (RFC 7515).

import { equalsAscii, startsWithAscii } from "./ascii";
import { joseHeaderAlgAt, joseHeaderAlgSize } from "./jose-header";
import { Keep, Value, valueJoseHeader } from "./value";

/** What a JWS's `alg` needs to be verified. */
export enum JoseAlg {
  /** No algorithm could be read, or one that signs nothing, or one that is not known. */
  Unknown = 0,
  /** The client secret: HMAC. */
  Symmetric = 1,
  /** The client's public key. */
  Asymmetric = 2,
}

/** Kind of the `alg` of a compact JWS, of which the end may be missing. Unknown unless Keep.JoseAlg was asked for. */
export function joseAlgOf(jws: Value): JoseAlg {
  if (jws.keep !== Keep.JoseAlg) return JoseAlg.Unknown;
  const header = valueJoseHeader(jws);
  return algOf(joseHeaderAlgAt(header), joseHeaderAlgSize(header));
}

// The registry "JSON Web Signature and Encryption Algorithms" (RFC 7518 §7.1). RSA-OAEP and the like encrypt.
function algOf(at: usize, size: u32): JoseAlg {
  if (startsWithDigitAfter(at, size, "HS")) return JoseAlg.Symmetric;
  if (startsWithDigitAfter(at, size, "RS") || startsWithDigitAfter(at, size, "PS")) return JoseAlg.Asymmetric;
  // ES256K (RFC 8812) and the fully specified ESP256 … (RFC 9864) among them.
  if (startsWithAscii(at, size, "ES") || startsWithAscii(at, size, "ML-DSA-")) return JoseAlg.Asymmetric;
  if (equalsAscii(at, size, "EdDSA")) return JoseAlg.Asymmetric;
  return equalsAscii(at, size, "Ed25519") || equalsAscii(at, size, "Ed448") ? JoseAlg.Asymmetric : JoseAlg.Unknown;
}

function startsWithDigitAfter(at: usize, size: u32, letters: string): bool {
  if (size < 3 || !startsWithAscii(at, size, letters)) return false;
  const byte = load<u8>(at + 2);
  return byte >= 0x30 && byte <= 0x39;
}
