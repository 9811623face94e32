import type { Dropped } from "../model/drops.ts";
import { createRows } from "../model/rows.ts";
import type { EndReason } from "../model/stream-ends.ts";
import type { WorkersLeftOut, WorkerStates } from "../model/workers.ts";
import { droppedOf, inFlightOf, type Ledger } from "../telemetry/ledger.ts";
import { createEpochs } from "./epochs.ts";
import { flushAgeMs, isNoticeable } from "./flush-age.ts";
import { createInFlightTable, sumInFlight } from "./in-flight.ts";
import type { KeyInForce } from "./keys.ts";
import { MAX_STREAMS } from "./limits.ts";
import type { Hello, InFlight } from "./message.ts";
import { createRoster, type WorkerChange } from "./roster.ts";
import { createStream, type Peer, type Shared, type Stream, type StreamEnd } from "./stream.ts";
import type { RowSink } from "./take-batch.ts";

export type IngestSettings = {
  readonly ledger: Ledger;
  readonly sink: RowSink;
  /** The label value of an issuer that a heartbeat names. */
  readonly shownIssuer: (name: string) => string;
  /** ms since the Unix epoch, for times of records. */
  readonly wallMs: () => number;
  /** ms of a clock that only goes forward, for everything that waits. */
  readonly steadyMs: () => number;
  readonly keys: readonly KeyInForce[];
  /** A stream has ended; `hello` is absent when none had come. */
  readonly onEnd: (end: StreamEnd, hello: Hello | undefined) => void;
  /** A worker has fallen silent, or is heard again. */
  readonly onWorker: (change: WorkerChange) => void;
  readonly maxStreams?: number;
};

/** All streams of all filters. */
export type Ingest = {
  /** A new stream. Beyond the limit it is ended at once, and counted. */
  readonly open: (peer: Peer) => Pick<Stream, "receive" | "halfClosed" | "cancelled" | "writable">;
  /** Sends what is due. Call it about ten times a second. */
  readonly tick: () => void;
  /** New keys, which go to every open stream. */
  setKeys(keys: readonly KeyInForce[]): void;
  /** Asks every filter to go; new streams are refused from now on. */
  drain(): void;
  /** Acknowledges what was had and ends every stream. */
  finish(): void;
  readonly streams: number;
  readonly figures: () => IngestFigures;
};

/** Everything that can be said of it, at one instant. */
export type IngestFigures = {
  readonly emitted: number;
  readonly received: number;
  readonly aggregated: number;
  readonly duplicate: number;
  readonly resent: number;
  readonly lost: number;
  readonly inFlight: number;
  readonly dropped: readonly Dropped[];
  /** Streams with a Hello. */
  readonly streams: number;
  readonly workers: WorkerStates;
  /** Workers that `workers` lacks, each time they were left out. */
  readonly workersLeftOut: WorkersLeftOut;
  readonly exchangesInFlight: readonly InFlight[];
  /** Entries of heartbeats that were shown as issuer `other` for want of a place, and exchanges that none named. */
  readonly inFlightFolded: number;
  /** Streams that have ended, by reason. */
  readonly streamsEnded: ReadonlyMap<EndReason, number>;
  /** Epochs forgotten before their time. */
  readonly epochsEvicted: number;
};

/** Settings sent in one tick, so that a new key for 20,000 streams does not stop the loop. */
const SETTINGS_A_TICK = 500;
/** Between two looks at what filters should be told of flushing, ms. */
const REVIEW_MS = 10_000;
/** Between two looks for epochs to forget, ms. */
const EXPIRE_MS = 60_000;
/** Between two looks for workers that fell silent, ms. */
const SWEEP_MS = 1_000;

export function createIngest(input: IngestSettings): Ingest {
  const { ledger, sink, wallMs, steadyMs, maxStreams = MAX_STREAMS } = input;
  const streams = new Set<Stream>();
  const owners = new Map<string, Stream>();
  const ends = new Map<EndReason, number>();
  const epochs = createEpochs(ledger);
  const roster = createRoster(input.onWorker);
  let reviewMs = steadyMs();
  let expireMs = reviewMs;
  let sweepMs = reviewMs;

  const shared: Shared = {
    ledger,
    epochs,
    sink,
    rows: createRows(),
    inFlight: createInFlightTable(input.shownIssuer),
    roster,
    wallMs,
    settings: { keys: input.keys, keysVersion: 1, flushAgeMs: flushAgeMs(0), flushVersion: 1 },
    budget: 0,
    isDraining: false,
    claim(epoch, stream) {
      // One root context has one stream at a time: an older one is half dead, and what it still brings comes again.
      owners.get(epoch)?.finish({ reason: "superseded", what: "a newer stream has this epoch" });
      owners.set(epoch, stream);
    },
    ended(stream, end) {
      streams.delete(stream);
      const epoch = stream.hello?.epoch;
      if (epoch !== undefined && owners.get(epoch) === stream) owners.delete(epoch);
      countEnd(end, stream.hello);
    },
  };

  function countEnd(end: StreamEnd, hello: Hello | undefined): void {
    ends.set(end.reason, (ends.get(end.reason) ?? 0) + 1);
    input.onEnd(end, hello);
  }

  function refuse(peer: Peer): ReturnType<Ingest["open"]> {
    const end: StreamEnd = { reason: "full", what: `want at most ${maxStreams} streams` };
    countEnd(end, undefined);
    peer.end(end);
    const nothing = (): void => undefined;
    return { receive: nothing, halfClosed: nothing, cancelled: nothing, writable: nothing };
  }

  function review(nowMs: number): void {
    const { settings } = shared;
    if (nowMs - expireMs >= EXPIRE_MS) {
      expireMs = nowMs;
      epochs.expire(nowMs);
    }
    if (nowMs - sweepMs >= SWEEP_MS) {
      sweepMs = nowMs;
      roster.sweep(nowMs);
    }
    if (nowMs - reviewMs < REVIEW_MS) return;
    reviewMs = nowMs;
    const wanted = flushAgeMs(streams.size);
    if (!isNoticeable(settings.flushAgeMs, wanted)) return;
    settings.flushAgeMs = wanted;
    settings.flushVersion += 1;
  }

  return {
    open(peer) {
      if (streams.size >= maxStreams) return refuse(peer);
      const stream = createStream(shared, peer, steadyMs());
      streams.add(stream);
      return stream;
    },
    tick() {
      const nowMs = steadyMs();
      review(nowMs);
      shared.budget = SETTINGS_A_TICK;
      for (const stream of streams) stream.tick(nowMs);
    },
    setKeys(keys) {
      shared.settings.keys = keys;
      shared.settings.keysVersion += 1;
    },
    drain() {
      shared.isDraining = true;
      for (const stream of streams) stream.drain();
    },
    finish() {
      for (const stream of streams) stream.finish({ reason: "drained", what: "this aggregator is going; come again" });
    },
    get streams() {
      return streams.size;
    },
    figures() {
      const { emitted, received, aggregated, duplicate, resent, lost } = ledger;
      const records = {
        emitted,
        received,
        aggregated,
        duplicate,
        resent,
        lost,
        inFlight: inFlightOf(ledger),
        dropped: droppedOf(ledger),
      };
      const nowMs = steadyMs();
      const now = {
        streams: owners.size,
        workers: roster.states(nowMs),
        workersLeftOut: { ...roster.leftOut },
        exchangesInFlight: sumInFlight(streams, nowMs),
        inFlightFolded: shared.inFlight.folded,
      };
      return { ...records, ...now, streamsEnded: ends, epochsEvicted: epochs.evicted };
    },
  };
}
