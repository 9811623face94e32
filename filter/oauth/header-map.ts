// Envoy's serialised header map, walked in place.

// ╒══════════════ Header map, little-endian ══════════════╕
//   0        u32      count
//   4        count×8  u32 nameSize, u32 valueSize
//   4+8n     …        name, 0, value, 0, one pair after the other
//
// Pseudo-headers are in it (`:path`); names are lower case.

/** Headers looked at; Envoy itself passes no more. */
const MAX_HEADERS: u32 = 1024;

// ╒══════════════ HeaderCursor, 32 bytes ══════════════╕
//   0  u32  nameAt     usize of the name
//   4  u32  nameSize
//   8  u32  valueAt    usize of the value
//  12  u32  valueSize
//  16  u32  sizesAt    where the next pair's sizes are
//  20  u32  bytesAt    where the next pair's bytes are
//  24  u32  end        past the map
//  28  u32  left       pairs not yet walked
@unmanaged
export class HeaderCursor {
  nameAt: usize;
  nameSize: u32;
  valueAt: usize;
  valueSize: u32;
  sizesAt: usize;
  bytesAt: usize;
  end: usize;
  left: u32;
}

const CURSOR: usize = memory.data(32, 4);

/** Begins a walk. One at a time: the cursor is the same each time. */
export function walkHeaders(pairs: usize, size: u32): HeaderCursor {
  const cursor = changetype<HeaderCursor>(CURSOR);
  cursor.left = 0;
  if (size < 4) return cursor;
  const count = load<u32>(pairs);
  if (count > MAX_HEADERS || count * 8 + 4 > size) return cursor;
  cursor.left = count;
  cursor.sizesAt = pairs + 4;
  cursor.bytesAt = pairs + 4 + ((<usize>count) << 3);
  cursor.end = pairs + <usize>size;
  return cursor;
}

/** Moves to the next pair. False at the end, and where the sizes do not fit the map. */
export function nextHeader(cursor: HeaderCursor): bool {
  if (cursor.left === 0) return false;
  cursor.left -= 1;
  const nameSize = load<u32>(cursor.sizesAt);
  const valueSize = load<u32>(cursor.sizesAt, 4);
  const room = <u64>(cursor.end - cursor.bytesAt);
  if (<u64>nameSize + <u64>valueSize + 2 > room) {
    cursor.left = 0;
    return false;
  }
  cursor.nameAt = cursor.bytesAt;
  cursor.nameSize = nameSize;
  cursor.valueAt = cursor.bytesAt + <usize>nameSize + 1;
  cursor.valueSize = valueSize;
  cursor.sizesAt += 8;
  cursor.bytesAt = cursor.valueAt + <usize>valueSize + 1;
  return true;
}
