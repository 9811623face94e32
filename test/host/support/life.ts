// A module that lives as it should, and a host that shows what it is told.
import { createHost } from "../../../host/index.ts";
import { traceText, type TraceEvent } from "../../../host/trace.ts";
import { i32, type ModuleParts, run } from "./assemble.ts";

const NAMES = [
  "proxy_on_context_create",
  "proxy_on_vm_start",
  "proxy_on_configure",
  "proxy_on_tick",
  "proxy_on_done",
  "proxy_on_delete",
];
/** Says yes to everything, and ticks every 100 ms. */
export const PLAIN: ModuleParts = {
  functions: {
    proxy_on_context_create: [],
    proxy_on_vm_start: [i32(1)],
    proxy_on_configure: [run("proxy_set_tick_period_milliseconds", 100), i32(1)],
    proxy_on_tick: [],
    proxy_on_done: [i32(1)],
    proxy_on_delete: [],
  },
};

/** A host, and the callbacks with the number of their VM and thread: `vm/thread name(args)`. */
export function watched() {
  const events: TraceEvent[] = [];
  const host = createHost({ trace: (event) => events.push(event) });
  const seen = (): readonly string[] =>
    events
      .splice(0)
      .filter(({ kind, name }) => kind === "callback" && NAMES.includes(name))
      .map((event) => `${event.vm}/${event.worker} ${traceText(event).replace("[host->vm] proxy_on_", "")}`);
  return { host, seen };
}
