// AssemblyScript keeps string literals as UTF-16; the host wants bytes. Literals are copied once, while the module starts.

/** Bytes for all literals of the filter; a literal beyond it comes out as address 0, which a test would see. */
const CAPACITY: usize = 4096;
const BASE: usize = memory.data(<i32>CAPACITY);
let used: usize = 0;

/** Address of the ASCII bytes of `literal`; the size is `literal.length`. Only for module-level constants. */
export function asciiBytes(literal: string): usize {
  const size = <usize>literal.length;
  if (used + size > CAPACITY) return 0;
  const at = BASE + used;
  for (let i: usize = 0; i < size; i++) {
    store<u8>(at + i, load<u8>(changetype<usize>(literal) + (i << 1)));
  }
  used += size;
  return at;
}
