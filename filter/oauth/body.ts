// The bodies as they pass: which scanner reads them, how far, and what their end completes.

import { RecordFlag } from "../record/gen/words";
import { setFlag } from "../record/record";
import { formReset } from "../text/form";
import { jsonReset } from "../text/json";
import { endAnswerForm, endAnswerJson, readAnswerForm, readAnswerJson } from "./answer-form";
import {
  BodyFormat,
  Exchange,
  Fact,
  formPostScanner,
  formScanner,
  jsonScanner,
  Phase,
  setFact,
} from "./exchange-state";
import { formPostReset } from "./form-post";
import { readFormPost } from "./form-post-answer";
import { endRequestForm, endRequestJson, readRequestForm, readRequestJson } from "./request-form";

/** Bytes of white space, and of a byte order mark, that may come before a JSON text. */
const MAX_LEADING_SPACE: u32 = 1024;

/** Makes the exchange ready for the first byte of a body in its format. */
export function beginBody(x: Exchange): void {
  x.scanned = 0;
  startScanner(x);
}

/** Whether bytes of the present body are still wanted. At the limit they are: only they tell that the body was cut. */
export function wantsBody(x: Exchange): bool {
  return x.format !== BodyFormat.None;
}

/** Reads a part of the present body, up to the limit; beyond it the body counts as cut. */
export function readBody(x: Exchange, at: usize, size: u32): void {
  if (x.format === BodyFormat.None || size === 0) return;
  const room = x.bodyBytes - x.scanned;
  const seen = min(size, room);
  x.scanned += seen;
  if (seen < size) setFlag(x.record, x.phase === Phase.Request ? RecordFlag.RequestCut : RecordFlag.ResponseCut);
  const skipped = sniff(x, at, seen);
  feed(x, at + <usize>skipped, seen - skipped);
  if (seen < size) x.format = BodyFormat.None;
}

/** Reads what the end of the present body completes. Not called for a body that was left before its end. */
export function endBody(x: Exchange): void {
  const format = x.format;
  x.format = BodyFormat.None;
  const isRequest = x.phase === Phase.Request;
  if (format === BodyFormat.Form) {
    if (isRequest) endRequestForm(x);
    else endAnswerForm(x);
  } else if (format === BodyFormat.Json) {
    if (isRequest) endRequestJson(x);
    else endAnswerJson(x);
  }
}

function feed(x: Exchange, at: usize, size: u32): void {
  if (size === 0) return;
  const isRequest = x.phase === Phase.Request;
  switch (x.format) {
    case BodyFormat.Form:
      if (isRequest) readRequestForm(x, at, size);
      else readAnswerForm(x, at, size);
      return;
    case BodyFormat.Json:
      if (isRequest) readRequestJson(x, at, size);
      else readAnswerJson(x, at, size);
      return;
    case BodyFormat.Html:
      if (!isRequest) readFormPost(x, at, size);
      return;
    default:
      return;
  }
}

/** Decides a format that was open, at the first byte that is no white space. Returns the bytes before it. */
function sniff(x: Exchange, at: usize, size: u32): u32 {
  if (x.format !== BodyFormat.Sniffed && x.format !== BodyFormat.SniffedForm) return 0;
  // `scanned` counts this part already.
  const before = x.scanned - size;
  for (let i: u32 = 0; i < size; i++) {
    const byte = load<u8>(at + <usize>i);
    if (isSpaceOrMark(byte)) {
      if (before + i < MAX_LEADING_SPACE) continue;
      x.format = BodyFormat.None;
      if (x.phase === Phase.Request) setFact(x, Fact.RequestUnreadable);
      return size;
    }
    if (byte === 0x7b) x.format = BodyFormat.Json;
    else x.format = x.format === BodyFormat.SniffedForm ? <u8>BodyFormat.Form : <u8>BodyFormat.None;
    if (x.format === BodyFormat.None && x.phase === Phase.Request) setFact(x, Fact.RequestUnreadable);
    startScanner(x);
    return i;
  }
  return size;
}

// White space of JSON, and the bytes of a byte order mark.
function isSpaceOrMark(byte: u8): bool {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0xef || byte === 0xbb || byte === 0xbf;
}

function startScanner(x: Exchange): void {
  if (x.format === BodyFormat.Form) formReset(formScanner(x));
  else if (x.format === BodyFormat.Json) jsonReset(jsonScanner(x));
  else if (x.format === BodyFormat.Html) formPostReset(formPostScanner(x));
}
