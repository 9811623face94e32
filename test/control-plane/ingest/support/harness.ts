// An ingest without network: clocks that a test moves, a sink that keeps what it is given, peers that keep what they are told.
import { createIngest, type Ingest, type IngestFigures } from "../../../../control-plane/ingest/ingest.ts";
import type { KeyInForce } from "../../../../control-plane/ingest/keys.ts";
import type { WorkerChange } from "../../../../control-plane/ingest/roster.ts";
import type { StreamEnd } from "../../../../control-plane/ingest/stream.ts";
import { REFUSED, type Tuple } from "../../../../control-plane/model/tuple.ts";
import { createLedger, type Ledger } from "../../../../control-plane/telemetry/ledger.ts";
import { responseOf } from "./encoder.ts";

export type TakenRow = {
  readonly tuple: Tuple;
  readonly startedUs: number;
  readonly answeredUs: number;
  readonly endedUs: number;
  readonly attempts: number;
  readonly expiresIn: number;
  /** Hex, as on the wire; empty when there is none. */
  readonly client: string;
};

export type FakePeer = {
  // oxlint-disable-next-line typescript/no-explicit-any -- the shape is that of the message
  readonly told: any[];
  end: StreamEnd | undefined;
  /** Takes no more until `unblock`. */
  isBlocked: boolean;
  say(...messages: readonly Uint8Array[]): void;
  halfClose(): void;
  cancel(): void;
  unblock(): void;
  /** The last `ack` it was told; undefined when there was none. */
  acknowledged(): number | undefined;
};

export type Harness = {
  readonly ingest: Ingest;
  readonly ledger: Ledger;
  readonly rows: TakenRow[];
  /** Workers that fell silent, or came back, in order and as they were then. */
  readonly changes: WorkerChange[];
  readonly clock: { nowMs: number };
  connect(): FakePeer;
  /** Lets time pass, and says so. */
  pass(ms: number): void;
  figures(): IngestFigures;
};

export type HarnessOptions = {
  readonly maxTuples?: number;
  readonly maxStreams?: number;
  readonly keys?: readonly KeyInForce[];
  readonly shownIssuer?: (name: string) => string;
};

export const TEST_KEYS: readonly KeyInForce[] = (["flow", "refresh", "pseudonym"] as const).map((keyClass, index) => ({
  keyClass,
  id: index + 7,
  secret: new Uint8Array(32).fill(index + 1),
  previous: undefined,
}));

export function createHarness({
  maxTuples = Infinity,
  maxStreams,
  keys = TEST_KEYS,
  shownIssuer = (name) => name,
}: HarnessOptions = {}): Harness {
  const clock = { nowMs: 1_000_000 };
  const ledger = createLedger();
  const changes: WorkerChange[] = [];
  const { rows, sink } = createFakeSink(maxTuples);
  const ingest = createIngest({
    ledger,
    sink,
    shownIssuer,
    wallMs: () => clock.nowMs,
    steadyMs: () => clock.nowMs,
    keys,
    onEnd: () => undefined,
    onWorker: (change) => changes.push({ ...change, worker: { ...change.worker } }),
    ...(maxStreams === undefined ? {} : { maxStreams }),
  });
  return {
    ingest,
    ledger,
    rows,
    changes,
    clock,
    connect: () => connect(ingest, clock),
    pass(ms) {
      clock.nowMs += ms;
      ingest.tick();
    },
    figures: ingest.figures,
  };
}

function connect(ingest: Ingest, clock: { readonly nowMs: number }): FakePeer {
  const peer: FakePeer = {
    told: [],
    end: undefined,
    isBlocked: false,
    say: (...messages) => messages.forEach((message) => stream.receive(message, clock.nowMs)),
    halfClose: () => stream.halfClosed(),
    cancel: () => stream.cancelled(),
    unblock() {
      peer.isBlocked = false;
      stream.writable();
    },
    acknowledged: () => peer.told.findLast(({ ack }) => ack !== undefined)?.ack.acknowledged,
  };
  const stream = ingest.open({
    write(message) {
      if (peer.end !== undefined) throw new Error("written after the end");
      peer.told.push(responseOf(message));
      return !peer.isBlocked;
    },
    end(end) {
      if (peer.end !== undefined) throw new Error("ended twice");
      peer.end = end;
    },
  });
  return peer;
}

/** Numbers tuples in order of arrival, up to a limit, and keeps rows as objects. */
export function createFakeSink(maxTuples = Infinity): {
  readonly rows: TakenRow[];
  readonly sink: Parameters<typeof createIngest>[0]["sink"];
} {
  const tuples: Tuple[] = [];
  const rows: TakenRow[] = [];
  const sink: Parameters<typeof createIngest>[0]["sink"] = {
    intern(tuple) {
      const text = JSON.stringify(tuple);
      const had = tuples.findIndex((each) => JSON.stringify(each) === text);
      if (had >= 0) return had;
      return tuples.length >= maxTuples ? REFUSED : tuples.push(tuple) - 1;
    },
    aggregate(columns) {
      for (let row = 0; row < columns.count; row += 1) {
        const tuple = tuples[columns.tuple[row] ?? -1];
        if (tuple === undefined) throw new Error(`row ${row} has tuple ${columns.tuple[row]}, which was never given`);
        rows.push({
          tuple,
          startedUs: columns.startedUs[row]!,
          answeredUs: columns.answeredUs[row]!,
          endedUs: columns.endedUs[row]!,
          attempts: columns.attempts[row]!,
          expiresIn: columns.expiresIn[row]!,
          client: clientOf(columns.clientLow[row]!, columns.clientHigh[row]!),
        });
      }
    },
  };
  return { rows, sink };
}

function clientOf(low: number, high: number): string {
  if (low === 0 && high === 0) return "";
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(low, 0);
  bytes.writeUInt32LE(high, 4);
  return bytes.toString("hex");
}
