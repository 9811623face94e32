// Comparisons with literals for test/filter/text/: the literals are here, since a test cannot pass one.
import {
  equalsAscii,
  equalsAsciiIgnoreCase,
  indexOfByte,
  parseDecimal,
  startsWithAscii,
  startsWithAsciiIgnoreCase,
} from "../../../filter/text/ascii";

export function equalsCode(at: usize, size: u32): bool {
  return equalsAscii(at, size, "authorization_code");
}

export function equalsNothing(at: usize, size: u32): bool {
  return equalsAscii(at, size, "");
}

export function equalsBearer(at: usize, size: u32): bool {
  return equalsAsciiIgnoreCase(at, size, "Bearer [1]");
}

export function startsWithUrn(at: usize, size: u32): bool {
  return startsWithAscii(at, size, "urn:ietf:");
}

export function startsWithBasic(at: usize, size: u32): bool {
  return startsWithAsciiIgnoreCase(at, size, "Basic ");
}

export function indexOf(at: usize, size: u32, byte: u8): i32 {
  return indexOfByte(at, size, byte);
}

export function decimal(at: usize, size: u32): u64 {
  return parseDecimal(at, size);
}
