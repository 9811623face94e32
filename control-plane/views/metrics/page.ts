import { CELL, CELLS, OTHER_ISSUER, type AggregateSnapshot } from "../../model/aggregate.ts";
import { GRANT_TYPE_LABELS, GrantType, OUTCOME_LABELS, Outcome } from "../../model/gen/words.ts";
import { FLOW_TOTAL } from "./catalogue.ts";
import { headOf, PAGE_ENDS, type Format } from "./exposition.ts";
import { UNCLASSIFIED_REASONS } from "./label-values.ts";
import { PROJECTIONS } from "./projections.ts";
import { addKeys, linesOf, widthOf } from "./series-sums.ts";
import { createSeriesTable, type SeriesTable } from "./series-table.ts";
import { telemetryText, vantageText, type Build, type TelemetryFigures } from "./telemetry.ts";
import { UNCLASSIFIED } from "./telemetry-catalogue.ts";

export type MetricsSources = {
  readonly snapshot: () => AggregateSnapshot;
  readonly figures: () => TelemetryFigures;
  /** Text of the process's own families. */
  readonly processText: (format: Format) => Promise<string>;
  readonly build: Build;
  /** Names of the configured issuers, filled in: their common flows begin with zeros. */
  readonly issuerNames: readonly string[];
  /** Lets the event loop go on, for instance by `setImmediate`. */
  readonly breathe: () => Promise<void>;
};

/** Series rendered, and keys added up, before the event loop goes on. Measured: 1,000 histograms take about 4 ms. */
const SERIES_A_SLICE = 1_000;
const KEYS_A_SLICE = 4_096;
/** A histogram has this many lines, so fewer fit in a slice. */
const HISTOGRAM_SERIES_A_SLICE = 50;

const ZERO_GRANTS = [GrantType.AuthorizationCode, GrantType.ClientCredentials, GrantType.RefreshToken];
const ZERO_OUTCOMES = [Outcome.Success, Outcome.ClientError, Outcome.ServerError];

/**
 * Renders pages, one at a time: all numbers on a page are of one instant, after the call. Calls that come while a page is
 * in the making share the next one of their format.
 */
export function createMetricsPage(sources: MetricsSources): (format: Format) => Promise<readonly string[]> {
  const tables = PROJECTIONS.map((projection) => createSeriesTable(projection));
  const foldedKeys: number[] = [];
  let projected = 0;
  const waiting = new Map<Format, Promise<readonly string[]>>();
  let last: Promise<unknown> = Promise.resolve();
  reserveZeros(tables, sources.issuerNames);

  async function project(snapshot: AggregateSnapshot): Promise<void> {
    while (projected < snapshot.keyCount) {
      let isFolded = snapshot.keys[projected]?.issuer === 0;
      for (const table of tables) isFolded = table.addKey(snapshot, projected) || isFolded;
      if (isFolded) foldedKeys.push(projected);
      projected += 1;
      if (projected % SERIES_A_SLICE === 0) await sources.breathe();
    }
  }

  async function render(format: Format): Promise<readonly string[]> {
    const snapshot = sources.snapshot();
    const figures = sources.figures();
    await project(snapshot);
    const chunks: string[] = [];
    for (const table of tables) await renderTable(table, snapshot, format, chunks, sources.breathe);
    let issuer = 0;
    for (const key of foldedKeys) issuer += snapshot.cells[key * CELLS + CELL.Rows] ?? 0;
    chunks.push(vantageText(snapshot, format));
    chunks.push(telemetryText(figures, { issuer, known: snapshot.knownOverflow }, sources.build, format));
    chunks.push(await sources.processText(format), PAGE_ENDS[format]);
    return chunks;
  }

  return (format) => {
    const shared = waiting.get(format);
    if (shared !== undefined) return shared;
    const page = last.then(() => {
      waiting.delete(format);
      return render(format);
    });
    waiting.set(format, page);
    last = page.catch(() => undefined);
    return page;
  };
}

async function renderTable(
  table: SeriesTable,
  snapshot: AggregateSnapshot,
  format: Format,
  chunks: string[],
  breathe: () => Promise<void>,
): Promise<void> {
  const sums = new Float64Array(table.labels.length * widthOf(table));
  for (let from = 0; from < snapshot.keyCount; from += KEYS_A_SLICE) {
    if (from > 0) await breathe();
    addKeys(table, snapshot, sums, from, Math.min(from + KEYS_A_SLICE, snapshot.keyCount));
  }
  const slice = table.projection.fold === "histogram" ? HISTOGRAM_SERIES_A_SLICE : SERIES_A_SLICE;
  let text = headOf(table.projection.metric, format);
  for (let series = 0; series < table.labels.length; series += 1) {
    text += linesOf(table, series, sums, format);
    if ((series + 1) % slice !== 0) continue;
    chunks.push(text);
    text = "";
    await breathe();
  }
  chunks.push(text);
}

function reserveZeros(tables: readonly SeriesTable[], issuerNames: readonly string[]): void {
  for (const table of tables) {
    if (table.projection.metric === UNCLASSIFIED) {
      for (const reason of UNCLASSIFIED_REASONS) table.reserve([reason]);
    }
    if (table.projection.metric !== FLOW_TOTAL) continue;
    for (const issuer of issuerNames.filter((name) => name !== OTHER_ISSUER)) {
      for (const grant of ZERO_GRANTS) {
        for (const outcome of ZERO_OUTCOMES) table.reserve([issuer, GRANT_TYPE_LABELS[grant], OUTCOME_LABELS[outcome]]);
      }
    }
  }
}
