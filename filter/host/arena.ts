// Where the host writes what a host call returns. A bump arena in static memory, emptied when a callback begins: a span
// lives until the next outermost callback and no longer.

/** Bytes. Envoy lets 60 KiB of request headers in by default; the pairs of one message and a chunk fit beside each other. */
const CAPACITY: usize = 80 * 1024;
const BASE: usize = memory.data(<i32>CAPACITY);

let used: usize = 0;
let depth: u32 = 0;

/**
 * The allocator that the host calls. 0 when the arena is full: the host call that asked then fails with
 * INVALID_MEMORY_ACCESS, and its caller goes on without the value.
 */
export function malloc(size: usize): usize {
  const aligned = (size + 7) & ~(<usize>7);
  if (aligned > CAPACITY - used) return 0;
  const at = BASE + used;
  used += aligned;
  return at;
}

/** Begins a callback. Callbacks can nest (a host call may call back): only the outermost empties the arena. */
export function enter(): void {
  if (depth === 0) used = 0;
  depth += 1;
}

/** Ends a callback. */
export function leave(): void {
  depth -= 1;
}

/** Forgets what came since `mark()` said `position`. */
export function release(position: usize): void {
  used = position;
}

/** The position to come back to with `release`. */
export function mark(): usize {
  return used;
}
