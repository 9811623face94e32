// How a host call reads and writes the memory of its module. Addresses and sizes arrive as signed numbers.
import { Status } from "../abi.ts";
import type { Context } from "../context.ts";
import { allocate } from "../enter.ts";
import { type Machine, sync } from "../machine.ts";
import type { Value } from "../pairs.ts";
import { violate } from "../process.ts";
import type { ViolationKind } from "../violations.ts";

/** The context that a host call acts on: the current one, or the one that the module chose, while it lives. */
export function actingContext(machine: Machine): Context {
  const current = machine.current ?? machine.vmContext;
  return machine.effective === 0 ? current : (machine.contexts.get(machine.effective) ?? current);
}

/** Notes a violation in the name of the acting context. */
export function blame(machine: Machine, kind: ViolationKind, text: string): void {
  violate(machine.process, kind, text, machine.number, (machine.current ?? machine.vmContext).id);
}

/** Whether the span is in memory; notes it when not. Makes `machine.bytes` the memory of now. */
export function isInside(machine: Machine, at: number, size: number): boolean {
  sync(machine);
  if ((at >>> 0) + (size >>> 0) <= machine.bytes.length) return true;
  blame(machine, "memory", `${size >>> 0} bytes at ${at >>> 0}, of ${machine.bytes.length}`);
  return false;
}

/** Text of a span that `isInside`. One character a byte where `encoding` is latin1, which is the fastest. */
export function textAt(machine: Machine, at: number, size: number, encoding: "utf8" | "latin1" = "utf8"): string {
  const start = at >>> 0;
  return machine.bytes.toString(encoding, start, start + (size >>> 0));
}

/** A view of a span that `isInside`: it dies with the host call. */
export function viewAt(machine: Machine, at: number, size: number): Buffer {
  const start = at >>> 0;
  return machine.bytes.subarray(start, start + (size >>> 0));
}

/** A copy of it. */
export function copyAt(machine: Machine, at: number, size: number): Buffer {
  return Buffer.from(viewAt(machine, at, size));
}

/** Writes it, little-endian; false when it is not in memory. */
export function putU32(machine: Machine, at: number, value: number): boolean {
  if (!isInside(machine, at, 4)) return false;
  machine.bytes.writeUInt32LE(value >>> 0, at >>> 0);
  return true;
}

/** Writes its low 64 bits, little-endian; false when they are not in memory. */
export function putU64(machine: Machine, at: number, value: bigint): boolean {
  if (!isInside(machine, at, 8)) return false;
  machine.bytes.writeBigUInt64LE(BigInt.asUintN(64, value), at >>> 0);
  return true;
}

/**
 * Puts them into memory of the module's allocator and says where. Nothing is allocated for nothing: address 0, size 0.
 */
export function give(machine: Machine, value: Value, atOut: number, sizeOut: number): number {
  const given = machine.otherBytes ?? value;
  const isText = typeof given === "string";
  const size = isText ? Buffer.byteLength(given) : given.length;
  let at = 0;
  if (size > 0) {
    at = allocate(machine, size);
    if (at === 0) return Status.InvalidMemoryAccess;
    if (isText) machine.bytes.write(given, at);
    else machine.bytes.set(given, at);
    machine.bytesGiven += size;
  }
  const isSaid = putU32(machine, atOut, at) && putU32(machine, sizeOut, size);
  return isSaid ? Status.Ok : Status.InvalidMemoryAccess;
}
