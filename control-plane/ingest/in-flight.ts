import { OTHER_ISSUER } from "../model/aggregate.ts";
import { MAX_IN_FLIGHT_SERIES, STALE_AFTER_MS } from "./limits.ts";
import type { Heartbeat, InFlight } from "./message.ts";

/** Which exchanges under way are shown with their own issuer: a place once given is kept, as in all metrics. */
export type InFlightTable = {
  /** The entries of a heartbeat as they are shown. */
  admit(heartbeat: Heartbeat): readonly InFlight[];
  /** Entries shown as issuer `other` for want of a place, and exchanges not named at all, each time they came. */
  readonly folded: number;
};

/** `shownIssuer`: the issuer's label value in all metrics. */
export function createInFlightTable(shownIssuer: (name: string) => string): InFlightTable {
  const places = new Set<string>();
  let folded = 0;

  function issuerOf(entry: InFlight): string {
    const issuer = shownIssuer(entry.issuer);
    if (issuer === OTHER_ISSUER) return issuer;
    const place = placeOf({ ...entry, issuer });
    if (places.has(place)) return issuer;
    if (places.size >= MAX_IN_FLIGHT_SERIES) return OTHER_ISSUER;
    places.add(place);
    return issuer;
  }

  return {
    admit(heartbeat) {
      folded += heartbeat.folded + heartbeat.unnamed;
      return heartbeat.inFlight.map((entry) => {
        const issuer = issuerOf(entry);
        if (issuer !== entry.issuer) folded += 1;
        return { ...entry, issuer };
      });
    },
    get folded() {
      return folded;
    },
  };
}

/** What a stream's last heartbeat said, and when it came, ms of the steady clock. */
export type UnderWay = { readonly entries: readonly InFlight[]; readonly heardAtMs: number };

/**
 * Summed over streams, by issuer, endpoint and vantage. A worker that has died keeps its stream open and says no more, so
 * what it said last counts only while the worker is not stale.
 */
export function sumInFlight(streams: Iterable<{ readonly underWay: UnderWay }>, nowMs: number): readonly InFlight[] {
  const sums = new Map<string, InFlight>();
  for (const { underWay } of streams) {
    if (nowMs - underWay.heardAtMs > STALE_AFTER_MS) continue;
    for (const entry of underWay.entries) {
      const place = placeOf(entry);
      sums.set(place, { ...entry, exchanges: (sums.get(place)?.exchanges ?? 0) + entry.exchanges });
    }
  }
  return [...sums.values()];
}

function placeOf({ issuer, endpoint, vantage }: InFlight): string {
  return `${endpoint} ${vantage} ${issuer}`;
}
