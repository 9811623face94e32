import { Status } from "../abi.ts";
import type { Machine } from "../machine.ts";
import { propertyOf } from "../properties.ts";
import { propertyBytes } from "../property-value.ts";
import { blameWrite } from "./headers.ts";
import { actingContext, copyAt, give, isInside, textAt } from "./memory.ts";

/** Host calls by short name; each returns a `Status`. */
export const PROPERTIES = { get_property: getProperty, set_property: setProperty } as const;

/** Paths that are remembered: modules ask for few. */
const MAX_PATHS = 256;

function getProperty(machine: Machine, at: number, size: number, atOut: number, sizeOut: number): number {
  if (!isInside(machine, at, size)) return Status.InvalidMemoryAccess;
  const value = propertyOf(actingContext(machine), pathAt(machine, at, size));
  if (value === undefined) return Status.NotFound;
  const bytes = propertyBytes(value);
  return typeof bytes === "number" ? bytes : give(machine, bytes, atOut, sizeOut);
}

/** Only a stream has a filter state to keep it in. */
function setProperty(machine: Machine, at: number, size: number, valueAt: number, valueSize: number): number {
  if (!isInside(machine, at, size) || !isInside(machine, valueAt, valueSize)) return Status.InvalidMemoryAccess;
  const context = actingContext(machine);
  const path = pathAt(machine, at, size);
  blameWrite(machine, `proxy_set_property of ${path}`);
  if (context.stream === undefined || context.isLog) return Status.NotFound;
  context.state ??= new Map();
  context.state.set(path, copyAt(machine, valueAt, valueSize));
  return Status.Ok;
}

/** Segments joined by dots. */
function pathAt(machine: Machine, at: number, size: number): string {
  const raw = textAt(machine, at, size, "latin1");
  const known = machine.paths.get(raw);
  if (known !== undefined) return known;
  const path = raw.replaceAll("\0", ".");
  if (machine.paths.size < MAX_PATHS) machine.paths.set(raw, path);
  return path;
}
