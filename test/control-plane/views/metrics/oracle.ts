// What the metrics ought to say of some exchanges: plain and slow, straight from the rules in docs/metrics.md.
import type { Exchange } from "../../aggregate/exchanges.ts";

const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.2, 0.25, 0.5, 0.75, 1, 2.5, 5, 10, 30, 60];
const AUTHENTICATES = ["token", "par", "device_authorization", "ciba", "introspection", "revocation"];
const PROVES = ["invalid_grant", "invalid_scope", "invalid_target", "unsupported_token_type"];

/** Series and their values: `name label=value …`, labels in the order of the alphabet. Zeros are left out. */
export type Expected = ReadonlyMap<string, number>;

/** Exchanges in the order in which they arrive; the counting vantage of all issuers is the server's. */
export function expectedOf(exchanges: readonly Exchange[]): Expected {
  const sums = new Map<string, number>();
  const add = (name: string, labels: Record<string, string>, amount = 1): void => {
    if (amount !== 0) sums.set(seriesOf(name, labels), (sums.get(seriesOf(name, labels)) ?? 0) + amount);
  };
  const succeeded = new Set<string>();
  for (const one of exchanges) {
    const { issuer, endpoint, outcome, vantage, error } = one;
    const grant_type = one.grantType;
    const isRefresh = endpoint === "token" && grant_type === "refresh_token";
    const isCode = endpoint === "token" && grant_type === "authorization_code";
    const result = ["success", "continue", "aborted"].includes(outcome) ? outcome : "error";
    add("oauth_exchange_total", { issuer, endpoint, grant_type, outcome, vantage });
    add("oauth_exchange_retry_total", { issuer, endpoint, vantage }, one.attempts - 1);
    addDuration(add, "oauth_exchange_duration_seconds", { issuer, endpoint, grant_type, result, vantage }, one);
    if (isCode)
      addDuration(add, "oauth_authorization_code_exchange_duration_seconds", { issuer, result, vantage }, one);
    if (isRefresh) addDuration(add, "oauth_refresh_duration_seconds", { issuer, result, vantage }, one);

    const judged = authenticationOf(one);
    const client = `${issuer} ${one.client}`;
    const isProof = judged === "success" && outcome === "success" && endpoint !== "revocation" && one.client !== 0;
    if (isProof) succeeded.add(client);
    const known = one.client !== 0 && succeeded.has(client) ? "verified" : "unverified";

    const isOwnAnswer = one.isProxyAnswer && outcome !== "aborted";
    if (!isOwnAnswer && vantage !== "server") continue;
    if (isFlow(one)) add("oauth_flow_total", { issuer, grant_type, outcome });
    if (isFlow(one) && outcome === "success") {
      const name = seriesOf("oauth_last_success_timestamp_seconds", { issuer, grant_type });
      const at = (one.startedUs + one.endedUs) / 1000 / 1000;
      if (at > 0) sums.set(name, Math.max(sums.get(name) ?? 0, at));
    }
    if (isRefresh) add("oauth_refresh_total", { issuer, outcome });
    if (error !== "none") add("oauth_exchange_errors_total", { issuer, endpoint, grant_type, error });
    if (one.rateLimit !== "") add("oauth_rate_limited_total", { issuer, endpoint, kind: one.rateLimit });
    if (one.unclassified !== "") add("oauth_telemetry_unclassified_total", { reason: one.unclassified });
    if (judged !== undefined) {
      add("oauth_client_authentication_total", { issuer, auth_method: one.authMethod, outcome: judged, known });
    }
    if (endpoint === "authorization" && !(outcome === "continue" && error === "none")) {
      add("oauth_authorization_total", {
        issuer,
        outcome,
        response_type: one.responseType || "unknown",
        response_mode: one.responseMode || "unknown",
        pkce: one.pkce || "hidden",
        via: one.via || "unknown",
      });
    }
  }
  return sums;
}

export function seriesOf(name: string, labels: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return [name, ...sorted.map(([label, value]) => `${label}=${value}`)].join(" ");
}

function isFlow({ endpoint, outcome, grantType }: Exchange): boolean {
  if (endpoint === "token") return outcome !== "continue";
  if (endpoint !== "authorization") return false;
  if (outcome === "success") return grantType === "implicit";
  return ["denied", "client_error", "throttled", "server_error"].includes(outcome);
}

/** No issuer is configured with a dialect here, so Keycloak's signs count. */
function authenticationOf({
  endpoint,
  outcome,
  error,
  status,
  isProxyAnswer,
}: Exchange): "success" | "failure" | undefined {
  if (!AUTHENTICATES.includes(endpoint) || isProxyAnswer) return undefined;
  if (["throttled", "server_error", "aborted"].includes(outcome)) return undefined;
  if (error === "invalid_client") return "failure";
  if (status === 401 && error === "unauthorized_client") return "failure";
  if (status === 401 && endpoint === "par" && error === "invalid_request") return "failure";
  return ["success", "continue", "denied"].includes(outcome) || PROVES.includes(error) ? "success" : undefined;
}

type Add = (name: string, labels: Record<string, string>, amount?: number) => void;

function addDuration(add: Add, name: string, labels: Record<string, string>, { answeredUs }: Exchange): void {
  for (const bound of BOUNDS) if (answeredUs <= bound * 1e6) add(`${name}_bucket`, { ...labels, le: String(bound) });
  add(`${name}_bucket`, { ...labels, le: "Infinity" });
  add(`${name}_count`, labels);
  add(`${name}_sum`, labels, answeredUs);
}
