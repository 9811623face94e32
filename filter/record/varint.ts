// Writing protobuf's wire format at an address. Each function returns the address after what it wrote; the caller has
// made sure of room: MAX_VARINT bytes for a number.

/** Bytes of the longest varint. */
export const MAX_VARINT: usize = 10;

/** Unsigned LEB128. */
export function putVarint(at: usize, value: u64): usize {
  while (value > 0x7f) {
    store<u8>(at, <u8>(value | 0x80));
    at += 1;
    value >>= 7;
  }
  store<u8>(at, <u8>value);
  return at + 1;
}

/** protobuf's sint64: zigzag, then varint. */
export function putZigzag(at: usize, value: i64): usize {
  return putVarint(at, <u64>((value << 1) ^ (value >> 63)));
}

/** Bytes that `putVarint` would write. */
export function varintSize(value: u64): usize {
  return value === 0 ? 1 : <usize>((70 - clz(value)) / 7);
}

/** A varint field; nothing for 0, as proto3 has it. */
export function putNumberField(at: usize, field: u32, value: u64): usize {
  if (value === 0) return at;
  return putVarint(putVarint(at, <u64>(field << 3)), value);
}

/** A length-delimited field; nothing when empty. */
export function putBytesField(at: usize, field: u32, from: usize, size: usize): usize {
  if (size === 0) return at;
  at = putVarint(putVarint(at, <u64>((field << 3) | 2)), <u64>size);
  memory.copy(at, from, size);
  return at + size;
}

/** Tag and length of a length-delimited field whose content the caller writes next. */
export function putMessageHead(at: usize, field: u32, size: usize): usize {
  return putVarint(putVarint(at, <u64>((field << 3) | 2)), <u64>size);
}
