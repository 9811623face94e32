// Buffers: bodies while their callback runs, configurations, messages.
import { BUFFER_TYPE_MAX, BufferType, Status } from "../abi.ts";
import type { Context } from "../context.ts";
import type { Machine } from "../machine.ts";
import { blameWrite } from "./headers.ts";
import { actingContext, blame, give, isInside, putU32, viewAt } from "./memory.ts";

/** Host calls by short name, as are those of the files beside this one: each returns a `Status`. */
export const BUFFERS = {
  get_buffer_bytes: getBytes,
  get_buffer_status: getStatus,
  set_buffer_bytes: setBytes,
} as const;

const EMPTY = new Uint8Array();

/**
 * undefined = there is none now, which Envoy says of two only: the plugin's configuration, and the body of an HTTP
 * call. All others are empty then. Source: Envoy source/extensions/common/wasm/context.cc, `getBuffer`.
 */
function bufferOf(context: Context, type: number): Uint8Array | undefined {
  const found = context.buffers[type] ?? otherwise(context, type);
  if (found !== undefined) context.lastBuffer = found;
  return found;
}

function otherwise(context: Context, type: number): Uint8Array | undefined {
  switch (type) {
    case BufferType.VmConfiguration:
      return context.machine.plugin.vmConfiguration;
    case BufferType.HttpCallBody:
      return context.root?.context.buffers[type];
    case BufferType.GrpcMessage:
      return context.root?.context.buffers[type] ?? EMPTY;
    case BufferType.PluginConfiguration:
      return undefined;
    case BufferType.CallData:
      return context.lastBuffer ?? EMPTY;
    default:
      return EMPTY;
  }
}

function isType(machine: Machine, call: string, type: number): boolean {
  if (type >>> 0 <= BUFFER_TYPE_MAX) return true;
  blame(machine, "argument", `proxy_${call} of buffer ${type >>> 0}`);
  return false;
}

function getBytes(
  machine: Machine,
  type: number,
  start: number,
  length: number,
  atOut: number,
  sizeOut: number,
): number {
  if (!isType(machine, "get_buffer_bytes", type)) return Status.BadArgument;
  const buffer = bufferOf(actingContext(machine), type);
  if (buffer === undefined) return Status.NotFound;
  const from = Math.min(start >>> 0, buffer.length);
  const to = Math.min((start >>> 0) + (length >>> 0), buffer.length);
  return give(machine, from === 0 && to === buffer.length ? buffer : buffer.subarray(from, to), atOut, sizeOut);
}

function getStatus(machine: Machine, type: number, sizeOut: number, flagsOut: number): number {
  if (!isType(machine, "get_buffer_status", type)) return Status.BadArgument;
  const buffer = bufferOf(actingContext(machine), type);
  if (buffer === undefined) return Status.NotFound;
  const isSaid = putU32(machine, sizeOut, buffer.length) && putU32(machine, flagsOut, 0);
  return isSaid ? Status.Ok : Status.InvalidMemoryAccess;
}

/** Only bodies can be changed: before them, behind them, or all of them. */
function setBytes(machine: Machine, type: number, start: number, length: number, at: number, size: number): number {
  if (!isType(machine, "set_buffer_bytes", type)) return Status.BadArgument;
  const context = actingContext(machine);
  const buffer = bufferOf(context, type);
  if (buffer === undefined) return Status.NotFound;
  if (!isInside(machine, at, size)) return Status.InvalidMemoryAccess;
  blameWrite(machine, `proxy_set_buffer_bytes of buffer ${type}`);
  if (type > BufferType.UpstreamData) return Status.BadArgument;
  const bytes = viewAt(machine, at, size);
  const [from, to] = [start >>> 0, length >>> 0];
  if (from === 0 && to === 0) context.buffers[type] = Buffer.concat([bytes, buffer]);
  else if (from === 0 && to >= buffer.length) context.buffers[type] = Buffer.from(bytes);
  else if (from >= buffer.length) context.buffers[type] = Buffer.concat([buffer, bytes]);
  else return Status.BadArgument;
  return Status.Ok;
}
