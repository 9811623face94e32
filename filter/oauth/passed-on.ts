// Redirects that look like an authorization answer of the server, and are not: what came is passed on, or a link of a
// page's own.

import { RecordKey } from "../record/gen/words";
import { DIGEST_SIZE, digestOf } from "../record/record";
import { formEnd, formFeed, formKeep, formNameAt, formNext, formReset, PairEvent } from "../text/form";
import { Keep, Value, valueDigest } from "../text/value";
import { Member, memberBit, memberOf } from "./answer-member";
import { Exchange, formScanner } from "./exchange-state";
import { HOST, hostOf } from "./host";

const DIGEST: usize = memory.data(<i32>DIGEST_SIZE, 8);

// What the request's query has of an answer.
const SAME_CODE: u32 = 1;
const ERROR: u32 = 2;
const STATE: u32 = 4;
const SAME_STATE: u32 = 8;

/**
 * Whether an answer only repeats what came in the request's query, as a redirect to https does. An error that a broker
 * was given and hands on to its own client has that client's state. Uses the scanner, which must be free.
 */
export function isPassedOn(x: Exchange, at: usize, size: u32): bool {
  const scanner = formScanner(x);
  formReset(scanner);
  formFeed(scanner, at, size);
  let seen = answerIn(x, size);
  formEnd(scanner);
  seen |= answerIn(x, 0);
  if ((seen & SAME_CODE) !== 0) return true;
  if ((seen & ERROR) === 0 || (x.answered & memberBit(Member.Error)) === 0) return false;
  return (x.answered & memberBit(Member.State)) !== 0 ? (seen & SAME_STATE) !== 0 : (seen & STATE) === 0;
}

function answerIn(x: Exchange, size: u32): u32 {
  const scanner = formScanner(x);
  let seen: u32 = 0;
  for (let i: u32 = 0; i < size * 2 + 4; i++) {
    const event = formNext(scanner);
    if (event === PairEvent.More) break;
    if (event === PairEvent.Name) {
      x.pair = <u8>memberOf(formNameAt(scanner), scanner.nameSize);
      formKeep(scanner, x.pair === Member.Code || x.pair === Member.State ? Keep.Digest : Keep.Skip);
    } else if (x.pair === Member.Error) seen |= ERROR;
    else if (x.pair === Member.Code && isSame(x, RecordKey.Code, scanner.value)) seen |= SAME_CODE;
    else if (x.pair === Member.State) seen |= isSame(x, RecordKey.State, scanner.value) ? STATE | SAME_STATE : STATE;
  }
  return seen;
}

function isSame(x: Exchange, kind: u8, value: Value): bool {
  const answered = digestOf(x.record, kind);
  if (answered === 0) return false;
  valueDigest(value, DIGEST);
  return memory.compare(DIGEST, answered, DIGEST_SIZE) === 0;
}

/** What stands for the host of an authority: FNV-1a of it, never 0. */
export function hostKey(at: usize, size: u32): u32 {
  const length = hostOf(at, size);
  let key: u32 = 0x811c9dc5;
  for (let i: u32 = 0; i < length; i++) key = (key ^ load<u8>(HOST + <usize>i)) * 0x01000193;
  return key === 0 ? 1 : key;
}

/**
 * Whether a page's redirect is a link of its own, such as one with the code of a mail: to the page's own host, with a
 * `code` and nothing else of an authorization answer.
 */
export function isOwnLink(x: Exchange, authorityAt: usize, authoritySize: u32): bool {
  const others =
    memberBit(Member.State) |
    memberBit(Member.Iss) |
    memberBit(Member.AccessToken) |
    memberBit(Member.IdToken) |
    memberBit(Member.Response);
  return (x.answered & others) === 0 && x.sentTo === hostKey(authorityAt, authoritySize);
}
