// What the filter does when the parts of a request and its answer pass: it looks, keeps enums and digests, and lets go.
//
//   request headers ─▶ :path is an endpoint's? ──no──▶ nothing, but for a look at the answer's Location in the log
//                          │ yes
//                      a slot of the exchange table ─▶ bodies ─▶ answer ─▶ log: the record (verdict.ts)

import {
  exchangeOf,
  findSlot,
  freeSlot,
  NO_SLOT,
  openExchange,
  OpenExchange,
  releaseSlot,
  takeSlot,
} from "./exchange-table";
import { wantStream } from "./flush";
import { Buffer, HeaderMap } from "./host/abi";
import { mark, release } from "./host/arena";
import { monotonicNs, readBuffer, readHeader, readHeaders, realtimeNs, valueAt, valueSize } from "./host/hostcalls";
import { endpointPath, Exchange, EXCHANGE_SIZE, exchangeRequestBody, exchangeRequestEnd } from "./oauth/exchange";
import { exchangeRequestHeaders, exchangeReset, exchangeResponseBody, exchangeResponseEnd } from "./oauth/exchange";
import { exchangeResponseHeaders, exchangeWantsRequest, exchangeWantsResponse, isEvidentNow } from "./oauth/exchange";
import { countDrop } from "./record/counters";
import { FilterDropReason } from "./record/gen/words";
import { Root } from "./root";
import { rootOfStream, streamDropped, streamSeen } from "./roots-of-streams";
import { asciiBytes } from "./text/static-bytes";
import { vantageOfStream } from "./vantage";

const PATH: usize = asciiBytes(":path");

/** Bytes of a body that are taken over from the host at a time. */
const CHUNK: u32 = 16 * 1024;

/** Memory for a look at an exchange that gets no slot. Made while the module starts. */
const SCRATCH_AT: usize = heap.alloc(EXCHANGE_SIZE);
/** The exchange there. */
export const SCRATCH = changetype<Exchange>(SCRATCH_AT);

/** Size of the request's path when it may be an endpoint's, 0 otherwise. Reads `:path`. */
export function readEndpointPath(root: Root): u32 {
  const before = mark();
  const path = readHeader(HeaderMap.Request, PATH, 5) ? endpointPath(root.table, valueAt, valueSize) : 0;
  // The path has been normalised into memory of its own: the arena is free for all headers.
  release(before);
  return path;
}

/** Request headers. */
export function requestHeaders(context: u32, endOfStream: bool): void {
  streamSeen();
  const address = rootOfStream(context);
  if (address === 0) return;
  const root = changetype<Root>(address);
  const path = readEndpointPath(root);
  if (path === 0 || !readHeaders(HeaderMap.Request)) return;
  // A host that says the headers again begins anew; before a slot is chosen, since this frees one.
  if (findSlot(context) !== NO_SLOT) releaseSlot(context);
  const slot = freeSlot(root.exchanges);
  const exchange = slot === NO_SLOT ? SCRATCH : exchangeOf(openExchange(slot));
  exchangeReset(exchange, root.bodyBytes);
  if (!exchangeRequestHeaders(exchange, root.table, path, valueAt, valueSize, endOfStream)) return;
  if (slot === NO_SLOT) {
    streamDropped(context);
    countNoRoom(root);
    return;
  }
  const open = openExchange(slot);
  takeSlot(slot, context);
  open.root = root.index;
  open.startedAt = realtimeNs();
  open.startedNs = monotonicNs();
  open.requestedNs = endOfStream ? open.startedNs : 0;
  open.answeredNs = 0;
  open.vantage = vantageOf(root);
  if (isEvidentNow(exchange)) wantStream(root, open.startedNs);
}

/** From where this root sees a stream; 0 = it cannot be told. */
export function vantageOf(root: Root): u8 {
  return root.vantage !== 0 ? root.vantage : <u8>vantageOfStream(root.nodeKind);
}

/** An exchange that finds the table full is matched and dropped: on a generic path too, where nobody can tell any more. */
function countNoRoom(root: Root): void {
  root.parts.counters.matched += 1;
  countDrop(root.parts.counters, FilterDropReason.ExchangeTableFull);
}

/** A part of the request's body. */
export function requestBody(context: u32, size: u32, endOfStream: bool): void {
  const slot = findSlot(context);
  if (slot === NO_SLOT) return;
  const open = openExchange(slot);
  const exchange = exchangeOf(open);
  for (let start: u32 = 0; start < size && exchangeWantsRequest(exchange); start += CHUNK) {
    const before = mark();
    if (!readBuffer(Buffer.RequestBody, start, min(size - start, CHUNK))) break;
    exchangeRequestBody(exchange, valueAt, valueSize);
    release(before);
  }
  if (endOfStream) endRequest(open);
}

/** The request's trailers: its end. */
export function requestTrailers(context: u32): void {
  const slot = findSlot(context);
  if (slot !== NO_SLOT) endRequest(openExchange(slot));
}

function endRequest(open: OpenExchange): void {
  exchangeRequestEnd(exchangeOf(open));
  if (open.requestedNs === 0) open.requestedNs = monotonicNs();
}

/** Response headers. */
export function responseHeaders(context: u32, endOfStream: bool): void {
  const slot = findSlot(context);
  if (slot === NO_SLOT) return;
  const open = openExchange(slot);
  if (open.answeredNs === 0) open.answeredNs = monotonicNs();
  // Headers that do not fit into the arena leave the status to be read in the log.
  readHeaders(HeaderMap.Response);
  exchangeResponseHeaders(exchangeOf(open), valueAt, valueSize, endOfStream);
}

/** A part of the answer's body. */
export function responseBody(context: u32, size: u32, endOfStream: bool): void {
  const slot = findSlot(context);
  if (slot === NO_SLOT) return;
  const exchange = exchangeOf(openExchange(slot));
  for (let start: u32 = 0; start < size && exchangeWantsResponse(exchange); start += CHUNK) {
    const before = mark();
    if (!readBuffer(Buffer.ResponseBody, start, min(size - start, CHUNK))) break;
    exchangeResponseBody(exchange, valueAt, valueSize);
    release(before);
  }
  if (endOfStream) exchangeResponseEnd(exchange);
}

/** The answer's trailers: its end. */
export function responseTrailers(context: u32): void {
  const slot = findSlot(context);
  if (slot !== NO_SLOT) exchangeResponseEnd(exchangeOf(openExchange(slot)));
}
