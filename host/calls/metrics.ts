// Statistics. The low two bits of an id are its type; each definition has an id of its own.
// Source: Envoy source/extensions/common/wasm/context.cc, proxy-wasm-cpp-host include/proxy-wasm/wasm.h.
import { METRIC_TYPE_MAX, MetricType, Status } from "../abi.ts";
import type { Machine } from "../machine.ts";
import type { StatKind } from "../stats.ts";
import { blame, isInside, putU32, putU64, textAt } from "./memory.ts";

/** Host calls by short name; each returns a `Status`. */
export const METRICS = {
  define_metric: define,
  increment_metric: increment,
  record_metric: record,
  get_metric: get,
} as const;

const KINDS: readonly StatKind[] = ["counter", "gauge", "histogram"];
const ID_STEP = 4;
const TYPE_BITS = 3;
const U64 = 64;

function define(machine: Machine, type: number, at: number, size: number, out: number): number {
  if (!isInside(machine, at, size)) return Status.InvalidMemoryAccess;
  const kind = type >>> 0 <= METRIC_TYPE_MAX ? KINDS[type] : undefined;
  if (kind === undefined) {
    blame(machine, "argument", `proxy_define_metric of type ${type >>> 0}`);
    return Status.BadArgument;
  }
  const stat = machine.process.stats.define(kind, textAt(machine, at, size));
  if (stat === undefined) return Status.InternalFailure;
  const id = (machine.nextMetric[type] ?? type) + ID_STEP;
  machine.nextMetric[type] = id;
  machine.metrics.set(id, stat);
  return putU32(machine, out, id) ? Status.Ok : Status.InvalidMemoryAccess;
}

function increment(machine: Machine, id: number, delta: bigint): number {
  const stat = machine.metrics.get(id >>> 0);
  const type = id & TYPE_BITS;
  if (type !== MetricType.Counter && type !== MetricType.Gauge) return Status.BadArgument;
  if (stat === undefined) return Status.NotFound;
  if (type === MetricType.Counter && delta <= 0n) return Status.BadArgument;
  stat.value = BigInt.asUintN(U64, stat.value + delta);
  return Status.Ok;
}

function record(machine: Machine, id: number, value: bigint): number {
  const stat = machine.metrics.get(id >>> 0);
  if (stat === undefined) return Status.NotFound;
  const unsigned = BigInt.asUintN(U64, value);
  if (stat.kind === "histogram") stat.samples += 1;
  stat.value = stat.kind === "gauge" ? unsigned : BigInt.asUintN(U64, stat.value + unsigned);
  return Status.Ok;
}

function get(machine: Machine, id: number, out: number): number {
  const type = id & TYPE_BITS;
  if (type !== MetricType.Counter && type !== MetricType.Gauge) return Status.BadArgument;
  const stat = machine.metrics.get(id >>> 0);
  if (stat === undefined) return Status.NotFound;
  return putU64(machine, out, stat.value) ? Status.Ok : Status.InvalidMemoryAccess;
}
