// Answers that came from no upstream: Envoy's response flags and response code details.

import { ErrorCode, Outcome, RecordFlag } from "../record/gen/words";
import { setFlag } from "../record/record";
import { equalsAscii, startsWithAscii } from "../text/ascii";
import { Exchange, Fact, hasFact } from "./exchange-state";
import { isRedirect } from "./response-headers";

// `response.flags`: bit n is the nth flag of envoy/stream_info/stream_info.h.
const UH: u64 = 1 << 1;
const UT: u64 = 1 << 2;
const LR: u64 = 1 << 3;
const UR: u64 = 1 << 4;
const UF: u64 = 1 << 5;
const UC: u64 = 1 << 6;
const UO: u64 = 1 << 7;
const NR: u64 = 1 << 8;
const RL: u64 = 1 << 11;
const UAEX: u64 = 1 << 12;
const DC: u64 = 1 << 14;
const URX: u64 = 1 << 15;
const SI: u64 = 1 << 16;
const UMSDR: u64 = 1 << 19;
const DT: u64 = 1 << 22;
const UPE: u64 = 1 << 23;
const NC: u64 = 1 << 24;
const DF: u64 = 1 << 26;
const DO: u64 = 1 << 27;
const DR: u64 = 1 << 28;
const UDO: u64 = 1 << 29;

const TIMEOUTS: u64 = UT | DT | UMSDR;
const NO_UPSTREAM: u64 = UF | UH | UO | NR | NC | DF | DO | UDO;
const RESETS: u64 = UC | UR | UPE | LR | URX;
const CLIENT_GONE: u64 = DC | DR;

/**
 * Error that the proxy itself gave or met; None when the answer is to be judged as it is: a whole one from upstream, or a
 * 3xx or 5xx, at whose headers a router that follows it or tries again leaves. Sets PROXY_ANSWER where the proxy made the answer or had
 * none. `details` is `response.code_details`; size 0 when it could not be read.
 */
export function proxyErrorOf(x: Exchange, flags: u64, details: usize, size: u32): ErrorCode {
  const fromUpstream = isFromUpstream(x, flags, details, size);
  if (fromUpstream && hasFact(x, Fact.ResponseEnded)) return ErrorCode.None;
  // Counted where answers from upstream are, so that a client that leaves is counted once.
  if ((flags & CLIENT_GONE) !== 0 || startsWithAscii(details, size, "downstream_remote_disconnect")) {
    return fromUpstream && isToldByHeaders(x.record.status) ? ErrorCode.None : ErrorCode.ClientGone;
  }
  const error = errorOfFlags(x, flags, details, size);
  if (error === ErrorCode.None && x.record.status === 0) return ErrorCode.ClientGone;
  // An answer that broke off is seen broken by every proxy on its way, so it counts where answers do.
  if (!fromUpstream || error === ErrorCode.UpstreamTimeout) setFlag(x.record, RecordFlag.ProxyAnswer);
  return error;
}

// A router before this proxy leaves at the headers of an answer that it repeats (5xx) or follows (3xx).
function isToldByHeaders(status: u16): bool {
  return status >= 500 || isRedirect(status);
}

/** Whether a whole answer came from upstream, so that its flags need not be looked at. */
export function isAnsweredUpstream(x: Exchange, details: usize, size: u32): bool {
  return hasFact(x, Fact.ResponseEnded) && equalsAscii(details, size, "via_upstream");
}

/**
 * Whether the proxy followed a redirect of the upstream by itself. What the client asked goes on as another stream, whose
 * end is the exchange's: as with the tries of a router, the client sees one answer.
 */
export function isFollowedInside(details: usize, size: u32): bool {
  return equalsAscii(details, size, "internal_redirect");
}

function isFromUpstream(x: Exchange, flags: u64, details: usize, size: u32): bool {
  if (x.record.status === 0) return false;
  if (size === 0) return (flags & ~CLIENT_GONE) === 0;
  if (equalsAscii(details, size, "via_upstream")) return true;
  if (startsWithAscii(details, size, "upstream_reset_after_response_started")) return true;
  // These can come while an answer of the upstream passes, and take the place of its details.
  const isIdle = startsWithAscii(details, size, "stream_idle_timeout");
  if (!isIdle && !isLeaving(details, size)) return false;
  return (flags & ~(CLIENT_GONE | SI)) === 0 && !(isIdle && isIdleReply(x));
}

function isLeaving(details: usize, size: u32): bool {
  return startsWithAscii(details, size, "downstream_") || equalsAscii(details, size, "http2.remote_reset");
}

// Envoy answers an idle stream with 408, or 504 when its request is complete, unless an answer has begun.
function isIdleReply(x: Exchange): bool {
  return hasFact(x, Fact.ResponseEnded) && (x.record.status === 408 || x.record.status === 504);
}

function errorOfFlags(x: Exchange, flags: u64, details: usize, size: u32): ErrorCode {
  if ((flags & RL) !== 0) return ErrorCode.RateLimitedByProxy;
  if (startsWithAscii(details, size, "request_rate_limited")) return ErrorCode.RateLimitedByProxy;
  if (startsWithAscii(details, size, "local_rate_limited")) return ErrorCode.RateLimitedByProxy;
  if ((flags & UAEX) !== 0) return ErrorCode.DeniedByProxy;
  if (startsWithAscii(details, size, "rbac_access_denied")) return ErrorCode.DeniedByProxy;
  if (startsWithAscii(details, size, "jwt_authn_access_denied")) return ErrorCode.DeniedByProxy;
  if (startsWithAscii(details, size, "ext_authz_denied")) return ErrorCode.DeniedByProxy;
  if ((flags & TIMEOUTS) !== 0) return ErrorCode.UpstreamTimeout;
  // Idle, or at its longest, while the request was still coming: it was the client that did not send. Envoy 1.40 sets no
  // flag for the longest duration of a route.
  if ((flags & SI) !== 0 || equalsAscii(details, size, "max_duration_timeout"))
    return hasFact(x, Fact.RequestEnded) ? ErrorCode.UpstreamTimeout : ErrorCode.None;
  if ((flags & NO_UPSTREAM) !== 0) return ErrorCode.UpstreamUnavailable;
  if ((flags & RESETS) !== 0) return ErrorCode.UpstreamReset;
  return startsWithAscii(details, size, "upstream_reset") ? ErrorCode.UpstreamReset : ErrorCode.None;
}

/** Outcome of an error that the proxy gave or met. */
export function outcomeOfProxyError(error: ErrorCode): Outcome {
  switch (error) {
    case ErrorCode.RateLimitedByProxy:
      return Outcome.Throttled;
    case ErrorCode.DeniedByProxy:
      return Outcome.Denied;
    case ErrorCode.ClientGone:
      return Outcome.Aborted;
    default:
      return Outcome.ServerError;
  }
}
