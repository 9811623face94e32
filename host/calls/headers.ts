// Header maps: which can be read and changed depends on the callback that runs.
import { MAP_TYPE_MAX, MapType, Status } from "../abi.ts";
import { type Context, mapOf } from "../context.ts";
import {
  addValue,
  byteSize,
  firstValue,
  type HeaderMap,
  headerMapOf,
  removeValues,
  replaceValue,
} from "../header-map.ts";
import { allocate } from "../enter.ts";
import type { Machine } from "../machine.ts";
import { pairsSize, readPairs, valueOf, writePairs } from "../pairs.ts";
import { actingContext, blame, copyAt, give, isInside, putU32, textAt, viewAt } from "./memory.ts";

/** Host calls by short name; each returns a `Status`. */
export const HEADERS = {
  get_header_map_value: getValue,
  get_header_map_pairs: getPairs,
  get_header_map_size: getSize,
  add_header_map_value: (
    machine: Machine,
    type: number,
    at: number,
    size: number,
    valueAt: number,
    valueSize: number,
  ) => change(machine, "add_header_map_value", addValue, type, at, size, valueAt, valueSize),
  replace_header_map_value: (
    machine: Machine,
    type: number,
    at: number,
    size: number,
    valueAt: number,
    valueSize: number,
  ) => change(machine, "replace_header_map_value", replaceValue, type, at, size, valueAt, valueSize),
  remove_header_map_value: (machine: Machine, type: number, at: number, size: number) =>
    change(machine, "remove_header_map_value", removeValues, type, at, size, 0, 0),
  set_header_map_pairs: setPairs,
} as const;

function isType(machine: Machine, call: string, type: number): boolean {
  if (type >>> 0 <= MAP_TYPE_MAX) return true;
  blame(machine, "argument", `proxy_${call} of map ${type >>> 0}`);
  return false;
}

function getValue(machine: Machine, type: number, at: number, size: number, atOut: number, sizeOut: number): number {
  if (!isType(machine, "get_header_map_value", type)) return Status.BadArgument;
  if (!isInside(machine, at, size)) return Status.InvalidMemoryAccess;
  const map = mapOf(actingContext(machine), type);
  // In the log it may be that there never were any.
  if (map === undefined) return actingContext(machine).isLog ? Status.NotFound : Status.BadArgument;
  const value = firstValue(map, textAt(machine, at, size, "latin1").toLowerCase());
  return value === undefined ? Status.NotFound : give(machine, value, atOut, sizeOut);
}

/** Without the map it is an empty one. */
function getPairs(machine: Machine, type: number, atOut: number, sizeOut: number): number {
  if (!isType(machine, "get_header_map_pairs", type)) return Status.BadArgument;
  const map = mapOf(actingContext(machine), type);
  if (machine.otherBytes !== undefined || map === undefined || map.names.length === 0)
    return give(machine, "", atOut, sizeOut);
  const size = pairsSize(map.names, map.values);
  const at = allocate(machine, size);
  if (at === 0) return Status.InvalidMemoryAccess;
  writePairs(machine.bytes, at, map.names, map.values);
  machine.bytesGiven += size;
  return putU32(machine, atOut, at) && putU32(machine, sizeOut, size) ? Status.Ok : Status.InvalidMemoryAccess;
}

function getSize(machine: Machine, type: number, out: number): number {
  if (!isType(machine, "get_header_map_size", type)) return Status.BadArgument;
  // Envoy takes the map as one to be changed: there is none of what can be read only, and at the end of a body it makes
  // trailers.
  const context = actingContext(machine);
  const made = context.made[type];
  const map = changeable(context, type);
  if (map === undefined) return Status.BadArgument;
  if (context.made[type] !== made)
    blameWrite(machine, `proxy_get_header_map_size, which makes trailers, of map ${type}`);
  return putU32(machine, out, byteSize(map)) ? Status.Ok : Status.InvalidMemoryAccess;
}

function change(
  machine: Machine,
  call: string,
  apply: (map: HeaderMap, name: string, value: ReturnType<typeof valueOf>) => void,
  type: number,
  at: number,
  size: number,
  valueAt: number,
  valueSize: number,
): number {
  if (!isType(machine, call, type)) return Status.BadArgument;
  if (!isInside(machine, at, size) || !isInside(machine, valueAt, valueSize)) return Status.InvalidMemoryAccess;
  const name = textAt(machine, at, size).toLowerCase();
  blameWrite(machine, `proxy_${call} of ${name} in map ${type}`);
  const map = changeable(actingContext(machine), type);
  if (map === undefined) return Status.BadArgument;
  apply(map, name, valueOf(viewAt(machine, valueAt, valueSize)));
  return Status.Ok;
}

function setPairs(machine: Machine, type: number, at: number, size: number): number {
  if (!isType(machine, "set_header_map_pairs", type)) return Status.BadArgument;
  if (!isInside(machine, at, size)) return Status.InvalidMemoryAccess;
  blameWrite(machine, `proxy_set_header_map_pairs of map ${type}`);
  const map = changeable(actingContext(machine), type);
  if (map === undefined) return Status.BadArgument;
  const { names, values } = headerMapOf(readPairs(copyAt(machine, at, size)));
  map.names = names;
  map.values = values;
  return Status.Ok;
}

/** Also where trailers are made: in the last body callback there is room for them. */
function changeable(context: Context, type: number): HeaderMap | undefined {
  if (context.isLog) return context.made[type];
  const map = type < MapType.GrpcInitialMetadata ? mapOf(context, type) : undefined;
  if (map !== undefined || !context.end || context.stream === undefined) return map;
  if (type === MapType.RequestTrailers && context.buffers[0] !== undefined)
    return (context.made[type] = context.stream.request.trailers = headerMapOf([]));
  if (type === MapType.ResponseTrailers && context.buffers[1] !== undefined)
    return (context.made[type] = context.stream.response.trailers = headerMapOf([]));
  return undefined;
}

/** A module that only observes does not change traffic. */
export function blameWrite(machine: Machine, text: string): void {
  if (machine.process.strict.readOnly === true) blame(machine, "write", text);
}
