// A proxy-wasm host in Node: runs a module as Envoy does. README.md shows how; types.ts says what each part does.
import { isManual } from "./clock.ts";
import { LoadError, UseError } from "./errors.ts";
import { createMachine } from "./instantiate.ts";
import { linkModule } from "./link.ts";
import { callback, dropMachine } from "./machine.ts";
import { isAllowed, pluginOf, type PluginState } from "./plugin.ts";
import { createProcess, type Process, quietly, settle } from "./process.ts";
import { discardRoot } from "./root-end.ts";
import { startRoot } from "./root-start.ts";
import { fireDue } from "./ticks.ts";
import type { Host, HostOptions, Plugin } from "./types.ts";
import { type Base, createThread, type Thread } from "./worker.ts";

const NS_PER_MS = 1_000_000;

/** A process of Envoy that has not loaded anything yet. */
export function createHost(options: HostOptions = {}): Host {
  const on = createProcess(options);
  const bases = new Map<string, Base>();
  const plugins = new Map<Plugin, PluginState>();
  const canaries = new Set<string>();
  const find = (plugin: Plugin): { readonly base: Base; readonly plugin: PluginState } => {
    const base = bases.get(plugin.vmKey);
    const state = plugins.get(plugin);
    if (base === undefined || state === undefined) throw new UseError("a plugin of another host: load it in this one");
    return { base, plugin: state };
  };
  const threads: Thread[] = [createThread(on, 0, find)];
  const main = threadOf(threads, 0).worker;
  on.wake = ({ worker, vmKey, context }, queue) => {
    const root = threads[worker]?.vms.get(vmKey)?.contexts.get(context);
    if (root !== undefined) callback(root, "proxy_on_queue_ready", root.id, queue);
  };
  return {
    load: (given) =>
      quietly(on, () => {
        const plugin = pluginOf(given);
        const base = bases.get(plugin.vmKey) ?? loadBase(on, plugin);
        bases.set(plugin.vmKey, base);
        const key = `${plugin.vmKey} ${plugin.key}`;
        if (!canaries.has(key)) runCanary(on, base, plugin);
        canaries.add(key);
        plugins.set(plugin, plugin);
        main.root(plugin);
        return plugin;
      }),
    main,
    worker() {
      const thread = createThread(on, threads.length, find);
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
    traps: on.traps,
    activeVms: () => on.activeVms,
    shutdown: () => {
      for (const { worker } of threads) for (const root of worker.roots()) root.shutdown();
    },
  };
}

function threadOf(threads: readonly Thread[], number: number): Thread {
  const thread = threads[number];
  if (thread === undefined) throw new UseError(`no thread ${number}`);
  return thread;
}

/** The VM that shows that the module loads and starts; it runs nothing else. */
function loadBase(on: Process, plugin: PluginState): Base {
  const linked = linkModule(plugin.wasm, (name) => isAllowed(plugin, name));
  return { plugin, linked, machine: createMachine(on, plugin, linked, 0) };
}

/** Tries the configuration in a VM that is thrown away: no on_done, no on_delete. */
function runCanary(on: Process, base: Base, plugin: PluginState): void {
  const machine = createMachine(on, base.plugin, base.linked, 0);
  try {
    const root = startRoot(machine, plugin, false, "base");
    discardRoot(root);
  } finally {
    dropMachine(machine);
  }
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

/** For `instanceof`, where the rest of the package is not at hand. */
export { LoadError };
