// What the aggregator's own work costs, gRPC left out: a message, and a record in it, from bytes to sums.
import { createAggregate } from "../../../control-plane/aggregate/aggregate.ts";
import { createIngest } from "../../../control-plane/ingest/ingest.ts";
import { createLedger } from "../../../control-plane/telemetry/ledger.ts";
import { helloOf } from "../../control-plane/ingest/support/encoder.ts";
import { median } from "../statistics.ts";
import { figure, type Table } from "../table.ts";
import { messagesOf } from "./messages.ts";

const RECORDS = 65_536;
const BATCHES = [1, 16, 256] as const;

export function stagesTable(rounds: number): Table {
  const rows = BATCHES.map((size) => {
    const messages = messagesOf(size, RECORDS / size);
    const bytes = messages.reduce((sum, { length }) => sum + length, 0);
    const us = median(Array.from({ length: rounds }, () => timed(messages)));
    return [
      String(size),
      figure(bytes / RECORDS),
      figure(us / messages.length),
      figure(us / RECORDS),
      figure(RECORDS / us),
    ];
  });
  return {
    id: "aggregator-stages",
    title: "The aggregator's stages without gRPC",
    note: "CPU time in this process, from the bytes of a message to the sums; median of the rounds.",
    columns: ["records a message", "B/record", "µs a message", "µs a record", "M records/s"],
    rows,
  };
}

/** CPU time of all messages on one new stream, µs. */
function timed(messages: readonly Buffer[]): number {
  const ledger = createLedger();
  const ingest = createIngest({
    ledger,
    sink: createAggregate([]),
    shownIssuer: (name) => name,
    wallMs: () => 1_700_000_100_000,
    steadyMs: () => 0,
    keys: [],
    onWorker: () => undefined,
    onEnd: ({ reason, what }) => {
      throw new Error(`the stream ended: ${reason}: ${what}`);
    },
  });
  const stream = ingest.open({ write: () => true, end: () => undefined });
  stream.receive(helloOf({ emitted: RECORDS, sent: RECORDS }), 0);
  const begin = process.cpuUsage();
  for (const message of messages) stream.receive(message, 0);
  const { user, system } = process.cpuUsage(begin);
  if (ledger.aggregated !== RECORDS) throw new Error(`${ledger.aggregated} of ${RECORDS} records were aggregated`);
  return user + system;
}
