// The sum of many episodes.
import type { Report } from "./episode.ts";
import { KINDS, type Kind, type KindCounts, noKinds } from "./kinds.ts";

export type Totals = {
  episodes: number;
  exchanges: number;
  callbacks: number;
  hostCalls: number;
  seen: number;
  matched: number;
  emitted: number;
  readonly dropped: Record<string, number>;
  records: number;
  repeated: number;
  goldens: number;
  pagesFirst: number;
  pagesMost: number;
  readonly kinds: KindCounts;
};

export function noTotals(): Totals {
  return {
    episodes: 0,
    exchanges: 0,
    callbacks: 0,
    hostCalls: 0,
    seen: 0,
    matched: 0,
    emitted: 0,
    dropped: {},
    records: 0,
    repeated: 0,
    goldens: 0,
    pagesFirst: 0,
    pagesMost: 0,
    kinds: noKinds(),
  };
}

export function add(totals: Totals, report: Report): void {
  totals.episodes += 1;
  totals.exchanges += report.exchanges;
  totals.callbacks += report.callbacks;
  totals.hostCalls += report.hostCalls;
  totals.seen += report.ledger.seen;
  totals.matched += report.ledger.matched;
  totals.emitted += report.ledger.emitted;
  for (const [reason, count] of Object.entries(report.ledger.dropped))
    totals.dropped[reason] = (totals.dropped[reason] ?? 0) + count;
  totals.records += report.records;
  totals.repeated += report.repeated;
  totals.goldens += report.goldens;
  if (totals.episodes === 1) totals.pagesFirst = report.pages;
  totals.pagesMost = Math.max(totals.pagesMost, report.pages);
  for (const kind of Object.keys(KINDS) as Kind[]) totals.kinds[kind] += report.kinds[kind];
}

const shown = (count: number): string => count.toLocaleString("en");

/** For people, at the end of a run. */
export function textOf(totals: Totals, seconds: number): string {
  const drops = Object.entries(totals.dropped).map(([reason, count]) => `${reason} ${shown(count)}`);
  return [
    `episodes   ${shown(totals.episodes)}`,
    `exchanges  ${shown(totals.exchanges)} in ${Math.round(seconds)} s, ${shown(Math.round(totals.exchanges / seconds))}/s`,
    `callbacks  ${shown(totals.callbacks)}, host calls ${shown(totals.hostCalls)}, traps 0`,
    `memory     ${totals.pagesMost} pages at most in a VM, never more than after its last configuration`,
    `ledger     seen ${shown(totals.seen)}, matched ${shown(totals.matched)}, emitted ${shown(totals.emitted)}`,
    `drops      ${drops.join(", ")}`,
    `records    ${shown(totals.records)} arrived, ${shown(totals.repeated)} of them again`,
    `goldens    ${shown(totals.goldens)} compared with their records`,
  ].join("\n");
}

/** Kinds that never came about. */
export function missingKinds({ kinds }: Totals): readonly string[] {
  return Object.entries(kinds)
    .filter(([, count]) => count === 0)
    .map(([kind]) => kind);
}
