// What is known of one open exchange. The shell gives the memory; nothing here points outside of it.

import { RecordFlag } from "../record/gen/words";
import { DIGEST_SIZE, hasFlag, MAX_KEYS, RECORD_SIZE, Record } from "../record/record";
import { FORM_SCANNER_SIZE, FormScanner } from "../text/form";
import { JSON_SCANNER_SIZE, JsonScanner } from "../text/json";
import { FORM_POST_SCANNER_SIZE, FormPostScanner } from "./form-post";

/** Something seen of an exchange; the values are bit numbers. */
export enum Fact {
  Basic = 0,
  BasicClient = 1,
  OtherAuthorization = 2,
  Attestation = 3,
  AttestationPop = 4,
  RequestEnded = 5,
  RequestHasBody = 6,
  RequestUnreadable = 7,
  PushedRequest = 8,
  InQuery = 9,
  ResponseEnded = 10,
  ResponseEncoded = 11,
  ResponseReadable = 12,
  /** The answer's body was wanted, but is compressed. */
  BodyHidden = 13,
  ResponseHtml = 14,
  /** Found by the answer's Location, on a path that is no endpoint's. */
  AnswerByLocation = 15,
  AnswerInQuery = 16,
  AnswerInFragment = 17,
  AnswerInPage = 18,
  /** Its path is one that any application may have: it takes evidence to be OAuth. */
  Generic = 19,
  /** The server sends OAuth errors with 2xx, so that a 2xx alone says nothing. */
  ErrorsWith2xx = 20,
}

/** What a body is read as. */
export type BodyFormat = u8;
export namespace BodyFormat {
  export const None: u8 = 0;
  /** JSON when it begins with a brace, otherwise nothing. */
  export const Sniffed: u8 = 1;
  /** JSON when it begins with a brace, otherwise a form. */
  export const SniffedForm: u8 = 2;
  export const Json: u8 = 3;
  export const Form: u8 = 4;
  export const Html: u8 = 5;
}

/** How far an exchange has come. */
export type Phase = u8;
export namespace Phase {
  export const Request: u8 = 0;
  export const Response: u8 = 1;
}

// ╒═════════════════ Exchange, little-endian ═════════════════╕
//    0  u32  facts         Fact bits
//    4  u32  asked         parameters of the request body: bit n for Parameter n
//    8  u32  askedInQuery  parameters of the request's query, likewise
//   12  u32  answered      members of the answer: bit n for Member n
//   16  u32  bodyBytes     bytes of each body that are read at most
//   20  u32  scanned       bytes of the present body read so far
//   24  u16  tries         x-envoy-attempt-count; 0 = not sent
//   26  u8   phase         Phase
//   27  u8   method        Method
//   28  u8   format        BodyFormat of the present body
//   29  u8   pair          Parameter or Member whose value is being read
//   30  u8   found         ErrorCode of the answer's body or Location; 0 = none
//   31  u8   refused       ErrorCode of the answer's www-authenticate; 0 = none
//   32  u8   assertion     Assertion
//   33  u8   alg           JoseAlg of the client assertion
//   34  u8   challenge     Pkce of the code challenge; 0 = no method named
//   35  u8   requestKeys   keys the record had when the answer began
//   36  u32  sentTo        hostKey of the host that a page's Location sends to; 0 = none
//   40  248  record
//  288  …    scan          the scanner of the present body
@unmanaged
export class Exchange {
  facts: u32;
  asked: u32;
  askedInQuery: u32;
  answered: u32;
  bodyBytes: u32;
  scanned: u32;
  tries: u16;
  phase: u8;
  method: u8;
  format: u8;
  pair: u8;
  found: u8;
  refused: u8;
  assertion: u8;
  alg: u8;
  challenge: u8;
  requestKeys: u8;
  sentTo: u32;

  /** The record being filled. */
  get record(): Record {
    return changetype<Record>(changetype<usize>(this) + HEAD_SIZE);
  }
}

const HEAD_SIZE: usize = 40;
const SCAN: usize = HEAD_SIZE + RECORD_SIZE;
const SCAN_SIZE: usize = max(max(FORM_SCANNER_SIZE, JSON_SCANNER_SIZE), FORM_POST_SCANNER_SIZE);

/** Bytes of one exchange. */
export const EXCHANGE_SIZE: usize = (SCAN + SCAN_SIZE + 7) & ~7;

/** Forgets what was there. `bodyBytes` is how much of each body may be read. */
export function exchangeReset(x: Exchange, bodyBytes: u32): void {
  memory.fill(changetype<usize>(x), 0, SCAN - <usize>MAX_KEYS * DIGEST_SIZE);
  x.bodyBytes = bodyBytes;
}

export function setFact(x: Exchange, fact: u32): void {
  x.facts |= (<u32>1) << fact;
}

export function clearFact(x: Exchange, fact: u32): void {
  x.facts &= ~((<u32>1) << fact);
}

export function hasFact(x: Exchange, fact: u32): bool {
  return (x.facts & ((<u32>1) << fact)) !== 0;
}

/** Whether all of the request has been read, so that what was not seen is not there. */
export function isRequestRead(x: Exchange): bool {
  if (!hasFact(x, Fact.RequestEnded) || hasFact(x, Fact.RequestUnreadable)) return false;
  return !hasFlag(x.record, RecordFlag.RequestCut);
}

export function formScanner(x: Exchange): FormScanner {
  return changetype<FormScanner>(changetype<usize>(x) + SCAN);
}

export function jsonScanner(x: Exchange): JsonScanner {
  return changetype<JsonScanner>(changetype<usize>(x) + SCAN);
}

export function formPostScanner(x: Exchange): FormPostScanner {
  return changetype<FormPostScanner>(changetype<usize>(x) + SCAN);
}
