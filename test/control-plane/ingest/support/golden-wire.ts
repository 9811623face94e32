// test/golden/wire.json: streams of a filter, each message with its meaning and its bytes. The filter's tests and the
// aggregator's read the same file.
import { readFileSync } from "node:fs";
import type { SampleBoard, SampleCounters, SampleHello, SampleInFlight, SampleKeys, SampleRecord } from "./encoder.ts";

export const GOLDEN_WIRE = "test/golden/wire.json";

export type GoldenMessage = { readonly hex: string } & (
  | { readonly kind: "hello"; readonly hello: SampleHello }
  /** The records as they wait in the ring; the batch has all of them. */
  | {
      readonly kind: "batch";
      readonly first: number;
      readonly counters: SampleCounters;
      readonly records: readonly SampleRecord[];
    }
  | ({
      readonly kind: "heartbeat";
      readonly counters: SampleCounters;
      readonly sent: number;
      readonly in_flight: readonly SampleInFlight[];
    } & SampleBoard)
  | { readonly kind: "bye"; readonly counters: SampleCounters; readonly sent: number }
);

export type GoldenStream = {
  readonly name: string;
  /** Secrets are hex. */
  readonly keys: SampleKeys;
  /** In order: dictionaries go on from one to the next. */
  readonly messages: readonly GoldenMessage[];
};

export type GoldenWire = { readonly about: readonly string[]; readonly streams: readonly GoldenStream[] };

export function readGoldenWire(): GoldenWire {
  return JSON.parse(readFileSync(GOLDEN_WIRE, "utf8")) as GoldenWire;
}
