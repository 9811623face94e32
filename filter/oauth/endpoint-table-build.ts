// Filling an endpoint table, while configuring. Nothing is allocated: the hundredth configuration costs no more memory
// than the first. Each function says whether it took what it was given.

import { MAX_ISSUER_NAME } from "../record/issuer-names";
import { asciiBytes } from "../text/static-bytes";
import { Dialect, dialectByName, DIALECTS, pathsOfDialect } from "./dialect-name";
import { addPaths } from "./endpoint-table-dialect";
import { tableAddIssuer } from "./endpoint-table-issuer";
import {
  addText,
  ENDPOINT_TABLE_SIZE,
  hasTextRoom,
  hostEntry,
  issuerOf,
  MAX_HOSTS,
  MAX_ISSUERS,
  MAX_TENANTS,
  placeholderOf,
  tableOf,
  templateOf,
  tenantOf,
  textAt,
} from "./endpoint-table-layout";
import { addTemplate } from "./endpoint-table-template";
import { configuredHost, HOST, isWildcard } from "./host";
import { NORMAL_PATH, normalSegment } from "./path";

const UNCONFIGURED: usize = asciiBytes("unconfigured");
/** Owner of the paths that hold without configuration. */
const WELL_KNOWN: u8 = 255;

/** Empties a table. The caller gives ENDPOINT_TABLE_SIZE bytes, 8-aligned. */
export function tableReset(table: usize): void {
  memory.fill(table, 0, ENDPOINT_TABLE_SIZE);
}

/**
 * Adds a host to an issuer; `*.` in front takes all below. Case is ignored. False when it does not fit or is no host:
 * with a port, a scheme or a path, or not in ASCII. An issuer that was never given a host, good or bad, takes any.
 */
export function tableAddHost(table: usize, issuer: i32, at: usize, size: u32): bool {
  const t = tableOf(table);
  if (!isIssuer(table, issuer)) return false;
  // Also when the host is refused: an issuer whose one host is misspelt must not take any.
  issuerOf(table, issuer).anyHost = false;
  if (t.hosts === MAX_HOSTS) return false;
  const hostSize = configuredHost(at, size);
  if (hostSize === 0 || !hasTextRoom(table, hostSize)) return false;
  t.hosts += 1;
  const host = hostEntry(table, t.hosts);
  host.text = addText(table, HOST, hostSize);
  host.size = <u8>hostSize;
  host.wildcard = isWildcard;
  host.next = issuerOf(table, issuer).hosts;
  issuerOf(table, issuer).hosts = t.hosts;
  return true;
}

/**
 * Lists a value of a placeholder; from the first one on, good or bad, others read `other_tenant`. The value is kept as
 * it is on a path: what a segment cannot have is percent-encoded. False when it does not fit, or the issuer's name has
 * no such placeholder.
 */
export function tableAddTenant(
  table: usize,
  issuer: i32,
  placeholderAt: usize,
  placeholderSize: u32,
  valueAt: usize,
  valueSize: u32,
): bool {
  const t = tableOf(table);
  if (!isIssuer(table, issuer)) return false;
  const size = normalSegment(valueAt, valueSize);
  const entry = issuerOf(table, issuer);
  let isTaken = false;
  for (let i: u32 = 0; i < entry.placeholders; i++) {
    const placeholder = placeholderOf(table, entry.placeholder + i);
    if (<u32>placeholder.nameSize !== placeholderSize) continue;
    if (memory.compare(textAt(table, placeholder.name), placeholderAt, placeholderSize) !== 0) continue;
    placeholder.listed = true;
    if (size === 0 || size > MAX_ISSUER_NAME) return false;
    if (t.tenants === MAX_TENANTS || !hasTextRoom(table, size)) return false;
    t.tenants += 1;
    const tenant = tenantOf(table, t.tenants);
    tenant.text = addText(table, NORMAL_PATH + 1, size);
    tenant.size = <u8>size;
    tenant.next = placeholder.tenants;
    placeholder.tenants = t.tenants;
    isTaken = true;
  }
  return isTaken;
}

/**
 * Adds a path template to an issuer's endpoint, which then has none of its dialect's. A placeholder that is not in the
 * issuer's name stands for any segment. False when it is no template, does not fit, or is the path of another endpoint
 * of this issuer.
 */
export function tableAddPath(table: usize, issuer: i32, endpoint: u8, at: usize, size: u32): bool {
  return isIssuer(table, issuer) && addTemplate(table, <u32>issuer, endpoint, 0, at, size);
}

/**
 * Gives an issuer the default paths of a server, for the endpoints that have no template of its own (before or after).
 * `generic` is the paths of all. False when there is no such dialect, or its paths do not fit.
 */
export function tableUseDialect(table: usize, issuer: i32, dialectAt: usize, dialectSize: u32): bool {
  const dialect = dialectByName(dialectAt, dialectSize);
  if (dialect === Dialect.Unknown || !isIssuer(table, issuer)) return false;
  const owner = <u8>(MAX_ISSUERS + <u32>dialect);
  issuerOf(table, issuer).dialect = owner;
  if (isLoaded(table, owner)) return true;
  return dialect === Dialect.Generic
    ? addAllPaths(table, owner, false)
    : addPaths(table, owner, pathsOfDialect(dialect), false);
}

/**
 * For a configuration without issuers: the default paths of the common servers on any host, issuer `unconfigured`. Left
 * out are paths so common that no evidence would tell them from an application's, such as `/me`.
 */
export function tableUseWellKnown(table: usize): void {
  const issuer = tableAddIssuer(table, UNCONFIGURED, 12);
  if (issuer < 0) return;
  issuerOf(table, issuer).dialect = WELL_KNOWN;
  if (!isLoaded(table, WELL_KNOWN)) addAllPaths(table, WELL_KNOWN, true);
}

function addAllPaths(table: usize, owner: u8, distinct: bool): bool {
  let isWhole = true;
  for (let i: u32 = 1; i <= DIALECTS; i++) {
    if (!addPaths(table, owner, pathsOfDialect(<Dialect>i), distinct)) isWhole = false;
  }
  return isWhole;
}

function isLoaded(table: usize, owner: u8): bool {
  const templates: u32 = tableOf(table).templates;
  for (let i: u32 = 1; i <= templates; i++) if (templateOf(table, i).owner === owner) return true;
  return false;
}

function isIssuer(table: usize, issuer: i32): bool {
  return issuer >= 0 && <u32>issuer < <u32>tableOf(table).issuers;
}
