// What docs/metrics.md says beside the catalogue.
import type { UNCLASSIFIED_REASON_LABELS } from "../control-plane/model/gen/words.ts";
import type { LabelName, Metric, MetricGroup } from "../control-plane/views/metrics/metric.ts";

export const HEAD = `<!-- Generated from control-plane/views/metrics/ and scripts/metrics-prose.ts by \`npm run generate\`. Do not edit. -->

# Metrics

The aggregator serves them at \`/metrics\` of \`http.listen\`, as Prometheus text 0.0.4 or, where \`Accept\` asks for it,
OpenMetrics 1.0. All numbers of ours on a page are of one instant. Counters begin at zero with the process.

Before you sum: a metric with a label \`vantage\` has one exchange once for each proxy that saw it; one without has each
answer once ([What counts where](#what-counts-where)).`;

type Group = { readonly group: MetricGroup; readonly title: string; readonly text: string };

export const GROUPS: readonly Group[] = [
  { group: "flows", title: "Flows", text: "Attempts to get tokens, and how they end. Each answer counts once." },
  { group: "exchanges", title: "Exchanges", text: "Single requests and their answers, at every endpoint." },
  { group: "clients", title: "Clients", text: "Whether clients prove who they are." },
  {
    group: "vantage",
    title: "Counting vantage",
    text: "Where answers are counted, and whether that was a good choice.",
  },
  {
    group: "telemetry",
    title: "Telemetry",
    text: "What the telemetry says of itself. The laws are under [The ledger](#the-ledger).",
  },
];

export const REPLICAS: { readonly [rule in Metric["replicas"]]: string } = {
  sum: "add up (`sum`)",
  max: "the latest counts (`max`)",
  each: "each stands for itself",
};

export const PROCESS = `## The process itself

\`process_…\` and \`nodejs_…\`, from prom-client. Its gauges with names in \`_total\` are left out: that ending is a counter's.`;

/** What stands above the values of a label. */
export const LABEL_TEXTS: { readonly [label in LabelName]?: string } = {
  endpoint: "Of the authorization server, as configured or by the default paths of the common servers.",
  grant_type:
    "At the token endpoint what was sent, at the authorization endpoint what its response type leads to: any with `code`\nis `authorization_code`, tokens only are `implicit`. Elsewhere `none`.",
  outcome: "By the OAuth error first, by the status second.",
  error: "Of an exchange without an error: `none`.",
};

export const LABELS = `Beside \`issuer\`, \`version\` and \`wasm_sha256\`, a label has one of the values that are listed here or at its metric, and
no other.`;

export const COUNTING = `## What counts where

An exchange passes up to three proxies: the caller's (\`client\`), a gateway (\`gateway\`), the authorization server's own
(\`server\`). Each sends a record of what it saw.

1. **Metrics with \`vantage\`** show every record.
2. **Metrics without** count each answer where it was made. What came from upstream, and a client that went away
   (\`aborted\`), count at the issuer's *counting vantage* only. What a proxy answered itself, or never got from upstream
   (time-out, reset, connect failure, no route, rate limit, denial), counts at that proxy, whatever its vantage: so an
   outage, of which the server's own proxy sees nothing, raises the numbers. No two records need to be joined for this.
3. **One overlap is meant.** When a caller's proxy gives up waiting, it counts \`server_error\` with \`upstream_timeout\`,
   and the server's proxy, whose client went away, counts \`aborted\`. Leave \`aborted\` out of ratios.
4. **The counting vantage** is what \`issuers[].counting_vantage\` says. \`auto\` takes \`server\` as soon as a proxy of the
   server reports; when none has within 60 s of the issuer's first record, \`gateway\` if one has reported, else
   \`client\`. It then stays until a restart. Until the choice, metrics without \`vantage\` lack upstream's answers of that
   issuer; with it they all appear at once, and none is dropped. \`oauth_issuer_vantage_coverage_ratio\` says when the
   choice was a poor one. All hosts that are recognised by default paths share the issuer \`unconfigured\` and one
   counting vantage: name those that matter. With several replicas, configure it. Configure none that has a reporting
   proxy between it and the server: that proxy's own answers would count there, and again where they are seen. \`auto\`
   comes to the same when the server's proxy first reports after the 60 s: the choice stays, so what that proxy answers
   itself counts there, and again at \`gateway\` or \`client\`.
5. **Flows** end at the token endpoint, with every outcome but \`continue\`, or at the authorization endpoint, with an
   error that is not \`continue\` or with implicit success. A browser that leaves the authorization endpoint may come
   again, so \`aborted\` there is no end. Series of configured issuers begin with zero for \`authorization_code\`,
   \`client_credentials\` and \`refresh_token\` with \`success\`, \`client_error\` and \`server_error\`.
6. **Retries of a router** are one exchange at its own proxy, and exchanges of their own at a server behind it.
   \`oauth_exchange_retry_total\` says how many there were. A redirect that a proxy follows by itself is no end: the
   exchange there is the one that the client gets the answer of.
7. **Durations** run from the complete request to the headers of the answer, by the clock of one proxy; without headers,
   to the end of the exchange.

What Envoy's response flags become:

| flag | outcome | error |
|---|---|---|
| \`UT\` \`DT\` \`UMSDR\`, a route's longest duration | \`server_error\` | \`upstream_timeout\` |
| \`UC\` \`UR\` \`UPE\` \`LR\` \`URX\` | \`server_error\` | \`upstream_reset\` |
| \`UF\` \`UH\` \`UO\` \`NR\` \`NC\` \`DF\` \`DO\` \`UDO\` | \`server_error\` | \`upstream_unavailable\` |
| \`RL\` | \`throttled\` | \`rate_limited_by_proxy\` |
| \`UAEX\`, RBAC, JWT authentication | \`denied\` | \`denied_by_proxy\` |
| \`DC\` \`DR\` | \`aborted\` | \`client_gone\` |

Doubtful cases:

| case | counts as |
|---|---|
| replay of a code; second try with the right secret | a flow of its own, each |
| bad \`redirect_uri\` or unknown client, refused with a page | a flow that ended, under the grant of its response type |
| first redirect to a log-in page, or the page itself | \`continue\`: no flow, and no answer in \`oauth_authorization_total\` |
| code sent from a log-in or consent page | endpoint \`authorization\` |
| hybrid response types | \`authorization_code\`, at the token exchange only |
| failed start by PAR, device or CIBA | exchange metrics only |
| empty request to the token endpoint | a flow with grant type \`none\` |
| \`login_required\` and its kin, \`authorization_pending\`, \`slow_down\`, \`use_dpop_nonce\` | \`continue\` |
| 429 | \`throttled\`, unless its error is a \`continue\`; also in \`oauth_rate_limited_total\` |
| 503, with or without Retry-After | \`server_error\`; with it also in \`oauth_rate_limited_total\` |
| upstream dies inside a 200 | \`server_error\`, \`upstream_reset\`, at the counting vantage |
| revocation of an unknown token | \`success\` |
| client authentication on an answer that is \`throttled\`, \`server_error\`, \`aborted\` or a proxy's own | neither success nor failure |`;

export const LEDGER = `## The ledger

Every OAuth exchange that a filter matches is either dropped in the filter, with a reason, or numbered. What is numbered
is accounted for:

\`\`\`
in a filter          matched  = emitted + dropped{stage="filter"}
in the aggregator    emitted  = aggregated + dropped{stage≠"filter"} + lost + in flight
                     received = aggregated + dropped{stage="ingest"} + duplicate
everywhere           aggregated = sum of oauth_exchange_total
\`\`\`

Each name is \`oauth_telemetry_records_…\`. The sums are over the filters that this process has heard of, since it began.
*Lost* is a gap in the numbers; *duplicate* came again after it was taken, and was left out; *resent* was taken, though
another aggregator may have counted it before, so after a crash the sums over both lives are too high by at most that.
What a killed Envoy had not sent is in no number: \`oauth_telemetry_workers{state="stale"}\` says that there may be such.
What the board of a proxy says of another worker is in no sum either, though it may name more records than the worker's
own stream had: they may be on their way still, or have gone to another aggregator, and a counter cannot take back. So of
a dead worker the sums have what it said itself, and the line in the log that names it has the last figures known.

When two sides differ for longer than records are on their way, that is a defect of oauth-flow, not traffic:

\`\`\`promql
sum(oauth_telemetry_records_emitted_total) - sum(oauth_telemetry_records_aggregated_total)
  - sum(oauth_telemetry_records_dropped_total{stage!="filter"}) - sum(oauth_telemetry_records_lost_total)
  - sum(oauth_telemetry_records_in_flight) != 0
\`\`\`

Tables are bounded too. \`oauth_telemetry_label_overflow_total\` counts what found no place of its own: beyond 1,024
issuers, or 16,384 series of a metric (4,096 of a histogram), \`issuer\` reads \`other\`; beyond 65,536 clients that have
succeeded, a new one stays \`unverified\` at its failures. Beyond 65,536 combinations of label values, records are dropped
as \`series_limit\`. Of exchanges in flight, a heartbeat has 64 entries and the metric 4,096 series; what is beyond is in
\`issuer\` too, once for each entry, and what the filter itself had no room to name, once for each exchange.
\`oauth_telemetry_workers_left_out_total\` counts workers for which there was no place: a board has 128, the aggregator
131,072, at most 128 of them of one proxy that have not spoken themselves.`;

export const DROPS = `\`oauth_telemetry_records_dropped_total\` has one series for each line. Stage \`filter\` counts exchanges that never got a
number. A number that was dropped here is accounted for, and is not sent again. Aggregating drops nothing.`;

type Reason = Exclude<(typeof UNCLASSIFIED_REASON_LABELS)[number], "">;

export const UNCLASSIFIED = `A count here is a blind spot, not a failure of a flow: the numbers above stay true, but say less. Keep
\`sum(rate(oauth_telemetry_unclassified_total[1h]))\` below some percent of the exchanges, or find out why. Only with
\`encoded_body\` may the outcome still be known, from the status.`;

export const UNCLASSIFIED_REMEDIES: { readonly [reason in Reason]: string } = {
  encoded_body: "Have the server, or what is before it, not compress answers of the token endpoint; they are small.",
  no_token: "Ask what answered: hardly the token endpoint. Check `issuers[].endpoints`.",
  jarm: "Nothing: the answer is signed or encrypted for the client. The token exchange tells how it went.",
  unexpected_redirect:
    "Often a session filter or a single sign-on in front of the server: let token and userinfo pass it.",
  unreadable_body: "Raise `limits.body_bytes` if answers are that long; else set `issuers[].dialect` to the server's.",
  unexpected_status: "Check `issuers[].endpoints`: the path may be another service's.",
};
