// HTTP calls of the module. They belong to the root context, whoever makes them.
import { BufferType, MapType, Status, TOKEN_STEP } from "../abi.ts";
import { headerMapOf } from "../header-map.ts";
import type { HttpAnswer } from "../http-transport.ts";
import { callback, defer } from "../enter.ts";
import type { Machine } from "../machine.ts";
import { readPairs } from "../pairs.ts";
import type { RootState } from "../root-state.ts";
import { actingContext, copyAt, isInside, putU32, textAt } from "./memory.ts";

/** Host calls by short name; each returns a `Status`. */
export const HTTP = { http_call: httpCall } as const;

const RESET = "reset";
const NEEDED = [":method", ":path", ":authority"] as const;

function httpCall(
  machine: Machine,
  clusterAt: number,
  clusterSize: number,
  headersAt: number,
  headersSize: number,
  bodyAt: number,
  bodySize: number,
  trailersAt: number,
  trailersSize: number,
  timeoutMs: number,
  tokenOut: number,
): number {
  const isReadable =
    isInside(machine, clusterAt, clusterSize) &&
    isInside(machine, headersAt, headersSize) &&
    isInside(machine, bodyAt, bodySize) &&
    isInside(machine, trailersAt, trailersSize) &&
    putU32(machine, tokenOut, 0);
  if (!isReadable) return Status.InvalidMemoryAccess;
  const { root } = actingContext(machine);
  const { http } = machine.process;
  const cluster = textAt(machine, clusterAt, clusterSize);
  const headers = readPairs(copyAt(machine, headersAt, headersSize));
  if (root === undefined || timeoutMs < 0 || !http.hasCluster(cluster)) return Status.BadArgument;
  if (!NEEDED.every((name) => headers.some(([key]) => key.toLowerCase() === name))) return Status.BadArgument;
  machine.nextHttpToken += TOKEN_STEP;
  const token = machine.nextHttpToken;
  root.httpCalls.set(token, undefined);
  const end = (answer: HttpAnswer | undefined): void => {
    if (root.httpCalls.has(token)) answered(root, token, answer);
  };
  const body = copyAt(machine, bodyAt, bodySize);
  const trailers = readPairs(copyAt(machine, trailersAt, trailersSize));
  const cancel = http.send(
    { cluster, headers, body, trailers, timeoutMs, worker: machine.worker },
    { answer: end, fail: () => end(undefined) },
  );
  if (cancel === undefined) {
    root.httpCalls.delete(token);
    return Status.InternalFailure;
  }
  root.httpCalls.set(token, cancel);
  putU32(machine, tokenOut, token);
  return Status.Ok;
}

/** While the VM runs it waits for the end of the outermost callback. */
function answered(root: RootState, token: number, answer: HttpAnswer | undefined): void {
  const { machine, context } = root;
  if (machine.depth > 0) {
    defer(machine, () => answered(root, token, answer));
    return;
  }
  if (root.state === "deleted" || machine.dead !== undefined || !root.httpCalls.has(token)) return;
  const headers = answer === undefined ? undefined : headerMapOf(answer.headers);
  const trailers = answer?.trailers === undefined ? undefined : headerMapOf(answer.trailers);
  const body = answer === undefined ? undefined : (answer.body ?? new Uint8Array());
  context.maps[MapType.HttpCallHeaders] = headers;
  context.maps[MapType.HttpCallTrailers] = trailers;
  context.buffers[BufferType.HttpCallBody] = body;
  if (answer === undefined) {
    root.statusCode = Status.BrokenConnection;
    root.statusMessage = RESET;
  }
  try {
    const counts = [headers?.names.length ?? 0, body?.length ?? 0, trailers?.names.length ?? 0] as const;
    callback(context, "proxy_on_http_call_response", context.id, token, ...counts);
  } finally {
    context.maps[MapType.HttpCallHeaders] = undefined;
    context.maps[MapType.HttpCallTrailers] = undefined;
    context.buffers[BufferType.HttpCallBody] = undefined;
    root.statusMessage = "";
    root.httpCalls.delete(token);
  }
}
