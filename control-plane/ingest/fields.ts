/**
 * The fields of one protobuf message, one after the other, read in place. Any bytes are fine: what breaks the encoding
 * ends the reading, and `isBroken` says so.
 * Source: protobuf encoding guide, "Message Structure".
 */
export type Fields = {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;
  /** Number of the last field. */
  field: number;
  /** Whether it is length-delimited: `value` bytes from `from`. */
  isBytes: boolean;
  /** Its varint; more than 2^53 is Infinity. Its size when it is length-delimited; 0 for fixed-width ones. */
  value: number;
  from: number;
  isBroken: boolean;
};

/** Reads `bytes` from `at` to `end`. */
export function fieldsOf(bytes: Uint8Array, at: number, end: number): Fields {
  return { bytes, at, end, field: 0, isBytes: false, value: 0, from: 0, isBroken: false };
}

/** Goes to the next field; false at the end and where the encoding breaks. */
export function nextField(fields: Fields): boolean {
  if (fields.at >= fields.end) return false;
  const tag = readVarint(fields);
  const field = Math.floor(tag / 8);
  if (tag === BROKEN || field === 0 || field > 0x1fff_ffff) return broken(fields);
  fields.field = field;
  fields.isBytes = false;
  switch (tag % 8) {
    case 0:
      fields.value = readVarint(fields);
      return fields.value !== BROKEN || broken(fields);
    case 1:
      return skip(fields, 8);
    case 2:
      fields.value = readVarint(fields);
      if (fields.value === BROKEN || fields.value > fields.end - fields.at) return broken(fields);
      fields.isBytes = true;
      fields.from = fields.at;
      fields.at += fields.value;
      return true;
    case 5:
      return skip(fields, 4);
    default:
      return broken(fields);
  }
}

/** What `readVarint` gives for one that is cut short or too long. */
export const BROKEN = -1;

/** An unsigned varint of at most 10 bytes at `at`, which moves behind it; more than 2^53 is Infinity. */
export function readVarint(cursor: { readonly bytes: Uint8Array; at: number; readonly end: number }): number {
  let value = 0;
  let scale = 1;
  for (let size = 1; size <= 10 && cursor.at < cursor.end; size += 1) {
    const byte = cursor.bytes[cursor.at] ?? 0;
    cursor.at += 1;
    value += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte < 0x80) return value <= Number.MAX_SAFE_INTEGER ? value : Infinity;
  }
  return BROKEN;
}

function skip(fields: Fields, width: number): boolean {
  fields.value = 0;
  fields.at += width;
  return fields.at <= fields.end || broken(fields);
}

function broken(fields: Fields): false {
  fields.isBroken = true;
  fields.at = fields.end;
  return false;
}

/** Text of a part. A filter cuts long names at a byte, so a broken last character is no fault: it is replaced. */
export function textOf(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("utf8");
}
