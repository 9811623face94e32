// The built filter in an Envoy that the host plays: exchanges in, every byte that it gave away out.
import type { Properties } from "../../host/property-value.ts";
import { createPlayedEnvoy, type HttpAnswer, type HttpRequest } from "../filter/support/played-envoy.ts";
import type { PlayedProcess } from "../filter/support/played-process.ts";
import { requestOf, response, welcome } from "../filter/support/wire.ts";
import type { Output } from "./search.ts";

/** `log`: what does not follow from the rest; `isRefused`: the request's headers never came to the filter. */
export type PlayedExchange = {
  readonly request: HttpRequest;
  /** Without it, none began. */
  readonly answer?: HttpAnswer;
  readonly log?: Properties;
  readonly isRefused?: boolean;
};

export type FilterRun = {
  readonly play: (exchange: PlayedExchange) => void;
  /** What left since the last time, after the filter had time to send all. */
  readonly outputs: () => readonly Output[];
  /** Records that left so far. */
  readonly records: () => number;
  /** The root context ends, and says its last. */
  readonly end: () => readonly Output[];
};

export type FilterRunOptions = {
  /** Beside the aggregator's cluster, and the vantage `server`; or the whole text. */
  readonly configuration?: object | string;
  /** Another build than the one that ships. */
  readonly wasm?: string;
  /** The one that the thread belongs to; without it, it has one of its own. */
  readonly process?: PlayedProcess;
};

const CREDIT = 1_000_000_000;
/** Longer than any flush, and than the time between two heartbeats. */
const ROUND_MS = 6_000;
/** Each sends four batches at most. */
const ROUNDS = 40;

/** One thread with one root context. Throws when the filter refuses its configuration. */
export function createFilterRun({ configuration = {}, wasm, process }: FilterRunOptions = {}): FilterRun {
  const envoy = createPlayedEnvoy({
    ...(wasm === undefined ? {} : { wasm }),
    ...(process === undefined ? {} : { process }),
  });
  const { host, names, value } = envoy.process;
  const settings = { vantage: "server", aggregator: { cluster: "aggregator" }, ...(configuration as object) };
  const root = envoy.addRoot(typeof configuration === "string" ? configuration : JSON.stringify(settings));
  let last = 0;
  let logsRead = 0;
  const read: number[] = [];

  /** Answers as an aggregator does, and gives what has come since. */
  function take(): readonly Output[] {
    return envoy.streams().map((stream, index) => {
      const isNew = read[index] === undefined;
      const fresh = stream.sent.slice(read[index] ?? 0);
      read[index] = stream.sent.length;
      for (const message of fresh) {
        const { batch } = requestOf(message) as { batch?: { first: number; count: number } };
        if (batch !== undefined) last = Math.max(last, batch.first + batch.count - 1);
      }
      if (stream.state() === "open") {
        stream.message(isNew ? welcome(CREDIT, last) : response({ ack: { acknowledged: last } }));
      }
      const { grpcService, service, method, metadata } = stream.request;
      const opening = isNew ? [grpcService, Buffer.from(JSON.stringify([service, method, metadata]))] : [];
      return { name: `stream ${index + 1}`, bytes: Buffer.concat([...opening, ...fresh]) };
    });
  }

  function outputs(): readonly Output[] {
    const all: Output[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      envoy.tick(root, ROUND_MS);
      const taken = take();
      all.push(...taken);
      if (last === envoy.metric("oauth_flow.emitted") && taken.every(({ bytes }) => bytes.length === 0)) break;
    }
    return [...all, ...rest()];
  }

  /** What leaves a proxy by other ways than the stream. */
  function rest(): readonly Output[] {
    const logs = envoy.logs().slice(logsRead);
    logsRead = envoy.logs().length;
    const statistics = host.stats.all().map(({ name }) => name);
    const shared = names().map((name) => ({ name: `shared data ${name}`, bytes: value(name) }));
    return [
      ...shared,
      { name: "the proxy's log", bytes: Buffer.from(logs.join("\n")) },
      { name: "the proxy's statistics", bytes: Buffer.from(statistics.join("\n")) },
    ];
  }

  function play({ request, answer, log, isRefused = false }: PlayedExchange): void {
    envoy.pass(1);
    if (isRefused) return envoy.refused(root, request, answer, log);
    const stream = envoy.request(root, request);
    if (answer !== undefined) envoy.answer(stream, answer);
    envoy.log(stream, log);
  }

  return {
    play,
    outputs,
    records: () => last,
    end: () => {
      root.shutdown();
      return [...take(), ...rest()];
    },
  };
}
