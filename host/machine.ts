// One VM: an instance of a module, its memory, and the one way into it. instantiate.ts makes it.
import type { CallbackName } from "./callback-types.ts";
import type { Context } from "./context.ts";
import { EnvoyAbort } from "./errors.ts";
import type { PluginState } from "./plugin.ts";
import { noteTrap, type Process, settle, throwNotes, violate } from "./process.ts";
import type { Stat } from "./stats.ts";
import type { Trap } from "./types.ts";

/** A function of WebAssembly. Surplus arguments do no harm. */
export type Call = (a: number, b: number, c: number, d: number, e: number) => number | undefined;

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
  after: (() => void)[];
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

/** Forgets it, without a word to the module. */
export function dropMachine(machine: Machine): void {
  machine.process.activeVms -= 1;
  machine.contexts.clear();
  machine.after = [];
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

export function restrict(machine: Machine, restriction: Machine["restriction"]): void {
  machine.restriction = restriction;
  machine.isSlow = machine.isWatched || restriction !== "none";
}

/** Calls a callback; undefined when the module has none, or is dead. All arguments are numbers of 32 bits. */
export function callback(
  context: Context,
  name: CallbackName,
  a: number,
  b = 0,
  c = 0,
  d = 0,
  e = 0,
): number | undefined {
  const { machine } = context;
  const call = machine.callbacks[name];
  if (call === undefined || machine.dead !== undefined) return undefined;
  return enter(machine, context, name, call, a, b, c, d, e);
}

/**
 * Calls an export on behalf of a context. A trap ends the VM and gives undefined. At the end of the outermost call what
 * was put off is done, and what was wrong is thrown.
 */
export function enter(
  machine: Machine,
  context: Context,
  name: string,
  call: Call | undefined,
  a = 0,
  b = 0,
  c = 0,
  d = 0,
  e = 0,
): number | undefined {
  if (call === undefined) return undefined;
  const on = machine.process;
  const { current, effective } = machine;
  machine.current = context;
  machine.effective = 0;
  machine.depth += 1;
  on.depth += 1;
  machine.callbackCounts[name] = (machine.callbackCounts[name] ?? 0) + 1;
  if (on.trace !== undefined) traceCall(machine, context, name, call, [a, b, c, d, e]);
  let result: number | undefined;
  try {
    result = call(a, b, c, d, e);
  } catch (error) {
    trapped(machine, name, context.id, error);
  } finally {
    machine.current = current;
    machine.effective = effective;
    machine.depth -= 1;
    on.depth -= 1;
  }
  if (on.trace !== undefined)
    on.trace({ ...place(machine, context), kind: "callback_return", name, args: [], result: unsigned(result) });
  if (machine.depth === 0) leave(machine);
  return result;
}

function traceCall(machine: Machine, context: Context, name: string, call: Call, args: readonly number[]): void {
  const shown = args.slice(0, call.length).map((arg) => arg >>> 0);
  machine.process.trace?.({ ...place(machine, context), kind: "callback", name, args: shown, result: undefined });
}

function place(machine: Machine, context: Context): { vm: number; worker: number; context: number } {
  return { vm: machine.number, worker: machine.worker, context: context.id };
}

function unsigned(result: number | undefined): number | undefined {
  return result === undefined ? undefined : result >>> 0;
}

/** The outermost call has returned. */
function leave(machine: Machine): void {
  for (let action = machine.after.shift(); action !== undefined; action = machine.after.shift()) action();
  const on = machine.process;
  if (on.depth > 0) return;
  if (on.fresh.length > 0 || on.freshTrap !== undefined) throwNotes(on);
  if (on.posted.length > 0) settle(on);
}

/** Ends the VM. What the host itself throws goes on. */
function trapped(machine: Machine, name: string, context: number, error: unknown): void {
  if (error instanceof EnvoyAbort) throw error;
  if (machine.dead !== undefined) return;
  const message = `Function: ${name} failed: Uncaught ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
  machine.dead = { vm: machine.number, worker: machine.worker, callback: name, context, message };
  machine.process.log.write({ level: "critical", prefix: "", text: message, worker: machine.worker });
  noteTrap(machine.process, machine.dead);
}

/** Address of `size` bytes from the module's allocator; 0 = it has none, or gave an address outside of its memory. */
export function allocate(machine: Machine, size: number): number {
  machine.allocations += 1;
  if (machine.hasNoMemory) return 0;
  const { restriction, current, effective } = machine;
  const on = machine.process;
  restrict(machine, "allocator");
  machine.current = machine.vmContext;
  machine.effective = 0;
  let at = 0;
  try {
    if (on.trace !== undefined)
      on.trace({
        ...place(machine, machine.vmContext),
        kind: "callback",
        name: "malloc",
        args: [size],
        result: undefined,
      });
    at = machine.allocator(size) >>> 0;
    if (on.trace !== undefined)
      on.trace({ ...place(machine, machine.vmContext), kind: "callback_return", name: "malloc", args: [], result: at });
  } catch (error) {
    trapped(machine, "malloc", 0, error);
  } finally {
    machine.current = current;
    machine.effective = effective;
    restrict(machine, restriction);
  }
  sync(machine);
  if (at === 0) return 0;
  if (at + size > machine.bytes.length) {
    violate(on, "memory", `malloc(${size}) gave ${at}, outside of ${machine.bytes.length} bytes`, machine.number, 0);
    return 0;
  }
  return at;
}
