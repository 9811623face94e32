// What the clients did beside what the metrics say.
import { ISSUER } from "../mesh.ts";
import { type Ledger, ledgerOf } from "./ledger.ts";
import { countsOf, type Sample } from "./metrics.ts";
import type { Counts, Tally } from "./tally.ts";

export type Row = {
  /** Label values, in the order of the columns. */
  readonly labels: readonly string[];
  readonly clients: number;
  readonly metrics: number;
};

export type Comparison = {
  /** `oauth_flow_total`: issuer, grant type, outcome. */
  readonly flows: readonly Row[];
  /** `oauth_exchange_total`: issuer, endpoint, grant type, outcome, vantage. */
  readonly exchanges: readonly Row[];
  /** Exchanges that the clients had. */
  readonly total: number;
  readonly ledger: Ledger;
  /** Rows that differ. */
  readonly differences: number;
};

const FLOW_LABELS = ["issuer", "grant_type", "outcome"];
const EXCHANGE_LABELS = ["issuer", "endpoint", "grant_type", "outcome", "vantage"];

/** All issuers are compared: the clients know one, so what the metrics have under another name is a difference. */
export function compare(tally: Tally, samples: readonly Sample[]): Comparison {
  const flows = rowsOf(ofIssuer(tally.flows), countsOf(samples, "oauth_flow_total", FLOW_LABELS));
  const exchanges = rowsOf(ofIssuer(tally.exchanges), countsOf(samples, "oauth_exchange_total", EXCHANGE_LABELS));
  const differences = [...flows, ...exchanges].filter(differs).length;
  return { flows, exchanges, total: tally.exchangeCount, ledger: ledgerOf(samples), differences };
}

export function differs({ clients, metrics }: Row): boolean {
  return clients !== metrics;
}

/** One row for each of the remaining labels, with the sums of the rows that it stands for. */
export function withoutLabel(rows: readonly Row[], at: number): readonly Row[] {
  const clients: Counts = new Map();
  const metrics: Counts = new Map();
  for (const row of rows) {
    const key = row.labels.filter((_, label) => label !== at).join(" ");
    clients.set(key, (clients.get(key) ?? 0) + row.clients);
    metrics.set(key, (metrics.get(key) ?? 0) + row.metrics);
  }
  return rowsOf(clients, metrics);
}

function rowsOf(clients: Counts, metrics: Counts): readonly Row[] {
  const keys = [...new Set([...clients.keys(), ...metrics.keys()])].sort();
  return keys.map((key) => ({
    labels: key.split(" "),
    clients: clients.get(key) ?? 0,
    metrics: metrics.get(key) ?? 0,
  }));
}

function ofIssuer(counts: Counts): Counts {
  return new Map([...counts].map(([key, count]) => [`${ISSUER} ${key}`, count]));
}
