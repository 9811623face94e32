// The part `issuers` of the plugin configuration, read straight into the endpoint table.

import { JsonType, jsonEnter, jsonNextItem, jsonNextKey, jsonPosition, jsonReturn } from "./config-json";
import { jsonSkip, jsonSkipKey, jsonString, jsonType, stringAt, stringSize } from "./config-json";
import { enterItem, enterKey, enterName, leaveKey, mistake } from "./mistakes";
import { endpointByName, tableAddHost, tableAddIssuer, tableAddPath } from "./oauth/endpoint-table";
import { tableAddTenant, tableUseDialect } from "./oauth/endpoint-table";
import { MAX_ISSUER_NAME } from "./record/issuer-names";
import { equalsAscii } from "./text/ascii";

const MAX_PLACEHOLDER: u32 = 64;
const MAX_DIALECT: u32 = 32;
const PLACEHOLDER: usize = memory.data(<i32>MAX_PLACEHOLDER);
const DIALECT: usize = memory.data(<i32>MAX_DIALECT);
let dialectSize: u32 = 0;
// Where the value of the issuer's name begins and ends in the text.
let nameStart: usize = 0;
let nameEnd: usize = 0;

/** Reads the list that comes; returns how many issuers are in force. */
export function readIssuers(table: usize): u32 {
  if (jsonType() !== JsonType.Array) {
    jsonSkip();
    mistake("want a list of objects; left out");
    return 0;
  }
  let issuers: u32 = 0;
  let index: u32 = 0;
  jsonEnter();
  while (jsonNextItem()) {
    const key = enterItem(index);
    if (readIssuer(table)) issuers += 1;
    leaveKey(key);
    index += 1;
  }
  return issuers;
}

function readIssuer(table: usize): bool {
  if (jsonType() !== JsonType.Object) {
    jsonSkip();
    mistake("want an object; left out");
    return false;
  }
  const start = jsonPosition();
  const issuer = readName(table);
  const end = jsonPosition();
  if (issuer < 0) return false;
  // Again from the start: the other keys need the name, wherever it stands.
  jsonReturn(start);
  setDialect("generic");
  jsonEnter();
  while (jsonNextKey()) {
    const key = enterKey(stringAt, stringSize);
    readIssuerKey(table, issuer);
    leaveKey(key);
  }
  jsonReturn(end);
  if (!tableUseDialect(table, issuer, DIALECT, dialectSize)) {
    const key = enterName("dialect");
    mistake("want a dialect that is known, and paths that fit; generic is used");
    leaveKey(key);
    setDialect("generic");
    tableUseDialect(table, issuer, DIALECT, dialectSize);
  }
  return true;
}

/** Finds the name and adds the issuer; −1 when that cannot be done. Leaves reading past the object. */
function readName(table: usize): i32 {
  let issuer: i32 = -1;
  let isThere = false;
  nameStart = 0;
  jsonEnter();
  while (jsonNextItem()) {
    if (!jsonSkipKey("name") || isThere) {
      jsonSkip();
      continue;
    }
    isThere = true;
    nameStart = jsonPosition();
    const isName = jsonString() && stringSize !== 0 && stringSize <= MAX_ISSUER_NAME;
    // Unescaped in place, so it must not be read a second time.
    nameEnd = jsonPosition();
    if (isName) issuer = tableAddIssuer(table, stringAt, stringSize);
  }
  if (issuer >= 0) return issuer;
  const key = enterName("name");
  mistake("want a string of 1 to 128 bytes, and not more issuers than there is room for; the issuer is left out");
  leaveKey(key);
  return -1;
}

function readIssuerKey(table: usize, issuer: i32): void {
  if (equalsAscii(stringAt, stringSize, "name")) {
    if (jsonPosition() === nameStart) jsonReturn(nameEnd);
    else {
      jsonSkip();
      mistake("comes more than once; left out");
    }
  } else if (equalsAscii(stringAt, stringSize, "hosts")) readHosts(table, issuer);
  else if (equalsAscii(stringAt, stringSize, "dialect")) readDialect();
  else if (equalsAscii(stringAt, stringSize, "tenants")) readTenants(table, issuer);
  else if (equalsAscii(stringAt, stringSize, "endpoints")) readEndpoints(table, issuer);
  else {
    jsonSkip();
    mistake("no such key; left out");
  }
}

function readDialect(): void {
  if (!jsonString() || stringSize === 0 || stringSize > MAX_DIALECT) {
    mistake("want a dialect that is known, and paths that fit; generic is used");
    return;
  }
  memory.copy(DIALECT, stringAt, stringSize);
  dialectSize = stringSize;
}

function setDialect(name: string): void {
  for (let i: i32 = 0; i < name.length; i++) store<u8>(DIALECT + <usize>i, <u8>name.charCodeAt(i));
  dialectSize = <u32>name.length;
}

function readHosts(table: usize, issuer: i32): void {
  if (!entersList()) return;
  let index: u32 = 0;
  while (jsonNextItem()) {
    const key = enterItem(index);
    if (!jsonString()) mistake("want a string; left out");
    else if (!tableAddHost(table, issuer, stringAt, stringSize)) {
      mistake("want a host name without scheme and port, and not more than there is room for; left out");
    }
    leaveKey(key);
    index += 1;
  }
}

function readTenants(table: usize, issuer: i32): void {
  if (!entersObject()) return;
  while (jsonNextKey()) {
    const key = enterKey(stringAt, stringSize);
    const size = min(stringSize, MAX_PLACEHOLDER);
    memory.copy(PLACEHOLDER, stringAt, size);
    if (entersList()) {
      let index: u32 = 0;
      while (jsonNextItem()) {
        const item = enterItem(index);
        if (!jsonString()) mistake("want a string; left out");
        else if (!tableAddTenant(table, issuer, PLACEHOLDER, size, stringAt, stringSize)) {
          mistake("want a path segment for a placeholder of the name, and not more than there is room for; left out");
        }
        leaveKey(item);
        index += 1;
      }
    }
    leaveKey(key);
  }
}

function readEndpoints(table: usize, issuer: i32): void {
  if (!entersObject()) return;
  while (jsonNextKey()) {
    const key = enterKey(stringAt, stringSize);
    const endpoint = endpointByName(stringAt, stringSize);
    if (endpoint === 0) {
      jsonSkip();
      mistake("no such endpoint; left out");
    } else if (entersList()) readPaths(table, issuer, endpoint);
    leaveKey(key);
  }
}

function readPaths(table: usize, issuer: i32, endpoint: u8): void {
  let index: u32 = 0;
  while (jsonNextItem()) {
    const key = enterItem(index);
    if (!jsonString()) mistake("want a string; left out");
    else if (!tableAddPath(table, issuer, endpoint, stringAt, stringSize)) {
      mistake("want a path that begins with /, and not more than there is room for; left out");
    }
    leaveKey(key);
    index += 1;
  }
}

function entersList(): bool {
  if (jsonType() === JsonType.Array) {
    jsonEnter();
    return true;
  }
  jsonSkip();
  mistake("want a list of strings; left out");
  return false;
}

function entersObject(): bool {
  if (jsonType() === JsonType.Object) {
    jsonEnter();
    return true;
  }
  jsonSkip();
  mistake("want an object; left out");
  return false;
}
