// A proxy-wasm host in Node: runs a module as Envoy does. README.md shows how; types.ts says what each part does.
import { isManual } from "./clock.ts";
import { type Base, createBases, type LoadedBases } from "./bases.ts";
import { UseError } from "./errors.ts";
import { createMachine } from "./instantiate.ts";
import { callback } from "./enter.ts";
import { dropMachine } from "./machine.ts";
import { pluginOf, type PluginState } from "./plugin.ts";
import { createProcess, type Process, quietly, settle } from "./process.ts";
import { discardRoot } from "./root-end.ts";
import { startRoot } from "./root-start.ts";
import { fireDue } from "./ticks.ts";
import type { Host, HostOptions, Plugin } from "./types.ts";
import { createThread, type Thread } from "./worker.ts";

const NS_PER_MS = 1_000_000;

/** A process of Envoy that has not loaded anything yet. */
export function createHost(options: HostOptions = {}): Host {
  const on = createProcess(options);
  const bases = createBases(on);
  const threads: Thread[] = [createThread(on, 0, bases)];
  const main = threadOf(threads, 0);
  on.wake = ({ worker, vmKey, context }, queue) => {
    const root = threads[worker]?.vms.get(vmKey)?.contexts.get(context);
    if (root !== undefined) callback(root, "proxy_on_queue_ready", root.id, queue);
  };
  return {
    load: (given) => load(on, bases, main, pluginOf(given)),
    main: main.worker,
    worker() {
      const thread = createThread(on, threads.length, bases);
      threads.push(thread);
      return thread.worker;
    },
    advance: (ms) => advance(on, threads, ms),
    settle: () => settle(on),
    clock: on.clock,
    stats: on.stats,
    shared: on.shared,
    lines: on.log.lines,
    linesLost: on.log.lost,
    violations: on.violations,
    violationsLost: () => on.violationsLost,
    traps: on.traps,
    trapsLost: () => on.trapsLost,
    postedLost: () => on.postedLost,
    activeVms: () => on.activeVms,
    shutdown: () => shutDown(threads),
  };
}

function threadOf(threads: readonly Thread[], number: number): Thread {
  const thread = threads[number];
  if (thread === undefined) throw new UseError(`no thread ${number}`);
  return thread;
}

function load(on: Process, bases: LoadedBases, main: Thread, plugin: PluginState): Plugin {
  const isNew = !main.has(plugin);
  try {
    return quietly(on, () => {
      const base = bases.open(plugin);
      if (!base.canaries.has(plugin.key)) runCanary(on, base, plugin);
      base.canaries.add(plugin.key);
      bases.add(plugin);
      main.worker.root(plugin);
      return plugin;
    });
  } catch (error) {
    if (isNew) main.takeBack(plugin);
    bases.close(plugin.vmKey);
    throw error;
  }
}

/** Tries the configuration in a VM that is thrown away: no on_done, no on_delete. */
function runCanary(on: Process, base: Base, plugin: PluginState): void {
  const machine = createMachine(on, base.plugin, base.linked, 0);
  try {
    discardRoot(startRoot(machine, plugin, false, "base"));
  } finally {
    dropMachine(machine);
  }
}

/** All of them, whatever one of them throws. */
function shutDown(threads: readonly Thread[]): void {
  const thrown: unknown[] = [];
  for (const { worker } of threads)
    for (const root of worker.roots()) {
      try {
        root.shutdown();
      } catch (error) {
        thrown.push(error);
      }
    }
  if (thrown.length > 0) throw thrown[0];
}

function advance(on: Process, threads: readonly Thread[], ms: number): void {
  const { clock } = on;
  if (!isManual(clock)) throw new UseError("advance needs a manual clock: this one goes by itself");
  if (!(ms >= 0)) throw new UseError(`advance by ${ms} ms: want 0 or more`);
  const until = clock.monotonicNs() + BigInt(Math.round(ms * NS_PER_MS));
  const roots = (): ReturnType<Thread["states"]> => threads.flatMap((thread) => thread.states());
  fireDue(on, roots, until, (ns) => clock.advance(ns - clock.monotonicNs()));
  settle(on);
}

export { Status } from "./abi.ts";
export {
  type Clock,
  createManualClock,
  createSystemClock,
  type ManualClock,
  systemTimers,
  type Timers,
} from "./clock.ts";
export { EnvoyAbort, LoadError, StrictError, TrapError, UseError } from "./errors.ts";
export type { Fault, FaultHook, HostCall } from "./faults.ts";
export { type ClusterState, createMemoryGrpc, type MemoryGrpc, type MemoryStream } from "./grpc-memory.ts";
export type { GrpcEvents, GrpcPeer, GrpcRequest, GrpcTransport } from "./grpc-transport.ts";
export type { HttpAnswer, HttpEvents, HttpRequest, HttpTransport } from "./http-transport.ts";
export type { LogLevel, LogLine } from "./log.ts";
export type { Pairs, Value } from "./pairs.ts";
export type { ProfileName } from "./profile.ts";
export type { Properties, PropertyValue } from "./property-value.ts";
export { createSeededRandom, type Random, systemRandom } from "./random.ts";
export { createShared, type Shared } from "./shared.ts";
export { createStats, type Stat, type StatKind, type Stats } from "./stats.ts";
export { traceText, type TraceEvent, type TraceSink } from "./trace.ts";
export type * from "./types.ts";
export type { Strictness, Violation, ViolationKind } from "./violations.ts";
