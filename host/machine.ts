// One VM: an instance of a module, and its memory. instantiate.ts makes it, enter.ts calls it.
import type { CallbackName } from "./callback-types.ts";
import type { Context } from "./context.ts";
import type { Jobs } from "./jobs.ts";
import type { PluginState } from "./plugin.ts";
import type { Process } from "./process.ts";
import type { RootState } from "./root-state.ts";
import type { Stat } from "./stats.ts";
import type { Trap } from "./types.ts";

/** A function of WebAssembly. Surplus arguments do no harm. */
export type Call = (a: number, b: number, c: number, d: number, e: number) => number | undefined;

/** A VM as the host sees it. */
export type Machine = {
  readonly process: Process;
  readonly number: number;
  /** Number of its thread; 0 = main. */
  readonly worker: number;
  /** The plugin that it was made for: its environment, capabilities and VM configuration are the VM's. */
  readonly plugin: PluginState;
  memory: WebAssembly.Memory;
  /** Of `bytes`: another one after the memory has grown. */
  buffer: ArrayBuffer;
  bytes: Buffer;
  exports: Readonly<Record<string, unknown>>;
  allocator: (size: number) => number;
  readonly callbacks: Record<CallbackName, Call | undefined>;
  readonly contexts: Map<number, Context>;
  /** Root contexts that live: the VM goes with the last of them. */
  readonly roots: Set<RootState>;
  /** None is left: nobody finds it any more, and it is dropped with its last stream. */
  isReleased: boolean;
  isDropped: boolean;
  /** Takes it off its thread. */
  onRelease: (() => void) | undefined;
  /** Context 0, on whose behalf a VM starts and allocates. */
  readonly vmContext: Context;
  current: Context | undefined;
  /** What proxy_set_effective_context said; 0 = the current one. */
  effective: number;
  /** Which host calls trap. */
  restriction: "none" | "start" | "allocator" | "section";
  /** A host call has to look at more than its arguments. */
  isSlow: boolean;
  readonly isWatched: boolean;
  /** Instead of what a host call would give; the fault hook. */
  otherBytes: Uint8Array | undefined;
  hasNoMemory: boolean;
  dead: Trap | undefined;
  /** To be done when the outermost callback has returned. */
  readonly after: Jobs;
  depth: number;
  nextContext: number;
  nextHttpToken: number;
  nextGrpcCall: number;
  nextGrpcStream: number;
  readonly metrics: Map<number, Stat>;
  nextMetric: number[];
  /** Calls by the place of a host call in `callNames`. */
  readonly callCounts: number[];
  readonly callNames: string[];
  readonly callbackCounts: Record<string, number>;
  bytesGiven: number;
  allocations: number;
  /** Paths of properties as the module writes them → with dots. */
  readonly paths: Map<string, string>;
};

/** Forgets it, without a word to the module. Once is enough. */
export function dropMachine(machine: Machine): void {
  if (machine.isDropped) return;
  machine.isDropped = true;
  machine.process.activeVms -= 1;
  machine.contexts.clear();
  machine.after.clear();
}

/** A root context is gone. Streams that are under way keep a VM, but no new one begins there. */
export function leaveRoot(machine: Machine, root: RootState): void {
  if (!machine.roots.delete(root) || machine.roots.size > 0) return;
  machine.isReleased = true;
  machine.onRelease?.();
  dropUnused(machine);
}

/** A stream context is gone. */
export function dropUnused(machine: Machine): void {
  if (machine.isReleased && machine.contexts.size === 0) dropMachine(machine);
}

/** Looks at the memory anew: the module may have grown it. */
export function sync(machine: Machine): void {
  const { buffer } = machine.memory;
  if (buffer === machine.buffer) return;
  machine.buffer = buffer;
  machine.bytes = Buffer.from(buffer);
}

/** The next id that nobody has. */
export function takeContextId(machine: Machine): number {
  while (machine.contexts.has(machine.nextContext)) machine.nextContext += 1;
  const id = machine.nextContext;
  machine.nextContext += 1;
  return id;
}

/** Says which host calls trap from now on. */
export function restrict(machine: Machine, restriction: Machine["restriction"]): void {
  machine.restriction = restriction;
  machine.isSlow = machine.isWatched || restriction !== "none";
}
