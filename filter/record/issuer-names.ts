// The issuer names that records refer to by index: shared by the roots of a VM, filled as names are met, never emptied
// (records that wait may refer to them).

/** Names. The wire's string dictionary has room for more; beyond it a name is not added. */
export const MAX_ISSUER_NAMES: u32 = 256;
/** Bytes of a name; a longer one is not added. */
export const MAX_ISSUER_NAME: u32 = 128;
/** No name. */
export const NO_ISSUER: u16 = 0xffff;

// A name is a u8 size and its bytes.
const STRIDE: usize = <usize>MAX_ISSUER_NAME + 1;
const NAMES: usize = memory.data(<i32>(MAX_ISSUER_NAMES * (MAX_ISSUER_NAME + 1)));

let names: u32 = 0;

/** Index of a name, which is added when it is new; NO_ISSUER when it is empty, too long, or the table is full. */
export function issuerNameIndex(at: usize, size: u32): u16 {
  if (size === 0 || size > MAX_ISSUER_NAME) return NO_ISSUER;
  for (let i: u32 = 0; i < names; i++) {
    if (issuerNameSize(i) === size && memory.compare(issuerNameAt(i), at, <usize>size) === 0) return <u16>i;
  }
  if (names === MAX_ISSUER_NAMES) return NO_ISSUER;
  const entry = NAMES + <usize>names * STRIDE;
  store<u8>(entry, <u8>size);
  memory.copy(entry + 1, at, size);
  names += 1;
  return <u16>(names - 1);
}

/** Address of a name's bytes. */
export function issuerNameAt(index: u32): usize {
  return NAMES + <usize>index * STRIDE + 1;
}

/** Size of a name, bytes. */
export function issuerNameSize(index: u32): u32 {
  return load<u8>(NAMES + <usize>index * STRIDE);
}
