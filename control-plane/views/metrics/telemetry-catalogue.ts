import { DROP_REASONS } from "../../model/drops.ts";
import { ENDS_IN_ORDER, STREAM_ENDS } from "../../model/stream-ends.ts";
import { WORKER_LIMITS } from "../../model/workers.ts";
import { HTTP_LIMITS, UNCLASSIFIED_REASONS } from "./label-values.ts";
import type { Metric } from "./metric.ts";

const LEDGER =
  'emitted = aggregated + dropped{stage≠"filter"} + lost + in flight; received = aggregated + dropped{stage="ingest"} + duplicate.';

/** What the telemetry says of itself: made from the ledger. */
export const RECORDS_EMITTED = {
  name: "oauth_telemetry_records_emitted_total",
  type: "counter",
  help: "Records that filters have numbered, as their batches and heartbeats say.",
  labels: [],
  group: "telemetry",
  replicas: "sum",
  law: `Since this process began, over the filters it has heard of. ${LEDGER}`,
  example: "rate(oauth_telemetry_records_emitted_total[5m])",
} as const satisfies Metric;

export const RECORDS_RECEIVED = {
  name: "oauth_telemetry_records_received_total",
  type: "counter",
  help: "Records that have arrived.",
  labels: [],
  group: "telemetry",
  replicas: "sum",
  law: LEDGER,
  example: "rate(oauth_telemetry_records_received_total[5m])",
} as const satisfies Metric;

export const RECORDS_AGGREGATED = {
  name: "oauth_telemetry_records_aggregated_total",
  type: "counter",
  help: "Records that are in the metrics.",
  labels: [],
  group: "telemetry",
  replicas: "sum",
  law: "Equals the sum of `oauth_exchange_total`.",
  example: "rate(oauth_telemetry_records_aggregated_total[5m])",
} as const satisfies Metric;

export const RECORDS_DUPLICATE = {
  name: "oauth_telemetry_records_duplicate_total",
  type: "counter",
  help: "Records that arrived again after they had been taken, and were left out.",
  labels: [],
  group: "telemetry",
  replicas: "sum",
  law: LEDGER,
  example: "increase(oauth_telemetry_records_duplicate_total[1h])",
} as const satisfies Metric;

export const RECORDS_RESENT = {
  name: "oauth_telemetry_records_resent_total",
  type: "counter",
  help: "Records taken that another aggregator may have counted before.",
  labels: [],
  group: "telemetry",
  replicas: "sum",
  law: "They are in the metrics. After a crash of an aggregator, the sums over its life and the next are too high by at most this.",
  example: "increase(oauth_telemetry_records_resent_total[1h])",
} as const satisfies Metric;

export const RECORDS_LOST = {
  name: "oauth_telemetry_records_lost_total",
  type: "counter",
  help: "Records whose numbers never arrived.",
  labels: [],
  group: "telemetry",
  replicas: "sum",
  law: "Inferred from gaps in the numbers, exactly, within one aggregator's life.",
  example: "increase(oauth_telemetry_records_lost_total[5m]) > 0",
} as const satisfies Metric;

export const RECORDS_DROPPED = {
  name: "oauth_telemetry_records_dropped_total",
  type: "counter",
  help: "Exchanges and records left out on purpose, by stage and reason.",
  labels: ["stage", "reason"],
  values: { reason: Object.values(DROP_REASONS).flat() },
  group: "telemetry",
  replicas: "sum",
  law: "Stage `filter`: before a record was numbered, so not part of emitted. Every reason is listed below, and begins with zero.",
  example: "sum by (stage, reason) (increase(oauth_telemetry_records_dropped_total[5m])) > 0",
} as const satisfies Metric;

export const RECORDS_IN_FLIGHT = {
  name: "oauth_telemetry_records_in_flight",
  type: "gauge",
  help: "Records numbered by filters and not yet accounted for.",
  labels: [],
  group: "telemetry",
  replicas: "sum",
  law: LEDGER,
  example: "oauth_telemetry_records_in_flight",
} as const satisfies Metric;

export const STREAMS = {
  name: "oauth_telemetry_streams",
  type: "gauge",
  help: "Open streams of filters.",
  labels: [],
  group: "telemetry",
  replicas: "sum",
  law: "One for each Envoy worker that has seen an OAuth request.",
  example: "sum(oauth_telemetry_streams)",
} as const satisfies Metric;

export const STREAMS_ENDED = {
  name: "oauth_telemetry_streams_ended_total",
  type: "counter",
  help: "Streams of filters that have ended, by reason.",
  labels: ["reason"],
  values: { reason: STREAM_ENDS },
  group: "telemetry",
  replicas: "sum",
  law: "In order: `bye`: the filter has ended. `closed`: the stream went away without Bye. `drained`, `draining`: this aggregator goes. `superseded`: the filter has opened another. Not in order: `malformed`, `too_large`, `schema`: what came could not be read. `stream_limit`, `overdrawn`: it passed a limit of its dictionary or its credit. `silent`: nothing came for two minutes, or no Hello within 10 s. `full`: 32,768 streams were open.",
  example: `sum by (reason) (increase(oauth_telemetry_streams_ended_total{reason!~"${ENDS_IN_ORDER.join("|")}"}[5m])) > 0`,
} as const satisfies Metric;

export const EPOCHS_EVICTED = {
  name: "oauth_telemetry_epochs_evicted_total",
  type: "counter",
  help: "Filters without a stream that were forgotten before their time, because too many were remembered.",
  labels: [],
  group: "telemetry",
  replicas: "sum",
  law: "65,536 are remembered: for an hour after Bye, for a day after silence. What a forgotten one had in flight is lost; should it come back, it counts as a new one.",
  example: "increase(oauth_telemetry_epochs_evicted_total[1h]) > 0",
} as const satisfies Metric;

export const WORKERS = {
  name: "oauth_telemetry_workers",
  type: "gauge",
  help: "Root contexts of filters, one for each Envoy thread and plugin configuration, by what is known of them.",
  labels: ["state"],
  group: "telemetry",
  replicas: "each",
  law: "A worker is known from its own stream, and from the board that the workers of a proxy share and bring with their heartbeats; a board speaks only for workers of its own node id. A proxy is unknown until one of its workers sees an OAuth request and so opens a stream. It has been heard when something came on its stream, or when it last wrote itself on the board, as every worker does every 5 s, whichever is later. An open stream alone says nothing: one whose VM has died stays open. `alive`: heard within 30 s, and has seen requests end or numbered records. `idle`: heard within 30 s, and has done neither: a proxy's main thread always, a worker thread until its first request. `stale`: silent for longer, and nothing says that it ended: its VM has died, or its proxy was killed or cannot reach this aggregator; what it had not sent is unknown, and the log names it (`worker fell silent`, the first 20 in a minute). `gone`: said goodbye, on its stream or on the board, and has not come again. One without a stream has nobody to tell of its end once the last worker with a stream has gone: when a worker says goodbye, and no other of that node id which has itself spoken is alive or idle, those that only a board has named and that are not stale are gone with it, until a board or a Hello shows a later sign of one, as it does when a new configuration is loaded. Proxies that have the same node id are taken for one. Where it is empty no such end is inferred: their workers without a stream turn stale. Give every proxy a `node.id`. After this process itself stood still for more than 15 s, silence counts from then. Each worker is in one state. It is forgotten an hour after it was last heard where it has gone, else a day after; sooner where there is no more room, see below. A proxy whose workers report to several replicas is in the numbers of each.",
  example: 'oauth_telemetry_workers{state="stale"} > 0',
} as const satisfies Metric;

export const WORKERS_LEFT_OUT = {
  name: "oauth_telemetry_workers_left_out_total",
  type: "counter",
  help: "Workers that `oauth_telemetry_workers` lacks, by the limit that they met.",
  labels: ["reason"],
  values: { reason: WORKER_LIMITS },
  group: "telemetry",
  replicas: "sum",
  law: "`board`: found no place on the board of their proxy: how many more there are than at the heartbeat before, of each stream; so with two streams a proxy counts each of them twice. `heartbeat`: beyond the 128 of one heartbeat, or not to be read in it; or beyond 128 of one node id that have not spoken themselves: of those one that has gone is forgotten without a count, then one that is stale, then the new one is left out. `roster`: 131,072 were known: one that only a board names is left out; for one that speaks itself, one that is stale or gone is forgotten, else the one heard longest ago. Each but `board` counts every time. Their exchanges are counted all the same. 0 means that none is missing of those that this aggregator was told of and that have not gone.",
  example: "sum by (reason) (increase(oauth_telemetry_workers_left_out_total[1h])) > 0",
} as const satisfies Metric;

export const UNCLASSIFIED = {
  name: "oauth_telemetry_unclassified_total",
  type: "counter",
  help: "Exchanges whose outcome, or a part of it, could not be told, by reason.",
  labels: ["reason"],
  values: { reason: UNCLASSIFIED_REASONS },
  group: "telemetry",
  replicas: "sum",
  law: "Each counted exchange with such a reason, once. With `encoded_body` the outcome may still be known, from the status.",
  example: "sum by (reason) (rate(oauth_telemetry_unclassified_total[5m]))",
} as const satisfies Metric;

export const LABEL_OVERFLOW = {
  name: "oauth_telemetry_label_overflow_total",
  type: "counter",
  help: "Records, and what heartbeats say is under way, shown with a less exact label value or none because a table was full.",
  labels: ["label"],
  group: "telemetry",
  replicas: "sum",
  law: "`issuer`: shown as issuer `other`, in all metrics or in some; an entry of a heartbeat in `oauth_exchanges_in_flight`, each time it comes; and an exchange under way that a heartbeat had no room to name, likewise: having no endpoint it is not in `oauth_exchanges_in_flight`. `known`: a client's success that could not be remembered. Nothing else is missing from sums.",
  example: "increase(oauth_telemetry_label_overflow_total[1h]) > 0",
} as const satisfies Metric;

export const HTTP_REFUSED = {
  name: "oauth_telemetry_http_refused_total",
  type: "counter",
  help: "Connections and pages of metrics that the aggregator's HTTP server refused, by the limit that they met.",
  labels: ["reason"],
  values: { reason: HTTP_LIMITS },
  group: "telemetry",
  replicas: "sum",
  law: "`connections`: 256 were open, so it was closed at once. `pages`: 16 readers had a page, so the answer was 503. What `http.allow` keeps out is not in it.",
  example: "sum by (reason) (increase(oauth_telemetry_http_refused_total[1h])) > 0",
} as const satisfies Metric;

export const BUILD_INFO = {
  name: "oauth_telemetry_build_info",
  type: "gauge",
  help: "1, with the version of the aggregator and the SHA-256 of the filter built with it.",
  labels: ["version", "wasm_sha256"],
  group: "telemetry",
  replicas: "each",
  law: "`unknown` where there is no build/filter.wasm beside it.",
  example: "count by (version) (oauth_telemetry_build_info)",
} as const satisfies Metric;
