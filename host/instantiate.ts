// Makes a VM: instance, memory, callbacks, and the start.
import { instantiateSync } from "@assemblyscript/loader";
import { CALLBACK_NAMES, type CallbackName } from "./callback-types.ts";
import { bindImports } from "./calls/bind.ts";
import { type Context, createContext } from "./context.ts";
import { LoadError } from "./errors.ts";
import { createJobs } from "./jobs.ts";
import type { Linked } from "./link.ts";
import { enter } from "./enter.ts";
import { type Call, dropMachine, type Machine, restrict, sync } from "./machine.ts";
import { isAllowed, type PluginState } from "./plugin.ts";
import type { Process } from "./process.ts";

/** Instantiates and starts it. Throws a `LoadError` in Envoy's words when starting traps. */
export function createMachine(on: Process, plugin: PluginState, linked: Linked, worker: number): Machine {
  const machine = emptyMachine(on, plugin, worker);
  const imports = bindImports(machine, linked);
  let exports: Readonly<Record<string, unknown>>;
  try {
    // The loader adds imports of its own: link.ts has looked at those of the module before.
    const loaded = instantiateSync<Record<string, unknown>>(linked.module, imports);
    exports = loaded.instance.exports;
  } catch (cause) {
    const { hostError } = on;
    on.hostError = undefined;
    if (hostError !== undefined) throw hostError.error;
    throw new LoadError("Failed to create new Wasm instance", { cause });
  }
  const memory = [...Object.values(exports), ...Object.values(imports).flatMap((each) => Object.values(each))].find(
    (each): each is WebAssembly.Memory => each instanceof WebAssembly.Memory,
  );
  if (memory === undefined) throw new LoadError("The module has no memory");
  machine.memory = memory;
  machine.exports = exports;
  sync(machine);
  machine.allocator = exports[linked.allocator] as (size: number) => number;
  for (const name of CALLBACK_NAMES) {
    if (isAllowed(plugin, name)) machine.callbacks[name] = exports[name] as Call | undefined;
  }
  on.activeVms += 1;
  try {
    startMachine(machine);
  } catch (error) {
    dropMachine(machine);
    throw error;
  }
  return machine;
}

function startMachine(machine: Machine): void {
  restrict(machine, "start");
  const names = "_initialize" in machine.exports ? ["_initialize"] : ["_start"];
  if (names[0] === "_initialize") names.push("main" in machine.exports ? "main" : "__main_void");
  for (const name of names) {
    if (machine.dead === undefined) enter(machine, machine.vmContext, name, machine.exports[name] as Call | undefined);
  }
  restrict(machine, "none");
  if (machine.dead !== undefined) throw new LoadError(machine.dead.message);
}

function emptyMachine(on: Process, plugin: PluginState, worker: number): Machine {
  on.vms += 1;
  const isWatched = on.trace !== undefined || on.faults !== undefined;
  const memory = new WebAssembly.Memory({ initial: 0 });
  const machine: Machine = {
    process: on,
    number: on.vms,
    worker,
    plugin,
    memory,
    buffer: memory.buffer,
    bytes: Buffer.from(memory.buffer),
    exports: {},
    allocator: () => 0,
    callbacks: Object.fromEntries(CALLBACK_NAMES.map((name) => [name, undefined])) as Record<CallbackName, undefined>,
    contexts: new Map(),
    roots: new Set(),
    isReleased: false,
    isDropped: false,
    onRelease: undefined,
    vmContext: undefined as unknown as Context,
    current: undefined,
    effective: 0,
    restriction: "section",
    isSlow: true,
    isWatched,
    otherBytes: undefined,
    hasNoMemory: false,
    dead: undefined,
    after: createJobs(),
    depth: 0,
    nextContext: 1,
    nextHttpToken: 0,
    nextGrpcCall: 1,
    nextGrpcStream: 2,
    metrics: new Map(),
    nextMetric: [0, 1, 2],
    callCounts: [],
    callNames: [],
    // Any export can be called through the low door, whatever its name.
    callbackCounts: Object.assign(Object.create(null), Object.fromEntries(CALLBACK_NAMES.map((name) => [name, 0]))),
    bytesGiven: 0,
    allocations: 0,
    paths: new Map(),
  };
  (machine as { vmContext: Context }).vmContext = createContext(machine, 0, undefined, undefined);
  return machine;
}
