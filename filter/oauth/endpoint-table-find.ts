// Templates by the path of a request.

import { bucketOf, Issuer, MAX_ISSUERS, tableOf, Template, templateOf, textAt } from "./endpoint-table-layout";
import { firstKey, lastKey, NO_KEY } from "./path-key";
import { matchesTemplate } from "./path-template";

// Where a template can be found: under its last segment, its first one, or neither.
const LAST: u32 = 0;
const FIRST: u32 = 1;
const OPEN: u32 = 2;
const END: u32 = 3;

let place: u32 = END;
let tag: u16 = 0;
let next: u32 = 0;

/** Number of the first template that is the path's; 0 when none is. The path has no slash at its end. */
export function firstTemplate(table: usize, path: usize, size: u32): u32 {
  place = LAST;
  const key = lastKey(path, size);
  tag = <u16>(key >> 16);
  next = key === NO_KEY ? 0 : load<u16>(bucketOf(table, key));
  return nextTemplate(table, path, size);
}

/** Number of the next template that is the path's; 0 when there is none. Each comes once. */
export function nextTemplate(table: usize, path: usize, size: u32): u32 {
  while (place !== END) {
    const found = nextInChain(table, path, size);
    if (found !== 0) return found;
    toNextPlace(table, path, size);
  }
  return 0;
}

function nextInChain(table: usize, path: usize, size: u32): u32 {
  while (next !== 0) {
    const number = next;
    const template = templateOf(table, number);
    next = template.next;
    if (template.tag !== tag) continue;
    if (matchesTemplate(textAt(table, template.text), template.size, path, size)) return number;
  }
  return 0;
}

function toNextPlace(table: usize, path: usize, size: u32): void {
  place += 1;
  if (place === FIRST) {
    // Few tables have a template that ends in a placeholder; then the first segment is not even looked at.
    if (tableOf(table).openEnded === 0) return;
    const key = firstKey(path, size);
    tag = <u16>(key >> 16);
    next = key === NO_KEY ? 0 : load<u16>(bucketOf(table, key));
  } else if (place === OPEN) {
    tag = 0;
    next = tableOf(table).open;
  }
}

/** Whether a template is one of an issuer's: its own, or its dialect's for an endpoint without one of its own. */
export function isTemplateOf(template: Template, issuer: Issuer, index: u32): bool {
  if (template.owner < MAX_ISSUERS) return template.owner === index;
  return template.owner === issuer.dialect && (issuer.own & ((<u32>1) << template.endpoint)) === 0;
}
