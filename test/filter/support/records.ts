// Exchanges in, the records that the built module sent of them out.
import { createFakeEnvoy, type FakeAnswer, type FakeEnvoy, type FakeRequest, type Properties } from "./fake-envoy.ts";
import { createRowReader, type ReadRecord } from "./rows.ts";
import { requestOf, response, welcome } from "./wire.ts";

/** One stream context of Envoy. */
export type Played = {
  readonly request: FakeRequest;
  /** Without it, none began. */
  readonly answer?: FakeAnswer;
  /** Properties of the log; without them a whole answer of the upstream. */
  readonly log?: Properties;
  /** An earlier filter answered: the request's headers never came to this one. */
  readonly isRefused?: boolean;
};

export type Observer = {
  readonly envoy: FakeEnvoy;
  readonly root: number;
  /** Plays an exchange to its end; returns what `recordOf` finds its record by. */
  readonly play: (played: Played) => number;
  /** Lets the filter send all that it has. */
  readonly flush: () => void;
  /** The record of an exchange, once it is sent; null when there was none. */
  readonly recordOf: (played: number) => ReadRecord | null;
  /** Every record sent so far. */
  readonly records: () => readonly ReadRecord[];
  /** What the filter had counted when it sent last. */
  readonly counters: () => Counters;
};

/** Counters of observation.proto. */
export type Counters = {
  readonly seen?: number;
  readonly matched?: number;
  readonly emitted?: number;
  readonly dropped?: readonly number[];
};

/** Exchanges after which the observer lets the filter send: less than the ring holds. */
const FLUSH_EVERY = 1000;
const CREDIT = 1_000_000_000;
/** What one flush sends at most is four batches. */
const MAX_ROUNDS = 100;

/** A module of its own with one root context. Each exchange starts in a millisecond of its own, which tells it. */
export function createObserver(configuration: string): Observer {
  const envoy = createFakeEnvoy();
  const { root, accepted } = envoy.addRoot(configuration);
  if (!accepted) throw new Error(`the filter refused its configuration: ${envoy.logs.join("; ")}`);
  const records = new Map<number, ReadRecord>();
  const readers: { readonly read: ReturnType<typeof createRowReader>; seen: number }[] = [];
  let last = 0;
  let waiting = 0;
  let counted: Counters = {};

  function collect(): void {
    envoy.streams.forEach((stream, index) => {
      const reader = (readers[index] ??= { read: createRowReader(), seen: 0 });
      const isNew = reader.seen === 0;
      for (const sent of stream.sent.slice(reader.seen)) {
        const { batch, heartbeat } = requestOf(sent);
        counted = batch?.counters ?? heartbeat?.counters ?? counted;
        for (const record of batch === undefined ? [] : reader.read(batch)) {
          records.set(record.startedUs, record);
          last = Math.max(last, record.number);
        }
      }
      reader.seen = stream.sent.length;
      if (stream.ended !== "open") return;
      const message = isNew ? welcome(CREDIT, last) : response({ ack: { acknowledged: last } });
      envoy.receive(stream, message);
    });
  }

  function flush(): void {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      envoy.tick(root, 2_000);
      collect();
      if (last === envoy.metric("oauth_flow.emitted")) break;
    }
    waiting = 0;
  }

  function play({ request, answer, log, isRefused = false }: Played): number {
    envoy.clock.realtimeNs += 1_000_000n;
    envoy.clock.monotonicNs += 1_000_000n;
    const startedNs = envoy.clock.realtimeNs;
    if (isRefused) envoy.refused(root, request, answer ?? { status: 0 }, log);
    else {
      const context = envoy.request(root, request);
      if (answer !== undefined) envoy.answer(context, answer);
      envoy.log(context, log);
    }
    waiting += 1;
    if (waiting === FLUSH_EVERY) flush();
    return Number(startedNs / 1000n);
  }

  const recordOf = (played: number): ReadRecord | null => records.get(played) ?? null;
  return { envoy, root, play, flush, recordOf, records: () => [...records.values()], counters: () => counted };
}

/** The records of exchanges under one configuration, in their order; null where none was made. */
export function recordsOf(configuration: string, exchanges: readonly Played[]): readonly (ReadRecord | null)[] {
  const observer = createObserver(configuration);
  const played = exchanges.map(observer.play);
  observer.flush();
  return played.map(observer.recordOf);
}
