// The answer's headers: what they say by themselves, and how its body is to be read.

import { Endpoint, ErrorCode, RecordFlag, ResponseMode } from "../record/gen/words";
import { setFlag } from "../record/record";
import { equalsAscii, parseDecimal } from "../text/ascii";
import { bodyFormatOf, isEncoded } from "./content-type";
import { BodyFormat, Exchange, Fact, hasFact, setFact } from "./exchange-state";
import { HeaderCursor, nextHeader, walkHeaders } from "./header-map";
import { readLocation } from "./location";
import { challengeErrorOf } from "./www-authenticate";

/** Reads the headers of the answer, and decides what is read of its body. */
export function readResponseHeaders(x: Exchange, pairs: usize, size: u32): void {
  let location: usize = 0;
  let locationSize: u32 = 0;
  x.format = BodyFormat.SniffedForm;
  const cursor = walkHeaders(pairs, size);
  // Bounded by the walk.
  while (nextHeader(cursor)) {
    if (isNamed(cursor, "location") && location === 0) {
      location = cursor.valueAt;
      locationSize = cursor.valueSize;
    } else readField(x, cursor);
  }
  if (location !== 0 && isRedirect(x.record.status)) readRedirect(x, location, locationSize);
  x.format = <u8>formatOfAnswer(x);
}

function readField(x: Exchange, header: HeaderCursor): void {
  const at = header.valueAt;
  const size = header.valueSize;
  switch (header.nameSize) {
    case 7:
      if (isNamed(header, ":status")) x.record.status = <u16>min<u64>(parseDecimal(at, size), 999);
      return;
    case 11:
      if (isNamed(header, "retry-after")) setFlag(x.record, RecordFlag.RetryAfter);
      return;
    case 12:
      if (isNamed(header, "content-type")) x.format = <u8>bodyFormatOf(at, size);
      return;
    case 16:
      if (isNamed(header, "content-encoding") && isEncoded(at, size)) setFact(x, Fact.ResponseEncoded);
      else if (isNamed(header, "www-authenticate") && x.refused === 0) {
        const error = challengeErrorOf(at, size);
        if (error !== ErrorCode.None) x.refused = <u8>error;
      }
      return;
    default:
      return;
  }
}

/** An answer from a log-in page is the authorization endpoint's answer, wherever the page is. */
function readRedirect(x: Exchange, at: usize, size: u32): void {
  if (!answersAuthorization(x.record.endpoint)) return;
  if (readLocation(x, at, size)) x.record.endpoint = Endpoint.Authorization;
}

/** Whether an endpoint's pages may hand out authorization answers. */
export function answersAuthorization(endpoint: u8): bool {
  return endpoint === Endpoint.Authorization || endpoint === Endpoint.Login || endpoint === Endpoint.Interaction;
}

/** Format of the answer's body; None where nothing of it is wanted. */
function formatOfAnswer(x: Exchange): BodyFormat {
  const status = x.record.status;
  const format = <BodyFormat>x.format;
  const isFailure = status >= 400;
  const isPage = format === BodyFormat.Html;
  if (isPage) setFact(x, Fact.ResponseHtml);
  if (isRedirect(status) || status === 204) return BodyFormat.None;
  if (answersAuthorization(x.record.endpoint)) {
    // Some servers post an error with status 400 on the page; an error page that posts nothing has no hidden input for it.
    if (isPage && (!isFailure || x.record.endpoint === Endpoint.Authorization)) return readablePage(x);
    return isFailure && !isPage ? readable(x, BodyFormat.Sniffed) : BodyFormat.None;
  }
  switch (x.record.endpoint) {
    case Endpoint.Token:
    case Endpoint.Par:
    case Endpoint.DeviceAuthorization:
    case Endpoint.Ciba:
      return readable(x, isPage ? BodyFormat.Sniffed : format);
    case Endpoint.Introspection:
    case Endpoint.Revocation:
    case Endpoint.Registration:
    case Endpoint.Userinfo:
    case Endpoint.Resource:
      return isFailure && x.refused === 0 ? readable(x, isPage ? BodyFormat.Sniffed : format) : BodyFormat.None;
    default:
      return BodyFormat.None;
  }
}

// Only a body that is wanted is missed when it is compressed.
function readable(x: Exchange, format: BodyFormat): BodyFormat {
  if (!hasFact(x, Fact.ResponseEncoded)) return format;
  setFact(x, Fact.BodyHidden);
  return BodyFormat.None;
}

// Where the answer travels in a redirect, a page's hidden inputs are its own. Log-in pages are mostly compressed, and
// nothing is missed in them; in a page that was asked for as the answer, it is.
function readablePage(x: Exchange): BodyFormat {
  const mode = x.record.responseMode;
  if (mode === ResponseMode.Query || mode === ResponseMode.Fragment) return BodyFormat.None;
  if (!hasFact(x, Fact.ResponseEncoded)) return BodyFormat.Html;
  if (mode === ResponseMode.FormPost || mode === ResponseMode.WebMessage) setFact(x, Fact.BodyHidden);
  return BodyFormat.None;
}

/** 3xx. */
export function isRedirect(status: u16): bool {
  return status >= 300 && status < 400;
}

function isNamed(header: HeaderCursor, name: string): bool {
  return equalsAscii(header.nameAt, header.nameSize, name);
}
