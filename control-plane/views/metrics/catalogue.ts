import { AUTHENTICATION_OUTCOMES, ERRORS, FLOW_OUTCOMES } from "./label-values.ts";
import type { Metric } from "./metric.ts";

/** Flows, exchanges, clients: made from the rows that the aggregate sums. */
export const FLOW_TOTAL = {
  name: "oauth_flow_total",
  type: "counter",
  help: "OAuth attempts to get tokens, each counted once, at its end.",
  labels: ["issuer", "grant_type", "outcome"],
  values: { outcome: FLOW_OUTCOMES },
  group: "flows",
  replicas: "sum",
  law: "Every token exchange but `continue`, and of the authorization answers the errors (but `continue`) and the implicit successes. A refresh is its own grant type, never part of `authorization_code`. Configured issuers begin with zeros for the common grant types and outcomes.",
  example: 'sum by (issuer, grant_type) (rate(oauth_flow_total{outcome="success"}[5m]))',
} as const satisfies Metric;

export const REFRESH_TOTAL = {
  name: "oauth_refresh_total",
  type: "counter",
  help: "Exchanges of a refresh token at the token endpoint.",
  labels: ["issuer", "outcome"],
  group: "flows",
  replicas: "sum",
  law: 'Every token exchange with grant type `refresh_token`, of any outcome. Without `continue` it equals `oauth_flow_total{grant_type="refresh_token"}`.',
  example: 'sum by (issuer) (rate(oauth_refresh_total{outcome!="success"}[5m]))',
} as const satisfies Metric;

export const AUTHORIZATION_TOTAL = {
  name: "oauth_authorization_total",
  type: "counter",
  help: "Answers to authorization requests.",
  labels: ["issuer", "response_type", "response_mode", "pkce", "via", "outcome"],
  group: "flows",
  replicas: "sum",
  law: 'Endpoint `authorization`, each answer once. A first redirect or log-in page (`continue` without an error code) is not an answer and is left out; `login_required` and its kin are answers, with outcome `continue`. `oauth_exchange_total{endpoint="authorization"}` has the pages too.',
  example: 'sum by (issuer) (rate(oauth_authorization_total{pkce="none"}[1h]))',
} as const satisfies Metric;

export const LAST_SUCCESS = {
  name: "oauth_last_success_timestamp_seconds",
  type: "gauge",
  help: "When a flow last succeeded, seconds since the Unix epoch.",
  labels: ["issuer", "grant_type"],
  group: "flows",
  replicas: "max",
  law: 'The end of the latest exchange that `oauth_flow_total{outcome="success"}` counts, by the proxy\'s clock, never later than its arrival here. Absent until there is one.',
  example: "time() - max by (issuer) (oauth_last_success_timestamp_seconds) > 600",
} as const satisfies Metric;

export const EXCHANGE_TOTAL = {
  name: "oauth_exchange_total",
  type: "counter",
  help: "OAuth exchanges, each as every proxy saw it.",
  labels: ["issuer", "endpoint", "grant_type", "outcome", "vantage"],
  group: "exchanges",
  replicas: "sum",
  law: "Every record, at its vantage. The sum over all labels is `oauth_telemetry_records_aggregated_total`.",
  example: 'sum by (endpoint, outcome) (rate(oauth_exchange_total{vantage="server"}[5m]))',
} as const satisfies Metric;

export const EXCHANGE_ERRORS_TOTAL = {
  name: "oauth_exchange_errors_total",
  type: "counter",
  help: "Exchanges with an error, by OAuth error code or what stands in for one.",
  labels: ["issuer", "endpoint", "grant_type", "error"],
  values: { error: ERRORS },
  group: "exchanges",
  replicas: "sum",
  law: "Every counted exchange whose error is not `none`, each once; also the errors of outcome `continue`, such as `authorization_pending`.",
  example: "topk(5, sum by (issuer, error) (increase(oauth_exchange_errors_total[1h])))",
} as const satisfies Metric;

export const EXCHANGE_RETRY_TOTAL = {
  name: "oauth_exchange_retry_total",
  type: "counter",
  help: "Tries above the first that a router made.",
  labels: ["issuer", "endpoint", "vantage"],
  group: "exchanges",
  replicas: "sum",
  law: "The tries of a proxy's own router are one exchange there: its tries less one. At `server` each try of a router before it is an exchange: one more for each that is not the first. Retries are in `oauth_exchange_total` as the exchanges that they are.",
  example: "sum by (issuer, vantage) (rate(oauth_exchange_retry_total[5m]))",
} as const satisfies Metric;

export const EXCHANGE_DURATION = {
  name: "oauth_exchange_duration_seconds",
  type: "histogram",
  help: "Time from the end of a request to the headers of its answer, without these to the end of the exchange.",
  labels: ["issuer", "endpoint", "grant_type", "result", "vantage"],
  group: "exchanges",
  replicas: "sum",
  law: "Every record, at its vantage, measured by one clock in one proxy. `_count` over all labels is the sum of `oauth_exchange_total`. `result` is `error` for all that is not `success`, `continue` or `aborted`.",
  example:
    'histogram_quantile(0.95, sum by (le, endpoint) (rate(oauth_exchange_duration_seconds_bucket{vantage="server"}[5m])))',
} as const satisfies Metric;

export const CODE_EXCHANGE_DURATION = {
  name: "oauth_authorization_code_exchange_duration_seconds",
  type: "histogram",
  help: "Duration of the authorization code exchange at the token endpoint.",
  labels: ["issuer", "result", "vantage"],
  group: "exchanges",
  replicas: "sum",
  law: "The part of `oauth_exchange_duration_seconds` with endpoint `token` and grant type `authorization_code`.",
  example:
    'histogram_quantile(0.95, sum by (le, issuer) (rate(oauth_authorization_code_exchange_duration_seconds_bucket{vantage="server"}[5m])))',
} as const satisfies Metric;

export const REFRESH_DURATION = {
  name: "oauth_refresh_duration_seconds",
  type: "histogram",
  help: "Duration of the refresh token exchange at the token endpoint.",
  labels: ["issuer", "result", "vantage"],
  group: "exchanges",
  replicas: "sum",
  law: "The part of `oauth_exchange_duration_seconds` with endpoint `token` and grant type `refresh_token`.",
  example:
    'histogram_quantile(0.95, sum by (le, issuer) (rate(oauth_refresh_duration_seconds_bucket{vantage="server"}[5m])))',
} as const satisfies Metric;

export const RATE_LIMITED_TOTAL = {
  name: "oauth_rate_limited_total",
  type: "counter",
  help: "Exchanges that were told to slow down.",
  labels: ["issuer", "endpoint", "kind"],
  group: "exchanges",
  replicas: "sum",
  law: "Each counted exchange with a sign of a limit, once, whatever its outcome: a 503 with Retry-After is `server_error`, and here too; so is `slow_down`, which is `continue`.",
  example: "sum by (issuer, kind) (rate(oauth_rate_limited_total[5m]))",
} as const satisfies Metric;

export const EXCHANGES_IN_FLIGHT = {
  name: "oauth_exchanges_in_flight",
  type: "gauge",
  help: "Exchanges begun and not ended, as the latest heartbeats of the open streams say.",
  labels: ["issuer", "endpoint", "vantage"],
  group: "exchanges",
  replicas: "sum",
  law: "As old as the heartbeats, which come every few seconds. A heartbeat counts for 30 s: what a worker that has died had under way is not shown for ever. Absent where no heartbeat names any.",
  example: "sum by (issuer, endpoint) (oauth_exchanges_in_flight)",
} as const satisfies Metric;

export const CLIENT_AUTHENTICATION_TOTAL = {
  name: "oauth_client_authentication_total",
  type: "counter",
  help: "Client authentications that an answer proved right or wrong.",
  labels: ["issuer", "auth_method", "outcome", "known"],
  values: { outcome: AUTHENTICATION_OUTCOMES },
  group: "clients",
  replicas: "sum",
  law: "Counted exchanges at the endpoints where a client authenticates itself (token, par, device_authorization, ciba, introspection, revocation). `success`: outcome `success`, `continue` or `denied`, or error `invalid_grant`, `invalid_scope`, `invalid_target` or `unsupported_token_type`. `failure`: error `invalid_client`; of Keycloak, and of issuers that are not configured here, also 401 `unauthorized_client`, and at PAR 401 `invalid_request`. All other answers, whatever is `throttled`, `server_error` or `aborted`, and answers that a proxy made itself, are neither. `verified`: the client has had a success at this issuer (other than a revocation) since this process began, so made-up clients stay `unverified`.",
  example:
    'sum by (issuer) (rate(oauth_client_authentication_total{auth_method=~"client_secret_.*",outcome="failure",known="verified"}[5m])) / sum by (issuer) (rate(oauth_client_authentication_total{auth_method=~"client_secret_.*",known="verified"}[5m]))',
} as const satisfies Metric;

export const ISSUER_VANTAGE = {
  name: "oauth_issuer_vantage",
  type: "gauge",
  help: "1 at the counting vantage of an issuer: metrics without vantage count upstream's answers there only.",
  labels: ["issuer", "vantage"],
  group: "vantage",
  replicas: "each",
  law: "Absent while `counting_vantage: auto` has not chosen. Several replicas must agree: configure it.",
  example: "count by (issuer) (count by (issuer, vantage) (oauth_issuer_vantage)) > 1",
} as const satisfies Metric;

export const COVERAGE_RATIO = {
  name: "oauth_issuer_vantage_coverage_ratio",
  type: "gauge",
  help: "Upstream's answers seen at the counting vantage, as a share of those at the vantage that saw most.",
  labels: ["issuer"],
  group: "vantage",
  replicas: "each",
  law: "1 = no vantage saw more. Well below 1 = another vantage would have been the better choice. Absent until a vantage is chosen and an answer was seen. Proxies' own answers and aborted exchanges are left out.",
  example: "oauth_issuer_vantage_coverage_ratio < 0.9",
} as const satisfies Metric;
