// Makes the functions that a module imports. The usual way is short: count, call. Whatever has to be watched (a trace,
// faults, a VM that starts) goes the long way.
import { Errno, Status } from "../abi.ts";
import { EnvoyAbort } from "../errors.ts";
import type { Fault } from "../faults.ts";
import { isAllowedAtStart, isAllowedInAllocator, WASI_MODULES } from "../import-types.ts";
import type { Linked } from "../link.ts";
import type { Machine } from "../machine.ts";
import { isAllowed } from "../plugin.ts";
import type { Import } from "../wasm-binary.ts";
import { actingContext, blame } from "./memory.ts";
import { HOST_FUNCTIONS, type HostFunction } from "./table.ts";

type Arg = number | bigint;

/** What the module is instantiated with. */
export function bindImports(machine: Machine, { outside }: Linked): WebAssembly.Imports {
  const imports: WebAssembly.Imports = {};
  for (const each of outside.imports) (imports[each.module] ??= {})[each.name] = bindImport(machine, each);
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

/** Of exactly as many parameters: no array is made on the way. */
function bound(machine: Machine, name: string, call: HostFunction, parameters: number): WebAssembly.ImportValue {
  const index = machine.callNames.push(name) - 1;
  machine.callCounts.push(0);
  const counts = machine.callCounts;
  const count = (): void => void (counts[index] = (counts[index] ?? 0) + 1);
  const slow = (...args: readonly Arg[]): number => slowCall(machine, name, call, args);
  switch (parameters) {
    case 0:
      return () => (count(), machine.isSlow ? slow() : call(machine));
    case 1:
      return (a: Arg) => (count(), machine.isSlow ? slow(a) : call(machine, a as never));
    case 2:
      return (a: Arg, b: Arg) => (count(), machine.isSlow ? slow(a, b) : call(machine, a as never, b as never));
    case 3:
      return (a: Arg, b: Arg, c: Arg) => (
        count(), machine.isSlow ? slow(a, b, c) : call(machine, a as never, b as never, c as never)
      );
    case 4:
      return (a: Arg, b: Arg, c: Arg, d: Arg) => (
        count(), machine.isSlow ? slow(a, b, c, d) : call(machine, a as never, b as never, c as never, d as never)
      );
    case 5:
      return (a: Arg, b: Arg, c: Arg, d: Arg, e: Arg) => (
        count(),
        machine.isSlow ? slow(a, b, c, d, e) : call(machine, a as never, b as never, c as never, d as never, e as never)
      );
    default:
      return (...args: readonly Arg[]) => (
        count(), machine.isSlow ? slow(...args) : call(machine, ...(args as readonly never[]))
      );
  }
}

function slowCall(machine: Machine, name: string, call: HostFunction, args: readonly Arg[]): number {
  if (machine.restriction === "section")
    throw new EnvoyAbort(`${name} in the start section of the module: Envoy dies of it. Export _initialize instead`);
  const { trace, faults } = machine.process;
  const context = actingContext(machine).id;
  const place = { name, vm: machine.number, worker: machine.worker, context };
  const shown = args.map((arg) => (typeof arg === "bigint" ? BigInt.asUintN(64, arg) : arg >>> 0));
  trace?.({ ...place, kind: "call", args: shown, result: undefined });
  if (isRestricted(machine, name)) throw new Error("restricted_callback");
  const fault = faults?.({ name, args: shown, vm: machine.number, context });
  const result =
    fault === undefined ? call(machine, ...(args as readonly never[])) : faulty(machine, call, args, fault);
  trace?.({ ...place, kind: "call_return", args: [], result: result ?? undefined });
  return result;
}

function isRestricted({ restriction }: Machine, name: string): boolean {
  if (restriction === "start") return !isAllowedAtStart(name);
  return restriction === "allocator" && !isAllowedInAllocator(name);
}

function faulty(machine: Machine, call: HostFunction, args: readonly Arg[], fault: Fault): number {
  if (fault.kind === "status") return fault.status;
  if (fault.kind === "bytes") machine.otherBytes = fault.bytes;
  machine.hasNoMemory = fault.kind === "no_memory";
  try {
    const result = call(machine, ...(args as readonly never[]));
    return fault.kind === "status_after" ? fault.status : result;
  } finally {
    machine.otherBytes = undefined;
    machine.hasNoMemory = false;
  }
}
