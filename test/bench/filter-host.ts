// A module in the project's own host, with an aggregator that is always there: keys at once, credit without end.
import { readFileSync } from "node:fs";
import { createManualClock } from "../../host/clock.ts";
import { createMemoryGrpc } from "../../host/grpc-memory.ts";
import { createHost } from "../../host/index.ts";
import type { Exchange, VmCounters } from "../../host/types.ts";
import { requestOf, response, welcome } from "../filter/support/wire.ts";

export type FilterHost = {
  readonly play: (exchange: Exchange) => void;
  /** A tick a second later: what waits is sent. */
  readonly tick: () => void;
  /** Acknowledges the batches since it was last called, and returns them. */
  readonly acknowledge: () => readonly SentBatch[];
  readonly counters: () => VmCounters;
  /** Of the VM's memory, 64 KiB each. */
  readonly pages: () => number;
};

/** `bytes`: of the whole message, without gRPC's 5. */
export type SentBatch = { readonly bytes: number; readonly records: number };

const SECOND_NS = 1_000_000_000n;
const CREDIT_BYTES = 1_000_000_000;

/** `wasm` is the path of the module. */
export function createFilterHost(wasm: string, configuration: string): FilterHost {
  const grpc = createMemoryGrpc("up");
  const clock = createManualClock();
  const host = createHost({ grpc, clock });
  const plugin = host.load({ wasm: readFileSync(wasm), configuration, direction: "inbound" });
  const root = host.worker().root(plugin);
  let welcomed = 0;
  let taken = 0;
  return {
    play: (exchange) => {
      const { kind } = root.exchange(exchange);
      if (kind !== "continue") throw new Error(`an exchange did not pass: ${kind}`);
    },
    tick() {
      for (; welcomed < grpc.streams.length; welcomed += 1) grpc.streams[welcomed]?.message(welcome(CREDIT_BYTES));
      clock.advance(SECOND_NS);
      root.tick();
    },
    acknowledge() {
      const stream = grpc.streams.at(-1);
      if (stream === undefined) return [];
      const sent = stream.sent.slice(taken);
      taken = stream.sent.length;
      return sent.flatMap((bytes) => {
        const { batch } = requestOf(bytes) as { batch?: { first: number; count: number } };
        if (batch === undefined) return [];
        stream.message(response({ ack: { acknowledged: batch.first + batch.count - 1 } }));
        return [{ bytes: bytes.length, records: batch.count }];
      });
    },
    counters: () => root.vm().counters(),
    pages: () => root.vm().memoryPages(),
  };
}

/** Plays it twice, so that tables, dictionary and stream know it. */
export function warmUp(filter: FilterHost, exchange: Exchange): void {
  for (let i = 0; i < 2; i += 1) {
    filter.play(exchange);
    filter.tick();
    filter.acknowledge();
  }
}
