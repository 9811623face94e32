// A root context as a user sees it, and what a dead VM means to its new streams.
// Source: Envoy source/extensions/common/wasm/wasm.cc, `PluginConfig::createContext`, `maybeReloadHandleIfNeeded`.
import { playExchange } from "./exchange.ts";
import { quietly } from "./process.ts";
import { shutDownRoot } from "./root-end.ts";
import { startAgain } from "./root-start.ts";
import type { RootState } from "./root-state.ts";
import { createStream } from "./stream.ts";
import { tick } from "./ticks.ts";
import type { Plugin, Root, Stream, StreamOptions, Worker } from "./types.ts";
import { vmOf } from "./vm.ts";

const BACKOFF_NS = 1_000_000_000n;
/** Up to half as much again. */
const JITTER_STEPS = 256n;

/** `reload` makes a new VM and root context for it; undefined when that failed. */
export function createRoot(
  plugin: Plugin,
  worker: Worker,
  first: RootState,
  reload: (old: RootState) => RootState | undefined,
): { readonly root: Root; readonly state: () => RootState } {
  let state = first;
  const { process } = first.machine;
  let loadedNs = process.clock.monotonicNs();
  const stream = (options: StreamOptions = {}): Stream => {
    if (state.machine.dead !== undefined && plugin.failure === "FAIL_RELOAD") tryReload();
    if (state.machine.dead === undefined) return createStream(state, options, "none");
    const isOpen = plugin.failure === "FAIL_OPEN" || plugin.failure === "fail_open";
    return createStream(state, options, isOpen ? "skip" : "fail");
  };
  const tryReload = (): void => {
    const jitter = new Uint8Array(1);
    process.random(jitter);
    const wait = BACKOFF_NS + (BACKOFF_NS / 2n / JITTER_STEPS) * BigInt(jitter[0] ?? 0);
    if (process.clock.monotonicNs() - loadedNs < wait) return;
    loadedNs = process.clock.monotonicNs();
    state = reload(state) ?? state;
  };
  const root: Root = {
    id: () => state.context.id,
    plugin,
    worker,
    vm: () => vmOf(state),
    tickPeriod: () => state.tickPeriodMs,
    tick: () => tick(state),
    stream,
    reconfigure: () => quietly(process, () => startAgain(state)),
    shutdown: () => shutDownRoot(state),
    state: () => (state.machine.dead === undefined || state.state === "deleted" ? state.state : "dead"),
    entries: () => ({
      streams: state.grpcStreams.size,
      calls: state.grpcCalls.size,
      http: state.httpCalls.size,
    }),
    exchange: (exchange, options = {}) => playExchange(stream(options), exchange, options),
  };
  return { root, state: () => state };
}
