/** Why streams of filters end as they should. */
export const ENDS_IN_ORDER = ["bye", "closed", "drained", "superseded", "draining"] as const;

/** Why streams of filters end, those in order first; docs/metrics.md says what each means. */
export const STREAM_ENDS = [
  ...ENDS_IN_ORDER,
  "malformed",
  "schema",
  "too_large",
  "stream_limit",
  "overdrawn",
  "silent",
  "full",
] as const;

export type EndReason = (typeof STREAM_ENDS)[number];

/** Nothing is wrong on either side. */
export function isInOrder(reason: EndReason): boolean {
  return ENDS_IN_ORDER.some((each) => each === reason);
}
