import { CELL, CELLS, type AggregateSnapshot } from "../../model/aggregate.ts";
import { DROP_REASONS, type Dropped } from "../../model/drops.ts";
import { ENDPOINT_LABELS, Outcome, Vantage, VANTAGE_LABELS } from "../../model/gen/words.ts";
import { type EndReason, STREAM_ENDS } from "../../model/stream-ends.ts";
import { WORKER_LIMITS, WORKER_STATES, type WorkersLeftOut, type WorkerStates } from "../../model/workers.ts";
import { COVERAGE_RATIO, EXCHANGES_IN_FLIGHT, ISSUER_VANTAGE } from "./catalogue.ts";
import { familyOf, type Format } from "./exposition.ts";
import { HTTP_LIMITS } from "./label-values.ts";
import * as telemetry from "./telemetry-catalogue.ts";

/** What the ingest knows, at one instant. The laws between these numbers: docs/metrics.md, "The ledger". */
export type TelemetryFigures = {
  readonly emitted: number;
  readonly received: number;
  readonly aggregated: number;
  readonly duplicate: number;
  readonly resent: number;
  readonly lost: number;
  readonly inFlight: number;
  readonly streams: number;
  /** What is not in it is 0. */
  readonly dropped: readonly Dropped[];
  readonly workers: WorkerStates;
  readonly workersLeftOut: WorkersLeftOut;
  readonly exchangesInFlight: readonly InFlight[];
  /** Streams that have ended, by reason; absent: 0. */
  readonly streamsEnded: ReadonlyMap<EndReason, number>;
  readonly epochsEvicted: number;
  /** Entries of heartbeats that were shown as issuer `other` for want of a place, and exchanges that none named. */
  readonly inFlightFolded: number;
  readonly httpRefused: { readonly [limit in (typeof HTTP_LIMITS)[number]]: number };
};

/** `endpoint` and `vantage` are enum values of `record.proto`. */
export type InFlight = {
  readonly issuer: string;
  readonly endpoint: number;
  readonly vantage: number;
  readonly exchanges: number;
};

export type Build = { readonly version: string; readonly wasmSha256: string };

/** The families of the ledger, which have few series. */
export function telemetryText(
  figures: TelemetryFigures,
  labelOverflow: LabelOverflow,
  build: Build,
  format: Format,
): string {
  const one = (value: number) => [[[], value]] as const;
  return [
    familyOf(EXCHANGES_IN_FLIGHT, format, inFlightSamples(figures.exchangesInFlight)),
    familyOf(telemetry.RECORDS_EMITTED, format, one(figures.emitted)),
    familyOf(telemetry.RECORDS_RECEIVED, format, one(figures.received)),
    familyOf(telemetry.RECORDS_AGGREGATED, format, one(figures.aggregated)),
    familyOf(telemetry.RECORDS_DUPLICATE, format, one(figures.duplicate)),
    familyOf(telemetry.RECORDS_RESENT, format, one(figures.resent)),
    familyOf(telemetry.RECORDS_LOST, format, one(figures.lost)),
    familyOf(telemetry.RECORDS_DROPPED, format, droppedSamples(figures.dropped)),
    familyOf(telemetry.RECORDS_IN_FLIGHT, format, one(figures.inFlight)),
    familyOf(telemetry.STREAMS, format, one(figures.streams)),
    familyOf(
      telemetry.STREAMS_ENDED,
      format,
      STREAM_ENDS.map((reason) => [[reason], figures.streamsEnded.get(reason) ?? 0] as const),
    ),
    familyOf(telemetry.EPOCHS_EVICTED, format, one(figures.epochsEvicted)),
    familyOf(
      telemetry.WORKERS,
      format,
      WORKER_STATES.map((state) => [[state], figures.workers[state]] as const),
    ),
    familyOf(
      telemetry.WORKERS_LEFT_OUT,
      format,
      WORKER_LIMITS.map((limit) => [[limit], figures.workersLeftOut[limit]] as const),
    ),
    familyOf(telemetry.LABEL_OVERFLOW, format, [
      [["issuer"], labelOverflow.issuer + figures.inFlightFolded],
      [["known"], labelOverflow.known],
    ]),
    familyOf(
      telemetry.HTTP_REFUSED,
      format,
      HTTP_LIMITS.map((limit) => [[limit], figures.httpRefused[limit]] as const),
    ),
    familyOf(telemetry.BUILD_INFO, format, [[[build.version, build.wasmSha256], 1]]),
  ].join("");
}

/** Records. */
export type LabelOverflow = { readonly issuer: number; readonly known: number };

type Samples = readonly (readonly [readonly string[], number])[];

/** Every reason that there is. */
function droppedSamples(dropped: TelemetryFigures["dropped"]): Samples {
  const sums = new Map<string, [readonly string[], number]>();
  for (const [stage, reasons] of Object.entries(DROP_REASONS)) {
    for (const reason of reasons) sums.set(`${stage} ${reason}`, [[stage, reason], 0]);
  }
  for (const { stage, reason, records } of dropped) addTo(sums, [stage, reason], records);
  return [...sums.values()];
}

/** Heartbeats of many workers may name the same place. */
function inFlightSamples(inFlight: readonly InFlight[]): Samples {
  const sums = new Map<string, [readonly string[], number]>();
  for (const { issuer, endpoint, vantage, exchanges } of inFlight) {
    const [endpointLabel, vantageLabel] = [ENDPOINT_LABELS[endpoint], VANTAGE_LABELS[vantage]];
    if (endpointLabel && vantageLabel) addTo(sums, [issuer, endpointLabel, vantageLabel], exchanges);
  }
  return [...sums.values()];
}

function addTo(sums: Map<string, [readonly string[], number]>, labels: readonly string[], amount: number): void {
  const key = labels.join(" ");
  sums.set(key, [labels, (sums.get(key)?.[1] ?? 0) + amount]);
}

/** Which vantage counts, and whether another one saw more. */
export function vantageText(snapshot: AggregateSnapshot, format: Format): string {
  const seen = upstreamAnswers(snapshot);
  const chosen: [readonly string[], number][] = [];
  const ratios: [readonly string[], number][] = [];
  for (const [issuer, { name, vantage }] of snapshot.issuers.entries()) {
    if (vantage === 0) continue;
    chosen.push([[name, VANTAGE_LABELS[vantage] ?? ""], 1]);
    const rows = seen.subarray(issuer * VANTAGES, (issuer + 1) * VANTAGES);
    const most = Math.max(...rows);
    if (most > 0) ratios.push([[name], (rows[vantage] ?? 0) / most]);
  }
  return familyOf(ISSUER_VANTAGE, format, chosen) + familyOf(COVERAGE_RATIO, format, ratios);
}

const VANTAGES = Object.keys(Vantage).length;

/** Rows with an answer from upstream, by issuer and vantage. */
function upstreamAnswers({ keys, keyCount, cells, issuers }: AggregateSnapshot): Float64Array {
  const rows = new Float64Array(issuers.length * VANTAGES);
  for (let number = 0; number < keyCount; number += 1) {
    const key = keys[number];
    if (key === undefined || key.isProxyAnswer || key.outcome === Outcome.Aborted) continue;
    const at = key.issuer * VANTAGES + key.vantage;
    rows[at] = (rows[at] ?? 0) + (cells[number * CELLS + CELL.Rows] ?? 0);
  }
  return rows;
}
