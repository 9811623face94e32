// Memory that the host may fill during one callback, and where it says what it did.

const ARENA_SIZE: usize = 64 * 1024;
const arena: usize = heap.alloc(ARENA_SIZE);
let used: usize = 0;

/** Where the host writes addresses, sizes and numbers: 16 bytes. */
export const out: usize = heap.alloc(16);

/** The host's allocator. 0 when there is no room. */
export function malloc(size: usize): usize {
  if (size > ARENA_SIZE - used) return 0;
  const at = arena + used;
  used += (size + 7) & ~7;
  return at;
}

export function clear(): void {
  used = 0;
}

export function abort(_message: usize, _file: usize, _line: u32, _column: u32): void {
  unreachable();
}
