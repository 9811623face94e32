// A VM as a user sees it: what it has cost, and the low door into it.
import { type Context, createContext, uncover } from "./context.ts";
import { enter } from "./enter.ts";
import { type Call, dropUnused, type Machine } from "./machine.ts";
import type { RootState } from "./root-state.ts";
import { createStreamState } from "./stream-state.ts";
import type { Given, Vm, VmCounters } from "./types.ts";

/** `root` stands in as parent of contexts that nobody made. */
export function vmOf(root: RootState): Vm {
  const { machine } = root;
  return {
    number: machine.number,
    state: () => (machine.dead === undefined ? "live" : "dead"),
    counters: () => countersOf(machine),
    memoryPages: () => machine.memory.buffer.byteLength / 65_536,
    read: (at, size) => new Uint8Array(machine.memory.buffer).slice(at, at + size),
    call: (name, args, given = {}) => callAny(root, name, args, given),
  };
}

function countersOf({ callNames, callCounts, callbackCounts, bytesGiven, allocations }: Machine): VmCounters {
  const calls: Record<string, number> = {};
  callNames.forEach((name, index) => {
    const short = name.slice(name.indexOf(".") + 1);
    calls[short] = (calls[short] ?? 0) + (callCounts[index] ?? 0);
  });
  return { calls, callbacks: { ...callbackCounts }, bytesGiven, allocations };
}

function callAny(root: RootState, name: string, args: readonly (number | bigint)[], given: Given): number | undefined {
  const { machine } = root;
  const call = machine.exports[name];
  if (typeof call !== "function" || machine.dead !== undefined) return undefined;
  const id = Number(args[0] ?? 0) >>> 0;
  const context = machine.contexts.get(id) ?? strayContext(root, id);
  if (name === "proxy_on_context_create") machine.contexts.set(id, context);
  const cover = uncover(context, given);
  context.isLog = name === "proxy_on_log";
  try {
    const [a, b, c, d, e] = args as readonly number[];
    return enter(machine, context, name, call as Call, a, b, c, d, e);
  } finally {
    cover();
    context.isLog = false;
    if (name === "proxy_on_delete" && context.stream !== undefined) {
      machine.contexts.delete(id);
      dropUnused(machine);
    }
  }
}

function strayContext(root: RootState, id: number): Context {
  const stream = createStreamState({});
  stream.hasRequest = true;
  return createContext(root.machine, id, root, stream);
}
