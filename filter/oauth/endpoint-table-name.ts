// The name of an issuer with its placeholders filled.

import { issuerNameIndex, MAX_ISSUER_NAME, NO_ISSUER } from "../record/issuer-names";
import { asciiBytes } from "../text/static-bytes";
import { isTemplateOf } from "./endpoint-table-find";
import { issuerOf, Placeholder, placeholderOf, tableOf, templateOf, textAt } from "./endpoint-table-layout";
import { clearValues, meetValue, takeValue, valueOf } from "./endpoint-table-value";
import { NORMAL_PATH } from "./path";
import { alike, findPlaceholder, foundAt, foundSize, matchesTemplate, placeholderSize } from "./path-template";

/** Bytes of `other_tenant`. */
export const OTHER_SIZE: u32 = 12;

const OTHER: usize = asciiBytes("other_tenant");
const NAME: usize = memory.data(<i32>MAX_ISSUER_NAME);

/** Index of the issuer's name, filled from a path that is as a template of it says. */
export function nameOfMatch(table: usize, index: u32, template: u32, pathSize: u32): u16 {
  const issuer = issuerOf(table, index);
  if (issuer.placeholders === 0) return issuer.fallback;
  const text = textAt(table, templateOf(table, template).text);
  const size: u32 = templateOf(table, template).size;
  clearValues();
  for (let i: u32 = 0; i < issuer.placeholders; i++) {
    const placeholder = placeholderOf(table, issuer.placeholder + i);
    const nameAt = textAt(table, placeholder.name);
    if (findPlaceholder(text, size, NORMAL_PATH, pathSize, nameAt, placeholder.nameSize)) {
      takeValue(table, i, placeholder, foundAt, foundSize);
    }
  }
  return addName(table, index);
}

/** Index of the issuer's name, each placeholder filled by the template that the path begins most alike, up to there. */
export function nameOfBeginning(table: usize, index: u32, pathSize: u32): u16 {
  const issuer = issuerOf(table, index);
  if (issuer.placeholders === 0) return issuer.fallback;
  clearValues();
  for (let i: u32 = 0; i < issuer.placeholders; i++) {
    const placeholder = placeholderOf(table, issuer.placeholder + i);
    findInBeginning(table, index, placeholder, pathSize);
    takeValue(table, i, placeholder, bestAt, bestSize);
  }
  return addName(table, index);
}

/** Index of the issuer's name with `other_tenant` in every place; NO_ISSUER when it cannot be had. */
export function nameOfOthers(table: usize, index: u32): u16 {
  clearValues();
  return issuerNameIndex(NAME, assemble(table, index));
}

/** Literal bytes that the path begins with as some template of the issuer does, in whole segments. */
export function alikeOf(table: usize, index: u32, pathSize: u32): u32 {
  const issuer = issuerOf(table, index);
  const templates: u32 = tableOf(table).templates;
  let most: u32 = 0;
  for (let i: u32 = 1; i <= templates; i++) {
    const template = templateOf(table, i);
    if (!isTemplateOf(template, issuer, index)) continue;
    matchesTemplate(textAt(table, template.text), template.size, NORMAL_PATH, pathSize);
    most = max(most, alike);
  }
  return most;
}

let bestAt: usize = 0;
let bestSize: u32 = 0;

function findInBeginning(table: usize, index: u32, placeholder: Placeholder, pathSize: u32): void {
  const issuer = issuerOf(table, index);
  const nameAt = textAt(table, placeholder.name);
  const templates: u32 = tableOf(table).templates;
  let best: u32 = 0;
  bestSize = 0;
  for (let i: u32 = 1; i <= templates; i++) {
    const template = templateOf(table, i);
    if (!isTemplateOf(template, issuer, index)) continue;
    const text = textAt(table, template.text);
    if (!findPlaceholder(text, template.size, NORMAL_PATH, pathSize, nameAt, placeholder.nameSize)) continue;
    if (bestSize !== 0 && alike <= best) continue;
    best = alike;
    bestAt = foundAt;
    bestSize = foundSize;
  }
}

// The names of a VM are few. Where the table of names is full, the issuer still has the one that it began with.
function addName(table: usize, index: u32): u16 {
  const name = issuerNameIndex(NAME, assemble(table, index));
  const issuer = issuerOf(table, index);
  if (name === NO_ISSUER) return issuer.fallback;
  for (let i: u32 = 0; i < issuer.placeholders; i++) meetValue(placeholderOf(table, issuer.placeholder + i), i, name);
  return name;
}

// Writes the name to NAME. A value that leaves too little room for the rest becomes `other_tenant`; there is always
// room for that, since an issuer without it is refused while configuring.
function assemble(table: usize, index: u32): u32 {
  const issuer = issuerOf(table, index);
  const text = textAt(table, issuer.name);
  let rest = restOf(text, issuer.nameSize);
  let out: u32 = 0;
  let filled: u32 = 0;
  for (let i: u32 = 0; i < issuer.nameSize; i++) {
    const placeholder = placeholderSize(text + <usize>i, issuer.nameSize - i);
    if (placeholder === 0) {
      store<u8>(NAME + <usize>out, load<u8>(text + <usize>i));
      out += 1;
      rest -= 1;
      continue;
    }
    const value = valueOf(filled++);
    rest -= shortest(value.size);
    if (out + value.size + rest > MAX_ISSUER_NAME) value.size = 0;
    value.offset = <u8>out;
    if (value.size === 0) memory.copy(NAME + <usize>out, OTHER, OTHER_SIZE);
    else memory.copy(NAME + <usize>out, value.at, value.size);
    out += value.size === 0 ? OTHER_SIZE : value.size;
    i += placeholder - 1;
  }
  return out;
}

// The least that a name takes: each place filled with the shorter of its value and `other_tenant`.
function restOf(text: usize, size: u32): u32 {
  let rest: u32 = 0;
  let filled: u32 = 0;
  for (let i: u32 = 0; i < size; i++) {
    const placeholder = placeholderSize(text + <usize>i, size - i);
    if (placeholder === 0) {
      rest += 1;
    } else {
      rest += shortest(valueOf(filled++).size);
      i += placeholder - 1;
    }
  }
  return rest;
}

function shortest(size: u32): u32 {
  return size === 0 ? OTHER_SIZE : min(size, OTHER_SIZE);
}
