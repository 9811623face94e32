// The authorization answer that a log-in or consent page sends: a redirect from a path that is no endpoint's, on the
// issuer's host. Servers hand out most of their codes this way.

import { Endpoint, Via, Pkce, ResponseMode, ResponseType } from "../record/gen/words";
import { indexOfByte } from "../text/ascii";
import { resolvedIssuer, resolveHost } from "./endpoint-table";
import { Exchange, Fact, Phase, setFact } from "./exchange-state";
import { authorityEnd, authorityStart, readLocation } from "./location";
import { keepRequestId } from "./keys";
import { hostKey, isOwnLink, isPassedOn } from "./passed-on";
import { normalPath } from "./path";

/** Bytes of a request's query that are looked at; a code has a few hundred. */
const MAX_QUERY: u32 = 8192;

/** Reads a Location. False when it carries no authorization answer; `x` is fresh then as before. */
export function loginAnswerLocation(x: Exchange, at: usize, size: u32): bool {
  const record = x.record;
  record.endpoint = Endpoint.Authorization;
  record.via = Via.Unknown;
  record.pkce = Pkce.Hidden;
  record.responseType = ResponseType.Unknown;
  record.responseMode = ResponseMode.Unknown;
  setFact(x, Fact.AnswerByLocation);
  setFact(x, Fact.RequestEnded);
  // All of the answer is in its headers.
  setFact(x, Fact.ResponseEnded);
  x.phase = Phase.Response;
  if (!readLocation(x, at, size)) return false;
  const start = authorityStart(at, size);
  const end = authorityEnd(at, size, start);
  if (end > start) x.sentTo = hostKey(at + <usize>start, end - start);
  return true;
}

/**
 * Reads what request was answered so: its authority, its path with the query, its id. False when the host is no
 * issuer's, or when the redirect is no answer of its own.
 */
export function loginAnswerRequest(
  x: Exchange,
  table: usize,
  authorityAt: usize,
  authoritySize: u32,
  pathAt: usize,
  pathSize: u32,
): bool {
  if (!resolveHost(table, authorityAt, authoritySize, normalPath(pathAt, pathSize))) return false;
  x.record.issuer = resolvedIssuer;
  if (isOwnLink(x, authorityAt, authoritySize)) return false;
  const mark = indexOfByte(pathAt, pathSize, 0x3f);
  if (mark < 0) return true;
  const start = <u32>mark + 1;
  // The scanner is free: the Location has been read.
  return !isPassedOn(x, pathAt + <usize>start, min(pathSize - start, MAX_QUERY));
}

/** Keeps the id that joins the views of several proxies. */
export function loginAnswerId(x: Exchange, at: usize, size: u32): void {
  keepRequestId(x.record, at, size);
}
