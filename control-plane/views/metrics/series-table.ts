import { OTHER_ISSUER, type AggregateSnapshot } from "../../model/aggregate.ts";
import { labelText } from "./exposition.ts";
import type { Projection } from "./projections.ts";

/** The series of one metric, and which of them each aggregate key feeds. Worked out once for each key. */
export type SeriesTable = {
  readonly projection: Projection;
  /** Labels of each series, as in the text; only appended to. */
  readonly labels: readonly string[];
  /** Makes a series before anything feeds it. */
  reserve(values: readonly string[]): void;
  /** Takes in one more key; keys come in order. `true`: its issuer had to be shown as `other`. */
  addKey(snapshot: AggregateSnapshot, key: number): boolean;
  /** The series that key `key` feeds by part `part`; -1 = none. */
  seriesOf(key: number, part: number): number;
};

/** Series of one metric with their own issuer. Beyond, the issuer becomes `other`; the other labels are closed sets. */
export const SERIES_LIMITS = { sum: 16_384, latest: 16_384, histogram: 4_096 } as const;

export function createSeriesTable(projection: Projection, limit: number = SERIES_LIMITS[projection.fold]): SeriesTable {
  const { metric, parts } = projection;
  const labels: string[] = [];
  const numbers = new Map<string, number>();
  let series = new Int32Array(256);
  let used = 0;

  function numberOf(text: string): number {
    const had = numbers.get(text);
    if (had !== undefined) return had;
    numbers.set(text, labels.length);
    return labels.push(text) - 1;
  }

  function push(number: number): void {
    if (used === series.length) {
      const was = series;
      series = new Int32Array(was.length * 2);
      series.set(was);
    }
    series[used] = number;
    used += 1;
  }

  return {
    projection,
    labels,
    reserve(values) {
      numberOf(labelText(metric.labels, values));
    },
    addKey(snapshot, key) {
      const aggregateKey = snapshot.keys[key];
      if (aggregateKey === undefined) throw new RangeError(`series of ${metric.name}: no key ${key}`);
      const issuer = snapshot.issuers[aggregateKey.issuer]?.name ?? OTHER_ISSUER;
      let isFolded = false;
      for (const part of parts) {
        const values = part.labelsOf(aggregateKey, issuer);
        if (values === undefined) {
          push(-1);
          continue;
        }
        let text = labelText(metric.labels, values);
        if (labels.length >= limit && !numbers.has(text)) {
          text = labelText(metric.labels, part.labelsOf(aggregateKey, OTHER_ISSUER) ?? values);
          isFolded = true;
        }
        push(numberOf(text));
      }
      return isFolded;
    },
    seriesOf: (key, part) => series[key * parts.length + part] ?? -1,
  };
}
