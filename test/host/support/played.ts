// A host with one plugin, and what passed between it and the module.
import { createHost } from "../../../host/index.ts";
import { traceText, type TraceEvent } from "../../../host/trace.ts";
import type { HostOptions, PluginOptions, Root } from "../../../host/types.ts";
import { assemble, type ModuleParts } from "./assemble.ts";

/** The plugin on one worker thread. `lines` are those of the trace since `load` and `root`, without the allocator. */
export function played(parts: ModuleParts, options: HostOptions = {}, plugin: Partial<PluginOptions> = {}) {
  const events: TraceEvent[] = [];
  const host = createHost({ trace: (event) => events.push(event), strict: { mayPause: true }, ...options });
  const wasm = assemble(parts);
  const loaded = host.load({ wasm, vmId: "vm", ...plugin });
  const worker = host.worker();
  const root = worker.root(loaded);
  events.length = 0;
  return {
    host,
    wasm,
    plugin: loaded,
    worker,
    root,
    events,
    /** What happened since the last time, as Envoy's log has it. */
    lines: (): readonly string[] =>
      events
        .splice(0)
        .filter(({ name }) => name !== "malloc")
        .map(traceText),
    /** Only callbacks with their arguments. */
    callbacks: (): readonly string[] =>
      events
        .splice(0)
        .filter(({ kind, name }) => kind === "callback" && name !== "malloc")
        .map((event) => traceText(event).replace("[host->vm] ", "")),
    /** Statuses that host calls returned, in order. */
    statuses: (): readonly unknown[] =>
      events
        .splice(0)
        .filter(({ kind }) => kind === "call_return")
        .map(({ result }) => result),
  };
}

/** What the last host call gave by address and size at `OUT`. */
export function given(root: Root, out = 16): string {
  const place = Buffer.from(root.vm().read(out, 8));
  return Buffer.from(root.vm().read(place.readUInt32LE(0), place.readUInt32LE(4))).toString();
}

export const GET = [
  [":authority", "a.test"],
  [":path", "/x?y=1"],
  [":method", "GET"],
] as const;
export const OK = [[":status", "200"]] as const;
