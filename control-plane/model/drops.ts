import { FILTER_DROP_REASON_LABELS } from "./gen/words.ts";

/** What the aggregator leaves out, by stage and reason, and when. What the filter does is in record.proto. */
export const AGGREGATOR_DROPS = {
  ingest: {
    malformed: "The record, or the message around it, is not what docs/wire.md describes.",
    too_large: "The message, or its count of rows, is beyond a limit of docs/wire.md.",
    unknown_dictionary: "The record refers to a string or a tuple that its stream has not sent.",
    stream_limit: "The dictionaries of the stream are full.",
    series_limit: "The aggregate has no room for another combination of label values (65,536).",
  },
  epoch: {
    acknowledged_elsewhere:
      "Another aggregator has acknowledged the record in the meantime: it is in that one's metrics.",
  },
} as const;

/** The reasons of each stage. */
type Reasons = {
  readonly filter: Exclude<(typeof FILTER_DROP_REASON_LABELS)[number], "">;
} & { readonly [stage in keyof typeof AGGREGATOR_DROPS]: keyof (typeof AGGREGATOR_DROPS)[stage] };

export type DropStage = keyof Reasons;
export type DropReason<Stage extends DropStage = DropStage> = Reasons[Stage];

/** Records or exchanges left out for one reason. */
export type Dropped = { readonly stage: DropStage; readonly reason: DropReason; readonly records: number };

/** Every reason for which a record or an exchange is left out, by stage; docs/metrics.md lists them from here. */
export const DROP_REASONS: { readonly [stage in DropStage]: readonly DropReason<stage>[] } = {
  filter: FILTER_DROP_REASON_LABELS.filter((label) => label !== ""),
  ingest: namesOf(AGGREGATOR_DROPS.ingest),
  epoch: namesOf(AGGREGATOR_DROPS.epoch),
};

function namesOf<Table extends object>(table: Table): readonly (keyof Table)[] {
  return Object.keys(table) as (keyof Table)[];
}
