// The parameters of a request: of its query, its form or its JSON object.

import { Endpoint, RecordFlag } from "../record/gen/words";
import { setFlag } from "../record/record";
import { formEnd, formFeed, formKeep, formNameAt, formNext, formReset, PairEvent } from "../text/form";
import { JsonKind, jsonEnd, jsonFeed, jsonKeep, jsonNameAt, jsonNext } from "../text/json";
import { Keep, Value } from "../text/value";
import { readAuthorizationParameter } from "./authorization-request";
import { readClientParameter } from "./client-auth";
import { clearFact, Exchange, Fact, formScanner, hasFact, jsonScanner, setFact } from "./exchange-state";
import { keepOf, Parameter, parameterBit, parameterOf, parametersOf } from "./request-parameter";
import { readTokenParameter } from "./token-request";

/** Reads the query of a request target. */
export function readQuery(x: Exchange, at: usize, size: u32): void {
  if (size === 0 || parametersOf(x.record.endpoint) === 0) return;
  setFact(x, Fact.InQuery);
  const scanner = formScanner(x);
  formReset(scanner);
  const seen = min(size, x.bodyBytes);
  readRequestForm(x, at, seen);
  if (seen === size) endRequestForm(x);
  clearFact(x, Fact.InQuery);
  if (x.record.endpoint === Endpoint.Token && x.askedInQuery !== 0) setFlag(x.record, RecordFlag.QueryParameters);
}

/** Reads a part of a form. */
export function readRequestForm(x: Exchange, at: usize, size: u32): void {
  formFeed(formScanner(x), at, size);
  readFormPairs(x, size);
}

/** Reads what the end of a form completes. */
export function endRequestForm(x: Exchange): void {
  formEnd(formScanner(x));
  readFormPairs(x, 0);
}

/** Reads a part of a JSON object. */
export function readRequestJson(x: Exchange, at: usize, size: u32): void {
  jsonFeed(jsonScanner(x), at, size);
  readJsonPairs(x, size);
}

/** Reads what the end of a JSON text completes. */
export function endRequestJson(x: Exchange): void {
  jsonEnd(jsonScanner(x));
  readJsonPairs(x, 0);
}

// No byte gives more than two pairs' events, so this many steps reach the end of what was fed.
function readFormPairs(x: Exchange, size: u32): void {
  const scanner = formScanner(x);
  for (let i: u32 = 0; i < size * 2 + 4; i++) {
    const event = formNext(scanner);
    if (event === PairEvent.More) return;
    if (event === PairEvent.Name) formKeep(scanner, beginParameter(x, formNameAt(scanner), scanner.nameSize));
    else endParameter(x, scanner.value);
  }
}

function readJsonPairs(x: Exchange, size: u32): void {
  const scanner = jsonScanner(x);
  for (let i: u32 = 0; i < size * 2 + 4; i++) {
    const event = jsonNext(scanner);
    if (event === PairEvent.More) return;
    if (event === PairEvent.Name) jsonKeep(scanner, beginParameter(x, jsonNameAt(scanner), scanner.nameSize));
    else if (scanner.kind === JsonKind.String) endParameter(x, scanner.value);
  }
}

/** Decides what is kept of a parameter's value. Of a parameter that comes again the first stays (RFC 6749 §3.2). */
function beginParameter(x: Exchange, nameAt: usize, nameSize: u32): Keep {
  const parameter = <u8>parameterOf(nameAt, nameSize);
  x.pair = Parameter.Unread;
  if ((parametersOf(x.record.endpoint) & parameterBit(parameter)) === 0) return Keep.Skip;
  const bit = parameterBit(parameter);
  if (((x.asked | x.askedInQuery) & bit) !== 0) setFlag(x.record, RecordFlag.RepeatedParameter);
  const here = hasFact(x, Fact.InQuery) ? x.askedInQuery : x.asked;
  if ((here & bit) !== 0) return Keep.Skip;
  x.pair = parameter;
  return keepOf(parameter);
}

/** Reads a parameter's value. One without a value counts as absent (RFC 6749 §3.1). */
function endParameter(x: Exchange, value: Value): void {
  const parameter = x.pair;
  if (parameter === Parameter.Unread || value.size === 0) return;
  x.pair = Parameter.Unread;
  if (hasFact(x, Fact.InQuery)) x.askedInQuery |= parameterBit(parameter);
  else x.asked |= parameterBit(parameter);
  if (x.record.endpoint === Endpoint.Token) readTokenParameter(x, parameter, value);
  else readAuthorizationParameter(x, parameter, value);
  readClientParameter(x, parameter, value);
}
