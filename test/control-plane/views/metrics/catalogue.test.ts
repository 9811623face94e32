import assert from "node:assert/strict";
import { test } from "node:test";
import { createAggregate } from "../../../../control-plane/aggregate/aggregate.ts";
import { LABEL_VALUES, valuesOf } from "../../../../control-plane/views/metrics/label-values.ts";
import { METRICS } from "../../../../control-plane/views/metrics/metrics.ts";
import { pageText } from "./pages.ts";

/** What dashboards and rules of others depend on. A line that changes here is a change that breaks them. */
const CONTRACT = `
oauth_flow_total counter issuer grant_type outcome
oauth_refresh_total counter issuer outcome
oauth_authorization_total counter issuer response_type response_mode pkce via outcome
oauth_last_success_timestamp_seconds gauge issuer grant_type
oauth_exchange_total counter issuer endpoint grant_type outcome vantage
oauth_exchange_errors_total counter issuer endpoint grant_type error
oauth_exchange_retry_total counter issuer endpoint vantage
oauth_exchange_duration_seconds histogram issuer endpoint grant_type result vantage
oauth_authorization_code_exchange_duration_seconds histogram issuer result vantage
oauth_refresh_duration_seconds histogram issuer result vantage
oauth_rate_limited_total counter issuer endpoint kind
oauth_exchanges_in_flight gauge issuer endpoint vantage
oauth_client_authentication_total counter issuer auth_method outcome known
oauth_issuer_vantage gauge issuer vantage
oauth_issuer_vantage_coverage_ratio gauge issuer
oauth_telemetry_records_emitted_total counter
oauth_telemetry_records_received_total counter
oauth_telemetry_records_aggregated_total counter
oauth_telemetry_records_duplicate_total counter
oauth_telemetry_records_resent_total counter
oauth_telemetry_records_lost_total counter
oauth_telemetry_records_dropped_total counter stage reason
oauth_telemetry_records_in_flight gauge
oauth_telemetry_streams gauge
oauth_telemetry_streams_ended_total counter reason
oauth_telemetry_epochs_evicted_total counter
oauth_telemetry_workers gauge state
oauth_telemetry_workers_left_out_total counter reason
oauth_telemetry_unclassified_total counter reason
oauth_telemetry_label_overflow_total counter label
oauth_telemetry_http_refused_total counter reason
oauth_telemetry_build_info gauge version wasm_sha256
`;

/** Likewise. The lists of grant types, endpoints and errors follow record.proto, whose baseline is compared elsewhere. */
const VALUES = `
endpoint: authorization token par device_authorization ciba introspection revocation userinfo jwks discovery logout registration login interaction resource
outcome: success continue denied client_error throttled server_error aborted unclassified
result: success continue error aborted
auth_method: client_secret_basic client_secret_post client_secret_jwt private_key_jwt saml2_bearer attest_jwt_client_auth tls_client_auth none none_pkce multiple client_auth_probe unknown
known: verified unverified
vantage: server client gateway
pkce: S256 plain none hidden
kind: http_429 http_503_retry_after slow_down vendor proxy
stage: filter ingest epoch
state: alive idle stale gone
label: issuer known
`;

test("each metric has the name, type and labels that others depend on", () => {
  const lines = METRICS.map(({ name, type, labels }) => [name, type, ...labels].join(" "));
  assert.equal(lines.join("\n"), CONTRACT.trim());
});

test("each label has the values that others depend on", () => {
  const names = VALUES.trim()
    .split("\n")
    .map((line) => line.slice(0, line.indexOf(":")) as keyof typeof LABEL_VALUES);
  const lines = names.map((name) => {
    const values = LABEL_VALUES[name];
    return `${name}: ${values.kind === "closed" ? values.values.join(" ") : ""}`;
  });
  assert.equal(lines.join("\n"), VALUES.trim());
});

test("a page has each family of the catalogue once, and no other", async () => {
  const page = await pageText(createAggregate([]));
  const families = [...page.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, type]) => `${name} ${type}`);
  assert.deepEqual(families.sort(), METRICS.map(({ name, type }) => `${name} ${type}`).sort());
});

test("names have their unit or `_total`, and labels no value twice", () => {
  for (const { name, type } of METRICS) assert.equal(name.endsWith("_total"), type === "counter", name);
  for (const { name, type } of METRICS) if (type === "histogram") assert.match(name, /_seconds$/);
  for (const metric of METRICS) {
    for (const label of metric.labels) {
      const values = valuesOf(metric, label);
      if (values.kind === "closed")
        assert.equal(new Set(values.values).size, values.values.length, `${metric.name} ${label}`);
    }
  }
});

test("a label that is narrower at a metric has only values that the label has", () => {
  for (const metric of METRICS) {
    for (const [label, values] of Object.entries(metric.values ?? {})) {
      const all = LABEL_VALUES[label as keyof typeof LABEL_VALUES];
      const known = all.kind === "closed" ? all.values : [];
      const extra = values.filter((value) => !known.includes(value));
      const meant = metric.name === "oauth_client_authentication_total" ? ["failure"] : [];
      assert.deepEqual(extra, meant, `${metric.name} ${label}`);
    }
  }
});
