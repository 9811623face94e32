// The end of a stream: the one callback that always comes, also for requests that an earlier filter refused. Here an
// exchange becomes a record.

import { exchangeOf, findSlot, NO_SLOT, openExchange, OpenExchange, releaseSlot } from "./exchange-table";
import { recordAdded, wantStream } from "./flush";
import { HeaderMap } from "./host/abi";
import { monotonicNs, readHeader, readHeaders, valueAt, valueSize } from "./host/hostcalls";
import {
  Exchange,
  exchangeEnd,
  exchangeRequestHeaders,
  exchangeReset,
  exchangeResponseHeaders,
} from "./oauth/exchange";
import { isAnsweredUpstream, isFollowedInside } from "./oauth/proxy-answer";
import { loginAnswerId, loginAnswerLocation, loginAnswerRequest } from "./oauth/login-answer";
import { isMethodOf, methodOf } from "./oauth/method";
import { isRedirect } from "./oauth/response-headers";
import { readEndpointPath, SCRATCH, vantageOf } from "./observation";
import { backendLatencyNs, readRequestHost, readRequestId, readRequestMethod, readRequestPath } from "./property";
import { readResponseDetails, requestDurationNs, requestTimeNs, responseCode, responseFlags } from "./property";
import { routerAttempts } from "./property";
import { Counters, countDrop } from "./record/counters";
import { Endpoint, FilterDropReason, RecordFlag, Vantage } from "./record/gen/words";
import { queuePush } from "./record/queue";
import { Record, setFlag } from "./record/record";
import { Root } from "./root";
import { isDropped, isUnseen, rootOfStream, streamEnded } from "./roots-of-streams";
import { isPaused, sampleOneIn } from "./stream/settings";
import { asciiBytes } from "./text/static-bytes";

const LOCATION: usize = asciiBytes("location");

/** The log of a stream context. */
export function streamLog(context: u32): void {
  const address = rootOfStream(context);
  if (address === 0) {
    releaseSlot(context);
    streamEnded(context);
    return;
  }
  const root = changetype<Root>(address);
  root.parts.counters.seen += 1;
  const slot = findSlot(context);
  if (slot !== NO_SLOT) {
    endOpen(root, openExchange(slot));
    releaseSlot(context);
  } else if (isUnseen(context)) endRefused(root);
  else endElsewhere(root, context);
  streamEnded(context);
}

function endOpen(root: Root, open: OpenExchange): void {
  const exchange = exchangeOf(open);
  const record = exchange.record;
  // Its headers did not fit into the arena.
  if (record.status === 0 && open.answeredNs !== 0) record.status = responseCode();
  if (!judge(exchange)) return;
  record.startedAt = open.startedAt;
  record.vantage = open.vantage;
  setTimes(record, open);
  finish(root, exchange);
}

/**
 * A request on a path that is no endpoint's: its answer may redirect with an authorization answer, as log-in pages do.
 * Only now can be read what was asked, and of whom; nearly always there is no Location, and this is all.
 */
function endElsewhere(root: Root, context: u32): void {
  if (!readHeader(HeaderMap.Response, LOCATION, 8) || isDropped(context)) return;
  exchangeReset(SCRATCH, root.bodyBytes);
  if (!loginAnswerLocation(SCRATCH, valueAt, valueSize)) return;
  const record = SCRATCH.record;
  record.status = responseCode();
  if (!isRedirect(record.status) || !isIssuersRequest(root, SCRATCH)) return;
  if (readRequestId()) loginAnswerId(SCRATCH, valueAt, valueSize);
  if (!judge(SCRATCH)) return;
  record.startedAt = requestTimeNs();
  record.vantage = vantageOf(root);
  record.answeredUs = microseconds(backendLatencyNs());
  record.endedUs = microseconds(requestDurationNs());
  finish(root, SCRATCH);
}

function isIssuersRequest(root: Root, exchange: Exchange): bool {
  if (!readRequestMethod() || !isMethodOf(Endpoint.Authorization, <u8>methodOf(valueAt, valueSize))) return false;
  if (!readRequestHost()) return false;
  const hostAt = valueAt;
  const hostSize = valueSize;
  return readRequestPath() && loginAnswerRequest(exchange, root.table, hostAt, hostSize, valueAt, valueSize);
}

/** A request whose headers never came to this filter: an earlier one refused it. They can be read now. */
function endRefused(root: Root): void {
  const path = readEndpointPath(root);
  if (path === 0 || !readHeaders(HeaderMap.Request)) return;
  exchangeReset(SCRATCH, root.bodyBytes);
  if (!exchangeRequestHeaders(SCRATCH, root.table, path, valueAt, valueSize, false)) return;
  if (readHeaders(HeaderMap.Response)) exchangeResponseHeaders(SCRATCH, valueAt, valueSize, true);
  if (!judge(SCRATCH)) return;
  const record = SCRATCH.record;
  record.startedAt = requestTimeNs();
  record.vantage = vantageOf(root);
  record.endedUs = microseconds(requestDurationNs());
  record.answeredUs = record.endedUs;
  wantStream(root, monotonicNs());
  finish(root, SCRATCH);
}

/** False when it was no OAuth exchange, or is not over. */
function judge(exchange: Exchange): bool {
  const hasDetails = readResponseDetails();
  const details = hasDetails ? valueAt : 0;
  const size = hasDetails ? valueSize : 0;
  if (isFollowedInside(details, size)) return false;
  // Flags say nothing new of a whole answer from upstream, and cost a host call.
  const flags = isAnsweredUpstream(exchange, details, size) ? 0 : responseFlags();
  return exchangeEnd(exchange, flags, details, size);
}

function setTimes(record: Record, open: OpenExchange): void {
  const now = monotonicNs();
  const requested = open.requestedNs !== 0 ? open.requestedNs : open.startedNs;
  const answered = open.answeredNs !== 0 ? open.answeredNs : now;
  record.answeredUs = microseconds(answered > requested ? answered - requested : 0);
  record.endedUs = microseconds(now - open.startedNs);
}

/** Counts the exchange, and keeps its record unless there is a reason not to. */
function finish(root: Root, exchange: Exchange): void {
  const counters = root.parts.counters;
  const record = exchange.record;
  setTries(record, exchange.tries);
  counters.matched += 1;
  if (record.vantage === 0) countDrop(counters, FilterDropReason.NoVantage);
  else if (isPaused(root.parts.settings)) countDrop(counters, FilterDropReason.Paused);
  else if (isSampledOut(root)) countDrop(counters, FilterDropReason.Sampled);
  else keep(root, counters, record);
}

function keep(root: Root, counters: Counters, record: Record): void {
  if (!queuePush(root.parts.queue, record)) {
    countDrop(counters, FilterDropReason.RingFull);
    return;
  }
  counters.emitted += 1;
  wantStream(root, monotonicNs());
  recordAdded(root);
}

function isSampledOut(root: Root): bool {
  const oneIn = sampleOneIn(root.parts.settings);
  root.sampled += 1;
  if (root.sampled < oneIn) return true;
  root.sampled = 0;
  return false;
}

/**
 * `attempts` is 1 and the tries above the first that this exchange stands for. A proxy's own router counts its tries; at
 * the server the header says, too, whether the request itself is a later try of a router before.
 */
function setTries(record: Record, header: u16): void {
  const before: u64 = record.vantage === Vantage.Server && header > 1 ? 1 : 0;
  const attempts = before + max<u64>(routerAttempts(), 1);
  if (attempts < 2) return;
  record.attempts = <u16>min<u64>(attempts, 0xffff);
  setFlag(record, RecordFlag.Retried);
}

function microseconds(ns: u64): u32 {
  return <u32>min<u64>(ns / 1000, u32.MAX_VALUE);
}
