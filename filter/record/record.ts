// A finished exchange, as it waits to be sent: enums and digests, nothing readable. The slab of open exchanges and the
// ring of finished records hold the same layout, so that finishing is one memory.copy.

/** Digests in one record; an authorization answer with PAR has the most: 6. Beyond it the newest is left out. */
export const MAX_KEYS: u32 = 6;
/** Bytes of a SHA-256 digest. */
export const DIGEST_SIZE: usize = 32;

// ╒═════════════════ Record, 248 bytes, little-endian ═════════════════╕
//    0  u64   startedAt     ns since the Unix epoch, request headers
//    8  u32   answeredUs    µs, request complete → response headers (or the end)
//   12  u32   endedUs       µs, request headers → end
//   16  u32   expiresIn     seconds; valid with flag EXPIRES_IN
//   20  u32   flags         RecordFlag bits (value n = bit n−1)
//   24  u16   status        HTTP status; 0 = the answer never began
//   26  u16   issuer        index into the issuer names
//   28  u16   attempts      1 and the tries above the first; valid with flag RETRIED
//   30  u8    endpoint      Endpoint
//   31  u8    grantType     GrantType
//   32  u8    outcome       Outcome
//   33  u8    error         ErrorCode
//   34  u8    authMethod    AuthMethod
//   35  u8    vantage       Vantage
//   36  u8    responseType  ResponseType; 0 elsewhere than at authorization
//   37  u8    responseMode  ResponseMode; likewise
//   38  u8    pkce          Pkce; likewise
//   39  u8    via           Via; likewise
//   40  u8    rateLimit     RateLimitKind; 0 = not limited
//   41  u8    unclassified  UnclassifiedReason; 0 = classified
//   42  u8    keyCount      digests in use
//   43  6×u8  keyKinds      RecordKey of each digest
//   56  6×32  digests       SHA-256 of the decoded value
@unmanaged
export class Record {
  startedAt: u64;
  answeredUs: u32;
  endedUs: u32;
  expiresIn: u32;
  flags: u32;
  status: u16;
  issuer: u16;
  attempts: u16;
  endpoint: u8;
  grantType: u8;
  outcome: u8;
  error: u8;
  authMethod: u8;
  vantage: u8;
  responseType: u8;
  responseMode: u8;
  pkce: u8;
  via: u8;
  rateLimit: u8;
  unclassified: u8;
  keyCount: u8;
}

/** Where the part of a record begins that belongs to its tuple: flags, status, issuer; then, after attempts, the enums. */
export const TUPLE_OFFSET: usize = 20;
/** Where that part ends. */
export const KEY_COUNT_OFFSET: usize = 42;

const KEY_KINDS: usize = 43;
const DIGESTS: usize = 56;

/** Bytes of one record. */
export const RECORD_SIZE: usize = DIGESTS + <usize>MAX_KEYS * DIGEST_SIZE;

/** RecordKey of digest `index`. */
export function keyKind(record: Record, index: u32): u8 {
  return load<u8>(changetype<usize>(record) + KEY_KINDS + <usize>index);
}

/** Address of digest `index`. */
export function keyDigest(record: Record, index: u32): usize {
  return changetype<usize>(record) + DIGESTS + <usize>index * DIGEST_SIZE;
}

/**
 * Where the digest of a new key goes (32 bytes, to be written by the caller). 0 when the record already has that key or
 * has no room.
 */
export function addKey(record: Record, kind: u8): usize {
  const count: u32 = record.keyCount;
  for (let i: u32 = 0; i < count; i++) {
    if (keyKind(record, i) === kind) return 0;
  }
  if (count === MAX_KEYS) return 0;
  store<u8>(changetype<usize>(record) + KEY_KINDS + <usize>count, kind);
  record.keyCount = <u8>(count + 1);
  return keyDigest(record, count);
}

/** Sets bit `flag` (a RecordFlag). */
export function setFlag(record: Record, flag: u8): void {
  record.flags |= (<u32>1) << (flag - 1);
}

/** Whether bit `flag` (a RecordFlag) is set. */
export function hasFlag(record: Record, flag: u8): bool {
  return (record.flags & ((<u32>1) << (flag - 1))) !== 0;
}

/** Which keys the record has: bit n−1 for RecordKey n. */
export function keyMask(record: Record): u16 {
  let mask: u16 = 0;
  const count: u32 = record.keyCount;
  for (let i: u32 = 0; i < count; i++) mask |= (<u16>1) << (keyKind(record, i) - 1);
  return mask;
}

/** Address of the digest of one key; 0 when the record has none. */
export function digestOf(record: Record, kind: u8): usize {
  const count: u32 = record.keyCount;
  for (let i: u32 = 0; i < count; i++) {
    if (keyKind(record, i) === kind) return keyDigest(record, i);
  }
  return 0;
}
