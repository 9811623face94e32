import { collectDefaultMetrics, Registry } from "prom-client";
import { boundOf, headOf, labelText, numberOf, type Format } from "./exposition.ts";

/** The process's own metrics (`process_…`, `nodejs_…`), in either format. */
export type ProcessMetrics = { readonly text: (format: Format) => Promise<string> };

/** Call once for each process: it watches the garbage collector and the event loop until the process ends. */
export function createProcessMetrics(): ProcessMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    async text(format) {
      const families = await registry.getMetricsAsJSON();
      return families.map((family) => familyText(family, format)).join("");
    },
  };
}

/** A family as prom-client's registry gives it. */
export type Family = {
  readonly name: string;
  readonly help: string;
  readonly type: unknown;
  readonly values?: readonly { readonly value: number; readonly labels: object; readonly metricName?: string }[];
};

/** The lines of a family. Gauges of prom-client that end in `_total`, which both formats keep for counters: none. */
export function familyText(family: Family, format: Format): string {
  const type = String(family.type);
  if (type !== "counter" && family.name.endsWith("_total")) return "";
  const lines = (family.values ?? []).map(({ value, labels, metricName }) => {
    const entries: readonly (readonly [string, unknown])[] = Object.entries(labels);
    const texts = entries.map(([name, value]) =>
      name === "le" && typeof value === "number" ? boundOf(value, format) : String(value),
    );
    const text = labelText(Object.keys(labels), texts);
    return `${metricName ?? family.name}${text === "" ? "" : `{${text}}`} ${numberOf(value)}\n`;
  });
  return headOf({ name: family.name, type, help: family.help }, format) + lines.join("");
}
