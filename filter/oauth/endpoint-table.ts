// Which request is OAuth, whose, and which endpoint's: by the host and the path of the request alone.

import { NO_ISSUER } from "../record/issuer-names";
import { Dialect, DIALECTS } from "./dialect-name";
import { firstTemplate, isTemplateOf, nextTemplate } from "./endpoint-table-find";
import { Issuer, issuerOf, Mark, MAX_ISSUERS, tableOf, Template, templateOf } from "./endpoint-table-layout";
import { ANY_HOST, rankOfHost } from "./endpoint-table-host";
import { alikeOf, nameOfBeginning, nameOfMatch } from "./endpoint-table-name";
import { hostOf } from "./host";
import { NORMAL_PATH } from "./path";
import { withoutEndSlash } from "./path-key";

export {
  tableAddHost,
  tableAddPath,
  tableAddTenant,
  tableReset,
  tableUseDialect,
  tableUseWellKnown,
} from "./endpoint-table-build";
export { tableAddIssuer } from "./endpoint-table-issuer";
export { ENDPOINT_TABLE_SIZE } from "./endpoint-table-layout";
export { endpointByName } from "./endpoint-table-word";

/** Index of the issuer's name (issuer-names.ts), as the last resolveTarget or resolveHost that was true found it. */
export let resolvedIssuer: u16 = NO_ISSUER;
/** Endpoint, likewise; Unspecified after resolveHost. */
export let resolvedEndpoint: u8 = 0;
/** Whether any application may have that path, and no host told the issuer: the caller wants evidence. Likewise. */
export let resolvedGeneric: bool = false;
/** Dialect of the issuer, as its configuration names it; Unknown when it names none. Likewise. */
export let resolvedDialect: Dialect = Dialect.Unknown;

/**
 * Whether the path that normalPath wrote, of this size, is one of an endpoint of any issuer, on whatever host. For every
 * request: most leave after one hash of their last segment.
 */
export function matchesPath(table: usize, pathSize: u32): bool {
  return pathSize !== 0 && firstTemplate(table, NORMAL_PATH, withoutEndSlash(NORMAL_PATH, pathSize)) !== 0;
}

/**
 * Finds issuer and endpoint of a request by its authority and the path that normalPath wrote. An exact host is before
 * one with a star (of which the longer is before the shorter), that before an issuer without hosts; then the template
 * with more literal bytes; then the issuer that was added first.
 */
export function resolveTarget(table: usize, authorityAt: usize, authoritySize: u32, pathSize: u32): bool {
  if (pathSize === 0) return false;
  const host = hostOf(authorityAt, authoritySize);
  const path = withoutEndSlash(NORMAL_PATH, pathSize);
  bestTemplate = 0;
  let number = firstTemplate(table, NORMAL_PATH, path);
  while (number !== 0) {
    considerIssuers(table, number, host);
    number = nextTemplate(table, NORMAL_PATH, path);
  }
  if (bestTemplate === 0) return false;
  const template = templateOf(table, bestTemplate);
  resolvedEndpoint = template.endpoint;
  resolvedGeneric = template.mark !== Mark.Own && bestRank === ANY_HOST;
  resolvedDialect = dialectOf(issuerOf(table, bestIssuer));
  resolvedIssuer = nameOfMatch(table, bestIssuer, bestTemplate, path);
  return true;
}

function dialectOf(issuer: Issuer): Dialect {
  const owner: u32 = issuer.dialect;
  return owner > MAX_ISSUERS && owner <= MAX_ISSUERS + DIALECTS ? <Dialect>(owner - MAX_ISSUERS) : Dialect.Unknown;
}

// The best so far.
let bestTemplate: u32 = 0;
let bestIssuer: u32 = 0;
let bestRank: u32 = 0;

function considerIssuers(table: usize, number: u32, host: u32): void {
  const template = templateOf(table, number);
  if (template.owner < MAX_ISSUERS) {
    consider(table, number, template.owner, host);
    return;
  }
  const issuers: u32 = tableOf(table).issuers;
  for (let i: u32 = 0; i < issuers; i++) consider(table, number, i, host);
}

function consider(table: usize, number: u32, index: u32, host: u32): void {
  const template = templateOf(table, number);
  const issuer = issuerOf(table, index);
  if (!isTemplateOf(template, issuer, index)) return;
  const rank = rankOfHost(table, issuer, host);
  if (rank === 0 || (rank === ANY_HOST && isTooCommon(template))) return;
  if (bestTemplate !== 0 && !isBetter(table, number, index, rank)) return;
  bestTemplate = number;
  bestIssuer = index;
  bestRank = rank;
}

// `/me` may be anyone's, unless the configuration names the server or its host.
function isTooCommon(template: Template): bool {
  return template.mark === Mark.Common && template.owner === MAX_ISSUERS + <u32>Dialect.Generic;
}

function isBetter(table: usize, number: u32, index: u32, rank: u32): bool {
  const template = templateOf(table, number);
  const best = templateOf(table, bestTemplate);
  if (rank !== bestRank) return rank > bestRank;
  if (template.literal !== best.literal) return template.literal > best.literal;
  if (index !== bestIssuer) return index < bestIssuer;
  if (template.owner !== best.owner) return template.owner < best.owner;
  return number < bestTemplate;
}

/**
 * Finds the issuer of a request on a path that is no endpoint's, by its host alone. The placeholders of the name are
 * filled where a template of the issuer begins as the path does. Of several issuers with that host it is the one with
 * the template that begins most alike. `pathSize` 0: there is no path to look at.
 */
export function resolveHost(table: usize, authorityAt: usize, authoritySize: u32, pathSize: u32): bool {
  const host = hostOf(authorityAt, authoritySize);
  const path = withoutEndSlash(NORMAL_PATH, pathSize);
  const issuers: u32 = tableOf(table).issuers;
  let best: u32 = 0;
  let bestAlike: u32 = 0;
  bestRank = 0;
  for (let i: u32 = 0; i < issuers; i++) {
    const rank = rankOfHost(table, issuerOf(table, i), host);
    if (rank === 0 || rank < bestRank) continue;
    const alike = alikeOf(table, i, path);
    if (rank === bestRank && alike <= bestAlike) continue;
    best = i;
    bestRank = rank;
    bestAlike = alike;
  }
  if (bestRank === 0) return false;
  resolvedEndpoint = 0;
  resolvedGeneric = false;
  resolvedDialect = dialectOf(issuerOf(table, best));
  resolvedIssuer = nameOfBeginning(table, best, path);
  return true;
}
