// The keys under which templates are found. Paths differ most in their last segment: a request that is not OAuth leaves
// after one hash of that and one look into an empty bucket.

/** Bytes of a segment that can have a key: a template has no longer one. */
const MAX_KEYED: u32 = 255;
/** No key: the segment is too long for any template. */
export const NO_KEY: u32 = 0;

const SLASH: u8 = 0x2f;
/** Keeps keys of first segments apart from those of last ones. */
const FIRST: u32 = 0x9e3779b9;

/** Size of a normal path without the slash that may end it. `/` stays. */
export function withoutEndSlash(path: usize, size: u32): u32 {
  return size > 1 && load<u8>(path + <usize>size - 1) === SLASH ? size - 1 : size;
}

/** Offset of the last segment of a path that does not end in a slash, or is `/`. */
export function lastSegment(path: usize, size: u32): u32 {
  let from = size;
  while (from > 1 && load<u8>(path + <usize>from - 1) !== SLASH) from--;
  return min(from, size);
}

/** Key of the last segment; NO_KEY when it is too long. */
export function lastKey(path: usize, size: u32): u32 {
  const from = lastSegment(path, size);
  return segmentKey(path + <usize>from, size - from);
}

/** Key of the first segment; NO_KEY when it is too long. */
export function firstKey(path: usize, size: u32): u32 {
  let end: u32 = 1;
  while (end < size && load<u8>(path + <usize>end) !== SLASH) end++;
  const key = segmentKey(path + 1, min(end, size) - 1);
  return key === NO_KEY ? NO_KEY : key ^ FIRST;
}

// FNV-1a; the low bits, which choose the bucket, are the better for the last step.
function segmentKey(at: usize, size: u32): u32 {
  if (size > MAX_KEYED) return NO_KEY;
  let hash: u32 = 0x811c9dc5;
  for (let i: u32 = 0; i < size; i++) hash = (hash ^ load<u8>(at + <usize>i)) * 0x01000193;
  return (hash ^ (hash >> 15)) | (1 << 16);
}
