// Adding templates to a table: those of a configuration and those of a dialect.

import { Endpoint } from "../record/gen/words";
import {
  addText,
  bucketOf,
  hasTextRoom,
  issuerOf,
  MAX_ISSUERS,
  MAX_TEMPLATES,
  Table,
  tableOf,
  templateOf,
  textAt,
} from "./endpoint-table-layout";
import { NORMAL_PATH, normalPath } from "./path";
import { firstKey, lastKey, lastSegment, withoutEndSlash } from "./path-key";
import { isTemplate, literalSize } from "./path-template";

/**
 * Adds a path template to an issuer's own (`mark` 0) or a dialect's. It is kept in its normal form and without a slash at
 * its end, so that `/token` and `/token/` are the same template as they are the same path: frameworks answer one as the
 * other, or redirect, and a client that errs about it made an attempt at that endpoint all the same.
 *
 * False when it is no template, does not fit, or is the owner's already as another endpoint's.
 */
export function addTemplate(table: usize, owner: u32, endpoint: u8, mark: u8, at: usize, size: u32): bool {
  if (endpoint === Endpoint.Unspecified || endpoint > Endpoint.Resource) return false;
  if (!isPath(at, size)) return false;
  const path = withoutEndSlash(NORMAL_PATH, normalPath(at, size));
  if (!isTemplate(NORMAL_PATH, path)) return false;
  const t = tableOf(table);
  const bucket = bucketFor(table, path);
  const key = keyFor(path);
  const twin = twinOf(table, load<u16>(bucket), owner, path);
  if (twin !== 0 && templateOf(table, twin).owner === owner) return templateOf(table, twin).endpoint === endpoint;
  if (t.templates === MAX_TEMPLATES || (twin === 0 && !hasTextRoom(table, path))) return false;
  t.templates += 1;
  const template = templateOf(table, t.templates);
  template.text = twin === 0 ? addText(table, NORMAL_PATH, path) : templateOf(table, twin).text;
  template.size = <u8>path;
  template.tag = <u16>(key >> 16);
  template.literal = <u8>literalSize(NORMAL_PATH, path);
  template.owner = <u8>owner;
  template.endpoint = endpoint;
  template.mark = mark;
  template.next = load<u16>(bucket);
  store<u16>(bucket, t.templates);
  if (isOpenEnded(path)) t.openEnded += 1;
  if (owner < MAX_ISSUERS) issuerOf(table, owner).own |= (<u32>1) << endpoint;
  return true;
}

// No absolute-form, no query, no fragment: `normalPath` would leave them out without a word.
function isPath(at: usize, size: u32): bool {
  if (size === 0 || load<u8>(at) !== 0x2f) return false;
  for (let i: u32 = 0; i < size; i++) {
    const byte = load<u8>(at + <usize>i);
    if (byte === 0x3f || byte === 0x23) return false;
  }
  return true;
}

function isPlaceholder(offset: u32, size: u32): bool {
  return offset < size && load<u8>(NORMAL_PATH + <usize>offset) === 0x7b;
}

function isOpenEnded(size: u32): bool {
  return isPlaceholder(lastSegment(NORMAL_PATH, size), size);
}

function keyFor(size: u32): u32 {
  if (!isOpenEnded(size)) return lastKey(NORMAL_PATH, size);
  return isPlaceholder(1, size) ? 0 : firstKey(NORMAL_PATH, size);
}

function bucketFor(table: usize, size: u32): usize {
  if (isOpenEnded(size) && isPlaceholder(1, size)) return table + offsetof<Table>("open");
  return bucketOf(table, keyFor(size));
}

// A template of the same text: the owner's, or else any, whose text can be shared.
function twinOf(table: usize, number: u32, owner: u32, size: u32): u32 {
  let twin: u32 = 0;
  while (number !== 0) {
    const template = templateOf(table, number);
    if (template.size === size && memory.compare(textAt(table, template.text), NORMAL_PATH, size) === 0) {
      twin = number;
      if (template.owner === owner) return number;
    }
    number = template.next;
  }
  return twin;
}
