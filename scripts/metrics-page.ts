// docs/metrics.md: the reference part is made from the catalogue, the rest is in metrics-prose.ts.
import { EXCHANGE_BUCKETS } from "../control-plane/model/aggregate.ts";
import { AGGREGATOR_DROPS, DROP_REASONS } from "../control-plane/model/drops.ts";
import { UNCLASSIFIED_REASON_LABELS } from "../control-plane/model/gen/words.ts";
import { LABEL_VALUES, type LabelValues, valuesOf } from "../control-plane/views/metrics/label-values.ts";
import type { LabelName, Metric } from "../control-plane/views/metrics/metric.ts";
import { METRICS } from "../control-plane/views/metrics/metrics.ts";
import {
  COUNTING,
  DROPS,
  GROUPS,
  HEAD,
  LABEL_TEXTS,
  LABELS,
  LEDGER,
  PROCESS,
  REPLICAS,
  UNCLASSIFIED,
  UNCLASSIFIED_REMEDIES,
} from "./metrics-prose.ts";

/** Comments of the enum values of record.proto: by name of the enum, in the order of its values. */
export type Meanings = ReadonlyMap<string, readonly string[]>;

/** Labels whose values are the words of an enum. */
const ENUMS: ReadonlyMap<LabelName, string> = new Map([
  ["endpoint", "Endpoint"],
  ["grant_type", "GrantType"],
  ["outcome", "Outcome"],
  ["error", "ErrorCode"],
  ["auth_method", "AuthMethod"],
  ["vantage", "Vantage"],
  ["response_type", "ResponseType"],
  ["response_mode", "ResponseMode"],
  ["pkce", "Pkce"],
  ["via", "Via"],
  ["kind", "RateLimitKind"],
]);

/** More values than these are listed once, under "Labels". */
const MOST_INLINE = 8;
const LINE_WIDTH = 120;

/** The whole page. */
export function metricsPage(meanings: Meanings): string {
  const parts = [
    HEAD,
    overview(),
    ...GROUPS.flatMap(({ group, title, text }) => [
      `## ${title}`,
      text,
      ...METRICS.filter((metric) => metric.group === group).map(entry),
    ]),
    PROCESS,
    buckets(),
    labels(meanings),
    COUNTING,
    LEDGER,
    drops(meanings),
    unclassified(meanings),
  ];
  return `${parts.join("\n\n")}\n`;
}

function overview(): string {
  const rows = METRICS.map(({ name, type, labels: names }) => [
    `[\`${name}\`](#${name})`,
    type,
    names.join(" ") || "–",
  ]);
  return table(["metric", "type", "labels"], rows);
}

/** One metric, in the order of a man page. */
function entry(metric: Metric): string {
  const lines = metric.labels.map((label) =>
    wrapped(`- \`${label}\`: ${valuesText(label, valuesOf(metric, label))}`, "  "),
  );
  return [
    `### ${metric.name}`,
    wrapped(`*${metric.type}.* ${metric.help}`),
    lines.length === 0 ? "No labels." : lines.join("\n"),
    wrapped(metric.law),
    `Replicas: ${REPLICAS[metric.replicas]}.`,
    `\`\`\`promql\n${metric.example}\n\`\`\``,
  ].join("\n\n");
}

function valuesText(label: LabelName, values: LabelValues): string {
  if (label === "issuer") return "see [Labels](#label-issuer).";
  if (values.kind === "open") return openText(values);
  if (values.values.join() === Object.values(DROP_REASONS).flat().join()) {
    return "see [Why records are dropped](#why-records-are-dropped).";
  }
  if (values.values.length <= MOST_INLINE || !ENUMS.has(label)) return codes(values.values);
  const all = LABEL_VALUES[label];
  const missing = all.kind === "closed" ? all.values.filter((value) => !values.values.includes(value)) : [];
  return `see [Labels](#label-${label})${missing.length === 0 ? "" : `, but never ${codes(missing)}`}.`;
}

function openText(values: LabelValues): string {
  return values.kind === "open" ? `${values.source}.` : codes(values.values);
}

function buckets(): string {
  const bounds = codes(EXCHANGE_BUCKETS.map(String));
  return `## Buckets\n\nUpper bounds of every histogram above, in seconds, beside \`+Inf\`: ${bounds}.`;
}

function labels(meanings: Meanings): string {
  const sections = [...ENUMS].map(([label, name]) => {
    const values = LABEL_VALUES[label];
    const texts = meanings.get(name)?.slice(1) ?? [];
    const rows = values.kind === "closed" ? values.values.map((value, index) => [code(value), texts[index] ?? ""]) : [];
    const text = LABEL_TEXTS[label];
    return [`### Label ${label}`, ...(text === undefined ? [] : [text]), table(["value", "meaning"], rows)].join(
      "\n\n",
    );
  });
  return ["## Labels", LABELS, `### Label issuer`, wrapped(`A ${openText(LABEL_VALUES.issuer)}`), ...sections].join(
    "\n\n",
  );
}

function drops(meanings: Meanings): string {
  const filter = DROP_REASONS.filter.map((reason, index) => {
    return [code("filter"), code(reason), meanings.get("FilterDropReason")?.[index + 1] ?? ""];
  });
  const others = Object.entries(AGGREGATOR_DROPS).flatMap(([stage, reasons]) => {
    return Object.entries(reasons).map(([reason, text]) => [code(stage), code(reason), text]);
  });
  return ["## Why records are dropped", DROPS, table(["stage", "reason", "when"], [...filter, ...others])].join("\n\n");
}

function unclassified(meanings: Meanings): string {
  const labels: readonly string[] = UNCLASSIFIED_REASON_LABELS;
  const texts = meanings.get("UnclassifiedReason") ?? [];
  const rows = Object.entries(UNCLASSIFIED_REMEDIES).map(([reason, remedy]) => {
    return [code(reason), texts[labels.indexOf(reason)] ?? "", remedy];
  });
  return ["## What could not be classified", UNCLASSIFIED, table(["reason", "meaning", "what to do"], rows)].join(
    "\n\n",
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

/** Lines of at most 120 characters where words allow; `indent` begins all but the first. */
function wrapped(text: string, indent = ""): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < LINE_WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(last === undefined ? word : `${indent}${word}`);
  }
  return lines.join("\n");
}

function codes(values: readonly string[]): string {
  return values.map(code).join(" ");
}

function code(text: string): string {
  return `\`${text}\``;
}
