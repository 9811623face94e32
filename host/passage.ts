// What the return of a callback means to traffic, and what a dead VM means to it.
// Source: proxy-wasm-cpp-host src/context.cc, `convertVmCallResultTo…`, `CHECK_FAIL`; the failure policies as measured.
import type { CallbackName } from "./callback-types.ts";
import type { Context } from "./context.ts";
import { throwNotes, violate } from "./process.ts";
import { sideOf, type StreamState } from "./stream-state.ts";
import type { LocalReply, Passage, Side } from "./types.ts";

/** What a callback is of. */
export type Part = "headers" | "body" | "trailers" | "metadata";

const CONTINUE: Passage = Object.freeze({ kind: "continue" });
/** The largest action of each, which stands for all that are larger. */
const MAX_ACTION: Readonly<Record<Part, number>> = { headers: 4, body: 3, trailers: 1, metadata: 0 };
const STOP_ITERATION = 1;

/** Of what a dead VM answers for. */
const FAILED: LocalReply = {
  status: 503,
  details: "wasm_fail_stream",
  body: new Uint8Array(),
  headers: [],
  grpcStatus: -1,
};

/** `action` undefined: no such callback, or the VM is dead. */
export function passage(
  context: Context,
  stream: StreamState,
  side: Side,
  part: Part,
  name: CallbackName,
  action: number | undefined,
): Passage {
  const { machine, root } = context;
  if (machine.dead !== undefined) return root?.plugin.failure === "fail_open" ? CONTINUE : fail(stream);
  if (stream.ended !== undefined) return stream.ended;
  const state = sideOf(stream, side);
  const raw = (action ?? 0) >>> 0;
  if (raw === 0 || part === "metadata") {
    state.isPaused = false;
    return CONTINUE;
  }
  const most = MAX_ACTION[part];
  if (raw > most || machine.process.strict.mayPause !== true)
    violate(machine.process, "action", `${name} returned ${raw}: want 0, Continue`, machine.number, context.id);
  state.isPaused = true;
  // The call itself has ended: nobody else throws it.
  if (machine.process.depth === 0) throwNotes(machine.process);
  // Envoy makes the one of headers into the one that also stops the body.
  const isWhole = raw > most || (part === "headers" && raw === STOP_ITERATION);
  return { kind: "pause", action: isWhole ? most : raw };
}

/** 503 while nothing of the answer has gone out, a reset afterwards. */
export function fail(stream: StreamState): Passage {
  if (stream.ended !== undefined) return stream.ended;
  stream.ended = stream.hasResponse ? { kind: "reset" } : { kind: "reply", reply: FAILED };
  if (!stream.hasResponse) stream.reply = FAILED;
  return stream.ended;
}
