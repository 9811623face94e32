// Host calls that go wrong: by chance, and each in every way that a host has.
import type { Fault, FaultHook } from "../../host/faults.ts";
import type { KindCounts } from "./kinds.ts";
import type { Draw } from "./random.ts";
import { bytesOf } from "./soup.ts";

export type Faults = {
  readonly hook: FaultHook;
  /** Off at first. */
  readonly arm: (isOn: boolean) => void;
  /** Before a write to shared data: another VM comes first. */
  readonly onWrite: (race: () => void) => void;
};

/** Host calls that the filter makes. */
export const CALLS = [
  "wasi_snapshot_preview1.clock_time_get",
  "wasi_snapshot_preview1.random_get",
  "env.proxy_define_metric",
  "env.proxy_get_buffer_bytes",
  "env.proxy_get_header_map_pairs",
  "env.proxy_get_header_map_value",
  "env.proxy_get_property",
  "env.proxy_get_shared_data",
  "env.proxy_grpc_cancel",
  "env.proxy_grpc_close",
  "env.proxy_grpc_send",
  "env.proxy_grpc_stream",
  "env.proxy_increment_metric",
  "env.proxy_log",
  "env.proxy_set_shared_data",
  "env.proxy_set_tick_period_milliseconds",
] as const;
const READS: ReadonlySet<string> = new Set(CALLS.filter((name) => name.includes("_get_")));
const STATUSES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 76, 255, 0xffff_ffff] as const;
const SHARED = "env.proxy_set_shared_data";
const STREAM = "env.proxy_grpc_stream";

type Rule = { readonly oneIn: number; readonly way: "status" | "status_after" | "bytes" | "no_memory" };

export function createFaults(draw: Draw, kinds: KindCounts): Faults {
  const rules = new Map<string, Rule>();
  for (let left = 1 + draw.below(4); left > 0; left -= 1) rules.set(draw.pick(CALLS), ruleOf(draw));
  let isArmed = false;
  let race: (() => void) | undefined;
  return {
    arm: (isOn) => void (isArmed = isOn),
    onWrite: (given) => void (race = given),
    hook({ name }) {
      if (!isArmed) return undefined;
      if (name === SHARED && race !== undefined && draw.oneIn(3)) {
        kinds["host.shared_race"] += 1;
        race();
      }
      const rule = rules.get(name);
      if (rule === undefined || !draw.oneIn(rule.oneIn)) return undefined;
      return faultOf(draw, kinds, name, rule);
    },
  };
}

function ruleOf(draw: Draw): Rule {
  return { oneIn: draw.pick([1, 2, 5, 20, 100]), way: draw.pick(["status", "status_after", "bytes", "no_memory"]) };
}

function faultOf(draw: Draw, kinds: KindCounts, name: string, { way }: Rule): Fault {
  const isRead = READS.has(name);
  if (isRead && way === "bytes") {
    kinds[name.endsWith("buffer_bytes") ? "host.fewer_bytes" : "host.any_bytes"] += 1;
    return { kind: "bytes", bytes: bytesOf(draw, draw.pick([0, 1, 3, 4, 7, 8, 16, 100])) };
  }
  if (isRead && way === "no_memory") {
    kinds["host.no_memory"] += 1;
    return { kind: "no_memory" };
  }
  // Few calls open a stream, and 4 is what Envoy says there: it must come about in the tests' share too.
  const status = name === STREAM && draw.oneIn(3) ? 4 : draw.pick(STATUSES);
  if (name === STREAM && status === 4) kinds["grpc.parse_failure"] += 1;
  if (way === "status_after") kinds["host.status_after"] += 1;
  else kinds["host.any_status"] += 1;
  return way === "status_after" ? { kind: "status_after", status } : { kind: "status", status };
}
