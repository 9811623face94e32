// A thread: its VMs by vm key, its root contexts by plugin key.
import { LoadError } from "./errors.ts";
import { createMachine } from "./instantiate.ts";
import type { Linked } from "./link.ts";
import { dropMachine, type Machine } from "./machine.ts";
import type { PluginState } from "./plugin.ts";
import { type Process, quietly } from "./process.ts";
import { discardRoot } from "./root-end.ts";
import { startRoot } from "./root-start.ts";
import type { RootState } from "./root-state.ts";
import { createRoot } from "./root.ts";
import type { Plugin, Root, Worker } from "./types.ts";

/** What the main thread keeps of a module that loaded: VMs of threads are made from it. */
export type Base = { readonly plugin: PluginState; readonly linked: Linked; readonly machine: Machine };

export type Thread = {
  readonly worker: Worker;
  readonly vms: Map<string, Machine>;
  readonly states: () => readonly RootState[];
};

type Handle = ReturnType<typeof createRoot>;

/** `find` knows what was loaded. */
export function createThread(
  on: Process,
  number: number,
  find: (plugin: Plugin) => { readonly base: Base; readonly plugin: PluginState },
): Thread {
  const vms = new Map<string, Machine>();
  const handles = new Map<string, Handle>();
  const machineOf = (base: Base, vmKey: string): Machine => {
    const known = vms.get(vmKey);
    if (known !== undefined && known.dead === undefined) return known;
    if (known !== undefined) dropMachine(known);
    const machine = createMachine(on, base.plugin, base.linked, number);
    vms.set(vmKey, machine);
    return machine;
  };
  const start = (plugin: Plugin): RootState => {
    const { base, plugin: state } = find(plugin);
    return quietly(on, () => startRoot(machineOf(base, plugin.vmKey), state, true, "thread-local"));
  };
  const reload = (plugin: Plugin, old: RootState): RootState | undefined => {
    // The dead VM's streams are reset, and nobody hears of its root again.
    discardRoot(old);
    try {
      return start(plugin);
    } catch (error) {
      if (error instanceof LoadError) return undefined;
      throw error;
    }
  };
  const root = (plugin: Plugin): Root => {
    const key = `${plugin.vmKey} ${plugin.key}`;
    const known = handles.get(key);
    if (known !== undefined && known.root.state() !== "deleted") return known.root;
    const handle: Handle = createRoot(plugin, worker, start(plugin), () => reload(plugin, handle.state()));
    handles.set(key, handle);
    return handle.root;
  };
  const live = (): readonly Handle[] => [...handles.values()].filter(({ root: each }) => each.state() !== "deleted");
  const worker: Worker = { number, root, roots: () => live().map((each) => each.root) };
  return { worker, vms, states: () => live().map((each) => each.state()) };
}
