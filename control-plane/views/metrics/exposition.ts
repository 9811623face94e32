import type { Metric } from "./metric.ts";

/** The two text formats: Prometheus text 0.0.4, and OpenMetrics 1.0. */
export type Format = "text" | "openmetrics";

export const CONTENT_TYPES: { readonly [format in Format]: string } = {
  text: "text/plain; version=0.0.4; charset=utf-8",
  openmetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
};

/** What a page of a format ends with. */
export const PAGE_ENDS: { readonly [format in Format]: string } = { text: "", openmetrics: "# EOF\n" };

export type FamilyHead = { readonly name: string; readonly type: string; readonly help: string };

/** The comment lines of a family. OpenMetrics names a counter's family without `_total`. */
export function headOf(family: FamilyHead, format: Format): string {
  const isBare = format === "openmetrics" && family.type === "counter";
  const name = isBare ? family.name.replace(/_total$/, "") : family.name;
  return `# HELP ${name} ${escapeHelp(family.help, format)}\n# TYPE ${name} ${family.type}\n`;
}

/** `name="value",…` without braces; both formats escape alike. */
export function labelText(names: readonly string[], values: readonly string[]): string {
  return names.map((name, index) => `${name}="${escapeLabel(values[index] ?? "")}"`).join(",");
}

/** One sample line; `labels` as from `labelText`. */
export function sampleOf(name: string, labels: string, value: number): string {
  return labels === "" ? `${name} ${numberOf(value)}\n` : `${name}{${labels}} ${numberOf(value)}\n`;
}

/** A bound as `le` has it; OpenMetrics wants `1.0` where text has `1`. */
export function boundOf(bound: number, format: Format): string {
  if (bound === Infinity) return "+Inf";
  return format === "openmetrics" && Number.isInteger(bound) ? `${bound}.0` : `${bound}`;
}

export function numberOf(value: number): string {
  if (value === Infinity) return "+Inf";
  if (value === -Infinity) return "-Inf";
  return `${value}`;
}

/** A family's lines for a metric of ours with few values, in the order of its labels. */
export function familyOf(
  metric: Metric,
  format: Format,
  samples: readonly (readonly [readonly string[], number])[],
): string {
  const lines = samples.map(([values, value]) => sampleOf(metric.name, labelText(metric.labels, values), value));
  return headOf(metric, format) + lines.join("");
}

/**
 * The format to answer with: OpenMetrics where `Accept` names it and likes nothing better, text otherwise. Total: what
 * cannot be read is passed over. Source: RFC 9110 §12.5.1, and what Prometheus sends.
 */
export function formatFor(accept: string | undefined): Format {
  const qualities = new Map<string, number>();
  for (const part of (accept ?? "").split(",")) {
    const [type = "", ...parameters] = part.split(";").map((word) => word.trim().toLowerCase());
    const quality = Number(parameters.find((word) => word.startsWith("q="))?.slice(2) ?? "1");
    const version = parameters.find((word) => word.startsWith("version="))?.slice(8) ?? "1.0.0";
    if (type === "application/openmetrics-text" && version !== "1.0.0") continue;
    qualities.set(type, Math.max(qualities.get(type) ?? 0, quality || 0));
  }
  const openmetrics = qualities.get("application/openmetrics-text") ?? 0;
  // The most specific range decides, a wildcard only for what is not named.
  const text = qualities.get("text/plain") ?? qualities.get("text/*") ?? qualities.get("*/*") ?? 0;
  return openmetrics > 0 && openmetrics >= text ? "openmetrics" : "text";
}

function escapeHelp(text: string, format: Format): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return format === "openmetrics" ? escaped.replaceAll('"', '\\"') : escaped;
}

function escapeLabel(text: string): string {
  return /[\\\n"]/.test(text) ? text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"') : text;
}
