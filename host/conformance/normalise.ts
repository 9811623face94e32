// From crossings to a text that two hosts can be compared by: what happened to each context, in order.
//
//   vm worker
//     _initialize() void
//   vm worker, root 1
//     proxy_on_configure(root 1, 118) 1
//       proxy_get_buffer_bytes(7, 0, 118, ., .) 0 +118
//       proxy_log(2, ., .) 0 "ready"
//   stream 1 of root 1
//     proxy_on_request_headers(stream 1, 6, 1) 0
//       proxy_get_header_map_value(0, ., 5, ., .) 0 +12
//
// A line is a call, its arguments, its result; below a callback, indented, are the host calls it made. `.` stands for an
// argument that is not compared (host-calls.ts), `+N` for N bytes that the host put into the module's memory, text in
// quotes for what the module said by it (stable.ts).
// Contexts are numbered in order of creation: roots in their VM, streams over all. Order between contexts is not told.
// Ticks are left out unless asked for: how many there are is a matter of time. When they are asked for, equal ones in a row
// are one.
import type { BorderEvent } from "./events.ts";
import { comparable, hasSteadySize } from "./host-calls.ts";
import { stable } from "./stable.ts";
import { contextOf, createVm, labelOf, type NormalisedVm, type NormalisedContext, render } from "./paragraphs.ts";

export type NormaliseOptions = {
  /** Keeps `proxy_on_tick` and what it calls. Default: left out. */
  readonly ticks?: boolean;
  /** Leaves out host calls. Default: they are there. */
  readonly callbacksOnly?: boolean;
  /** Host calls that are left out. */
  readonly leaveOut?: readonly string[];
};

/** A callback that has not returned, with the calls it has made so far. */
type Open = {
  readonly name: string;
  readonly args: readonly string[];
  readonly calls: string[];
  call: Call | undefined;
};

/** A host call that has not returned. `gave`: for how many bytes the host has taken memory. `said`: what it logged. */
type Call = { readonly name: string; readonly text: string; gave: string | undefined; said: string | undefined };

const ALLOCATORS: ReadonlySet<string> = new Set(["malloc", "proxy_on_memory_allocate"]);

/** The text described above; it ends with a line break. Throws at a return of what was not called. */
export function normalise(events: readonly BorderEvent[], options: NormaliseOptions = {}): string {
  const vms = new Map<number, NormalisedVm>();
  const stacks = new Map<number, Open[]>();
  const streams: NormalisedContext[] = [];
  for (const event of events) {
    const vm = vms.get(event.vm) ?? createVm(event.isMain);
    const stack = stacks.get(event.vm) ?? [];
    vms.set(event.vm, vm);
    stacks.set(event.vm, stack);
    const open = stack.at(-1);
    if (event.kind === "callback") {
      stack.push({ name: event.name, args: event.args, calls: [], call: undefined });
      if (event.name === "proxy_on_context_create") create(vm, event.args, streams);
    } else if (open === undefined) {
      throw new Error(`${event.kind} out of nothing: ${event.name}`);
    } else if (event.kind === "call") {
      const text = `${event.name}(${comparable(event.name, event.args).join(", ")})`;
      open.call = { name: event.name, text, gave: undefined, said: undefined };
    } else if (event.kind === "logged") {
      if (open.call !== undefined) open.call.said = stable(event.text);
    } else if (event.kind === "answered") {
      if (options.leaveOut?.includes(event.name) !== true)
        open.calls.push(`  ${open.call?.text ?? event.name} ${event.result}${given(open.call)}`);
      open.call = undefined;
    } else {
      stack.pop();
      const within = stack.at(-1)?.call;
      if (within !== undefined && ALLOCATORS.has(open.name)) within.gave = open.args[0] ?? "";
      else close(vm, open, `${event.kind === "trapped" ? "trap" : event.result}${nesting(within)}`, options);
    }
  }
  return render([...vms.values()], streams);
}

function given(call: Call | undefined): string {
  const gave = call?.gave === undefined ? "" : ` +${hasSteadySize(call.name) ? call.gave : ""}`;
  return call?.said === undefined ? gave : `${gave} "${call.said}"`;
}

function nesting(within: Call | undefined): string {
  return within === undefined ? "" : ` within ${within.name}`;
}

function create(vm: NormalisedVm, [id = "", parent = "0"]: readonly string[], streams: NormalisedContext[]): void {
  if (vm.contexts.has(id)) return;
  const isRoot = parent === "0";
  const label = isRoot ? `root ${vm.roots.length + 1}` : `stream ${streams.length + 1}`;
  const context = { label, title: isRoot ? label : `${label} of ${labelOf(vm, parent)}`, lines: [] };
  vm.contexts.set(id, context);
  (isRoot ? vm.roots : streams).push(context);
}

/** Writes a callback that is over to the lines of its context. */
function close(vm: NormalisedVm, { name, args, calls }: Open, result: string, options: NormaliseOptions): void {
  if (name === "proxy_on_tick" && options.ticks !== true) return;
  const isAboutContext = name.startsWith("proxy_");
  const context = isAboutContext ? contextOf(vm, args[0]) : undefined;
  const ids = name === "proxy_on_context_create" ? 2 : isAboutContext ? 1 : 0;
  const shown = args.map((arg, at) => (at < ids ? labelOf(vm, arg) : arg));
  const lines = context?.lines ?? vm.lines;
  const added = [`${name}(${shown.join(", ")}) ${result}`, ...(options.callbacksOnly === true ? [] : calls)];
  if (name === "proxy_on_tick" && lines.join("\n").endsWith(added.join("\n"))) return;
  lines.push(...added);
  if (name === "proxy_on_done" && context !== undefined && vm.roots.includes(context)) vm.wasShutDown = true;
}
