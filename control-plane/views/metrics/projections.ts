import { CELL, type AggregateKey } from "../../model/aggregate.ts";
import * as words from "../../model/gen/words.ts";
import * as catalogue from "./catalogue.ts";
import type { Metric } from "./metric.ts";
import { UNCLASSIFIED } from "./telemetry-catalogue.ts";

/** How a metric is made from aggregate keys. */
export type Projection = {
  readonly metric: Metric;
  /** `counted`: only keys that metrics without `vantage` count. */
  readonly rows: "seen" | "counted";
  /** `latest`: the greatest cell, left out while 0. */
  readonly fold: "sum" | "histogram" | "latest";
  /** More than one where a key feeds more than one series. */
  readonly parts: readonly ProjectionPart[];
};

export type ProjectionPart = {
  /** The cell that is added up; the first bucket of histograms. */
  readonly cell: number;
  /** Label values in the metric's order; `undefined`: the key is no part of the metric. */
  readonly labelsOf: (key: AggregateKey, issuer: string) => readonly string[] | undefined;
};

const { Endpoint, ErrorCode, GrantType, Outcome } = words;

export const PROJECTIONS: readonly Projection[] = [
  counted(catalogue.FLOW_TOTAL, (key, issuer) => (key.isFlow ? [issuer, grantType(key), outcome(key)] : undefined)),
  counted(catalogue.REFRESH_TOTAL, (key, issuer) =>
    isExchangeOf(key, GrantType.RefreshToken) ? [issuer, outcome(key)] : undefined,
  ),
  counted(catalogue.AUTHORIZATION_TOTAL, authorizationLabels),
  {
    metric: catalogue.LAST_SUCCESS,
    rows: "counted",
    fold: "latest",
    parts: [
      { cell: CELL.LastSuccessMs, labelsOf: (key, issuer) => (isSuccess(key) ? [issuer, grantType(key)] : undefined) },
    ],
  },
  seen(catalogue.EXCHANGE_TOTAL, CELL.Rows, (key, issuer) => [
    issuer,
    endpoint(key),
    grantType(key),
    outcome(key),
    vantage(key),
  ]),
  counted(catalogue.EXCHANGE_ERRORS_TOTAL, (key, issuer) =>
    key.error === ErrorCode.None
      ? undefined
      : [issuer, endpoint(key), grantType(key), word(words.ERROR_CODE_LABELS, key.error)],
  ),
  seen(catalogue.EXCHANGE_RETRY_TOTAL, CELL.Retries, (key, issuer) => [issuer, endpoint(key), vantage(key)]),
  histogram(catalogue.EXCHANGE_DURATION, (key, issuer) => [
    issuer,
    endpoint(key),
    grantType(key),
    result(key),
    vantage(key),
  ]),
  histogram(catalogue.CODE_EXCHANGE_DURATION, (key, issuer) =>
    isExchangeOf(key, GrantType.AuthorizationCode) ? [issuer, result(key), vantage(key)] : undefined,
  ),
  histogram(catalogue.REFRESH_DURATION, (key, issuer) =>
    isExchangeOf(key, GrantType.RefreshToken) ? [issuer, result(key), vantage(key)] : undefined,
  ),
  counted(catalogue.RATE_LIMITED_TOTAL, (key, issuer) =>
    key.rateLimit === 0 ? undefined : [issuer, endpoint(key), word(words.RATE_LIMIT_KIND_LABELS, key.rateLimit)],
  ),
  {
    metric: catalogue.CLIENT_AUTHENTICATION_TOTAL,
    rows: "counted",
    fold: "sum",
    parts: [
      { cell: CELL.KnownClient, labelsOf: (key, issuer) => authenticationLabels(key, issuer, "verified") },
      { cell: CELL.UnknownClient, labelsOf: (key, issuer) => authenticationLabels(key, issuer, "unverified") },
    ],
  },
  counted(UNCLASSIFIED, (key) =>
    key.unclassified === 0 ? undefined : [word(words.UNCLASSIFIED_REASON_LABELS, key.unclassified)],
  ),
];

type LabelsOf = ProjectionPart["labelsOf"];

function counted(metric: Metric, labelsOf: LabelsOf): Projection {
  return { metric, rows: "counted", fold: "sum", parts: [{ cell: CELL.Rows, labelsOf }] };
}

function seen(metric: Metric, cell: number, labelsOf: LabelsOf): Projection {
  return { metric, rows: "seen", fold: "sum", parts: [{ cell, labelsOf }] };
}

function histogram(metric: Metric, labelsOf: LabelsOf): Projection {
  return { metric, rows: "seen", fold: "histogram", parts: [{ cell: CELL.Buckets, labelsOf }] };
}

/** A first redirect or log-in page is `continue` without an error: no answer yet. */
function authorizationLabels(key: AggregateKey, issuer: string): readonly string[] | undefined {
  if (key.endpoint !== Endpoint.Authorization) return undefined;
  if (key.outcome === Outcome.Continue && key.error === ErrorCode.None) return undefined;
  const responseType = word(words.RESPONSE_TYPE_LABELS, key.responseType || words.ResponseType.Unknown);
  const responseMode = word(words.RESPONSE_MODE_LABELS, key.responseMode || words.ResponseMode.Unknown);
  const pkce = word(words.PKCE_LABELS, key.pkce || words.Pkce.Hidden);
  const via = word(words.VIA_LABELS, key.via || words.Via.Unknown);
  return [issuer, responseType, responseMode, pkce, via, outcome(key)];
}

function authenticationLabels(key: AggregateKey, issuer: string, known: string): readonly string[] | undefined {
  if (key.authentication === "neither") return undefined;
  return [
    issuer,
    word(words.AUTH_METHOD_LABELS, key.authMethod),
    key.authentication === "right" ? "success" : "failure",
    known,
  ];
}

function isExchangeOf(key: AggregateKey, grant: number): boolean {
  return key.endpoint === Endpoint.Token && key.grantType === grant;
}

function isSuccess(key: AggregateKey): boolean {
  return key.isFlow && key.outcome === Outcome.Success;
}

function result(key: AggregateKey): string {
  if (key.outcome === Outcome.Success || key.outcome === Outcome.Continue || key.outcome === Outcome.Aborted)
    return outcome(key);
  return "error";
}

function endpoint(key: AggregateKey): string {
  return word(words.ENDPOINT_LABELS, key.endpoint);
}

function grantType(key: AggregateKey): string {
  return word(words.GRANT_TYPE_LABELS, key.grantType);
}

function outcome(key: AggregateKey): string {
  return word(words.OUTCOME_LABELS, key.outcome);
}

function vantage(key: AggregateKey): string {
  return word(words.VANTAGE_LABELS, key.vantage);
}

function word(labels: readonly string[], value: number): string {
  return labels[value] ?? "";
}
