// Envoy's log of component `wasm` at level trace, read back. Envoy writes it with `--component-log-level wasm:trace
// --log-format "%t %v"`: the thread, a blank, the message. Lines of Envoy 1.40:
//
//   [host->vm] proxy_on_request_headers(2, 6, 1)        [vm->host] env.proxy_get_property(1485, 11, 6088, 6092)
//   [host<-vm] proxy_on_request_headers return: 0       [vm<-host] env.proxy_get_property return: 0
//   Base Wasm created 1 now active                      Thread-Local Wasm created 2 now active
//   ~Wasm 1 remaining active                            Function: proxy_on_tick failed: Uncaught RuntimeError: …
//   wasm log NAME ROOT_ID VM_ID: what the module says
//
// Source: proxy-wasm-cpp-host src/v8/v8.cc (the arrows), envoy source/extensions/common/wasm/wasm.cc (the VMs), context.cc
// (the module's lines).
import type { BorderEvent, Where } from "./events.ts";

/** The format that this reader wants, for `--log-format`. */
export const ENVOY_LOG_FORMAT = "%t %v";

const ARROW = /^(\d+) \[(host->vm|host<-vm|vm->host|vm<-host)\] (?:\w+\.)?(\w+)(?:\((.*)\)| return: (.*))$/;
const VM = /^(\d+) (Base Wasm created|Thread-Local Wasm created|~Wasm) \d+ (?:now|remaining) active$/;
const LINE = /^(\d+) wasm log(?: [^:]*)?: (.*)$/;
const TRAP = /^(\d+) (?:.*: )?Function: (\w+) failed: /;

/** A VM of the log. The base outlives its copies. */
type LoggedVm = { readonly number: number; readonly isBase: boolean };

/**
 * The crossings in order of the log. Lines about anything else are passed over; so is a last line without its end. On
 * each thread the newest copy that lives is the one that is called. Throws at a crossing before any VM.
 */
export function readEnvoyLog(text: string): readonly BorderEvent[] {
  const events: BorderEvent[] = [];
  const living = new Map<string, LoggedVm[]>();
  let main: string | undefined;
  let vms = 0;
  for (const line of text.split("\n").slice(0, -1)) {
    const [, vmThread, what] = VM.exec(line) ?? [];
    if (vmThread !== undefined) {
      // The base is made on the main thread, before anything else.
      main ??= vmThread;
      const here = entry(living, vmThread);
      if (what !== "~Wasm") here.push({ number: (vms += 1), isBase: what === "Base Wasm created" });
      else remove(here);
      continue;
    }
    const [, thread, arrow = "", name = "", args, result = ""] = ARROW.exec(line) ?? [];
    const [, lineThread, said = ""] = thread === undefined ? (LINE.exec(line) ?? []) : [];
    const [, trapThread, trapped = ""] = (thread ?? lineThread) === undefined ? (TRAP.exec(line) ?? []) : [];
    const at = thread ?? lineThread ?? trapThread;
    if (at === undefined) continue;
    const vm = entry(living, at).at(-1);
    if (vm === undefined) throw new Error(`before any VM of its thread: ${line}`);
    const where = { vm: vm.number, isMain: at === main };
    if (lineThread !== undefined) events.push({ ...where, name: "log", kind: "logged", text: said });
    else if (thread === undefined) events.push({ ...where, name: trapped, kind: "trapped" });
    else events.push(crossing({ ...where, name }, arrow, args, result));
  }
  return events;
}

function crossing(where: Where, arrow: string, args: string | undefined, result: string): BorderEvent {
  switch (arrow) {
    case "host->vm":
      return { ...where, kind: "callback", args: argumentsOf(args) };
    case "vm->host":
      return { ...where, kind: "call", args: argumentsOf(args) };
    case "host<-vm":
      return { ...where, kind: "returned", result };
    default:
      return { ...where, kind: "answered", result };
  }
}

function argumentsOf(text = ""): readonly string[] {
  return text === "" ? [] : text.split(", ");
}

function remove(living: LoggedVm[]): void {
  const at = living.findLastIndex(({ isBase }) => !isBase);
  if (at >= 0) living.splice(at, 1);
}

function entry(living: Map<string, LoggedVm[]>, thread: string): LoggedVm[] {
  const found = living.get(thread) ?? [];
  living.set(thread, found);
  return found;
}
