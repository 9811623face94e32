// Exchanges in, the records that the built module sent of them out.
import type { ProfileName } from "../../../host/profile.ts";
import type { Properties } from "../../../host/property-value.ts";
import type { Root } from "../../../host/types.ts";
import { createPlayedEnvoy, type HttpAnswer, type HttpRequest, type PlayedEnvoy } from "./played-envoy.ts";
import { createRowReader, type ReadRecord } from "./rows.ts";
import { requestOf, response, welcome } from "./wire.ts";

/** One stream context of Envoy. */
export type Played = {
  readonly request: HttpRequest;
  /** Without it, none began. */
  readonly answer?: HttpAnswer;
  /** Properties of the log; without them it is a whole answer of the upstream. */
  readonly log?: Properties;
  /** An earlier filter answered: the request's headers never came to this one. */
  readonly isRefused?: boolean;
};

export type Observer = {
  readonly envoy: PlayedEnvoy;
  readonly root: Root;
  /** Plays an exchange to its end; returns what `recordOf` finds its record by. */
  readonly play: (played: Played) => number;
  /** Lets the filter send all that it has. */
  readonly flush: () => void;
  /** The record of an exchange, once it is sent; null when there was none. */
  readonly recordOf: (played: number) => ReadRecord | null;
  /** Every record sent so far. */
  readonly records: () => readonly ReadRecord[];
  /** Forgets them. */
  readonly forget: () => void;
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

/** A process of its own with one thread. Each exchange starts in a millisecond of its own, which tells it. */
export function createObserver(configuration: string, profile: ProfileName = "envoy-1.40"): Observer {
  const envoy = createPlayedEnvoy({ profile });
  const root = envoy.addRoot(configuration);
  const records = new Map<number, ReadRecord>();
  const readers: { readonly read: ReturnType<typeof createRowReader>; seen: number }[] = [];
  let last = 0;
  let waiting = 0;
  let counted: Counters = {};

  function collect(): void {
    envoy.streams().forEach((stream, index) => {
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
      if (stream.state() !== "open") return;
      const message = isNew ? welcome(CREDIT, last) : response({ ack: { acknowledged: last } });
      stream.message(message);
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
    envoy.pass(1);
    const startedNs = envoy.process.clock.realtimeNs();
    if (isRefused) envoy.refused(root, request, answer, log);
    else {
      const stream = envoy.request(root, request);
      if (answer !== undefined) envoy.answer(stream, answer);
      envoy.log(stream, log);
    }
    waiting += 1;
    if (waiting === FLUSH_EVERY) flush();
    return Number(startedNs / 1000n);
  }

  const recordOf = (played: number): ReadRecord | null => records.get(played) ?? null;
  return {
    envoy,
    root,
    play,
    flush,
    recordOf,
    records: () => [...records.values()],
    forget: () => records.clear(),
    counters: () => counted,
  };
}

/** One for each configuration: to start a proxy takes as long as hundreds of exchanges. */
const observers = new Map<string, Observer>();

/**
 * The records of exchanges under one configuration, in their order; null where none was made. A proxy with this
 * configuration goes on from where the call before has left it.
 */
export function recordsOf(
  configuration: string,
  exchanges: readonly Played[],
  profile?: ProfileName,
): readonly (ReadRecord | null)[] {
  const key = `${profile} ${configuration}`;
  const observer = observers.get(key) ?? createObserver(configuration, profile);
  observers.set(key, observer);
  observer.forget();
  const played = exchanges.map(observer.play);
  observer.flush();
  return played.map(observer.recordOf);
}
