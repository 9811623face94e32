import { EXCHANGE_BUCKETS } from "../model/aggregate.ts";

const BOUNDS_US = Float64Array.from(EXCHANGE_BUCKETS, (seconds) => Math.round(seconds * 1e6));

/** The bucket of a duration in µs: the first whose bound is not below it; EXCHANGE_BUCKETS.length beyond the last. */
export function bucketOf(us: number): number {
  let low = 0;
  let high = BOUNDS_US.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((BOUNDS_US[middle] ?? 0) < us) low = middle + 1;
    else high = middle;
  }
  return low;
}
