import type { Dropped, DropReason, DropStage } from "../model/drops.ts";

/**
 * Where every record went, since this process began. The laws, true after every message:
 *
 *     emitted  = aggregated + dropped{stage≠"filter"} + lost + in flight
 *     received = aggregated + dropped{stage="ingest"} + duplicate
 *
 * `in flight` is what the first law leaves over, and equals what filters have numbered beyond what was had of them.
 * Drops of stage `filter` come before a record is numbered: they are in neither law.
 * Alert when a law does not hold: that is a fault of ours, not of the traffic.
 */
export type Ledger = {
  /** Numbered by filters, as their messages say. */
  emitted: number;
  /** In batches whose numbers could be read. */
  received: number;
  /** Handed to the aggregate, and kept by it. */
  aggregated: number;
  /** Received again after they had been accounted for. */
  duplicate: number;
  /** Of those aggregated, the ones another aggregator may have counted too. */
  resent: number;
  /** Numbers that never came, and never will. */
  lost: number;
  /** By stage, then by reason. */
  readonly dropped: Map<DropStage, Map<DropReason, number>>;
};

export function createLedger(): Ledger {
  return { emitted: 0, received: 0, aggregated: 0, duplicate: 0, resent: 0, lost: 0, dropped: new Map() };
}

/** Only a reason that its stage has in the table of `model/drops.ts`: docs and metrics are made from that. */
export function countDropped<Stage extends DropStage>(
  ledger: Ledger,
  stage: Stage,
  reason: DropReason<Stage>,
  records: number,
): void {
  if (records === 0) return;
  const reasons = ledger.dropped.get(stage) ?? new Map<DropReason, number>();
  ledger.dropped.set(stage, reasons);
  reasons.set(reason, (reasons.get(reason) ?? 0) + records);
}

export function droppedOf(ledger: Ledger): readonly Dropped[] {
  return [...ledger.dropped].flatMap(([stage, reasons]) =>
    [...reasons].map(([reason, records]) => ({ stage, reason, records })),
  );
}

/** By the first law. Never negative. */
export function inFlightOf(ledger: Ledger): number {
  let gone = ledger.aggregated + ledger.lost;
  for (const { stage, records } of droppedOf(ledger)) if (stage !== "filter") gone += records;
  return ledger.emitted - gone;
}
