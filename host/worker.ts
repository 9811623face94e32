// A thread: its VMs by vm key, its root contexts by plugin key.
import type { Base, Bases } from "./bases.ts";
import { LoadError } from "./errors.ts";
import { createMachine } from "./instantiate.ts";
import { dropMachine, type Machine } from "./machine.ts";
import type { PluginState } from "./plugin.ts";
import { type Process, quietly } from "./process.ts";
import { abandonRoot, discardRoot } from "./root-end.ts";
import { startRoot } from "./root-start.ts";
import type { RootState } from "./root-state.ts";
import { createRoot } from "./root.ts";
import type { Plugin, Root, Worker } from "./types.ts";

/** A thread as the process sees it. */
export type Thread = {
  readonly worker: Worker;
  readonly vms: Map<string, Machine>;
  readonly states: () => readonly RootState[];
  /** Whether it has a root context of the plugin. */
  readonly has: (plugin: Plugin) => boolean;
  /** Takes its root context back, without a word to the module. */
  readonly takeBack: (plugin: Plugin) => void;
};

type Handle = ReturnType<typeof createRoot>;

/** `number` 0 is the main thread. It has no VM before its first root context. */
export function createThread(on: Process, number: number, bases: Bases): Thread {
  const vms = new Map<string, Machine>();
  const handles = new Map<string, Handle>();
  const machineOf = (base: Base, vmKey: string): Machine => {
    const known = vms.get(vmKey);
    if (known !== undefined && known.dead === undefined) return known;
    if (known !== undefined) dropMachine(known);
    vms.delete(vmKey);
    const machine = createMachine(on, base.plugin, base.linked, number);
    machine.onRelease = () => {
      if (vms.get(vmKey) === machine) vms.delete(vmKey);
    };
    vms.set(vmKey, machine);
    return machine;
  };
  const start = (base: Base, plugin: PluginState): RootState => {
    let state: RootState | undefined;
    try {
      return quietly(on, () => (state = startRoot(machineOf(base, plugin.vmKey), plugin, true, "thread-local")));
    } catch (error) {
      // It started, and broke a rule.
      if (state !== undefined) discardRoot(state);
      throw error;
    }
  };
  const root = (plugin: Plugin): Root => {
    const key = keyOf(plugin);
    const known = handles.get(key);
    if (known !== undefined) return known.root;
    const { base, plugin: asked } = bases.find(plugin);
    const onEnd = (): void => {
      handles.delete(key);
      base.roots -= 1;
      bases.close(plugin.vmKey);
    };
    const reload = (old: RootState): RootState | undefined => {
      // The dead VM's streams are reset, and nobody hears of its root again.
      abandonRoot(old);
      try {
        return Object.assign(start(base, asked), { onEnd });
      } catch (error) {
        if (error instanceof LoadError) return undefined;
        throw error;
      }
    };
    const handle = createRoot(plugin, worker, Object.assign(start(base, asked), { onEnd }), reload);
    handles.set(key, handle);
    base.roots += 1;
    return handle.root;
  };
  const worker: Worker = { number, root, roots: () => [...handles.values()].map((each) => each.root) };
  return {
    worker,
    vms,
    states: () => [...handles.values()].map((each) => each.state()),
    has: (plugin) => handles.has(keyOf(plugin)),
    takeBack: (plugin) => {
      const handle = handles.get(keyOf(plugin));
      if (handle !== undefined) discardRoot(handle.state());
    },
  };
}

function keyOf({ vmKey, key }: Plugin): string {
  return `${vmKey} ${key}`;
}
