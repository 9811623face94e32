// What fills the placeholders of the issuer name that is being made. It comes from requests, so it is taken only when it
// is listed, or harmless as a label and one of the first few.

import { issuerNameAt, MAX_ISSUER_NAME } from "../record/issuer-names";
import { MAX_MET, metOf, Placeholder, tenantOf, textAt } from "./endpoint-table-layout";

/** Placeholders in one name. */
export const MAX_IN_NAME: u32 = 8;

// ╒═══════ Value, 12 bytes: what fills a placeholder ═══════╕
//    0  u32  at
//    4  u32  size    0 = `other_tenant`
//    8  u8   offset  in the finished name
//    9  u8   isNew   the placeholder has not met it yet
@unmanaged
export class Value {
  at: usize;
  size: u32;
  offset: u8;
  isNew: bool;
}

const VALUE_SIZE: usize = 12;
const VALUES: usize = memory.data(<i32>(<usize>MAX_IN_NAME * VALUE_SIZE), 4);

/** Value of the placeholder `index` of the name, from 0. */
export function valueOf(index: u32): Value {
  return changetype<Value>(VALUES + <usize>index * VALUE_SIZE);
}

/** Every place reads `other_tenant`. */
export function clearValues(): void {
  for (let i: u32 = 0; i < MAX_IN_NAME; i++) {
    valueOf(i).size = 0;
    valueOf(i).isNew = false;
  }
}

/** Takes a segment of a path for placeholder `index`, or refuses it, which reads `other_tenant`. */
export function takeValue(table: usize, index: u32, placeholder: Placeholder, at: usize, size: u32): void {
  const value = valueOf(index);
  if (size === 0 || size > MAX_ISSUER_NAME) return;
  if (placeholder.listed) {
    if (!isListed(table, placeholder, at, size)) return;
  } else if (!isHarmless(at, size)) {
    return;
  } else if (!hasMet(placeholder, at, size)) {
    if (placeholder.met === MAX_MET) return;
    value.isNew = true;
  }
  value.at = at;
  value.size = size;
}

/** Remembers a new value, which lies in the issuer name of this index. */
export function meetValue(placeholder: Placeholder, index: u32, name: u16): void {
  const value = valueOf(index);
  if (!value.isNew || value.size === 0 || placeholder.met === MAX_MET) return;
  const met = metOf(placeholder, placeholder.met);
  met.issuer = name;
  met.offset = value.offset;
  met.size = <u8>value.size;
  placeholder.met += 1;
}

function isListed(table: usize, placeholder: Placeholder, at: usize, size: u32): bool {
  let number: u32 = placeholder.tenants;
  while (number !== 0) {
    const tenant = tenantOf(table, number);
    if (tenant.size === size && memory.compare(textAt(table, tenant.text), at, size) === 0) return true;
    number = tenant.next;
  }
  return false;
}

function hasMet(placeholder: Placeholder, at: usize, size: u32): bool {
  const count: u32 = placeholder.met;
  for (let i: u32 = 0; i < count; i++) {
    const met = metOf(placeholder, i);
    if (met.size !== size) continue;
    if (memory.compare(issuerNameAt(met.issuer) + <usize>met.offset, at, size) === 0) return true;
  }
  return false;
}

// Printable ASCII, but for what ends or escapes a quoted text somewhere on the way to a query.
function isHarmless(at: usize, size: u32): bool {
  for (let i: u32 = 0; i < size; i++) {
    const byte = load<u8>(at + <usize>i);
    if (byte <= 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x27 || byte === 0x5c || byte === 0x60) return false;
  }
  return true;
}
