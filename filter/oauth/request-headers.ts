// The request's headers: where it goes, who sends it, and how its body is to be read.

import { RecordFlag } from "../record/gen/words";
import { setFlag } from "../record/record";
import { equalsAscii, parseDecimal, startsWithAsciiIgnoreCase } from "../text/ascii";
import { readAuthorization } from "./client-auth";
import { bodyFormatOf, isEncoded } from "./content-type";
import { BodyFormat, Exchange, Fact, setFact } from "./exchange-state";
import { HeaderCursor, nextHeader, walkHeaders } from "./header-map";
import { keepRequestId } from "./keys";
import { methodOf } from "./method";

// ╒════════════ RequestTarget, 16 bytes ════════════╕
//   0  usize  pathAt         :path, with its query
//   4  u32    pathSize       0 = none
//   8  usize  authorityAt    :authority
//  12  u32    authoritySize  0 = none
@unmanaged
export class RequestTarget {
  pathAt: usize;
  pathSize: u32;
  authorityAt: usize;
  authoritySize: u32;
}

const TARGET = changetype<RequestTarget>(memory.data(16, 8));

/** Where the request whose headers were read last goes to; valid until the next. */
export function requestTarget(): RequestTarget {
  return TARGET;
}

/** Reads where the request goes and its method. False when another protocol rides on it. */
export function readRequestTarget(x: Exchange, pairs: usize, size: u32): bool {
  TARGET.pathSize = 0;
  TARGET.authoritySize = 0;
  const cursor = walkHeaders(pairs, size);
  // Bounded by the walk.
  while (nextHeader(cursor)) {
    const first = cursor.nameSize === 0 ? <u8>0 : load<u8>(cursor.nameAt);
    if (first === 0x3a) {
      if (!readPseudoHeader(x, cursor)) return false;
    } else if (isNamed(cursor, "host") && TARGET.authoritySize === 0) {
      TARGET.authorityAt = cursor.valueAt;
      TARGET.authoritySize = cursor.valueSize;
    }
  }
  return true;
}

/** Reads the other headers, once the endpoint is known. False when another protocol rides on the request. */
export function readRequestHeaders(x: Exchange, pairs: usize, size: u32): bool {
  x.format = BodyFormat.SniffedForm;
  const cursor = walkHeaders(pairs, size);
  // Bounded by the walk.
  while (nextHeader(cursor)) {
    if (!readField(x, cursor)) return false;
  }
  return true;
}

function readPseudoHeader(x: Exchange, header: HeaderCursor): bool {
  if (isNamed(header, ":method")) x.method = <u8>methodOf(header.valueAt, header.valueSize);
  else if (isNamed(header, ":path")) {
    TARGET.pathAt = header.valueAt;
    TARGET.pathSize = header.valueSize;
  } else if (isNamed(header, ":authority")) {
    TARGET.authorityAt = header.valueAt;
    TARGET.authoritySize = header.valueSize;
  }
  // Extended CONNECT (RFC 8441).
  return !isNamed(header, ":protocol");
}

function readField(x: Exchange, header: HeaderCursor): bool {
  const at = header.valueAt;
  const size = header.valueSize;
  switch (header.nameSize) {
    case 4:
      if (isNamed(header, "dpop")) setFlag(x.record, RecordFlag.DpopProof);
      return true;
    case 7:
      // Clients offer HTTP/2 this way, and stay with HTTP/1.1 when nobody takes it.
      return !isNamed(header, "upgrade") || startsWithAsciiIgnoreCase(at, size, "h2c");
    case 12:
      if (!isNamed(header, "content-type")) {
        if (isNamed(header, "x-request-id")) keepRequestId(x.record, at, size);
        return true;
      }
      if (startsWithAsciiIgnoreCase(at, size, "application/grpc")) return false;
      x.format = <u8>bodyFormatOf(at, size);
      return true;
    case 13:
      if (isNamed(header, "authorization")) readAuthorization(x, at, size);
      return true;
    case 16:
      if (isNamed(header, "content-encoding") && isEncoded(at, size)) setFact(x, Fact.RequestUnreadable);
      return true;
    case 21:
      if (isNamed(header, "x-envoy-attempt-count")) x.tries = <u16>min<u64>(parseDecimal(at, size), 0xffff);
      return true;
    case 24:
      if (isNamed(header, "oauth-client-attestation")) setFact(x, Fact.Attestation);
      return true;
    default:
      return true;
  }
}

function isNamed(header: HeaderCursor, name: string): bool {
  return equalsAscii(header.nameAt, header.nameSize, name);
}
