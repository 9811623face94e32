// Endpoint tables for the tests: three in static memory, and every function over (address, size).

import {
  ENDPOINT_TABLE_SIZE,
  endpointByName,
  matchesPath,
  resolvedEndpoint,
  resolvedGeneric,
  resolvedIssuer,
  resolveHost,
  resolveTarget,
  tableAddHost,
  tableAddIssuer,
  tableAddPath,
  tableAddTenant,
  tableReset,
  tableUseDialect,
  tableUseWellKnown,
} from "../../../filter/oauth/endpoint-table";
import { configuredHost, HOST, hostOf } from "../../../filter/oauth/host";
import { MAX_PATH, NORMAL_PATH, normalPath } from "../../../filter/oauth/path";
import { issuerNameAt, issuerNameIndex, issuerNameSize } from "../../../filter/record/issuer-names";

const TABLES: u32 = 3;
const MEMORY: usize = memory.data(<i32>(<usize>TABLES * ENDPOINT_TABLE_SIZE), 8);

export function tableAt(index: u32): usize {
  return MEMORY + <usize>index * ENDPOINT_TABLE_SIZE;
}

export function tableSize(): u32 {
  return <u32>ENDPOINT_TABLE_SIZE;
}

export function maxPath(): u32 {
  return MAX_PATH;
}

export function normalPathAt(): usize {
  return NORMAL_PATH;
}

export function hostAt(): usize {
  return HOST;
}

export function issuer(): u32 {
  return resolvedIssuer;
}

export function endpoint(): u32 {
  return resolvedEndpoint;
}

export function generic(): bool {
  return resolvedGeneric;
}

export function memorySize(): u32 {
  return memory.size();
}

/** Calls matchesPath for the same `:path` many times; how many matched. For measuring. */
export function matchMany(table: usize, at: usize, size: u32, times: u32): u32 {
  let matched: u32 = 0;
  for (let i: u32 = 0; i < times; i++) if (matchesPath(table, normalPath(at, size))) matched++;
  return matched;
}

/** Likewise resolveTarget. */
export function resolveMany(
  table: usize,
  authorityAt: usize,
  authoritySize: u32,
  at: usize,
  size: u32,
  times: u32,
): u32 {
  let resolved: u32 = 0;
  for (let i: u32 = 0; i < times; i++) {
    if (resolveTarget(table, authorityAt, authoritySize, normalPath(at, size))) resolved++;
  }
  return resolved;
}

export {
  configuredHost,
  endpointByName,
  hostOf,
  issuerNameAt,
  issuerNameIndex,
  issuerNameSize,
  matchesPath,
  normalPath,
  resolveHost,
  resolveTarget,
  tableAddHost,
  tableAddIssuer,
  tableAddPath,
  tableAddTenant,
  tableReset,
  tableUseDialect,
  tableUseWellKnown,
};
