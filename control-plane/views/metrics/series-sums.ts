import { CELL, CELLS, EXCHANGE_BUCKETS, type AggregateSnapshot } from "../../model/aggregate.ts";
import { boundOf, numberOf, type Format } from "./exposition.ts";
import type { SeriesTable } from "./series-table.ts";

/** Numbers of one series of a histogram: its buckets, the one beyond the last bound, and the sum in µs. */
const WIDTH = EXCHANGE_BUCKETS.length + 2;
const SUM = WIDTH - 1;

/** Numbers that a series needs. */
export function widthOf(table: SeriesTable): number {
  return table.projection.fold === "histogram" ? WIDTH : 1;
}

/** Adds keys [from, to) to `sums`, which has `widthOf` numbers for each series. */
export function addKeys(
  table: SeriesTable,
  snapshot: AggregateSnapshot,
  sums: Float64Array,
  from: number,
  to: number,
): void {
  const { parts, rows, fold } = table.projection;
  for (let key = from; key < to; key += 1) {
    if (rows === "counted" && snapshot.counted[key] !== 1) continue;
    for (let part = 0; part < parts.length; part += 1) {
      const series = table.seriesOf(key, part);
      if (series < 0) continue;
      const cell = key * CELLS + (parts[part]?.cell ?? 0);
      if (fold === "sum") sums[series] = (sums[series] ?? 0) + (snapshot.cells[cell] ?? 0);
      else if (fold === "latest") sums[series] = Math.max(sums[series] ?? 0, snapshot.cells[cell] ?? 0);
      else addHistogram(snapshot.cells, key * CELLS, sums, series * WIDTH);
    }
  }
}

function addHistogram(cells: Float64Array, block: number, sums: Float64Array, at: number): void {
  for (let bucket = 0; bucket < SUM; bucket += 1) {
    sums[at + bucket] = (sums[at + bucket] ?? 0) + (cells[block + CELL.Buckets + bucket] ?? 0);
  }
  sums[at + SUM] = (sums[at + SUM] ?? 0) + (cells[block + CELL.AnsweredUs] ?? 0);
}

/** The lines of one series; empty for a `latest` that has not been. */
export function linesOf(table: SeriesTable, series: number, sums: Float64Array, format: Format): string {
  const { metric, fold } = table.projection;
  const labels = table.labels[series] ?? "";
  if (fold === "histogram") return histogramLines(metric.name, labels, sums, series * WIDTH, format);
  const value = sums[series] ?? 0;
  if (fold === "latest") return value === 0 ? "" : `${metric.name}{${labels}} ${numberOf(value / 1000)}\n`;
  return `${metric.name}{${labels}} ${numberOf(value)}\n`;
}

const BOUNDS: { readonly [format in Format]: readonly string[] } = {
  text: [...EXCHANGE_BUCKETS, Infinity].map((bound) => boundOf(bound, "text")),
  openmetrics: [...EXCHANGE_BUCKETS, Infinity].map((bound) => boundOf(bound, "openmetrics")),
};

function histogramLines(name: string, labels: string, sums: Float64Array, at: number, format: Format): string {
  let text = "";
  let rows = 0;
  const bounds = BOUNDS[format];
  for (let bucket = 0; bucket < bounds.length; bucket += 1) {
    rows += sums[at + bucket] ?? 0;
    text += `${name}_bucket{${labels},le="${bounds[bucket] ?? ""}"} ${rows}\n`;
  }
  const seconds = (sums[at + SUM] ?? 0) / 1e6;
  return `${text}${name}_sum{${labels}} ${numberOf(seconds)}\n${name}_count{${labels}} ${rows}\n`;
}
