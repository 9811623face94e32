// Numbers and literals of JSON (RFC 8259 §3, §6), octet by octet: where in its grammar one has come to.

/** Where a number has come to. */
export enum Place {
  /** The octet is no part of a number. */
  None = -1,
  Begin = 0,
  Minus = 1,
  Zero = 2,
  Whole = 3,
  Point = 4,
  Fraction = 5,
  Exponent = 6,
  ExponentSign = 7,
  ExponentDigits = 8,
}

/** Where a number comes to with one octet more. */
export function numberStep(place: Place, byte: u8): Place {
  const isDigit = byte >= 0x30 && byte <= 0x39;
  switch (place) {
    case Place.Begin:
      if (byte === 0x2d) return Place.Minus;
      return isDigit ? (byte === 0x30 ? Place.Zero : Place.Whole) : Place.None;
    case Place.Minus:
      return isDigit ? (byte === 0x30 ? Place.Zero : Place.Whole) : Place.None;
    case Place.Zero:
    case Place.Whole:
      if (isDigit && place === Place.Whole) return Place.Whole;
      if (byte === 0x2e) return Place.Point;
      return (byte | 0x20) === 0x65 ? Place.Exponent : Place.None;
    case Place.Point:
      return isDigit ? Place.Fraction : Place.None;
    case Place.Fraction:
      if (isDigit) return Place.Fraction;
      return (byte | 0x20) === 0x65 ? Place.Exponent : Place.None;
    case Place.Exponent:
      if (byte === 0x2b || byte === 0x2d) return Place.ExponentSign;
      return isDigit ? Place.ExponentDigits : Place.None;
    default:
      return isDigit ? Place.ExponentDigits : Place.None;
  }
}

/** Whether a number may end here. */
export function isNumberEnd(place: Place): bool {
  switch (place) {
    case Place.Zero:
    case Place.Whole:
    case Place.Fraction:
    case Place.ExponentDigits:
      return true;
    default:
      return false;
  }
}

/** The literal that begins with this octet; empty when none does. */
export function literalOf(first: u8): string {
  if (first === 0x74) return "true";
  if (first === 0x66) return "false";
  return first === 0x6e ? "null" : "";
}
