// The callbacks of a stream in Envoy's order, and what can be read in each.
// Source: Envoy source/extensions/common/wasm/context.cc, `decodeHeaders` and on; proxy-wasm-cpp-host src/context.cc.
import { BufferType, MapType } from "./abi.ts";
import type { CallbackName } from "./callback-types.ts";
import type { Context } from "./context.ts";
import { callback } from "./enter.ts";
import { type HeaderMap, headerMapOf } from "./header-map.ts";
import type { Pairs } from "./pairs.ts";
import { passage, type Part } from "./passage.ts";
import type { RootState } from "./root-state.ts";
import { sideOf, type StreamState } from "./stream-state.ts";
import type { LocalReply, Passage, Side } from "./types.ts";

/** Traffic goes on. */
export const CONTINUE: Passage = Object.freeze({ kind: "continue" });

/** What a stream is made of. */
export type Life = {
  readonly root: RootState;
  readonly stream: StreamState;
  /** What it is when its VM is dead from the beginning. */
  readonly dead: "none" | "skip" | "fail";
  /** Made at the first callback. */
  context: Context | undefined;
  phase: "open" | "ended" | "late";
  wasLogged: boolean;
};

/** on_context_create, immediately before the first callback. */
export function create(context: Context, root: RootState): void {
  if (context.isCreated) return;
  context.isCreated = true;
  callback(context, "proxy_on_context_create", context.id, root.context.id);
}

/** One callback of a side, and what it means to traffic. Throws what the module did against the rules. */
export function deliver(
  life: Life,
  context: Context,
  side: Side,
  part: Part,
  given: Pairs | Uint8Array | string,
  isEnd: boolean,
): Passage {
  const { stream } = life;
  const isFirst = side === "request" && part === "headers";
  if (stream.ended !== undefined) return stream.ended;
  if (isFirst) {
    create(context, life.root);
    stream.hasRequest = true;
  }
  context.end = isEnd;
  if (part === "body") return deliverBody(life, context, side, toBytes(given), isEnd);
  const map = headerMapOf(given as Pairs);
  if (part === "headers") sideOf(stream, side).headers = map;
  if (part === "trailers") sideOf(stream, side).trailers = map;
  const type = MAPS[side][part];
  // An answer to a request that never came this far is not shown.
  const reaches = stream.hasRequest || life.phase === "late";
  if (!reaches) {
    if (side === "response" && part === "headers") stream.hasResponse = true;
    return CONTINUE;
  }
  if (part !== "metadata") context.maps[type] = map;
  const name = NAMES[side][part];
  // Also when it throws, nothing of it stays readable.
  let result: Passage = CONTINUE;
  let hasPassed = false;
  try {
    const action =
      part === "headers"
        ? callback(context, name, context.id, map.names.length, isEnd ? 1 : 0)
        : callback(context, name, context.id, map.names.length);
    result = passage(context, stream, side, part, name, action);
    hasPassed = true;
  } finally {
    if (result.kind === "continue") context.maps[type] = undefined;
    const isOut = stream.ended === undefined && (hasPassed || context.machine.dead === undefined);
    if (side === "response" && part === "headers" && isOut) stream.hasResponse = true;
  }
  return result;
}

/** What was held back is shown again, with the new chunk behind it. */
function deliverBody(life: Life, context: Context, side: Side, chunk: Uint8Array, isEnd: boolean): Passage {
  const { stream } = life;
  const state = sideOf(stream, side);
  // Envoy counts a request's bytes before its filters see them, an answer's behind the filters.
  if (side === "request") state.bytes += chunk.length;
  state.body = chunk;
  if (!stream.hasRequest && life.phase !== "late") {
    if (side === "response") state.bytes += chunk.length;
    return CONTINUE;
  }
  const shown = state.buffered === undefined ? chunk : Buffer.concat([state.buffered, chunk]);
  const type = side === "request" ? 0 : 1;
  context.buffers[type] = shown;
  const name = NAMES[side].body;
  let result: Passage = CONTINUE;
  try {
    const action = callback(context, name, context.id, shown.length, isEnd ? 1 : 0);
    if (side === "response") state.bytes += chunk.length;
    const left = context.buffers[type] ?? shown;
    state.body = left;
    result = passage(context, stream, side, "body", name, action);
    state.buffered = result.kind === "pause" && result.action === 1 ? left : undefined;
  } finally {
    if (result.kind === "continue") context.buffers[type] = undefined;
  }
  return result;
}

/** The module sees its own reply as an answer. */
export function showReply(context: Context, stream: StreamState, reply: LocalReply): void {
  const { body } = reply;
  const ofBody: Pairs = body.length === 0 ? [] : [["content-type", "text/plain"]];
  const map = headerMapOf([
    [":status", String(reply.status)],
    ...reply.headers,
    ["content-length", String(body.length)],
    ...ofBody,
  ]);
  stream.reply = reply;
  stream.response.headers = map;
  if (stream.hasRequest) showAnswer(context, map, body);
  stream.response.bytes += body.length;
  stream.options.onReply?.(reply);
}

function showAnswer(context: Context, map: HeaderMap, body: Uint8Array): void {
  const isEnd = body.length === 0;
  try {
    context.maps[MapType.ResponseHeaders] = map;
    callback(context, "proxy_on_response_headers", context.id, map.names.length, isEnd ? 1 : 0);
    context.maps[MapType.ResponseHeaders] = undefined;
    context.buffers[BufferType.ResponseBody] = body;
    if (!isEnd) callback(context, "proxy_on_response_body", context.id, body.length, 1);
  } finally {
    context.maps[MapType.ResponseHeaders] = undefined;
    context.buffers[BufferType.ResponseBody] = undefined;
  }
}

function toBytes(chunk: Pairs | Uint8Array | string): Uint8Array {
  return typeof chunk === "string" ? Buffer.from(chunk) : (chunk as Uint8Array);
}

const MAPS = {
  request: { headers: MapType.RequestHeaders, trailers: MapType.RequestTrailers, metadata: 0 },
  response: { headers: MapType.ResponseHeaders, trailers: MapType.ResponseTrailers, metadata: 0 },
} as const;

const NAMES: Readonly<Record<Side, Readonly<Record<Part, CallbackName>>>> = {
  request: {
    headers: "proxy_on_request_headers",
    body: "proxy_on_request_body",
    trailers: "proxy_on_request_trailers",
    metadata: "proxy_on_request_metadata",
  },
  response: {
    headers: "proxy_on_response_headers",
    body: "proxy_on_response_body",
    trailers: "proxy_on_response_trailers",
    metadata: "proxy_on_response_metadata",
  },
};
