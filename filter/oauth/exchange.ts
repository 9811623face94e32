// One exchange from its first byte to its last, in the order in which the proxy sees it.
//
// The shell gives the memory and the spans; a span is read and forgotten. What was read of the request stays when the
// answer begins before the request ends: from there on only the answer is read.

import { Endpoint, ErrorCode, RateLimitKind } from "../record/gen/words";
import { beginBody, endBody, readBody, wantsBody } from "./body";
import { fillAuthorizationRequest } from "./authorization-request";
import { BodyFormat, Exchange, Fact, hasFact, Phase, setFact } from "./exchange-state";
import { Dialect } from "./dialect-name";
import { matchesPath, resolvedDialect, resolvedEndpoint, resolvedGeneric, resolvedIssuer } from "./endpoint-table";
import { resolveTarget } from "./endpoint-table";
import { NORMAL_PATH, normalPath } from "./path";
import { indexOfByte } from "../text/ascii";
import { isEvident } from "./evidence";
import { endFormPost } from "./form-post-answer";
import { fillGrant } from "./grant";
import { isMethodOf } from "./method";
import { judgeAnswer } from "./outcome";
import { outcomeOfProxyError, proxyErrorOf } from "./proxy-answer";
import { parametersOf } from "./request-parameter";
import { readQuery } from "./request-form";
import { readRequestHeaders, readRequestTarget, requestTarget } from "./request-headers";
import { readResponseHeaders } from "./response-headers";

export { EXCHANGE_SIZE, Exchange, exchangeReset } from "./exchange-state";
export { NORMAL_PATH };

/**
 * Size of the normalised path of a `:path` when it can be an endpoint's of some issuer; 0 when it is none, which is all
 * that is ever read of most requests.
 */
export function endpointPath(table: usize, at: usize, size: u32): u32 {
  const path = normalPath(at, size);
  return path !== 0 && matchesPath(table, path) ? path : 0;
}

/**
 * Reads the request's headers, as Envoy serialises a header map; `path` is what `endpointPath` gave just before. False
 * when it is no OAuth request after all: its host is no issuer's, its method not the endpoint's, or another protocol
 * rides on it.
 */
export function exchangeRequestHeaders(
  x: Exchange,
  table: usize,
  path: u32,
  pairs: usize,
  size: u32,
  endOfStream: bool,
): bool {
  if (!readRequestTarget(x, pairs, size)) return false;
  const target = requestTarget();
  if (!resolveTarget(table, target.authorityAt, target.authoritySize, path)) return false;
  x.record.issuer = resolvedIssuer;
  x.record.endpoint = resolvedEndpoint;
  if (!isMethodOf(resolvedEndpoint, x.method) || !readRequestHeaders(x, pairs, size)) return false;
  if (resolvedGeneric) setFact(x, Fact.Generic);
  if (resolvedDialect === Dialect.GitHub) setFact(x, Fact.ErrorsWith2xx);
  // The body's format waits while the query takes the scanner.
  const format = x.format;
  readTargetQuery(x, target.pathAt, target.pathSize);
  if (endOfStream) {
    x.format = BodyFormat.None;
    exchangeRequestEnd(x);
    return true;
  }
  x.format = parametersOf(resolvedEndpoint) === 0 || hasFact(x, Fact.RequestUnreadable) ? <u8>BodyFormat.None : format;
  beginBody(x);
  return true;
}

function readTargetQuery(x: Exchange, at: usize, size: u32): void {
  const mark = indexOfByte(at, size, 0x3f);
  if (mark < 0) return;
  const start = <u32>mark + 1;
  readQuery(x, at + <usize>start, size - start);
}

/** Whether bytes of the body that passes now are still wanted. */
export function exchangeWantsRequest(x: Exchange): bool {
  return x.phase === Phase.Request && wantsBody(x);
}

/** Reads a part of the request's body. */
export function exchangeRequestBody(x: Exchange, at: usize, size: u32): void {
  if (x.phase === Phase.Request) readBody(x, at, size);
}

/** The request is complete. Once is enough; later calls change nothing. */
export function exchangeRequestEnd(x: Exchange): void {
  if (x.phase !== Phase.Request || hasFact(x, Fact.RequestEnded)) return;
  endBody(x);
  setFact(x, Fact.RequestEnded);
}

/** Reads the answer's headers. Only once: what a proxy adds after a reset is no second answer. */
export function exchangeResponseHeaders(x: Exchange, pairs: usize, size: u32, endOfStream: bool): void {
  if (x.phase !== Phase.Request) return;
  // How the answer may travel is part of the request.
  if (x.record.endpoint === Endpoint.Authorization) fillAuthorizationRequest(x);
  x.phase = Phase.Response;
  x.pair = 0;
  x.requestKeys = x.record.keyCount;
  readResponseHeaders(x, pairs, size);
  beginBody(x);
  if (endOfStream) exchangeResponseEnd(x);
}

/** Whether bytes of the answer's body are still wanted. */
export function exchangeWantsResponse(x: Exchange): bool {
  return x.phase === Phase.Response && wantsBody(x);
}

/** Reads a part of the answer's body. */
export function exchangeResponseBody(x: Exchange, at: usize, size: u32): void {
  if (x.phase === Phase.Response) readBody(x, at, size);
}

/** The answer is complete. */
export function exchangeResponseEnd(x: Exchange): void {
  if (x.phase !== Phase.Response || hasFact(x, Fact.ResponseEnded)) return;
  endBody(x);
  setFact(x, Fact.ResponseEnded);
}

/** Whether what has passed so far says that this is OAuth. */
export function isEvidentNow(x: Exchange): bool {
  return !hasFact(x, Fact.Generic) || isEvident(x);
}

/**
 * Decides what the exchange was; everything in the record but times, vantage and tries is then there. False when it was
 * no OAuth exchange after all. `flags` and `details` are Envoy's `response.flags` and `response.code_details`.
 */
export function exchangeEnd(x: Exchange, flags: u64, details: usize, detailsSize: u32): bool {
  endFormPost(x);
  if (!isEvidentNow(x)) return false;
  const record = x.record;
  if (record.endpoint === Endpoint.Authorization && record.via === 0) fillAuthorizationRequest(x);
  const error = proxyErrorOf(x, flags, details, detailsSize);
  if (error === ErrorCode.None) judgeAnswer(x);
  else {
    record.error = <u8>error;
    record.outcome = <u8>outcomeOfProxyError(error);
    if (error === ErrorCode.RateLimitedByProxy) record.rateLimit = RateLimitKind.Proxy;
  }
  fillGrant(x);
  return true;
}
