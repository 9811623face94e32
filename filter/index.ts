// The callbacks that Envoy makes, and nothing else: each empties the arena, finds what it is for, and hands on. All of
// them return Continue. Source: proxy-wasm/spec, abi-versions/v0.2.1.

import "./host/abort";
import { readConfiguration } from "./config";
import { orphanExchanges, reserveExchanges, releaseSlot } from "./exchange-table";
import { sendDue, tick } from "./flush";
import { Buffer, CONTINUE, LogLevel } from "./host/abi";
import { enter, leave, malloc, mark, release } from "./host/arena";
import { proxy_set_tick_period_milliseconds } from "./host/env";
import { log, monotonicNs, randomU64, readBuffer, valueAt, valueSize } from "./host/hostcalls";
import { logMistakes, mistakeCount } from "./mistakes";
import { isFirstToTell } from "./mistakes-once";
import { readNode } from "./node";
import {
  requestBody,
  requestHeaders,
  requestTrailers,
  responseBody,
  responseHeaders,
  responseTrailers,
} from "./observation";
import { reserveCells } from "./record/queue";
import { closeRoot, openRoot, Root, rootOf } from "./root";
import { readControl, shareAs, shareEnd } from "./share";
import { countMistakes, defineStats, publishStats } from "./stats";
import { NO_ROOT, orphanStreams, streamCreated, streamEnded } from "./roots-of-streams";
import { shortHash } from "./stream/shared-name";
import { isOpen, streamClosed, streamEnd, streamReceive } from "./stream/stream";
import { asciiBytes } from "./text/static-bytes";
import { streamLog } from "./verdict";

export { malloc };

/** Names the version of the ABI; never called. */
export function proxy_abi_version_0_2_1(): void {}

/** Between two ticks, ms; a random part keeps the proxies of a mesh apart. */
const TICK_MS: u32 = 225;
const TICK_SPREAD_MS: u64 = 50;

/** Bytes of a configuration; a longer one cannot be read. */
const MAX_CONFIGURATION: u32 = 64 * 1024;
const REFUSED: usize = asciiBytes("oauth-flow: configuration: want one JSON object of at most 64 KiB; refused");
const NOT_SENT: usize = asciiBytes(
  "oauth-flow: this configuration ends without an aggregator: its last records are lost",
);
const TOO_MANY: usize = asciiBytes("oauth-flow: more than 8 configurations at once: this one is not watched");

export function proxy_on_context_create(context: u32, parent: u32): void {
  // Roots are made when they are configured.
  if (parent === 0) return;
  const root = rootOf(parent);
  streamCreated(context, root === 0 ? NO_ROOT : changetype<Root>(root).index);
}

export function proxy_on_vm_start(_root: u32, _size: u32): u32 {
  return 1;
}

export function proxy_on_configure(context: u32, size: u32): u32 {
  enter();
  const accepted = configure(context, size);
  leave();
  return accepted ? 1 : 0;
}

function configure(context: u32, size: u32): bool {
  const address = openRoot(context);
  if (address === 0) {
    log(LogLevel.Error, TOO_MANY, 71);
    return true;
  }
  const root = changetype<Root>(address);
  if (!readText(root, size)) {
    log(LogLevel.Error, REFUSED, 74);
    endRoot(root);
    return false;
  }
  shareAs(root);
  readControl(root, monotonicNs());
  readNode(root);
  reserveExchanges(root.exchanges);
  reserveCells(root.parts.queue.limit);
  proxy_set_tick_period_milliseconds(TICK_MS + <u32>(randomU64() % TICK_SPREAD_MS));
  return true;
}

/** Reads the configuration, and tells its mistakes unless another VM has; false when it is refused. */
function readText(root: Root, size: u32): bool {
  const before = mark();
  if (!readBufferOf(size)) return false;
  const hash = shortHash(valueAt, size);
  logMistakes(false);
  if (!readConfiguration(root, valueAt, size)) return false;
  release(before);
  defineStats();
  if (mistakeCount() === 0 || !isFirstToTell(hash, mistakeCount())) return true;
  countMistakes(mistakeCount());
  // Anew, since reading unescapes in place.
  logMistakes(true);
  if (readBufferOf(size)) readConfiguration(root, valueAt, size);
  return true;
}

function readBufferOf(size: u32): bool {
  return size === 0 || (size <= MAX_CONFIGURATION && readBuffer(Buffer.PluginConfiguration, 0, size));
}

export function proxy_on_tick(context: u32): void {
  enter();
  const root = rootOf(context);
  if (root !== 0) tick(changetype<Root>(root));
  leave();
}

export function proxy_on_request_headers(context: u32, _headers: u32, endOfStream: u32): u32 {
  enter();
  requestHeaders(context, endOfStream !== 0);
  leave();
  return CONTINUE;
}

export function proxy_on_request_body(context: u32, size: u32, endOfStream: u32): u32 {
  enter();
  requestBody(context, size, endOfStream !== 0);
  leave();
  return CONTINUE;
}

export function proxy_on_request_trailers(context: u32, _trailers: u32): u32 {
  requestTrailers(context);
  return CONTINUE;
}

export function proxy_on_response_headers(context: u32, _headers: u32, endOfStream: u32): u32 {
  enter();
  responseHeaders(context, endOfStream !== 0);
  leave();
  return CONTINUE;
}

export function proxy_on_response_body(context: u32, size: u32, endOfStream: u32): u32 {
  enter();
  responseBody(context, size, endOfStream !== 0);
  leave();
  return CONTINUE;
}

export function proxy_on_response_trailers(context: u32, _trailers: u32): u32 {
  responseTrailers(context);
  return CONTINUE;
}

export function proxy_on_log(context: u32): void {
  enter();
  streamLog(context);
  leave();
}

/** For a root context: its last words. For a stream context all is done in the log. */
export function proxy_on_done(context: u32): u32 {
  const address = rootOf(context);
  if (address === 0) {
    releaseSlot(context);
    streamEnded(context);
    return 1;
  }
  enter();
  const root = changetype<Root>(address);
  publishStats(root.parts.counters, root.published);
  const hadStream = isOpen(root.parts.stream);
  const now = monotonicNs();
  streamEnd(root.parts, now);
  shareEnd(root, now);
  // With a stream, Bye has told the aggregator what it never got.
  if (endRoot(root) > 0 && !hadStream) log(LogLevel.Warn, NOT_SENT, 84);
  leave();
  return 1;
}

/** Forgets a root, and whose its streams were. Returns how many of its records no aggregator has acknowledged. */
function endRoot(root: Root): u32 {
  orphanStreams(root.index);
  orphanExchanges(root.index);
  return closeRoot(root);
}

export function proxy_on_grpc_receive(context: u32, token: u32, size: u32): void {
  enter();
  const address = rootOf(context);
  if (address !== 0 && readBuffer(Buffer.GrpcMessage, 0, size)) {
    const root = changetype<Root>(address);
    const now = monotonicNs();
    streamReceive(root.parts, token, valueAt, valueSize, now);
    sendDue(root, now);
  }
  leave();
}

export function proxy_on_grpc_close(context: u32, token: u32, _status: u32): void {
  enter();
  const address = rootOf(context);
  if (address !== 0) streamClosed(changetype<Root>(address).parts, token, monotonicNs());
  leave();
}
