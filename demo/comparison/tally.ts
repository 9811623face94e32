// Counts by labels, kept as `label label …`: the same for what the clients did and for what the metrics say.
import type { Exchange } from "../clients/exchange.ts";
import { expectationOf } from "./expectation.ts";

/** `authorization_code success` → 12. */
export type Counts = Map<string, number>;

export type Tally = {
  /** Entries of the log that are exchanges. */
  exchangeCount: number;
  /** By grant type and outcome. */
  readonly flows: Counts;
  /** By endpoint, grant type, outcome and vantage. */
  readonly exchanges: Counts;
};

export function createTally(): Tally {
  return { exchangeCount: 0, flows: new Map(), exchanges: new Map() };
}

export function addExchange(tally: Tally, exchange: Exchange): void {
  const expected = expectationOf(exchange);
  if (expected === undefined) return;
  const { endpoint, grant, serverGrant, earlier, server, client, flows } = expected;
  tally.exchangeCount += 1;
  for (const outcome of flows) addTo(tally.flows, `${serverGrant} ${outcome}`);
  for (const outcome of server === undefined ? [] : [...earlier, server])
    addTo(tally.exchanges, `${endpoint} ${serverGrant} ${outcome} server`);
  addTo(tally.exchanges, `${endpoint} ${grant} ${client} client`);
}

export function addTo(counts: Counts, key: string, amount = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + amount);
}
