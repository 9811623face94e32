// Ticks of root contexts. With a manual clock they come when it passes them; with timers the host arms those.
// Source: Envoy source/extensions/common/wasm/wasm.cc, `setTimerPeriod`, `tickHandler`.
import { callback } from "./enter.ts";
import type { Process } from "./process.ts";
import type { RootState } from "./root-state.ts";

const NS_PER_MS = 1_000_000n;

/** 0 = never again. A new period of a timer that runs holds from its next tick on. */
export function setTickPeriod(root: RootState, periodMs: number): void {
  const wasRunning = root.tickPeriodMs > 0;
  root.tickPeriodMs = periodMs;
  if (periodMs === 0) stopTicks(root);
  else if (!wasRunning) arm(root);
}

/** No tick comes any more. */
export function stopTicks(root: RootState): void {
  root.nextTickNs = undefined;
  root.cancelTimer?.();
  root.cancelTimer = undefined;
}

/** One tick, now. */
export function tick(root: RootState): void {
  callback(root.context, "proxy_on_tick", root.context.id);
}

/** The next one is a period after this one has returned. */
function fire(root: RootState): void {
  root.nextTickNs = undefined;
  root.cancelTimer = undefined;
  try {
    tick(root);
  } finally {
    if (root.tickPeriodMs > 0 && root.nextTickNs === undefined) arm(root);
  }
}

function arm(root: RootState): void {
  if (!root.hasTicks || root.state === "deleted" || root.machine.dead !== undefined) return;
  const { clock, timers } = root.machine.process;
  root.nextTickNs = clock.monotonicNs() + BigInt(root.tickPeriodMs) * NS_PER_MS;
  root.cancelTimer?.();
  root.cancelTimer = timers?.(root.tickPeriodMs, () => fire(root));
}

/** Fires all that is due until `untilNs`, in order of time; `moveTo` sets the clock before each. */
export function fireDue(
  process: Process,
  roots: () => readonly RootState[],
  untilNs: bigint,
  moveTo: (ns: bigint) => void,
): void {
  for (;;) {
    const due = roots().filter((root) => root.nextTickNs !== undefined && root.nextTickNs <= untilNs);
    const first = due.sort((a, b) => Number((a.nextTickNs ?? 0n) - (b.nextTickNs ?? 0n)))[0];
    if (first?.nextTickNs === undefined) break;
    if (first.nextTickNs > process.clock.monotonicNs()) moveTo(first.nextTickNs);
    fire(first);
  }
  moveTo(untilNs);
}
