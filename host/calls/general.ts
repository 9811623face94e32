// Logging, time, contexts, foreign functions.
import { MAX_LOG_LEVEL, Status } from "../abi.ts";
import type { Context } from "../context.ts";
import { LOG_LEVELS } from "../log.ts";
import { allocate } from "../enter.ts";
import type { Machine } from "../machine.ts";
import { setTickPeriod } from "../ticks.ts";
import { finishRoot } from "../root-end.ts";
import { actingContext, blame, copyAt, give, isInside, putU32, putU64, textAt } from "./memory.ts";

/** Host calls by short name; each returns a `Status`. */
export const GENERAL = {
  log,
  get_log_level: (machine: Machine, out: number): number =>
    putU32(machine, out, machine.process.log.level) ? Status.Ok : Status.InvalidMemoryAccess,
  get_current_time_nanoseconds: (machine: Machine, out: number): number =>
    putU64(machine, out, machine.process.clock.realtimeNs()) ? Status.Ok : Status.InvalidMemoryAccess,
  set_tick_period_milliseconds: setPeriod,
  set_effective_context: setEffective,
  done: (machine: Machine): number => finishRoot(actingContext(machine)),
  call_foreign_function: callForeign,
  get_configuration: (machine: Machine, atOut: number, sizeOut: number): number => {
    const context = actingContext(machine);
    return give(machine, context.buffers[7] ?? machine.plugin.vmConfiguration, atOut, sizeOut);
  },
} as const;

function log(machine: Machine, level: number, at: number, size: number): number {
  if (level >>> 0 > MAX_LOG_LEVEL) {
    blame(machine, "argument", `proxy_log at level ${level >>> 0}`);
    return Status.BadArgument;
  }
  if (!isInside(machine, at, size)) return Status.InvalidMemoryAccess;
  writeLog(machine, level, textAt(machine, at, size));
  return Status.Ok;
}

/** A line of the module's, at a level by number. */
export function writeLog(machine: Machine, level: number, text: string): void {
  const name = LOG_LEVELS[level] ?? "critical";
  machine.process.log.write({ level: name, prefix: prefixOf(actingContext(machine)), text, worker: machine.worker });
}

function prefixOf({ root, machine }: Context): string {
  const { name, rootId, vmId } = root?.plugin ?? { name: "", rootId: "", vmId: machine.plugin.vmId };
  return ["wasm log", name, rootId, vmId].filter((part) => part !== "").join(" ");
}

function setPeriod(machine: Machine, period: number): number {
  const { root } = actingContext(machine);
  if (root !== undefined) setTickPeriod(root, period >>> 0);
  return Status.Ok;
}

function setEffective(machine: Machine, context: number): number {
  if (!machine.contexts.has(context >>> 0)) return Status.BadArgument;
  machine.effective = context >>> 0;
  return Status.Ok;
}

function callForeign(
  machine: Machine,
  nameAt: number,
  nameSize: number,
  at: number,
  size: number,
  atOut: number,
  sizeOut: number,
): number {
  if (!isInside(machine, nameAt, nameSize) || !isInside(machine, at, size)) return Status.InvalidMemoryAccess;
  const name = textAt(machine, nameAt, nameSize);
  const { foreign } = machine.process;
  const answer = Object.hasOwn(foreign, name) ? foreign[name]?.(copyAt(machine, at, size)) : undefined;
  if (answer === undefined) return Status.NotFound;
  if (typeof answer === "number") return answer;
  const given = machine.otherBytes ?? answer;
  // Unlike other calls this one allocates only when the module wants the results.
  const place = atOut === 0 || given.length === 0 ? 0 : allocate(machine, given.length);
  if (place > 0) machine.bytes.set(given, place);
  if (place > 0) machine.bytesGiven += given.length;
  if (atOut !== 0 && !putU32(machine, atOut, place)) return Status.InvalidMemoryAccess;
  if (sizeOut !== 0 && !putU32(machine, sizeOut, given.length)) return Status.InvalidMemoryAccess;
  return Status.Ok;
}
