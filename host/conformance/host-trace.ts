// What the host of this folder traces, as crossings.
import type { LogLine } from "../log.ts";
import type { TraceEvent, TraceSink } from "../trace.ts";
import type { Host } from "../types.ts";
import type { BorderEvent } from "./events.ts";

export type HostTrace = {
  readonly sink: TraceSink;
  /** Gets the lines of the log. */
  readonly log: (line: LogLine) => void;
  /** Must be called before anything is loaded: its traps tell a return of nothing from no return. */
  readonly watch: (host: Host) => void;
  readonly events: () => readonly BorderEvent[];
};

export function createHostTrace(): HostTrace {
  const events: BorderEvent[] = [];
  let host: Host | undefined;
  let traps = 0;
  let caller: Omit<TraceEvent, "kind"> | undefined;
  const sink = (event: TraceEvent): void => {
    const where = { vm: event.vm, isMain: event.worker === 0, name: event.name.replace(/^.*\./, "") };
    const known = traps;
    traps = host?.traps.length ?? 0;
    switch (event.kind) {
      case "callback":
        return void events.push({ ...where, kind: "callback", args: event.args.map(String) });
      case "call":
        caller = event;
        return void events.push({ ...where, kind: "call", args: event.args.map(String) });
      case "call_return":
        return void events.push({ ...where, kind: "answered", result: resultOf(event) });
      case "callback_return":
        if (traps > known) return void events.push({ ...where, kind: "trapped" });
        return void events.push({ ...where, kind: "returned", result: resultOf(event) });
    }
  };
  /** A module logs by a host call. What the host itself says has no prefix. */
  const log = ({ prefix, text }: LogLine): void => {
    if (prefix === "" || caller === undefined) return;
    const { vm, worker } = caller;
    events.push({ vm, isMain: worker === 0, name: "log", kind: "logged", text: text.split("\n", 1)[0] ?? "" });
  };
  return { sink, log, watch: (watched) => void (host = watched), events: () => events };
}

function resultOf({ result }: TraceEvent): string {
  return result === undefined ? "void" : String(result);
}
