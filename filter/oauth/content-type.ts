// Which scanner reads a body, by its content-type and its first byte.

import { equalsAsciiIgnoreCase, indexOfByte } from "../text/ascii";
import { BodyFormat } from "./exchange-state";

/**
 * Format of a media type. Sniffed is the answer for JSON and for all that is not known: servers send JSON as
 * text/javascript too, and other things as JSON.
 */
export function bodyFormatOf(at: usize, size: u32): BodyFormat {
  let length = size;
  const semicolon = indexOfByte(at, size, 0x3b);
  if (semicolon >= 0) length = <u32>semicolon;
  // A bound of its own: the value is the peer's, and no white space is longer.
  for (let i: u32 = 0; i < 64 && length > 0 && load<u8>(at + <usize>length - 1) <= 0x20; i++) length -= 1;
  if (length === 0) return BodyFormat.SniffedForm;
  if (equalsAsciiIgnoreCase(at, length, "application/x-www-form-urlencoded")) return BodyFormat.Form;
  if (equalsAsciiIgnoreCase(at, length, "text/html")) return BodyFormat.Html;
  if (equalsAsciiIgnoreCase(at, length, "application/xhtml+xml")) return BodyFormat.Html;
  if (equalsAsciiIgnoreCase(at, length, "text/plain")) return BodyFormat.SniffedForm;
  return BodyFormat.Sniffed;
}

/** Whether a `content-encoding` hides the body. */
export function isEncoded(at: usize, size: u32): bool {
  return size !== 0 && !equalsAsciiIgnoreCase(at, size, "identity");
}
