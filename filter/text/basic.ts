// HTTP Basic credentials of a client (RFC 7617 §2, RFC 6749 §2.3.1): the client id, and nothing of the secret.

import { startsWithAsciiIgnoreCase } from "./ascii";
import { BASE64_DECODER_SIZE, Base64Decoder, base64IsWhole, base64Push, base64Reset, NO_OCTET } from "./base64";
import { pushBroken, pushDecoded } from "./percent";
import { Keep, VALUE_SIZE, Value, valueDigest, valueReset } from "./value";

/** Longest header value that is read; a client id and a secret have a few hundred characters. */
const MAX_CREDENTIALS: u32 = 16384;
const COLON: i32 = 0x3a;

const DECODER = changetype<Base64Decoder>(memory.data(<i32>BASE64_DECODER_SIZE, 8));
const CLIENT_ID = changetype<Value>(memory.data(<i32>VALUE_SIZE, 8));

/**
 * Writes SHA-256 of the client id, form-decoded as RFC 6749 §2.3.1 has it, 32 bytes. False, and nothing is written, when
 * the header value is no Basic credentials: another scheme, no base64, no colon, or no client id before it.
 */
export function basicClientId(at: usize, size: u32, out: usize): bool {
  if (size > MAX_CREDENTIALS || !startsWithAsciiIgnoreCase(at, size, "basic ")) return false;
  let i: u32 = 6;
  let end = size;
  while (i < end && isSpace(load<u8>(at + <usize>i))) i += 1;
  while (end > i && isSpace(load<u8>(at + <usize>end - 1))) end -= 1;
  base64Reset(DECODER);
  valueReset(CLIENT_ID, Keep.Digest);
  let escape: u16 = 0;
  let isSecret = false;
  // What comes after the colon is decoded to see that it is base64, and goes nowhere.
  for (; i < end; i++) {
    const octet = base64Push(DECODER, load<u8>(at + <usize>i));
    if (octet === NO_OCTET || isSecret) continue;
    if (octet === COLON) isSecret = true;
    else escape = pushDecoded(CLIENT_ID, escape, <u8>octet);
  }
  pushBroken(CLIENT_ID, escape);
  const isFound = isSecret && base64IsWhole(DECODER) && CLIENT_ID.size !== 0;
  if (isFound) valueDigest(CLIENT_ID, out);
  base64Reset(DECODER);
  return isFound;
}

function isSpace(byte: u8): bool {
  return byte === 0x20 || byte === 0x09;
}
