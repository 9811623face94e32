// The keys that make hashes out of digests, as the aggregator sent them. Without a key of each class no record leaves.

import { HMAC_KEY_SIZE, HmacKey, hmacKeyInit, keyedHash } from "../text/hmac";
import { KeyClass, RecordKey } from "./gen/words";
import { asciiBytes } from "../text/static-bytes";
import { digestOf, Record } from "./record";

// ╒════════════ ClassKeys, 136 bytes ════════════╕
//    0  u32      id          0 = none
//    4  u32      previousId  0 = none
//    8  HmacKey  current
//   72  HmacKey  previous    all zero when there is none
@unmanaged
class ClassKeys {
  id: u32;
  previousId: u32;
}

const CLASS_SIZE: usize = 8 + 2 * HMAC_KEY_SIZE;
const CLASSES: usize = 3;

/** Three ClassKeys: flow, refresh, pseudonym. */
@unmanaged
export class KeyRing {}

/** Bytes of one key ring. */
export const KEY_RING_SIZE: usize = CLASSES * CLASS_SIZE;

/** Bytes of a secret. */
export const SECRET_SIZE: u32 = 32;

/** RecordKey values in use; bit n−1 of a mask is RecordKey n. */
export const RECORD_KEYS: u32 = 10;

const CODE: usize = asciiBytes("code");
const STATE: usize = asciiBytes("state");
const PKCE: usize = asciiBytes("pkce");
const REFRESH_TOKEN: usize = asciiBytes("refresh_token");
const REQUEST_URI: usize = asciiBytes("request_uri");
const DEVICE_CODE: usize = asciiBytes("device_code");
const AUTH_REQ_ID: usize = asciiBytes("auth_req_id");
const CLIENT_ID: usize = asciiBytes("client_id");
const REQUEST_ID: usize = asciiBytes("request_id");

/**
 * Takes a key and the one before it (id 0 = none). An unknown class or id 0 changes nothing. The key of pseudonyms has none
 * before it: it does not rotate, and a batch has no word for a second hash of a client.
 */
export function setKey(ring: KeyRing, keyClass: u32, id: u32, secret: usize, previousId: u32, previous: usize): void {
  if (keyClass < 1 || keyClass > <u32>CLASSES || id === 0) return;
  const keys = classKeys(ring, keyClass);
  keys.id = id;
  hmacKeyInit(currentKey(keys), secret);
  keys.previousId = keyClass === KeyClass.Pseudonym ? 0 : previousId;
  if (keys.previousId !== 0) hmacKeyInit(previousKey(keys), previous);
  // What is not in use any more is not kept either: a core dump would have it.
  else memory.fill(changetype<usize>(previousKey(keys)), 0, HMAC_KEY_SIZE);
}

/** Whether there is a key of every class. */
export function hasKeys(ring: KeyRing): bool {
  for (let keyClass: u32 = 1; keyClass <= <u32>CLASSES; keyClass++) {
    if (classKeys(ring, keyClass).id === 0) return false;
  }
  return true;
}

/** Id of the key in force; 0 = none. */
export function keyId(ring: KeyRing, keyClass: u32): u32 {
  return classKeys(ring, keyClass).id;
}

/** Id of the key before it, when both are in use; 0 = none. */
export function previousKeyId(ring: KeyRing, keyClass: u32): u32 {
  return classKeys(ring, keyClass).previousId;
}

/** Writes the hashes of a record's keys, in the order of RecordKey; returns the address after them. */
export function putHashes(ring: KeyRing, record: Record, at: usize): usize {
  for (let kind: u32 = 1; kind <= RECORD_KEYS; kind++) {
    const digest = digestOf(record, <u8>kind);
    if (digest === 0) continue;
    const keys = classKeys(ring, classOf(kind));
    store<u64>(at, hashOf(currentKey(keys), kind, digest));
    at += 8;
    if (keys.previousId !== 0) {
      store<u64>(at, hashOf(previousKey(keys), kind, digest));
      at += 8;
    }
  }
  return at;
}

function classOf(kind: u32): u32 {
  switch (kind) {
    case RecordKey.RefreshTokenPresented:
    case RecordKey.RefreshTokenIssued:
      return KeyClass.Refresh;
    case RecordKey.ClientId:
      return KeyClass.Pseudonym;
    default:
      return KeyClass.Flow;
  }
}

// docs/wire.md, "Hashes": the name of the kind is part of what is hashed.
function hashOf(key: HmacKey, kind: u32, digest: usize): u64 {
  switch (kind) {
    case RecordKey.Code:
      return keyedHash(key, CODE, 4, digest);
    case RecordKey.State:
      return keyedHash(key, STATE, 5, digest);
    case RecordKey.Pkce:
      return keyedHash(key, PKCE, 4, digest);
    case RecordKey.RequestUri:
      return keyedHash(key, REQUEST_URI, 11, digest);
    case RecordKey.DeviceCode:
      return keyedHash(key, DEVICE_CODE, 11, digest);
    case RecordKey.AuthReqId:
      return keyedHash(key, AUTH_REQ_ID, 11, digest);
    case RecordKey.ClientId:
      return keyedHash(key, CLIENT_ID, 9, digest);
    case RecordKey.RequestId:
      return keyedHash(key, REQUEST_ID, 10, digest);
    default:
      return keyedHash(key, REFRESH_TOKEN, 13, digest);
  }
}

function classKeys(ring: KeyRing, keyClass: u32): ClassKeys {
  return changetype<ClassKeys>(changetype<usize>(ring) + <usize>(keyClass - 1) * CLASS_SIZE);
}

function currentKey(keys: ClassKeys): HmacKey {
  return changetype<HmacKey>(changetype<usize>(keys) + 8);
}

function previousKey(keys: ClassKeys): HmacKey {
  return changetype<HmacKey>(changetype<usize>(keys) + 8 + HMAC_KEY_SIZE);
}
