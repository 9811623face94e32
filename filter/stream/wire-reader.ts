// Reading protobuf from a peer that may send anything: every step is bounded by the end of its message, and a broken
// message ends the reading.

/** End of the field that `readTag` found, for length-delimited ones; address after the last varint otherwise. */
export let position: usize = 0;
/** The last varint, or the size of the last length-delimited field (which begins at `position`). */
export let number: u64 = 0;
/** Field number of the last tag; 0 = end of the message, or broken. */
export let field: u32 = 0;
/** Whether the last field is length-delimited: `number` bytes from `position`. */
export let isBytes: bool = false;

/**
 * Reads the next field that begins at `at`. Afterwards `field`, `number`, `isBytes` and `position` tell what it is; the
 * next one begins at the address returned. Wire types 1 and 5 are skipped over as unknown numbers.
 */
export function readField(at: usize, end: usize): usize {
  field = 0;
  isBytes = false;
  if (at >= end || !readVarint(at, end)) return end;
  const tag = number;
  if (tag >> 3 === 0 || tag >> 3 > 0x1fffffff) return end;
  const wireType = <u32>(tag & 7);
  at = position;
  if (wireType === 0) {
    if (!readVarint(at, end)) return end;
    field = <u32>(tag >> 3);
    return position;
  }
  if (wireType === 2) {
    if (!readVarint(at, end) || number > <u64>(end - position)) return end;
    field = <u32>(tag >> 3);
    isBytes = true;
    return position + <usize>number;
  }
  const width: usize = wireType === 1 ? 8 : wireType === 5 ? 4 : 0;
  if (width === 0 || width > end - at) return end;
  number = 0;
  field = <u32>(tag >> 3);
  return at + width;
}

function readVarint(at: usize, end: usize): bool {
  let value: u64 = 0;
  for (let shift: u64 = 0; shift < 70; shift += 7) {
    if (at >= end) return false;
    const byte = <u64>load<u8>(at);
    at += 1;
    if (shift < 64) value |= (byte & 0x7f) << shift;
    if (byte < 0x80) {
      number = value;
      position = at;
      return true;
    }
  }
  return false;
}
