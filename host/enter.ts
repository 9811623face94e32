// The one way into a VM: callbacks, any export, and the allocator. What it traps at ends the VM; what the host's own
// side throws goes on to the user.
import type { CallbackName } from "./callback-types.ts";
import type { Context } from "./context.ts";
import { type Call, type Machine, restrict, sync } from "./machine.ts";
import { forgetNotes, noteTrap, type Process, settle, throwNotes, violate } from "./process.ts";
import { isTrap } from "./traps.ts";

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
  let result: number | undefined;
  try {
    if (on.trace !== undefined) traceCall(machine, context, name, call, [a, b, c, d, e]);
    result = call(a, b, c, d, e);
    // The module may have caught it.
    if (on.hostError !== undefined) throw on.hostError.error;
  } catch (error) {
    trapped(machine, name, context.id, error);
  } finally {
    machine.current = current;
    machine.effective = effective;
    machine.depth -= 1;
    on.depth -= 1;
  }
  if (on.trace !== undefined) traceReturn(on, machine, context, name, result);
  if (machine.depth === 0) leave(machine);
  return result;
}

function traceCall(machine: Machine, context: Context, name: string, call: Call, args: readonly number[]): void {
  const shown = args.slice(0, call.length).map(unsigned);
  machine.process.trace?.({ ...place(machine, context), kind: "callback", name, args: shown, result: undefined });
}

function traceReturn(on: Process, machine: Machine, context: Context, name: string, value: number | undefined): void {
  const result = value === undefined ? undefined : unsigned(value);
  try {
    on.trace?.({ ...place(machine, context), kind: "callback_return", name, args: [], result });
  } catch (error) {
    if (on.depth === 0) forgetNotes(on);
    throw error;
  }
}

function place(machine: Machine, context: Context): { vm: number; worker: number; context: number } {
  return { vm: machine.number, worker: machine.worker, context: context.id };
}

/** Through the low door come numbers of 64 bits too. */
function unsigned(value: number | bigint): number | bigint {
  return typeof value === "bigint" ? BigInt.asUintN(64, value) : value >>> 0;
}

/** The outermost call has returned. What is done in here enters the module anew: it leaves the rest to this one. */
function leave(machine: Machine): void {
  if (machine.after.isRunning()) return;
  machine.after.run();
  const on = machine.process;
  if (on.depth > 0) return;
  if (on.fresh.length > 0 || on.freshTrap !== undefined) throwNotes(on);
  if (on.posted.size() > 0) settle(on);
}

/** To be done when the outermost callback has returned. */
export function defer(machine: Machine, job: () => void): void {
  if (!machine.after.add(job)) machine.process.postedLost += 1;
}

/**
 * Ends the VM. What is none of the module's doing goes on to the user: then the VM lives, and stands where it stood.
 */
function trapped(machine: Machine, name: string, context: number, error: unknown): void {
  const on = machine.process;
  const { hostError } = on;
  if (hostError !== undefined || !isTrap(error)) {
    if (on.depth <= 1) {
      on.hostError = undefined;
      forgetNotes(on);
    }
    throw hostError === undefined ? error : hostError.error;
  }
  if (machine.dead !== undefined) return;
  const message = `Function: ${name} failed: Uncaught ${error.name}: ${error.message}`;
  machine.dead = { vm: machine.number, worker: machine.worker, callback: name, context, message };
  on.log.write({ level: "critical", prefix: "", text: message, worker: machine.worker });
  noteTrap(on, machine.dead);
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
