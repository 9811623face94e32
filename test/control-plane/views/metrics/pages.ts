// Pages from exchanges, for the tests of the metrics' views.
import { createAggregate, type Aggregate } from "../../../../control-plane/aggregate/aggregate.ts";
import type { IssuerSettings } from "../../../../control-plane/aggregate/issuers.ts";
import type { Format } from "../../../../control-plane/views/metrics/exposition.ts";
import { createMetricsPage, type MetricsSources } from "../../../../control-plane/views/metrics/page.ts";
import type { TelemetryFigures } from "../../../../control-plane/views/metrics/telemetry.ts";
import { type Exchange, exchange, feed } from "../../aggregate/exchanges.ts";

/** Figures of an ingest that has seen nothing. */
export const NO_FIGURES: TelemetryFigures = {
  emitted: 0,
  received: 0,
  aggregated: 0,
  duplicate: 0,
  resent: 0,
  lost: 0,
  inFlight: 0,
  streams: 0,
  dropped: [],
  workers: { alive: 0, idle: 0, stale: 0, gone: 0 },
  workersLeftOut: { board: 0, heartbeat: 0, roster: 0 },
  exchangesInFlight: [],
  streamsEnded: new Map(),
  epochsEvicted: 0,
  inFlightFolded: 0,
  httpRefused: { connections: 0, pages: 0 },
};

/** An issuer whose counting vantage is the server's, so that nothing waits for a choice. */
export function configured(name: string, over: Partial<IssuerSettings> = {}): IssuerSettings {
  return { name, filledNames: [name], dialect: "generic", countingVantage: "server", ...over };
}

export function pagesOf(
  aggregate: Aggregate,
  over: Partial<MetricsSources> = {},
): ReturnType<typeof createMetricsPage> {
  return createMetricsPage({
    snapshot: aggregate.snapshot,
    figures: () => NO_FIGURES,
    processText: async () => "",
    build: { version: "1.2.3", wasmSha256: "0".repeat(64) },
    issuerNames: [],
    breathe: async () => undefined,
    ...over,
  });
}

export async function pageText(
  aggregate: Aggregate,
  format: Format = "text",
  over: Partial<MetricsSources> = {},
): Promise<string> {
  return (await pagesOf(aggregate, over)(format)).join("");
}

/** An exchange, and what `linesOf` says of it. */
export type Ruling = {
  readonly name: string;
  readonly exchange: Partial<Exchange>;
  readonly lines: readonly string[];
};

/**
 * What exchanges at the issuer `as` bring about: the lines that are not zero, without `oauth_`, `issuer="as"`, histograms,
 * times and everything that says where is counted.
 */
export async function linesOf(
  exchanges: readonly Partial<Exchange>[],
  settings = [configured("as")],
): Promise<readonly string[]> {
  const aggregate = createAggregate(settings);
  feed(aggregate, exchanges.map(exchange));
  const text = await pageText(aggregate);
  return text
    .split("\n")
    .filter((line) => line.startsWith("oauth_") && !line.endsWith(" 0") && !LEFT_OUT.test(line))
    .map((line) => line.replace(/^oauth_/, "").replace(/issuer="as",?/, ""));
}

const LEFT_OUT = /^oauth_(?:\w*_seconds|issuer_|telemetry_(?!unclassified))/;
