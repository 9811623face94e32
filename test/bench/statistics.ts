// The statistics of the bench: medians and quartiles of rounds, and the slope of a line.

/** Half of the values lie between `low` and `high`. */
export type Spread = { readonly low: number; readonly median: number; readonly high: number };

/** Quartiles with linear interpolation between neighbours. NaN when there are no values. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  return { low: quantile(sorted, 0.25), median: quantile(sorted, 0.5), high: quantile(sorted, 0.75) };
}

/** NaN when there are no values. */
export function median(values: readonly number[]): number {
  return spreadOf(values).median;
}

/** What `y` grows by for one of `x`: least squares. NaN for fewer than two different `x`. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const meanOf = (index: 0 | 1): number => points.reduce((sum, point) => sum + point[index], 0) / points.length;
  const [meanX, meanY] = [meanOf(0), meanOf(1)];
  const above = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const below = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return below === 0 ? Number.NaN : above / below;
}

function quantile(sorted: readonly number[], part: number): number {
  const at = (sorted.length - 1) * part;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? low;
  return low + (high - low) * (at - Math.floor(at));
}
