// What a module does to the traffic of its stream. All of it happens when the callback has returned.
import { STREAM_TYPE_MAX, StreamType, Status } from "../abi.ts";
import { defer } from "../enter.ts";
import type { Machine } from "../machine.ts";
import { readPairs } from "../pairs.ts";
import type { LocalReply } from "../types.ts";
import { blameWrite } from "./headers.ts";
import { actingContext, blame, copyAt, isInside, textAt } from "./memory.ts";

/** Host calls by short name; each returns a `Status`. */
export const STREAM = {
  send_local_response: sendLocalResponse,
  continue_stream: continueStream,
  close_stream: closeStream,
  continue_request: (machine: Machine) => continueStream(machine, StreamType.Request),
  continue_response: (machine: Machine) => continueStream(machine, StreamType.Response),
  clear_route_cache: (machine: Machine): number => (blameWrite(machine, "proxy_clear_route_cache"), Status.Ok),
} as const;

function sendLocalResponse(
  machine: Machine,
  status: number,
  detailsAt: number,
  detailsSize: number,
  bodyAt: number,
  bodySize: number,
  headersAt: number,
  headersSize: number,
  grpcStatus: number,
): number {
  const isReadable =
    isInside(machine, detailsAt, detailsSize) &&
    isInside(machine, bodyAt, bodySize) &&
    isInside(machine, headersAt, headersSize);
  if (!isReadable) return Status.InvalidMemoryAccess;
  blameWrite(machine, `proxy_send_local_response of ${status}`);
  const reply: LocalReply = {
    status: status >>> 0,
    details: textAt(machine, detailsAt, detailsSize),
    body: copyAt(machine, bodyAt, bodySize),
    headers: readPairs(copyAt(machine, headersAt, headersSize)),
    grpcStatus: grpcStatus | 0,
  };
  const context = actingContext(machine);
  const { stream } = context;
  defer(machine, () => {
    if (stream === undefined || stream.ended !== undefined) return;
    // An answer that has begun cannot become another one.
    stream.ended = stream.hasResponse ? { kind: "reset" } : { kind: "reply", reply };
    if (stream.hasResponse) stream.options.onReset?.();
    else stream.showReply?.(context, stream, reply);
  });
  return Status.Ok;
}

function continueStream(machine: Machine, type: number): number {
  if (type >>> 0 > STREAM_TYPE_MAX) {
    blame(machine, "argument", `proxy_continue_stream of ${type >>> 0}`);
    return Status.BadArgument;
  }
  if (type > StreamType.Response) return Status.BadArgument;
  blameWrite(machine, `proxy_continue_stream of ${type}`);
  const context = actingContext(machine);
  const { stream } = context;
  const side = type === StreamType.Request ? "request" : "response";
  if (stream !== undefined)
    defer(machine, () => {
      if (!stream[side].isPaused) return;
      stream[side].isPaused = false;
      stream.options.onResume?.(side);
    });
  // Envoy forgets what belongs to the request, whichever side goes on.
  context.maps[0] = undefined;
  context.maps[1] = undefined;
  context.buffers[0] = undefined;
  return Status.Ok;
}

function closeStream(machine: Machine, type: number): number {
  if (type >>> 0 > STREAM_TYPE_MAX) {
    blame(machine, "argument", `proxy_close_stream of ${type >>> 0}`);
    return Status.BadArgument;
  }
  blameWrite(machine, `proxy_close_stream of ${type}`);
  const { stream } = actingContext(machine);
  if (stream === undefined || type > StreamType.Response) return Status.Ok;
  defer(machine, () => {
    if (stream.ended !== undefined) return;
    stream.ended = { kind: "reset" };
    stream.options.onReset?.();
  });
  return Status.Ok;
}
