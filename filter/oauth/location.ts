// A redirect's Location: is it an authorization answer, and what does it say (RFC 6749 §4.1.2, §4.2.2, RFC 9207).

import { Endpoint, ResponseType } from "../record/gen/words";
import { indexOfByte } from "../text/ascii";
import { formEnd, formFeed, formKeep, formNameAt, formNext, formReset, PairEvent } from "../text/form";
import { Keep } from "../text/value";
import { readMember } from "./answer";
import { authorizationAnswerMembers, hasAnswerValue, keepOfMember, Member, memberBit, memberOf } from "./answer-member";
import { Exchange, Fact, formScanner, hasFact, setFact } from "./exchange-state";

/** Bytes of a Location that are read; an answer with two tokens has a few thousand. */
const MAX_LOCATION: u32 = 32768;

const ANSWER: u32 =
  ((<u32>1) << Member.Code) |
  ((<u32>1) << Member.Error) |
  ((<u32>1) << Member.AccessToken) |
  ((<u32>1) << Member.IdToken) |
  ((<u32>1) << Member.Response);

/** Whether any of these members is one that only an authorization answer has. */
export function carriesAnswer(members: u32): bool {
  return (members & ANSWER) !== 0;
}

/**
 * Log-in pages say `error` of their own, too: whether one of theirs is an authorization answer's, as a state or the
 * issuer's name (RFC 9207) shows.
 */
export function isAnswersError(members: u32): bool {
  return (members & (memberBit(Member.State) | memberBit(Member.Iss))) !== 0;
}

/**
 * Reads an authorization answer. False, and nothing is read, when the Location carries none: it is relative (a
 * redirection endpoint never is, RFC 6749 §3.1.2), or carries an authorization request on to another server.
 */
export function readLocation(x: Exchange, at: usize, size: u32): bool {
  if (size > MAX_LOCATION || !isAbsolute(at, size)) return false;
  const mark = offsetOf(at, size, 0x23);
  const query = min(offsetOf(at, mark, 0x3f) + 1, mark);
  const fragment = min(mark + 1, size);
  const queryAt = at + <usize>query;
  const fragmentAt = at + <usize>fragment;
  const inQuery = membersIn(x, queryAt, mark - query);
  const inFragment = membersIn(x, fragmentAt, size - fragment);
  if (!isAnswer(x, inQuery | inFragment)) return false;
  setFact(x, carriesAnswer(inFragment) ? Fact.AnswerInFragment : Fact.AnswerInQuery);
  readMembers(x, queryAt, mark - query);
  readMembers(x, fragmentAt, size - fragment);
  return true;
}

function isAnswer(x: Exchange, members: u32): bool {
  if ((members & memberBit(Member.Request)) !== 0) return false;
  if ((members & ANSWER & ~memberBit(Member.Error)) !== 0) return true;
  const isOfPage = hasFact(x, Fact.AnswerByLocation) || x.record.endpoint !== Endpoint.Authorization;
  if ((members & memberBit(Member.Error)) !== 0) return !isOfPage || isAnswersError(members);
  // RFC 6749 has no such answer; the response type `none` of OpenID Connect does.
  return (members & memberBit(Member.State)) !== 0 && x.record.responseType === ResponseType.None;
}

// Which members of an authorization answer are there, with a value.
function membersIn(x: Exchange, at: usize, size: u32): u32 {
  const scanner = formScanner(x);
  formReset(scanner);
  formFeed(scanner, at, size);
  const members = nextMembers(x, size);
  formEnd(scanner);
  return members | nextMembers(x, 0);
}

function nextMembers(x: Exchange, size: u32): u32 {
  const scanner = formScanner(x);
  let members: u32 = 0;
  for (let i: u32 = 0; i < size * 2 + 4; i++) {
    const event = formNext(scanner);
    if (event === PairEvent.More) break;
    if (event === PairEvent.Name) {
      x.pair = <u8>memberOf(formNameAt(scanner), scanner.nameSize);
      formKeep(scanner, x.pair === Member.Response ? Keep.Text : Keep.Skip);
    } else if (x.pair !== Member.Unread && hasAnswerValue(x.pair, scanner.value)) {
      members |= memberBit(x.pair);
    }
  }
  return members;
}

function readMembers(x: Exchange, at: usize, size: u32): void {
  const scanner = formScanner(x);
  formReset(scanner);
  formFeed(scanner, at, size);
  readNextMembers(x, size);
  formEnd(scanner);
  readNextMembers(x, 0);
}

function readNextMembers(x: Exchange, size: u32): void {
  const scanner = formScanner(x);
  for (let i: u32 = 0; i < size * 2 + 4; i++) {
    const event = formNext(scanner);
    if (event === PairEvent.More) return;
    if (event === PairEvent.Name) {
      const member = <u8>memberOf(formNameAt(scanner), scanner.nameSize);
      const wanted = authorizationAnswerMembers() & ~x.answered & memberBit(member);
      x.pair = wanted !== 0 ? member : <u8>Member.Unread;
      formKeep(scanner, wanted !== 0 ? keepOfMember(member) : Keep.Skip);
    } else if (x.pair !== Member.Unread) readMember(x, x.pair, scanner.value);
  }
}

/** Where the authority of an absolute Location begins, after a user's name; its size when it has none. */
export function authorityStart(at: usize, size: u32): u32 {
  const slash = offsetOf(at, size, 0x2f);
  if (slash + 1 >= size || load<u8>(at + <usize>slash, 1) !== 0x2f) return size;
  const start = slash + 2;
  const sign = start + offsetOf(at + <usize>start, authorityEnd(at, size, start) - start, 0x40);
  return sign < authorityEnd(at, size, start) ? sign + 1 : start;
}

/** Where the authority ends that begins at `start`. */
export function authorityEnd(at: usize, size: u32, start: u32): u32 {
  for (let i = start; i < size; i++) {
    const byte = load<u8>(at + <usize>i);
    if (byte === 0x2f || byte === 0x3f || byte === 0x23) return i;
  }
  return size;
}

// A scheme, or a host of its own.
function isAbsolute(at: usize, size: u32): bool {
  if (size > 1 && load<u8>(at) === 0x2f) return load<u8>(at, 1) === 0x2f;
  const colon = offsetOf(at, size, 0x3a);
  return colon < size && colon < offsetOf(at, size, 0x2f) && colon < offsetOf(at, size, 0x3f);
}

function offsetOf(at: usize, size: u32, byte: u8): u32 {
  const index = indexOfByte(at, size, byte);
  return index < 0 ? size : <u32>index;
}
