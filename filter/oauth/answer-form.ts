// The members of an answer's body: of a JSON object, or of a form (GitHub's).

import { formEnd, formFeed, formKeep, formNameAt, formNext, PairEvent } from "../text/form";
import { JsonKind, jsonEnd, jsonFeed, jsonIsWhole, jsonKeep, jsonNameAt, jsonNext } from "../text/json";
import { Keep, Value } from "../text/value";
import { readMember, readNestedError } from "./answer";
import { keepOfMember, Member, memberBit, memberOf, membersOf } from "./answer-member";
import { BodyFormat, Exchange, Fact, formScanner, jsonScanner, setFact } from "./exchange-state";

/** Reads a part of a form. */
export function readAnswerForm(x: Exchange, at: usize, size: u32): void {
  formFeed(formScanner(x), at, size);
  readFormMembers(x, size);
}

/** Reads what the end of a form completes. */
export function endAnswerForm(x: Exchange): void {
  formEnd(formScanner(x));
  readFormMembers(x, 0);
  if (x.answered !== 0) setFact(x, Fact.ResponseReadable);
}

/** Reads a part of a JSON object. */
export function readAnswerJson(x: Exchange, at: usize, size: u32): void {
  jsonFeed(jsonScanner(x), at, size);
  readJsonMembers(x, size);
}

/** Reads what the end of a JSON text completes. */
export function endAnswerJson(x: Exchange): void {
  const scanner = jsonScanner(x);
  jsonEnd(scanner);
  readJsonMembers(x, 0);
  if (jsonIsWhole(scanner)) setFact(x, Fact.ResponseReadable);
}

// No byte gives more than two pairs' events, so this many steps reach the end of what was fed.
function readFormMembers(x: Exchange, size: u32): void {
  const scanner = formScanner(x);
  for (let i: u32 = 0; i < size * 2 + 4; i++) {
    const event = formNext(scanner);
    if (event === PairEvent.More) return;
    if (event === PairEvent.Name) {
      formKeep(scanner, beginMember(x, formNameAt(scanner), scanner.nameSize));
    } else if (x.pair !== Member.Unread) {
      readMember(x, x.pair, scanner.value);
      if (stopsEarly(x)) return;
    }
  }
}

function readJsonMembers(x: Exchange, size: u32): void {
  const scanner = jsonScanner(x);
  for (let i: u32 = 0; i < size * 2 + 4; i++) {
    const event = jsonNext(scanner);
    if (event === PairEvent.More) return;
    if (event === PairEvent.Name) {
      jsonKeep(scanner, beginMember(x, jsonNameAt(scanner), scanner.nameSize));
    } else if (x.pair !== Member.Unread) {
      readJsonMember(x, scanner.kind, scanner.value);
      if (stopsEarly(x)) return;
    }
  }
}

function beginMember(x: Exchange, nameAt: usize, nameSize: u32): Keep {
  const member = <u8>memberOf(nameAt, nameSize);
  const wanted = membersOf(x.record.endpoint) & ~x.answered;
  x.pair = (wanted & memberBit(member)) !== 0 ? member : <u8>Member.Unread;
  return x.pair === Member.Unread ? Keep.Skip : keepOfMember(member);
}

function readJsonMember(x: Exchange, kind: u8, value: Value): void {
  const member = x.pair;
  if (kind === JsonKind.String) readMember(x, member, value);
  else if (kind === JsonKind.Number) {
    if (member === Member.ExpiresIn) readMember(x, member, value);
    else if (member === Member.Error) readNestedError(x);
  } else if (kind === JsonKind.Nested && member === Member.Error) readNestedError(x);
}

/** Whether the rest of the body can stay unread: an error, or all members there are. */
function stopsEarly(x: Exchange): bool {
  const all = membersOf(x.record.endpoint) & ~memberBit(Member.Error);
  const done = (x.answered & memberBit(Member.Error)) !== 0 || (all !== 0 && (x.answered & all) === all);
  if (done) x.format = BodyFormat.None;
  return done;
}
