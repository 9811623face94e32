// Memory of the probe: what the host is given is made once, at the start; what the host gives lives for one callback.

/** Bytes that the host may put into memory during one callback. */
const ARENA_SIZE: usize = 1024 * 1024;
const arena: usize = heap.alloc(ARENA_SIZE);
let used: usize = 0;

/** Where the host writes addresses, sizes and numbers: 64 bytes. */
export const out: usize = heap.alloc(64);

/** The host's allocator. 0 when the arena is full. */
export function malloc(size: usize): usize {
  const at = arena + used;
  if (size > ARENA_SIZE - used) return 0;
  used += (size + 7) & ~7;
  return at;
}

/** Forgets what the host gave. */
export function clear(): void {
  used = 0;
}

/** No value aborts this module; the compiler wants the function. */
export function abort(_message: usize, _file: usize, _line: u32, _column: u32): void {
  unreachable();
}

/** Text as UTF-8; `|` becomes the zero byte that separates the segments of a property's path. */
export function text(literal: string): ArrayBuffer {
  const bytes = Uint8Array.wrap(String.UTF8.encode(literal));
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at] === 0x7c) bytes[at] = 0;
  return bytes.buffer;
}

/** The address of bytes that `text` made. */
export function at(bytes: ArrayBuffer): usize {
  return changetype<usize>(bytes);
}
