// Basic credentials, JOSE headers and base64 for test/filter/text/.
import {
  BASE64_DECODER_SIZE,
  Base64Decoder,
  base64IsWhole,
  base64Push,
  base64Reset,
  base64urlEncode32,
} from "../../../filter/text/base64";
import { basicClientId } from "../../../filter/text/basic";
import { joseAlgOf } from "../../../filter/text/jose";
import { JOSE_HEADER_SIZE } from "../../../filter/text/jose-header";
import {
  Keep,
  VALUE_SIZE,
  Value,
  valueJoseHeader,
  valuePush,
  valuePushSpan,
  valueReset,
} from "../../../filter/text/value";

const DECODER = changetype<Base64Decoder>(memory.data(<i32>BASE64_DECODER_SIZE, 8));

export function clientId(at: usize, size: u32, out: usize): bool {
  return basicClientId(at, size, out);
}

function value(v: usize): Value {
  return changetype<Value>(v);
}

export function valueMemory(): usize {
  return VALUE_SIZE;
}

/** Where the header of the JWS in a value ends, from the beginning of the value. */
export function headerEnd(v: usize): usize {
  return changetype<usize>(valueJoseHeader(value(v))) - v + JOSE_HEADER_SIZE;
}

export function begin(v: usize, keep: i32): void {
  valueReset(value(v), <Keep>keep);
}

export function push(v: usize, byte: u32): void {
  valuePush(value(v), <u8>byte);
}

export function pushSpan(v: usize, at: usize, size: u32): void {
  valuePushSpan(value(v), at, size);
}

export function valueSize(v: usize): u32 {
  return value(v).size;
}

export function alg(v: usize): i32 {
  return joseAlgOf(value(v));
}

export function encode32(from: usize, out: usize): void {
  base64urlEncode32(from, out);
}

/** Octets written to `out`; −1 when the text is no base64. */
export function decode(at: usize, size: u32, out: usize): i32 {
  let octets: i32 = 0;
  base64Reset(DECODER);
  for (let i: u32 = 0; i < size; i++) {
    const octet = base64Push(DECODER, load<u8>(at + <usize>i));
    if (octet < 0) continue;
    store<u8>(out + <usize>octets, <u8>octet);
    octets += 1;
  }
  return base64IsWhole(DECODER) ? octets : -1;
}
