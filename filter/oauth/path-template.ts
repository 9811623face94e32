// A path template: a path of which whole segments may be placeholders, `/realms/{realm}/protocol/openid-connect/token`.
// A placeholder stands for one segment that is not empty. Template and path are in their normal form (path.ts).

/** Bytes of a template. */
export const MAX_TEMPLATE: u32 = 255;
/** Bytes of a placeholder's name. */
export const MAX_PLACEHOLDER: u32 = 64;

const OPEN: u8 = 0x7b;
const CLOSE: u8 = 0x7d;
const SLASH: u8 = 0x2f;

/** Literal bytes of the last walk up to where both parted, in whole segments. */
export let alike: u32 = 0;
/** The segment that the placeholder asked for stands for; size 0 when the walk did not come to it. */
export let foundAt: usize = 0;
export let foundSize: u32 = 0;

/** Size of the placeholder that begins here, braces included; 0 when none does that is well written. */
export function placeholderSize(at: usize, size: u32): u32 {
  if (size < 3 || load<u8>(at) !== OPEN) return 0;
  const end = min(size, MAX_PLACEHOLDER + 2);
  for (let i: u32 = 1; i < end; i++) {
    const byte = load<u8>(at + <usize>i);
    if (byte === CLOSE) return i > 1 ? i + 1 : 0;
    if (!isNameByte(byte)) return 0;
  }
  return 0;
}

/** Whether a normal path is a template: every brace in it belongs to a placeholder, and that is a whole segment. */
export function isTemplate(at: usize, size: u32): bool {
  if (size === 0 || size > MAX_TEMPLATE) return false;
  for (let i: u32 = 0; i < size; i++) {
    const byte = load<u8>(at + <usize>i);
    if (byte === CLOSE) return false;
    if (byte !== OPEN) continue;
    const placeholder = placeholderSize(at + <usize>i, size - i);
    if (placeholder === 0 || i === 0 || load<u8>(at + <usize>i - 1) !== SLASH) return false;
    i += placeholder;
    if (i < size && load<u8>(at + <usize>i) !== SLASH) return false;
  }
  return true;
}

/** Bytes of a template outside its placeholders: what makes one template more exact than another. */
export function literalSize(at: usize, size: u32): u32 {
  let literal: u32 = 0;
  for (let i: u32 = 0; i < size; i++) {
    if (load<u8>(at + <usize>i) === OPEN) i += placeholderSize(at + <usize>i, size - i) - 1;
    else literal++;
  }
  return literal;
}

/** Whether the whole path is as the template says. */
export function matchesTemplate(template: usize, size: u32, path: usize, pathSize: u32): bool {
  return walk(template, size, path, pathSize, 0, 0);
}

/** Looks for what stands in the place of a placeholder, in a path that is as the template says up to there at least. */
export function findPlaceholder(
  template: usize,
  size: u32,
  path: usize,
  pathSize: u32,
  nameAt: usize,
  nameSize: u32,
): bool {
  walk(template, size, path, pathSize, nameAt, nameSize);
  return foundSize !== 0;
}

// Steps through both. True when both end together and no placeholder was asked for.
function walk(template: usize, size: u32, path: usize, pathSize: u32, nameAt: usize, nameSize: u32): bool {
  let literal: u32 = 0;
  let p: u32 = 0;
  alike = 0;
  foundSize = 0;
  for (let t: u32 = 0; t < size; t++) {
    const byte = load<u8>(template + <usize>t);
    if (byte === OPEN) {
      const placeholder = placeholderSize(template + <usize>t, size - t);
      const end = segmentEnd(path, p, pathSize);
      if (placeholder === 0 || end === p) return false;
      if (placeholder === nameSize + 2 && memory.compare(template + <usize>t + 1, nameAt, nameSize) === 0) {
        foundAt = path + <usize>p;
        foundSize = end - p;
        return false;
      }
      t += placeholder - 1;
      p = end;
    } else {
      if (byte === SLASH && isSegmentEnd(path, p, pathSize)) alike = literal;
      if (p === pathSize || load<u8>(path + <usize>p) !== byte) return false;
      literal++;
      p++;
    }
  }
  if (isSegmentEnd(path, p, pathSize)) alike = literal;
  return p === pathSize;
}

function isSegmentEnd(path: usize, at: u32, size: u32): bool {
  return at === size || load<u8>(path + <usize>at) === SLASH;
}

function segmentEnd(path: usize, from: u32, size: u32): u32 {
  while (from < size && load<u8>(path + <usize>from) !== SLASH) from++;
  return from;
}

function isNameByte(byte: u8): bool {
  if (<u8>((byte | 0x20) - 0x61) < 26 || <u8>(byte - 0x30) < 10) return true;
  return byte === 0x2d || byte === 0x5f;
}
