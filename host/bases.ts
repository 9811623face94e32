// What a process keeps of the modules that it has loaded. As in Envoy they go with the last plugin that uses them.
import { UseError } from "./errors.ts";
import { createMachine } from "./instantiate.ts";
import { type Linked, linkModule } from "./link.ts";
import { dropMachine, type Machine } from "./machine.ts";
import { isAllowed, type PluginState } from "./plugin.ts";
import type { Process } from "./process.ts";
import type { Plugin } from "./types.ts";

/** A module that loaded. Its VM shows that it starts, and runs nothing else; VMs of threads are made from it. */
export type Base = {
  readonly plugin: PluginState;
  readonly linked: Linked;
  readonly machine: Machine;
  /** Keys of the plugins whose configuration a canary took. */
  readonly canaries: Set<string>;
  /** Root contexts of all threads that live. */
  roots: number;
};

/** What threads need of them. */
export type Bases = {
  /** Throws a `UseError` when the plugin is not loaded, or no longer. */
  readonly find: (plugin: Plugin) => { readonly base: Base; readonly plugin: PluginState };
  /** Lets it go unless root contexts use it. */
  readonly close: (vmKey: string) => void;
};

/** And what loads them. */
export type LoadedBases = Bases & {
  /** Finds or loads it. Throws a `LoadError`. */
  readonly open: (plugin: PluginState) => Base;
  /** From now on `find` knows the plugin. */
  readonly add: (plugin: PluginState) => void;
};

/** Those of one process; none at first. */
export function createBases(on: Process): LoadedBases {
  const bases = new Map<string, Base>();
  const plugins = new WeakMap<Plugin, PluginState>();
  return {
    find(plugin) {
      const base = bases.get(plugin.vmKey);
      const state = plugins.get(plugin);
      if (state === undefined) throw new UseError("a plugin of another host: load it in this one");
      if (base === undefined) throw new UseError("the plugin's root contexts were all shut down: load it again");
      return { base, plugin: state };
    },
    close(vmKey) {
      const base = bases.get(vmKey);
      if (base === undefined || base.roots > 0) return;
      bases.delete(vmKey);
      dropMachine(base.machine);
    },
    open(plugin) {
      const known = bases.get(plugin.vmKey);
      if (known !== undefined) return known;
      const linked = linkModule(plugin.wasm, (name) => isAllowed(plugin, name));
      const machine = createMachine(on, plugin, linked, 0);
      const base: Base = { plugin, linked, machine, canaries: new Set(), roots: 0 };
      bases.set(plugin.vmKey, base);
      return base;
    },
    add: (plugin) => void plugins.set(plugin, plugin),
  };
}
