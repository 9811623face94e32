// The plugin configuration (docs/filter-configuration.md), read straight into a root. What is valid counts; each mistake is
// logged with its key. Only text that is no JSON object is refused.

import { beginJson, integer, isJsonObject, jsonEnter, jsonInteger, jsonNextKey, JsonType } from "./config-json";
import { jsonSkip, jsonString, jsonType, stringAt, stringSize } from "./config-json";
import { readIssuers } from "./config-issuers";
import { MAX_EXCHANGES } from "./exchange-table";
import { beginMistakes, enterKey, enterName, leaveKey, mistake } from "./mistakes";
import { tableReset, tableUseWellKnown } from "./oauth/endpoint-table";
import { Vantage } from "./record/gen/words";
import { MAX_RING_RECORDS } from "./record/queue";
import { Root } from "./root";
import { MAX_TARGET, putGrpcService } from "./stream/grpc-service";
import { settingsForNewStream } from "./stream/settings";
import { Phase } from "./stream/stream";
import { equalsAscii } from "./text/ascii";

/** Most bytes of a body that may be asked for: what is read takes time on the request's path. */
const MAX_BODY_BYTES: i64 = 1024 * 1024;

const CLUSTER: usize = memory.data(<i32>MAX_TARGET);
const AUTHORITY: usize = memory.data(<i32>MAX_TARGET);
let clusterSize: u32 = 0;
let authoritySize: u32 = 0;
let issuers: u32 = 0;

/** Reads a configuration into a root. False when it is no JSON object; an empty text counts as `{}`. */
export function readConfiguration(root: Root, at: usize, size: u32): bool {
  if (size !== 0 && !isJsonObject(at, size)) return false;
  beginMistakes();
  setDefaults(root);
  if (size !== 0) {
    beginJson(at, size);
    jsonEnter();
    while (jsonNextKey()) readTopKey(root);
  }
  const parts = root.parts;
  if (clusterSize === 0) {
    const key = enterName("aggregator.cluster");
    mistake("want the name of the aggregator's cluster; without it nothing is sent");
    leaveKey(key);
  } else {
    if (authoritySize === 0) takeAuthority();
    parts.targetSize = putGrpcService(parts.target, CLUSTER, clusterSize, AUTHORITY, authoritySize);
  }
  if (issuers === 0) tableUseWellKnown(root.table);
  // Of a stream that is open, the aggregator's own settings hold on.
  if (parts.stream.phase !== Phase.Open) settingsForNewStream(parts.settings);
  return true;
}

function setDefaults(root: Root): void {
  clusterSize = 0;
  authoritySize = 0;
  issuers = 0;
  root.exchanges = 1024;
  root.bodyBytes = 65536;
  root.vantage = Vantage.Unspecified;
  root.parts.targetSize = 0;
  root.parts.queue.limit = 4096;
  root.parts.settings.ownRecords = 512;
  root.parts.settings.ownBytes = 8192;
  root.parts.settings.ownAgeMs = 1000;
  tableReset(root.table);
}

function readTopKey(root: Root): void {
  const key = enterKey(stringAt, stringSize);
  if (equalsAscii(stringAt, stringSize, "aggregator")) {
    if (entersObject()) while (jsonNextKey()) readAggregatorKey();
  } else if (equalsAscii(stringAt, stringSize, "vantage")) readVantage(root);
  else if (equalsAscii(stringAt, stringSize, "issuers")) issuers += readIssuers(root.table);
  else if (equalsAscii(stringAt, stringSize, "flush")) {
    if (entersObject()) while (jsonNextKey()) readFlushKey(root);
  } else if (equalsAscii(stringAt, stringSize, "limits")) {
    if (entersObject()) while (jsonNextKey()) readLimitsKey(root);
  } else skipUnknown();
  leaveKey(key);
}

function readAggregatorKey(): void {
  const key = enterKey(stringAt, stringSize);
  if (equalsAscii(stringAt, stringSize, "cluster")) clusterSize = readTargetPart(CLUSTER);
  else if (equalsAscii(stringAt, stringSize, "authority")) authoritySize = readTargetPart(AUTHORITY);
  else skipUnknown();
  leaveKey(key);
}

function readTargetPart(out: usize): u32 {
  if (!jsonString() || stringSize === 0 || stringSize > MAX_TARGET) {
    mistake("want a string of 1 to 256 bytes; left out");
    return 0;
  }
  memory.copy(out, stringAt, stringSize);
  return stringSize;
}

// Istio's cluster names (`outbound|8443||host`) hold characters that an authority may not have.
function takeAuthority(): void {
  let start: u32 = 0;
  for (let i: u32 = 0; i < clusterSize; i++) {
    if (load<u8>(CLUSTER + <usize>i) === 0x7c) start = i + 1;
  }
  authoritySize = clusterSize - start;
  memory.copy(AUTHORITY, CLUSTER + <usize>start, authoritySize);
}

function readVantage(root: Root): void {
  const isString = jsonString();
  if (isString && equalsAscii(stringAt, stringSize, "server")) root.vantage = Vantage.Server;
  else if (isString && equalsAscii(stringAt, stringSize, "client")) root.vantage = Vantage.Client;
  else if (isString && equalsAscii(stringAt, stringSize, "gateway")) root.vantage = Vantage.Gateway;
  else if (!isString || !equalsAscii(stringAt, stringSize, "auto")) {
    mistake("want auto, server, client or gateway; auto is used");
  }
}

function readFlushKey(root: Root): void {
  const key = enterKey(stringAt, stringSize);
  const settings = root.parts.settings;
  if (equalsAscii(stringAt, stringSize, "records")) {
    if (readNumber(1, 4096)) settings.ownRecords = <u32>integer;
    else mistake("want a whole number from 1 to 4096; the default is used");
  } else if (equalsAscii(stringAt, stringSize, "bytes")) {
    if (readNumber(256, 16384)) settings.ownBytes = <u32>integer;
    else mistake("want a whole number from 256 to 16384; the default is used");
  } else if (equalsAscii(stringAt, stringSize, "age_ms")) {
    if (readNumber(50, 60000)) settings.ownAgeMs = <u32>integer;
    else mistake("want a whole number from 50 to 60000; the default is used");
  } else skipUnknown();
  leaveKey(key);
}

function readLimitsKey(root: Root): void {
  const key = enterKey(stringAt, stringSize);
  if (equalsAscii(stringAt, stringSize, "exchanges")) {
    if (readNumber(1, MAX_EXCHANGES)) root.exchanges = <u32>integer;
    else mistake("want a whole number from 1 to 4096; the default is used");
  } else if (equalsAscii(stringAt, stringSize, "body_bytes")) {
    if (readNumber(1024, MAX_BODY_BYTES)) root.bodyBytes = <u32>integer;
    else mistake("want a whole number from 1024 to 1048576; the default is used");
  } else if (equalsAscii(stringAt, stringSize, "ring_records")) {
    if (readNumber(1, MAX_RING_RECORDS)) root.parts.queue.limit = <u32>integer;
    else mistake("want a whole number from 1 to 16384; the default is used");
  } else skipUnknown();
  leaveKey(key);
}

function readNumber(least: i64, most: i64): bool {
  return jsonInteger() && integer >= least && integer <= most;
}

/** Enters the object that comes; anything else is skipped, and a mistake. */
function entersObject(): bool {
  if (jsonType() !== JsonType.Object) {
    jsonSkip();
    mistake("want an object; left out");
    return false;
  }
  jsonEnter();
  return true;
}

function skipUnknown(): void {
  jsonSkip();
  mistake("no such key; left out");
}
