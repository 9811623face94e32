// Makes the functions that a module imports. The usual way is short: count, call. Whatever has to be watched (a trace,
// faults, a VM that starts) goes the long way.
import { Errno, Status } from "../abi.ts";
import { EnvoyAbort } from "../errors.ts";
import type { Fault } from "../faults.ts";
import { isAllowedAtStart, isAllowedInAllocator, WASI_MODULES } from "../import-types.ts";
import type { Linked } from "../link.ts";
import type { Machine } from "../machine.ts";
import { isAllowed } from "../plugin.ts";
import { isOverflow, RestrictedCall } from "../traps.ts";
import type { Import } from "../wasm-binary.ts";
import { actingContext, blame } from "./memory.ts";
import { HOST_FUNCTIONS, type HostFunction } from "./table.ts";

type Arg = number | bigint;

const FAST_PARAMETERS = 5;

/** What the module is instantiated with. */
export function bindImports(machine: Machine, { outside }: Linked): WebAssembly.Imports {
  // Names are the module's: `__proto__` is one as any other here.
  const imports = Object.create(null) as WebAssembly.Imports;
  for (const each of outside.imports)
    (imports[each.module] ??= Object.create(null) as WebAssembly.ModuleImports)[each.name] = bindImport(machine, each);
  return imports;
}

function bindImport(machine: Machine, each: Import): WebAssembly.ImportValue {
  const { min = 0, max } = each.limits ?? {};
  if (each.kind === "memory")
    return new WebAssembly.Memory({ initial: min, ...(max === undefined ? {} : { maximum: max }) });
  if (each.kind === "table")
    return new WebAssembly.Table({ element: "anyfunc", initial: min, ...(max === undefined ? {} : { maximum: max }) });
  const isWasi = WASI_MODULES.some((module) => module === each.module);
  const known = HOST_FUNCTIONS[isWasi ? each.name : `${each.module}.${each.name}`];
  const isFree = !isWasi && !each.name.startsWith("proxy_");
  const call = isFree || isAllowed(machine.plugin, each.name) ? known : refusal(each.name, isWasi);
  if (call === undefined) throw new Error(`${each.module}.${each.name} has a type but nothing plays it`);
  return bound(machine, `${each.module}.${each.name}`, call, each.type?.parameters.length ?? 0);
}

/** What stands in for a call that the capabilities leave out. */
function refusal(name: string, isWasi: boolean): HostFunction {
  const text = `Attempted call to restricted ${isWasi ? "WASI" : "proxy-wasm"} capability: ${name}`;
  return (machine) => {
    machine.process.log.write({ level: "error", prefix: "", text, worker: machine.worker });
    blame(machine, "capability", text);
    return isWasi ? Errno.Notcapable : Status.InternalFailure;
  };
}

/** No array is made on the way of the first five parameters; those that are missing are undefined. */
function bound(machine: Machine, name: string, call: HostFunction, parameters: number): WebAssembly.ImportValue {
  const index = machine.callNames.push(name) - 1;
  machine.callCounts.push(0);
  const counts = machine.callCounts;
  const make = call as (machine: Machine, ...args: readonly Arg[]) => number;
  if (parameters > FAST_PARAMETERS)
    return (...args: readonly Arg[]) => {
      counts[index] = (counts[index] ?? 0) + 1;
      try {
        return machine.isSlow ? slowCall(machine, name, call, args) : make(machine, ...args);
      } catch (error) {
        throw noted(machine, error);
      }
    };
  return (a: Arg, b: Arg, c: Arg, d: Arg, e: Arg) => {
    counts[index] = (counts[index] ?? 0) + 1;
    try {
      return machine.isSlow
        ? slowCall(machine, name, call, [a, b, c, d, e].slice(0, parameters))
        : make(machine, a, b, c, d, e);
    } catch (error) {
      throw noted(machine, error);
    }
  };
}

/** What a host call throws is no trap of the module's, which might even catch it: it goes on to the user. */
function noted(machine: Machine, error: unknown): unknown {
  const isOfModule = error instanceof RestrictedCall || isOverflow(error);
  if (!isOfModule) machine.process.hostError ??= { error };
  return error;
}

function slowCall(machine: Machine, name: string, call: HostFunction, args: readonly Arg[]): number {
  if (machine.restriction === "section")
    throw new EnvoyAbort(`${name} in the start section of the module: Envoy dies of it. Export _initialize instead`);
  const { trace, faults } = machine.process;
  const context = actingContext(machine).id;
  const place = { name, vm: machine.number, worker: machine.worker, context };
  const shown = args.map((arg) => (typeof arg === "bigint" ? BigInt.asUintN(64, arg) : arg >>> 0));
  trace?.({ ...place, kind: "call", args: shown, result: undefined });
  if (isRestricted(machine, name)) throw new RestrictedCall();
  const fault = faults?.({ name, args: shown, vm: machine.number, context });
  const result = faulty(machine, call, args, fault);
  trace?.({ ...place, kind: "call_return", args: [], result: result ?? undefined });
  return result;
}

function isRestricted({ restriction }: Machine, name: string): boolean {
  if (restriction === "start") return !isAllowedAtStart(name);
  return restriction === "allocator" && !isAllowedInAllocator(name);
}

/** A fault is one call's: neither do callbacks nested in it see it, nor do they end it. */
function faulty(machine: Machine, call: HostFunction, args: readonly Arg[], fault: Fault | undefined): number {
  if (fault?.kind === "status") return fault.status;
  const { otherBytes, hasNoMemory } = machine;
  machine.otherBytes = fault?.kind === "bytes" ? fault.bytes : undefined;
  machine.hasNoMemory = fault?.kind === "no_memory";
  try {
    const result = call(machine, ...(args as readonly never[]));
    return fault?.kind === "status_after" ? fault.status : result;
  } finally {
    machine.otherBytes = otherBytes;
    machine.hasNoMemory = hasNoMemory;
  }
}
