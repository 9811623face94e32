// The filter's counters as Envoy's own statistics (`wasmcustom.oauth_flow.…`). All workers and roots add to the same ones.
// They are published on ticks, so that a request costs no host call for them.

import { FilterDropReason } from "./record/gen/words";
import { Counters, COUNTERS_SIZE, DROP_REASONS, droppedBy } from "./record/counters";
import { addToCounter, defineCounter } from "./host/hostcalls";
import { asciiBytes } from "./text/static-bytes";

const SEEN_NAME: usize = asciiBytes("oauth_flow.seen");
const MATCHED_NAME: usize = asciiBytes("oauth_flow.matched");
const EMITTED_NAME: usize = asciiBytes("oauth_flow.emitted");
const MISTAKES_NAME: usize = asciiBytes("oauth_flow.config_mistakes");
const RING_FULL_NAME: usize = asciiBytes("oauth_flow.dropped.ring_full");
const TABLE_FULL_NAME: usize = asciiBytes("oauth_flow.dropped.exchange_table_full");
const NO_VANTAGE_NAME: usize = asciiBytes("oauth_flow.dropped.no_vantage");
const PAUSED_NAME: usize = asciiBytes("oauth_flow.dropped.paused");
const SAMPLED_NAME: usize = asciiBytes("oauth_flow.dropped.sampled");

let defined: bool = false;
let seen: u32 = 0;
let matched: u32 = 0;
let emitted: u32 = 0;
let mistakes: u32 = 0;
// u32 metric id by FilterDropReason.
const DROPPED: usize = memory.data(<i32>DROP_REASONS * 4, 4);

/** Defines the statistics, once a VM. */
export function defineStats(): void {
  if (defined) return;
  defined = true;
  seen = defineCounter(SEEN_NAME, 15);
  matched = defineCounter(MATCHED_NAME, 18);
  emitted = defineCounter(EMITTED_NAME, 18);
  mistakes = defineCounter(MISTAKES_NAME, 26);
  defineDropped(FilterDropReason.RingFull, RING_FULL_NAME, 28);
  defineDropped(FilterDropReason.ExchangeTableFull, TABLE_FULL_NAME, 38);
  defineDropped(FilterDropReason.NoVantage, NO_VANTAGE_NAME, 29);
  defineDropped(FilterDropReason.Paused, PAUSED_NAME, 25);
  defineDropped(FilterDropReason.Sampled, SAMPLED_NAME, 26);
}

/** Adds what has been counted since `published`, and brings `published` up to date. */
export function publishStats(counters: Counters, published: Counters): void {
  addToCounter(seen, counters.seen - published.seen);
  addToCounter(matched, counters.matched - published.matched);
  addToCounter(emitted, counters.emitted - published.emitted);
  for (let reason: u32 = 1; reason < DROP_REASONS; reason++) {
    addToCounter(
      load<u32>(DROPPED + ((<usize>reason) << 2)),
      droppedBy(counters, reason) - droppedBy(published, reason),
    );
  }
  memory.copy(changetype<usize>(published), changetype<usize>(counters), COUNTERS_SIZE);
}

/** Adds mistakes of a configuration. */
export function countMistakes(count: u32): void {
  addToCounter(mistakes, count);
}

function defineDropped(reason: FilterDropReason, name: usize, size: u32): void {
  store<u32>(DROPPED + ((<usize>reason) << 2), defineCounter(name, size));
}
