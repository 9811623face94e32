// The memory of one endpoint table: which request is OAuth. Written while configuring; a request only reads it, but for
// the tenants that are met.

/** Issuers of a table; beyond it an issuer is refused while configuring, as with all that follows. */
export const MAX_ISSUERS: u32 = 64;
/** Placeholders in the names of all issuers. */
export const MAX_PLACEHOLDERS: u32 = 64;
/** Hosts of all issuers. */
export const MAX_HOSTS: u32 = 256;
/** Listed values of all placeholders. */
export const MAX_TENANTS: u32 = 512;
/** Path templates: all dialects, `generic`, which holds them once more, and own ones fit together. */
export const MAX_TEMPLATES: u32 = 768;
/** Bytes of names, hosts, listed values and templates. */
export const MAX_TEXT: u32 = 22528;
/** Different values that a placeholder without a list may take; beyond it `other_tenant`. */
export const MAX_MET: u32 = 32;
/** Hash buckets of the templates. */
export const BUCKETS: u32 = 512;

// ╒═══════════ Table, little-endian ═══════════╕
//      0  u16  issuers       in use
//      2  u16  placeholders
//      4  u16  hosts
//      6  u16  tenants
//      8  u16  templates
//     10  u16  textSize
//     12  u16  open          first template of which neither the first nor the last segment is literal; 0 = none
//     14  u16  openEnded     templates of which the last segment is no literal
//     16       buckets       512 × u16: first template of each; 0 = none
//              issuers       64 × Issuer
//              placeholders  64 × Placeholder
//              hosts         256 × Host
//              tenants       512 × Tenant
//              templates     768 × Template
//              text          22528 bytes
// Templates, placeholders, hosts and tenants are named by their number from 1, issuers from 0.
@unmanaged
export class Table {
  issuers: u16;
  placeholders: u16;
  hosts: u16;
  tenants: u16;
  templates: u16;
  textSize: u16;
  open: u16;
  openEnded: u16;
}

// ╒═══════ Issuer, 16 bytes ═══════╕
//    0  u32  own           endpoints with templates of its own: bit n for Endpoint n
//    4  u16  name          offset in the text
//    6  u16  fallback      index of its name with `other_tenant` in every place
//    8  u16  hosts         its last host; 0 = none
//   10  u16  placeholder   its first one; the others follow
//   12  u8   nameSize
//   13  u8   placeholders
//   14  u8   dialect       owner of its other templates; 0 = none
//   15  u8   anyHost       no host was ever asked for
@unmanaged
export class Issuer {
  own: u32;
  name: u16;
  fallback: u16;
  hosts: u16;
  placeholder: u16;
  nameSize: u8;
  placeholders: u8;
  dialect: u8;
  anyHost: bool;
}

// ╒═══════ Placeholder, 136 bytes ═══════╕
//    0  u16  name      offset in the text
//    2  u16  tenants   its last listed value; 0 = none
//    4  u8   nameSize
//    5  u8   met       values met, when not listed
//    6  u8   listed    a list was asked for
//    8  32×Met
@unmanaged
export class Placeholder {
  name: u16;
  tenants: u16;
  nameSize: u8;
  met: u8;
  listed: bool;
}

// ╒═══════ Met, 4 bytes: a value, which lies within an issuer name ═══════╕
//    0  u16  issuer   index of the name
//    2  u8   offset
//    3  u8   size
@unmanaged
export class Met {
  issuer: u16;
  offset: u8;
  size: u8;
}

// ╒═══════ Host, 8 bytes ═══════╕
//    0  u16  text       offset; lower case; of `*.` what follows the star
//    2  u16  next       the issuer's host before it; 0 = none
//    4  u8   size
//    5  u8   wildcard
@unmanaged
export class Host {
  text: u16;
  next: u16;
  size: u8;
  wildcard: bool;
}

// ╒═══════ Tenant, 6 bytes ═══════╕
//    0  u16  text   offset
//    2  u16  next   the placeholder's value before it; 0 = none
//    4  u8   size
@unmanaged
export class Tenant {
  text: u16;
  next: u16;
  size: u8;
}

// ╒═══════ Template, 12 bytes ═══════╕
//    0  u16  text      offset
//    2  u16  tag       upper half of its key
//    4  u16  next      template of the same bucket; 0 = none
//    6  u8   size
//    7  u8   literal   bytes outside placeholders
//    8  u8   owner     issuer, or MAX_ISSUERS + dialect
//    9  u8   endpoint  Endpoint
//   10  u8   mark      Mark
@unmanaged
export class Template {
  text: u16;
  tag: u16;
  next: u16;
  size: u8;
  literal: u8;
  owner: u8;
  endpoint: u8;
  mark: u8;
}

/** How much a default path says by itself. */
export enum Mark {
  /** It is an authorization server's. */
  Own = 0,
  /** Any application may have it: where no host tells the issuer, it takes evidence. */
  Generic = 1,
  /** So common that it counts only where a host or a dialect's name tells the issuer. */
  Common = 2,
}

const BUCKETS_AT: usize = 16;
const ISSUER_SIZE: usize = 16;
const MET_AT: usize = 8;
const PLACEHOLDER_SIZE: usize = MET_AT + <usize>MAX_MET * 4;
const HOST_SIZE: usize = 8;
const TENANT_SIZE: usize = 6;
const TEMPLATE_SIZE: usize = 12;
const ISSUERS_AT: usize = BUCKETS_AT + <usize>BUCKETS * 2;
const PLACEHOLDERS_AT: usize = ISSUERS_AT + <usize>MAX_ISSUERS * ISSUER_SIZE;
const HOSTS_AT: usize = PLACEHOLDERS_AT + <usize>MAX_PLACEHOLDERS * PLACEHOLDER_SIZE;
const TENANTS_AT: usize = HOSTS_AT + <usize>MAX_HOSTS * HOST_SIZE;
const TEMPLATES_AT: usize = TENANTS_AT + <usize>MAX_TENANTS * TENANT_SIZE;
const TEXT_AT: usize = TEMPLATES_AT + <usize>MAX_TEMPLATES * TEMPLATE_SIZE;

/** Bytes of a table; 8-aligned. */
export const ENDPOINT_TABLE_SIZE: usize = TEXT_AT + <usize>MAX_TEXT;

export function tableOf(table: usize): Table {
  return changetype<Table>(table);
}

/** Issuer `index`, from 0. */
export function issuerOf(table: usize, index: u32): Issuer {
  return changetype<Issuer>(table + ISSUERS_AT + <usize>index * ISSUER_SIZE);
}

export function placeholderOf(table: usize, number: u32): Placeholder {
  return changetype<Placeholder>(table + PLACEHOLDERS_AT + <usize>(number - 1) * PLACEHOLDER_SIZE);
}

/** Value `index` that a placeholder has met, from 0. */
export function metOf(placeholder: Placeholder, index: u32): Met {
  return changetype<Met>(changetype<usize>(placeholder) + MET_AT + ((<usize>index) << 2));
}

export function hostEntry(table: usize, number: u32): Host {
  return changetype<Host>(table + HOSTS_AT + <usize>(number - 1) * HOST_SIZE);
}

export function tenantOf(table: usize, number: u32): Tenant {
  return changetype<Tenant>(table + TENANTS_AT + <usize>(number - 1) * TENANT_SIZE);
}

export function templateOf(table: usize, number: u32): Template {
  return changetype<Template>(table + TEMPLATES_AT + <usize>(number - 1) * TEMPLATE_SIZE);
}

/** Address of the bucket that a key belongs to. */
export function bucketOf(table: usize, key: u32): usize {
  return table + BUCKETS_AT + ((<usize>(key & (BUCKETS - 1))) << 1);
}

/** Address of a text. */
export function textAt(table: usize, offset: u16): usize {
  return table + TEXT_AT + <usize>offset;
}

/** Whether so many bytes more of text fit. */
export function hasTextRoom(table: usize, size: u32): bool {
  return <u32>tableOf(table).textSize + size <= MAX_TEXT;
}

/** Keeps a text, for which there is room. Its offset. */
export function addText(table: usize, at: usize, size: u32): u16 {
  const offset = tableOf(table).textSize;
  memory.copy(textAt(table, offset), at, size);
  tableOf(table).textSize = <u16>(<u32>offset + size);
  return offset;
}
