// What the aggregator's own work costs, gRPC left out: a message, and a record in it, from bytes to sums. CPU time;
// compare the rows of one run.
import { createAggregate } from "../../control-plane/aggregate/aggregate.ts";
import { createIngest } from "../../control-plane/ingest/ingest.ts";
import { createLedger } from "../../control-plane/telemetry/ledger.ts";
import { createStreamEncoder, helloOf, type SampleRecord } from "../control-plane/ingest/support/encoder.ts";

const RECORDS = 65_536;
const BATCHES = [1, 16, 256] as const;
const ROUNDS = 3;

const GRANTS = ["authorization_code", "refresh_token", "client_credentials", "device_code"] as const;
const OUTCOMES = ["success", "client_error"] as const;

/** Prints a table. */
export function benchAggregator(): void {
  console.log("\naggregator: decode, ledger and aggregate; no gRPC");
  console.log("records/batch  B/record  µs/message  ns/record  M records/s");
  for (const size of BATCHES) {
    const messages = messagesOf(size);
    const bytes = messages.reduce((sum, { length }) => sum + length, 0);
    const us = median(Array.from({ length: ROUNDS }, () => timed(messages)));
    const cells = [
      String(size).padStart(13),
      (bytes / RECORDS).toFixed(1).padStart(10),
      (us / messages.length).toFixed(2).padStart(12),
      ((us * 1_000) / RECORDS).toFixed(0).padStart(11),
      (RECORDS / us).toFixed(2).padStart(13),
    ];
    console.log(cells.join(""));
  }
}

function messagesOf(size: number): readonly Buffer[] {
  const encoder = createStreamEncoder();
  const messages: Buffer[] = [];
  for (let first = 1; first <= RECORDS; first += size) {
    const count = Math.min(size, RECORDS - first + 1);
    messages.push(
      encoder.batch(
        first,
        Array.from({ length: count }, (_, index) => sample(first + index)),
      ),
    );
  }
  return messages;
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

function sample(number: number): SampleRecord {
  return {
    issuer: `issuer-${number % 8}`,
    grant_type: GRANTS[number % GRANTS.length] ?? "",
    outcome: OUTCOMES[number % 7 === 0 ? 1 : 0] ?? "",
    error: number % 7 === 0 ? "invalid_grant" : "none",
    started_us: 1_700_000_000_000_000 + number * 1_000,
    answered_us: 500 + (number % 1_000),
    ended_us: 2_000,
    keys: { client_id: `client-${number % 50}`, request_id: "r" },
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
