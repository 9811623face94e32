// Shared data and queues, by the vm_id of the VM.
import { Status } from "../abi.ts";
import type { Machine } from "../machine.ts";
import { post } from "../process.ts";
import { actingContext, copyAt, give, isInside, putU32, textAt } from "./memory.ts";

/** Host calls by short name; each returns a `Status`. */
export const SHARED = {
  get_shared_data: getData,
  set_shared_data: setData,
  register_shared_queue: registerQueue,
  resolve_shared_queue: resolveQueue,
  enqueue_shared_queue: enqueue,
  dequeue_shared_queue: dequeue,
} as const;

/** Keys are bytes: one character each. */
function keyAt(machine: Machine, at: number, size: number): string {
  return textAt(machine, at, size, "latin1");
}

function getData(machine: Machine, at: number, size: number, atOut: number, sizeOut: number, casOut: number): number {
  if (!isInside(machine, at, size)) return Status.InvalidMemoryAccess;
  const value = machine.process.shared.get(machine.plugin.vmId, keyAt(machine, at, size));
  if (value === undefined) return Status.NotFound;
  const status = give(machine, value.bytes, atOut, sizeOut);
  if (status !== Status.Ok) return status;
  return putU32(machine, casOut, value.cas) ? Status.Ok : Status.InvalidMemoryAccess;
}

function setData(machine: Machine, at: number, size: number, valueAt: number, valueSize: number, cas: number): number {
  if (!isInside(machine, at, size) || !isInside(machine, valueAt, valueSize)) return Status.InvalidMemoryAccess;
  const bytes = copyAt(machine, valueAt, valueSize);
  return machine.process.shared.set(machine.plugin.vmId, keyAt(machine, at, size), bytes, cas >>> 0);
}

/** The root context hears of it, also when a stream registers it. */
function registerQueue(machine: Machine, at: number, size: number, out: number): number {
  if (!isInside(machine, at, size)) return Status.InvalidMemoryAccess;
  const { vmId, vmKey } = machine.plugin;
  const context = actingContext(machine).root?.context.id ?? 0;
  const owner = { worker: machine.worker, vmKey, context };
  const queue = machine.process.shared.registerQueue(vmId, keyAt(machine, at, size), owner);
  if (queue === 0) return Status.InternalFailure;
  return putU32(machine, out, queue) ? Status.Ok : Status.InvalidMemoryAccess;
}

function resolveQueue(machine: Machine, idAt: number, idSize: number, at: number, size: number, out: number): number {
  if (!isInside(machine, idAt, idSize) || !isInside(machine, at, size)) return Status.InvalidMemoryAccess;
  const vmId = textAt(machine, idAt, idSize);
  const name = keyAt(machine, at, size);
  const queue = machine.process.shared.resolveQueue(vmId === "" ? machine.plugin.vmId : vmId, name);
  if (queue === 0) return Status.NotFound;
  return putU32(machine, out, queue) ? Status.Ok : Status.InvalidMemoryAccess;
}

function enqueue(machine: Machine, queue: number, at: number, size: number): number {
  if (!isInside(machine, at, size)) return Status.InvalidMemoryAccess;
  const { process } = machine;
  const { status, owner } = process.shared.enqueue(queue >>> 0, copyAt(machine, at, size));
  if (owner !== undefined) post(process, () => process.wake(owner, queue >>> 0));
  return status;
}

function dequeue(machine: Machine, queue: number, atOut: number, sizeOut: number): number {
  const bytes = machine.process.shared.dequeue(queue >>> 0);
  return typeof bytes === "number" ? bytes : give(machine, bytes, atOut, sizeOut);
}
