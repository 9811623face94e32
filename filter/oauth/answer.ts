// What one member of an answer says.

import { ErrorCode, RecordFlag, RecordKey } from "../record/gen/words";
import { addKey, Record, setFlag } from "../record/record";
import { equalsAsciiIgnoreCase, parseDecimal } from "../text/ascii";
import { keptSize, Value, valueDigest, valueText } from "../text/value";
import { hasAnswerValue, Member, memberBit } from "./answer-member";
import { errorCodeOf } from "./error-code";
import { Exchange } from "./exchange-state";

/** Reads the value of a member. One without a value counts as absent. */
export function readMember(x: Exchange, member: u8, value: Value): void {
  if (!hasAnswerValue(member, value)) return;
  const at = valueText(value);
  const size = keptSize(value);
  x.answered |= memberBit(member);
  switch (member) {
    case Member.Error:
      x.found = value.cut ? <u8>ErrorCode.Other : <u8>errorCodeOf(at, size);
      return;
    case Member.Code:
      keepAnswerKey(x.record, RecordKey.Code, value);
      return;
    case Member.State:
      keepAnswerKey(x.record, RecordKey.State, value);
      return;
    case Member.RequestUri:
      keepAnswerKey(x.record, RecordKey.RequestUri, value);
      return;
    case Member.DeviceCode:
      keepAnswerKey(x.record, RecordKey.DeviceCode, value);
      return;
    case Member.AuthReqId:
      keepAnswerKey(x.record, RecordKey.AuthReqId, value);
      return;
    case Member.RefreshToken:
      setFlag(x.record, RecordFlag.RefreshToken);
      keepAnswerKey(x.record, RecordKey.RefreshTokenIssued, value);
      return;
    default:
      readPlainMember(x.record, member, at, size);
  }
}

/** An `error` that is no string: some servers send a number or an object. */
export function readNestedError(x: Exchange): void {
  x.answered |= memberBit(Member.Error);
  x.found = ErrorCode.Other;
}

function readPlainMember(record: Record, member: u8, at: usize, size: u32): void {
  switch (member) {
    case Member.AccessToken:
      setFlag(record, RecordFlag.AccessToken);
      return;
    case Member.IdToken:
      setFlag(record, RecordFlag.IdToken);
      return;
    case Member.Iss:
      setFlag(record, RecordFlag.Iss);
      return;
    case Member.TokenType:
      // RFC 6749 §5.1: its value is case insensitive.
      if (equalsAsciiIgnoreCase(at, size, "bearer")) setFlag(record, RecordFlag.TokenTypeBearer);
      else if (equalsAsciiIgnoreCase(at, size, "dpop")) setFlag(record, RecordFlag.TokenTypeDpop);
      return;
    case Member.ExpiresIn:
      readLifetime(record, at, size);
      return;
    default:
      return;
  }
}

/** Seconds, as a number or a string; a fraction is left off. */
function readLifetime(record: Record, at: usize, size: u32): void {
  let digits: u32 = 0;
  while (digits < size && isDigit(load<u8>(at + <usize>digits))) digits += 1;
  if (digits === 0) return;
  if (digits < size && load<u8>(at + <usize>digits) !== 0x2e) return;
  record.expiresIn = <u32>min<u64>(parseDecimal(at, digits), <u64>u32.MAX_VALUE);
  setFlag(record, RecordFlag.ExpiresIn);
}

function isDigit(byte: u8): bool {
  return byte >= 0x30 && byte <= 0x39;
}

// The first stays: what the request named is what the answer must repeat.
function keepAnswerKey(record: Record, kind: u8, value: Value): void {
  const out = addKey(record, kind);
  if (out !== 0) valueDigest(value, out);
}
