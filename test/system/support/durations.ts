// What an act adds to the histograms of a page: that buckets, count and sum of each agree, and where its durations are.
import assert from "node:assert/strict";
import type { Sample } from "./metrics.ts";

/** Upper and lower bound of buckets, seconds: all durations of an act are above the one and not above the other. */
export type Took = readonly [above: number, upTo: number];

type Histogram = {
  readonly count: number;
  readonly sum: number;
  /** Upper bound in seconds, and how many are not above it; the last is +Inf. */
  readonly buckets: readonly (readonly [upTo: number, count: number])[];
};

/** Rounding of a sum of doubles, seconds. */
const EPSILON = 1e-6;

/** Throws an AssertionError that names the histogram in which what came between two pages does not agree with itself, or with `took`. */
export function assertDurations(before: readonly Sample[], after: readonly Sample[], took: Took = [0, Infinity]): void {
  const had = histogramsOf(before);
  for (const [name, histogram] of histogramsOf(after)) {
    const { count, sum, buckets } = lessOf(histogram, had.get(name));
    const said = `${name}: ${count} of together ${sum} s in ${JSON.stringify(buckets)}`;
    assert.equal(buckets.at(-1)?.[0], Infinity, said);
    assert.equal(buckets.at(-1)?.[1], count, said);
    let [least, most, edge, below] = [0, 0, 0, 0];
    for (const [upTo, counted] of buckets) {
      assert.ok(counted >= below, said);
      const here = counted - below;
      if (here > 0) {
        assert.ok(edge >= took[0] && upTo <= took[1], `want all of ${took.join(" to ")} s in ${said}`);
        least += here * edge;
        most += here * upTo;
      }
      [edge, below] = [upTo, counted];
    }
    assert.ok(sum >= least - EPSILON && sum <= most + EPSILON, said);
  }
}

function lessOf(histogram: Histogram, had: Histogram | undefined): Histogram {
  if (had === undefined) return histogram;
  const earlier = new Map(had.buckets);
  return {
    count: histogram.count - had.count,
    sum: histogram.sum - had.sum,
    buckets: histogram.buckets.map(([upTo, count]) => [upTo, count - (earlier.get(upTo) ?? 0)]),
  };
}

/** By name and labels. */
function histogramsOf(samples: readonly Sample[]): ReadonlyMap<string, Histogram> {
  const histograms = new Map<string, { count: number; sum: number; buckets: [number, number][] }>();
  for (const { name: sample, labels, value } of samples) {
    const [, name, part] = /^(oauth_\w+_seconds)_(bucket|count|sum)$/.exec(sample) ?? [];
    if (name === undefined) continue;
    const { le, ...rest } = labels;
    const key = `${name} ${Object.values(rest).join(" ")}`;
    const histogram = histograms.get(key) ?? { count: 0, sum: 0, buckets: [] };
    histograms.set(key, histogram);
    if (part === "bucket") histogram.buckets.push([le === "+Inf" ? Infinity : Number(le), value]);
    else if (part === "count") histogram.count = value;
    else histogram.sum = value;
  }
  return histograms;
}
