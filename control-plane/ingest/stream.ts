import type { Rows } from "../model/rows.ts";
import type { EndReason } from "../model/stream-ends.ts";
import type { Ledger } from "../telemetry/ledger.ts";
import { decodeMessage } from "./decode-message.ts";
import { createDictionary } from "./dictionary.ts";
import { ackOf, controlMessageOf, creditOf, welcomeOf } from "./encode-response.ts";
import { endEpoch, type Epoch, raiseEmitted, takeCounters } from "./epoch.ts";
import type { Epochs } from "./epochs.ts";
import { ackDelayMs } from "./flush-age.ts";
import type { InFlightTable, UnderWay } from "./in-flight.ts";
import type { KeyInForce } from "./keys.ts";
import { HELLO_LIMIT_MS, SCHEMA, SILENCE_LIMIT_MS } from "./limits.ts";
import type { Batch, Bye, Counters, Heartbeat, Hello, Message, RefusedBatch } from "./message.ts";
import { createPace, paceAcknowledged, paceBatch } from "./pace.ts";
import type { Roster } from "./roster.ts";
import { type BatchResult, dropBatch, type RowSink, takeBatch } from "./take-batch.ts";
import type { Figures } from "./worker.ts";

export type StreamEnd = { readonly reason: EndReason; readonly what: string };

/** The other side, as the server gives it. */
export type Peer = {
  /** False: it takes no more for now; `writable` tells when it does. The message is on its way all the same. */
  write(message: Uint8Array): boolean;
  /** After what was written. Nothing more is written afterwards. */
  end(end: StreamEnd): void;
};

/** What all streams share. */
export type Shared = {
  readonly ledger: Ledger;
  readonly epochs: Epochs;
  readonly sink: RowSink;
  readonly rows: Rows;
  readonly inFlight: InFlightTable;
  readonly roster: Roster;
  readonly wallMs: () => number;
  /** What filters are told; a version goes up when its part changes. */
  readonly settings: { keys: readonly KeyInForce[]; keysVersion: number; flushAgeMs: number; flushVersion: number };
  /** Messages of settings that may still go out in this tick. */
  budget: number;
  isDraining: boolean;
  /** `stream` is the one of this epoch from now on. */
  readonly claim: (epoch: string, stream: Stream) => void;
  readonly ended: (stream: Stream, end: StreamEnd) => void;
};

/** One stream of one filter. Every call is synchronous; times are of the steady clock, ms. */
export type Stream = {
  /** Present once Hello has come. */
  readonly hello: Hello | undefined;
  /** Of the last heartbeat, with the issuers that are shown. */
  readonly underWay: UnderWay;
  receive(bytes: Uint8Array, nowMs: number): void;
  /** The filter has said all it will. */
  halfClosed(): void;
  /** The stream is no more. */
  cancelled(): void;
  writable(): void;
  tick(nowMs: number): void;
  /** Asks the filter to send what waits and to go. */
  drain(): void;
  /** Acknowledges what was had, and ends. */
  finish(end: StreamEnd): void;
};

type ReadableMessage = Exclude<Message, { kind: "unreadable" }>;

export function createStream(shared: Shared, peer: Peer, openedMs: number): Stream {
  const { ledger, settings } = shared;
  const dictionary = createDictionary();
  const pace = createPace();
  let hello: Hello | undefined;
  let epoch: Epoch | undefined;
  let underWay: UnderWay = { entries: [], heardAtMs: openedMs };
  /** As the last heartbeat had it; undefined before. */
  let exchanges: number | undefined;
  let heardMs = openedMs;
  let isBlocked = false;
  let isEnded = false;
  let keysTold = 0;
  let flushTold = 0;

  function send(message: Uint8Array): void {
    if (!peer.write(message)) isBlocked = true;
  }

  function acknowledge(of: Epoch): void {
    const credit = paceAcknowledged(pace);
    send(ackOf(of.had));
    if (credit !== undefined) send(creditOf(credit));
  }

  function end(reason: EndReason, what: string): void {
    if (isEnded) return;
    isEnded = true;
    if (hello !== undefined) shared.epochs.close(hello.epoch);
    shared.ended(stream, { reason, what });
    peer.end({ reason, what });
  }

  /** Nobody can say which records these bytes are, so none is acknowledged: the filter sends them again, a few times. */
  function strike(what: string): void {
    if (epoch !== undefined) epoch.strikes += 1;
    end("malformed", what);
  }

  function greet(said: Hello, nowMs: number): void {
    if (said.schema !== SCHEMA)
      return end("schema", `want schema ${SCHEMA}, got ${said.schema}; update the older of filter and aggregator`);
    if (shared.isDraining) return end("draining", "this aggregator is going; come again");
    shared.claim(said.epoch, stream);
    hello = said;
    epoch = shared.epochs.open(said, nowMs);
    shared.roster.greet(said, figuresOf(epoch), nowMs);
    keysTold = settings.keysVersion;
    flushTold = settings.flushVersion;
    send(welcomeOf(pace.granted, epoch.had, { keys: settings.keys, flushAgeMs: settings.flushAgeMs }));
  }

  function take(batch: Batch | RefusedBatch, of: Epoch, size: number, nowMs: number): void {
    const isWhole = !("kind" in batch);
    const result = isWhole
      ? takeBatch(batch, of, dictionary, ledger, shared.sink, shared.rows, { wallMs: shared.wallMs(), steadyMs: nowMs })
      : dropBatch(batch, of, ledger);
    if (result === "astray") return strike(`want a number after ${of.had}, got ${batch.first}`);
    if (isWhole && batch.counters !== undefined) takeCounters(of, ledger, batch.counters);
    const paced = paceBatch(pace, size, nowMs, ackDelayMs(settings.flushAgeMs));
    if (result !== "taken") return endAcknowledged(of, result, isWhole ? WHY[result] : batch.what);
    if (paced === "overdrawn")
      return endAcknowledged(of, "overdrawn", `want at most ${pace.granted} bytes, got ${pace.taken}`);
    if ((paced === "at_once" || shared.isDraining) && !isBlocked) acknowledge(of);
  }

  function endAcknowledged(of: Epoch, reason: EndReason, what: string): void {
    acknowledge(of);
    end(reason, what);
  }

  function beat(of: Epoch, from: Hello, heartbeat: Heartbeat, nowMs: number): void {
    takeReport(of, heartbeat.counters, heartbeat.sent);
    exchanges = heartbeat.inFlight.reduce((sum, entry) => sum + entry.exchanges, heartbeat.unnamed);
    underWay = { entries: shared.inFlight.admit(heartbeat), heardAtMs: nowMs };
    shared.roster.read(from, heartbeat.board, nowMs);
  }

  function takeReport(of: Epoch, counters: Counters | undefined, sent: number): void {
    if (counters !== undefined) takeCounters(of, ledger, counters);
    raiseEmitted(of, ledger, sent);
  }

  function goodbye(of: Epoch, from: Hello, { counters, sent }: Bye, nowMs: number): void {
    takeReport(of, counters, sent);
    endEpoch(of, ledger);
    of.isGone = true;
    shared.roster.part(from, figuresOf(of), nowMs);
    endAcknowledged(of, "bye", "the filter has ended");
  }

  function figuresOf({ seen, emitted, dropped }: Epoch): Figures {
    const figures = { seen, emitted, dropped: dropped.reduce((sum, value) => sum + value, 0) };
    return exchanges === undefined ? figures : { ...figures, inFlight: exchanges };
  }

  function takeMessage(message: ReadableMessage, of: Epoch, from: Hello, size: number, nowMs: number): void {
    switch (message.kind) {
      case "hello":
        return strike("want one Hello");
      case "batch":
        return take(message.batch, of, size, nowMs);
      case "refused_batch":
        return take(message, of, size, nowMs);
      case "heartbeat":
        return beat(of, from, message.heartbeat, nowMs);
      case "bye":
        return goodbye(of, from, message.bye, nowMs);
    }
  }

  const stream: Stream = {
    get hello() {
      return hello;
    },
    get underWay() {
      return underWay;
    },
    receive(bytes, nowMs) {
      if (isEnded) return;
      heardMs = nowMs;
      const message = decodeMessage(bytes);
      if (message.kind === "unreadable") return strike(message.what);
      if (epoch === undefined || hello === undefined) {
        if (message.kind === "hello") return greet(message.hello, nowMs);
        return strike("want Hello first");
      }
      epoch.heardAtMs = nowMs;
      takeMessage(message, epoch, hello, bytes.length, nowMs);
      shared.roster.hear(hello, figuresOf(epoch), nowMs);
    },
    halfClosed() {
      stream.finish({ reason: "closed", what: "the filter has closed the stream" });
    },
    cancelled: () => end("closed", "the stream was broken off"),
    writable() {
      isBlocked = false;
    },
    tick(nowMs) {
      if (isEnded) return;
      if (epoch === undefined && nowMs - openedMs > HELLO_LIMIT_MS)
        return end("silent", `no Hello within ${HELLO_LIMIT_MS / 1000} s`);
      if (nowMs - heardMs > SILENCE_LIMIT_MS) return end("silent", `nothing within ${SILENCE_LIMIT_MS / 1000} s`);
      if (epoch === undefined || isBlocked) return;
      if (pace.ackDueMs <= nowMs) acknowledge(epoch);
      if (shared.budget <= 0 || (keysTold === settings.keysVersion && flushTold === settings.flushVersion)) return;
      shared.budget -= 1;
      const keys = keysTold === settings.keysVersion ? undefined : settings.keys;
      const flushAgeMs = flushTold === settings.flushVersion ? undefined : settings.flushAgeMs;
      keysTold = settings.keysVersion;
      flushTold = settings.flushVersion;
      send(controlMessageOf({ keys, flushAgeMs }));
    },
    drain() {
      if (epoch === undefined) return end("draining", "this aggregator is going; come again");
      if (!isEnded) send(controlMessageOf({ drain: true }));
    },
    finish({ reason, what }) {
      if (isEnded) return;
      if (epoch === undefined) return end(reason, what);
      endAcknowledged(epoch, reason, what);
    },
  };
  return stream;
}

const WHY: { readonly [result in Exclude<BatchResult, "taken" | "astray">]: string } = {
  stream_limit: "the dictionary of this stream is full (docs/wire.md)",
  malformed: "the tuples are not readable",
  too_large: "the batch is too large",
};
