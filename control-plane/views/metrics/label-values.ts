import { DROP_REASONS } from "../../model/drops.ts";
import * as words from "../../model/gen/words.ts";
import { STREAM_ENDS } from "../../model/stream-ends.ts";
import { WORKER_LIMITS, WORKER_STATES } from "../../model/workers.ts";
import type { LabelName, Metric } from "./metric.ts";

/** A label's values: a closed set, or in words where they come from. */
export type LabelValues =
  | { readonly kind: "closed"; readonly values: readonly string[] }
  | { readonly kind: "open"; readonly source: string };

export const RESULTS = ["success", "continue", "error", "aborted"] as const;
export const KNOWN = ["verified", "unverified"] as const;
export const OVERFLOW_LABELS = ["issuer", "known"] as const;
/** What the page for Prometheus has limits of. */
export const HTTP_LIMITS = ["connections", "pages"] as const;
export const AUTHENTICATION_OUTCOMES = ["success", "failure"] as const;
/** A flow that goes on has not ended. */
export const FLOW_OUTCOMES = words.OUTCOME_LABELS.slice(1).filter((outcome) => outcome !== "continue");
export const ERRORS = words.ERROR_CODE_LABELS.slice(1).filter((error) => error !== "none");
export const UNCLASSIFIED_REASONS = words.UNCLASSIFIED_REASON_LABELS.slice(1);

/** Some mean a drop and an end. */
const REASONS: ReadonlySet<string> = new Set([
  ...Object.values(DROP_REASONS).flat(),
  ...UNCLASSIFIED_REASONS,
  ...STREAM_ENDS,
  ...HTTP_LIMITS,
  ...WORKER_LIMITS,
]);

/** The values of each label; a metric may narrow them (`Metric.values`). */
export const LABEL_VALUES: { readonly [label in LabelName]: LabelValues } = {
  issuer: open(
    "configured name with its placeholders filled, `other_tenant` where a tenant is not listed; `unconfigured`: recognised by default paths only; `other`: beyond the limit of 1,024",
  ),
  endpoint: closed(words.ENDPOINT_LABELS),
  grant_type: closed(words.GRANT_TYPE_LABELS),
  outcome: closed(words.OUTCOME_LABELS),
  result: { kind: "closed", values: RESULTS },
  error: closed(words.ERROR_CODE_LABELS),
  auth_method: closed(words.AUTH_METHOD_LABELS),
  known: { kind: "closed", values: KNOWN },
  vantage: closed(words.VANTAGE_LABELS),
  response_type: closed(words.RESPONSE_TYPE_LABELS),
  response_mode: closed(words.RESPONSE_MODE_LABELS),
  pkce: closed(words.PKCE_LABELS),
  via: closed(words.VIA_LABELS),
  kind: closed(words.RATE_LIMIT_KIND_LABELS),
  stage: { kind: "closed", values: Object.keys(DROP_REASONS) },
  reason: { kind: "closed", values: [...REASONS] },
  state: { kind: "closed", values: WORKER_STATES },
  label: { kind: "closed", values: OVERFLOW_LABELS },
  version: open("version of the aggregator"),
  wasm_sha256: open("64 hex digits, or `unknown`"),
};

/** The values that a label of this metric can have. */
export function valuesOf(metric: Metric, label: LabelName): LabelValues {
  const narrowed = metric.values?.[label];
  return narrowed === undefined ? LABEL_VALUES[label] : { kind: "closed", values: narrowed };
}

/** Without [0], which is "not set" and never shown. */
function closed(labels: readonly string[]): LabelValues {
  return { kind: "closed", values: labels.slice(1) };
}

function open(source: string): LabelValues {
  return { kind: "open", source };
}
