/** One metric family, as registry, rendering and docs/metrics.md know it. */
export type Metric = {
  readonly name: `oauth_${string}`;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels: readonly LabelName[];
  /** Labels that have fewer values here than elsewhere. */
  readonly values?: { readonly [label in LabelName]?: readonly string[] };
  readonly group: MetricGroup;
  /** How the same series of several replicas add up: `sum`, `max`, or `each` stands for itself. */
  readonly replicas: "sum" | "max" | "each";
  /** What is true of it: which exchanges, what the sum over all labels means. */
  readonly law: string;
  readonly example: string;
};

export type MetricGroup = "flows" | "exchanges" | "clients" | "vantage" | "telemetry";

/** Every label a metric may have; the values of each are in `label-values.ts`. */
export type LabelName =
  | "issuer"
  | "endpoint"
  | "grant_type"
  | "outcome"
  | "result"
  | "error"
  | "auth_method"
  | "known"
  | "vantage"
  | "response_type"
  | "response_mode"
  | "pkce"
  | "via"
  | "kind"
  | "stage"
  | "reason"
  | "state"
  | "label"
  | "version"
  | "wasm_sha256";
