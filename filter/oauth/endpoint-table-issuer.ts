// Adding an issuer to a table, while configuring.

import { MAX_ISSUER_NAME, NO_ISSUER } from "../record/issuer-names";
import {
  addText,
  hasTextRoom,
  issuerOf,
  MAX_ISSUERS,
  MAX_PLACEHOLDERS,
  placeholderOf,
  tableOf,
  textAt,
} from "./endpoint-table-layout";
import { nameOfOthers, OTHER_SIZE } from "./endpoint-table-name";
import { MAX_IN_NAME } from "./endpoint-table-value";
import { placeholderSize } from "./path-template";

/** Bytes of a name with its placeholders as they are written. */
const MAX_WRITTEN: u32 = 255;

/**
 * Adds an issuer by its name, in which `{placeholder}`s stand for segments of its paths. Its index; -1 when it does not
 * fit: too many issuers, placeholders or names, or a name that is empty, has a brace that belongs to no placeholder, or
 * is longer than 128 bytes once `other_tenant` is in every place.
 */
export function tableAddIssuer(table: usize, nameAt: usize, nameSize: u32): i32 {
  const t = tableOf(table);
  if (nameSize === 0 || nameSize > MAX_WRITTEN || t.issuers === MAX_ISSUERS) return -1;
  if (!hasTextRoom(table, nameSize)) return -1;
  const placeholders = placeholdersIn(nameAt, nameSize);
  if (placeholders < 0 || <u32>t.placeholders + <u32>placeholders > MAX_PLACEHOLDERS) return -1;
  const index: u32 = t.issuers;
  const issuer = issuerOf(table, index);
  issuer.name = addText(table, nameAt, nameSize);
  issuer.nameSize = <u8>nameSize;
  issuer.anyHost = true;
  issuer.placeholder = t.placeholders + 1;
  issuer.placeholders = <u8>placeholders;
  issuer.fallback = nameOfOthers(table, index);
  if (issuer.fallback === NO_ISSUER) {
    t.textSize -= <u16>nameSize;
    return -1;
  }
  addPlaceholders(table, index);
  t.issuers += 1;
  return index;
}

// How many a name has; -1 when the name cannot be an issuer's.
function placeholdersIn(at: usize, size: u32): i32 {
  let count: u32 = 0;
  let filled: u32 = 0;
  for (let i: u32 = 0; i < size; i++) {
    const byte = load<u8>(at + <usize>i);
    const placeholder = placeholderSize(at + <usize>i, size - i);
    if (placeholder !== 0) {
      count += 1;
      filled += OTHER_SIZE;
      i += placeholder - 1;
    } else {
      if (byte === 0x7b || byte === 0x7d) return -1;
      filled += 1;
    }
  }
  return filled > MAX_ISSUER_NAME || count > MAX_IN_NAME ? -1 : <i32>count;
}

function addPlaceholders(table: usize, index: u32): void {
  const issuer = issuerOf(table, index);
  const text = textAt(table, issuer.name);
  for (let i: u32 = 0; i < issuer.nameSize; i++) {
    const size = placeholderSize(text + <usize>i, issuer.nameSize - i);
    if (size === 0) continue;
    tableOf(table).placeholders += 1;
    const placeholder = placeholderOf(table, tableOf(table).placeholders);
    placeholder.name = issuer.name + <u16>i + 1;
    placeholder.nameSize = <u8>(size - 2);
    i += size - 1;
  }
}
