// The gRPC stream of one root context: opened at the first OAuth request (never while configuring or on the main thread,
// which sees none), held open, opened again with back-off when it ends. What is not acknowledged is sent again.
//
//   Idle ──wanted──▶ Open ──closed, silent──▶ Backoff ──time──▶ Open …
//                      ├──the aggregator drains, dictionary full──▶ Draining ──all acknowledged──▶ Backoff
//                      └──ended by proxy_on_done──▶ Ended
//
// Envoy says OK to a send when the peer is gone, and tells nothing of a slow one: only acknowledgement and credit count.

import { Status } from "../host/abi";
import { proxy_grpc_cancel, proxy_grpc_close, proxy_grpc_send, proxy_grpc_stream } from "../host/env";
import { randomU64, realtimeNs } from "../host/hostcalls";
import { batchAt, batchDictionaryFull, encodeBatch } from "../record/batch";
import { Counters } from "../record/counters";
import { Dictionary, dictionaryReset } from "../record/dictionary";
import { hasKeys, KeyRing } from "../record/key-ring";
import { NONE, nextToSend, Queue, queueAcknowledge, queueRewind, recordIn } from "../record/queue";
import { asciiBytes } from "../text/static-bytes";
import { encodeBye, encodeHello, messageAt } from "./hello";
import { Identity } from "./identity";
import { readResponse, Settings, settingsForNewStream } from "./settings";
import { tellInBatch, Told, toldAcknowledged } from "./told";

/** Where a stream stands. */
export type Phase = u8;
export namespace Phase {
  export const Idle: u8 = 0;
  export const Open: u8 = 1;
  export const Backoff: u8 = 2;
  export const Ended: u8 = 3;
  /** What waited has been sent, and nothing more is: its acknowledgement ends the stream. */
  export const Draining: u8 = 4;
}

const MS: u64 = 1_000_000;
/** First wait before opening again; doubled each time up to the last. Half of it is drawn at random. */
const FIRST_BACKOFF_MS: u32 = 1_000;
const LAST_BACKOFF_MS: u32 = 60_000;
/** A stream on which something waits for an answer and none comes is dead: Envoy has no idle time-out for it. */
const SILENCE_MS: u64 = 15_000;
/** A stream that lived this long was a good one: the next wait is the first again. */
const GOOD_AFTER_MS: u64 = 10_000;
/** Most messages in one go, so that a tick stays short. */
const MAX_BATCHES: u32 = 4;

const SERVICE: usize = asciiBytes("oauthflow.v1.ObservationService");
const METHOD: usize = asciiBytes("Observe");
const BUILD: usize = asciiBytes("0.1.0");
const TOKEN: usize = memory.data(4, 4);

// ╒══════════════ Stream, 72 bytes ══════════════╕
//    0  u8   phase       Phase
//    1  u8   wanted      an OAuth request has been seen
//    4  u32  token       of the open stream
//    8  u64  epoch       random, of the root context
//   16  u64  openedAt    ns, monotonic
//   24  u64  retryAt     ns, monotonic; in Backoff
//   32  u64  askedAt     ns, monotonic: since when an answer is awaited; 0 = none is
//   40  u64  sentBytes   batches on this stream
//   48  u64  sent        highest record number ever sent
//   56  u32  backoffMs   the next wait
//   64  u64  heartbeatAt ns, monotonic: the next heartbeat
@unmanaged
export class Stream {
  phase: u8;
  wanted: bool;
  token: u32;
  epoch: u64;
  openedAt: u64;
  retryAt: u64;
  askedAt: u64;
  sentBytes: u64;
  sent: u64;
  backoffMs: u32;
  heartbeatAt: u64;
}

/** What a stream works with; all belong to one root context. */
@unmanaged
export class StreamParts {
  stream: Stream;
  settings: Settings;
  queue: Queue;
  dictionary: Dictionary;
  ring: KeyRing;
  counters: Counters;
  told: Told;
  identity: Identity;
  /** A serialised GrpcService; size 0 = no aggregator is configured. */
  target: usize;
  targetSize: u32;
}

/** A new stream of a new epoch, of a root context. */
export function streamReset(stream: Stream, context: u32): void {
  memory.fill(changetype<usize>(stream), 0, offsetof<Stream>());
  stream.backoffMs = FIRST_BACKOFF_MS;
  stream.epoch = randomU64();
  // Without randomness, the moment tells roots apart.
  if (stream.epoch === 0) stream.epoch = (realtimeNs() ^ ((<u64>context) << 40)) | 1;
}

/** Opens the stream when it is wanted and its time has come. */
export function streamOpen(parts: StreamParts, now: u64): void {
  const stream = parts.stream;
  if (!stream.wanted || parts.targetSize === 0) return;
  if (stream.phase !== Phase.Idle && stream.phase !== Phase.Backoff) return;
  if (stream.phase === Phase.Backoff && now < stream.retryAt) return;
  // State first: the host may call back before it returns.
  stream.phase = Phase.Open;
  stream.openedAt = now;
  stream.askedAt = now;
  stream.sentBytes = 0;
  stream.token = u32.MAX_VALUE;
  settingsForNewStream(parts.settings);
  dictionaryReset(parts.dictionary);
  queueRewind(parts.queue);
  const status = proxy_grpc_stream(parts.target, parts.targetSize, SERVICE, 31, METHOD, 7, 0, 0, TOKEN);
  if (status !== Status.Ok) {
    waitBeforeRetry(parts, now);
    return;
  }
  stream.token = load<u32>(TOKEN);
  const acknowledged = parts.queue.first - 1;
  const emitted = parts.counters.emitted;
  const told = parts.told.read;
  const size = encodeHello(parts.identity, stream.epoch, BUILD, 5, emitted, acknowledged, stream.sent, told);
  proxy_grpc_send(stream.token, messageAt, size, 0);
}

// Whether batches may be sent now.
function canSend(parts: StreamParts): bool {
  return parts.stream.phase === Phase.Open && parts.settings.welcomed && hasKeys(parts.ring);
}

/** Sends what waits and credit allows. */
export function sendBatches(parts: StreamParts, now: u64): void {
  for (let i: u32 = 0; i < MAX_BATCHES; i++) {
    if (!canSend(parts)) return;
    const stream = parts.stream;
    const credit = parts.settings.credit;
    if (credit <= stream.sentBytes) return;
    const room = <u32>min<u64>(credit - stream.sentBytes, u32.MAX_VALUE);
    const size = encodeBatch(
      parts.queue,
      parts.dictionary,
      parts.ring,
      parts.counters,
      parts.settings.flushRecords,
      room,
    );
    if (size > 0) {
      stream.sentBytes += size;
      const last = nextToSend(parts.queue) - 1;
      stream.sent = max(stream.sent, last);
      tellInBatch(parts.told, parts.counters, last);
      if (stream.askedAt === 0) stream.askedAt = now;
      proxy_grpc_send(stream.token, batchAt, size, 0);
    }
    if (batchDictionaryFull) {
      // The stream has said all it can in its dictionary: the next one starts with an empty one.
      stream.phase = Phase.Draining;
      endWhenAcknowledged(parts, now);
      return;
    }
    if (size === 0) return;
  }
}

/** Whether a batch is due: enough records, enough bytes, or old enough. `estimate` is bytes a record. */
export function isDue(parts: StreamParts, nowRealtimeNs: u64, estimate: u32): bool {
  const queue = parts.queue;
  if (queue.unsent === NONE) return false;
  const waiting = queue.count - queue.sent;
  const settings = parts.settings;
  if (waiting >= settings.flushRecords || waiting * estimate >= settings.flushBytes) return true;
  const oldest = recordIn(queue.unsent);
  const endedAt = oldest.startedAt + <u64>oldest.endedUs * 1000;
  // A wall clock that was set back must not hold a batch: in doubt it is due.
  return nowRealtimeNs < endedAt || nowRealtimeNs - endedAt >= <u64>settings.flushAgeMs * MS;
}

/** Takes in a message of the aggregator. */
export function streamReceive(parts: StreamParts, token: u32, at: usize, size: u32, now: u64): void {
  const stream = parts.stream;
  if (!isOpen(stream) || token !== stream.token) return;
  const settings = parts.settings;
  const wasWelcomed = settings.welcomed;
  const wasFirst = parts.queue.first;
  settings.acknowledged = 0;
  readResponse(settings, parts.ring, at, at + <usize>size);
  const acknowledged = min(settings.acknowledged, stream.sent);
  queueAcknowledge(parts.queue, acknowledged);
  toldAcknowledged(parts.told, acknowledged);
  // Whatever else it says: only Welcome and acknowledgements are what is waited for.
  if (settings.welcomed && parts.queue.sent === 0) stream.askedAt = 0;
  else if (settings.welcomed !== wasWelcomed || parts.queue.first !== wasFirst) stream.askedAt = now;
  if (settings.draining && stream.phase === Phase.Open) startDraining(parts, now);
  endWhenAcknowledged(parts, now);
}

/** The stream has ended. Frees what the host keeps of it, also for one whose token never reached us. */
export function streamClosed(parts: StreamParts, token: u32, now: u64): void {
  proxy_grpc_close(token);
  const stream = parts.stream;
  if (!isOpen(stream) || token !== stream.token) return;
  waitBeforeRetry(parts, now);
}

/** Gives up a stream on which an answer has been awaited too long. */
export function streamCheck(parts: StreamParts, now: u64): void {
  const stream = parts.stream;
  if (!isOpen(stream) || stream.askedAt === 0 || now - stream.askedAt < SILENCE_MS * MS) return;
  proxy_grpc_cancel(stream.token);
  waitBeforeRetry(parts, now);
}

/** The last words: everything that credit allows, Bye, half-close. */
export function streamEnd(parts: StreamParts, now: u64): void {
  const stream = parts.stream;
  if (stream.phase === Phase.Open) {
    let before: u64 = 0;
    // Bounded by the ring: each round sends at least one record or is the last.
    for (let i: u32 = 0; i < parts.queue.limit && stream.phase === Phase.Open; i++) {
      before = stream.sentBytes;
      sendBatches(parts, now);
      if (stream.sentBytes === before) break;
    }
  }
  if (isOpen(stream)) {
    const size = encodeBye(parts.counters, stream.sent);
    proxy_grpc_send(stream.token, messageAt, size, 0);
    proxy_grpc_close(stream.token);
  }
  stream.phase = Phase.Ended;
}

/**
 * The aggregator is going. What waits goes out, as far as credit and one go allow; what comes now waits for the next
 * stream, or this one would never end.
 */
function startDraining(parts: StreamParts, now: u64): void {
  sendBatches(parts, now);
  if (parts.stream.phase === Phase.Open) parts.stream.phase = Phase.Draining;
}

/** Half-closes a draining stream once all that it was sent is acknowledged. */
function endWhenAcknowledged(parts: StreamParts, now: u64): void {
  const stream = parts.stream;
  if (stream.phase !== Phase.Draining || parts.queue.sent > 0) return;
  proxy_grpc_close(stream.token);
  const isAsked = parts.settings.draining;
  waitBeforeRetry(parts, now);
  if (isAsked) return;
  // A full dictionary is nobody's failure: the next stream begins with the next tick.
  stream.retryAt = now;
  stream.backoffMs = FIRST_BACKOFF_MS;
}

/** Whether there is a stream at the host. */
export function isOpen(stream: Stream): bool {
  return stream.phase === Phase.Open || stream.phase === Phase.Draining;
}

function waitBeforeRetry(parts: StreamParts, now: u64): void {
  const stream = parts.stream;
  settingsForNewStream(parts.settings);
  if (now - stream.openedAt >= GOOD_AFTER_MS * MS) stream.backoffMs = FIRST_BACKOFF_MS;
  const half = (<u64>stream.backoffMs * MS) / 2;
  stream.retryAt = now + half + (randomU64() % half);
  stream.backoffMs = min(stream.backoffMs * 2, LAST_BACKOFF_MS);
  stream.phase = Phase.Backoff;
  stream.token = u32.MAX_VALUE;
  stream.askedAt = 0;
}
