// A stream context: callbacks in Envoy's order, and what can be read in each.
// Source: Envoy source/extensions/common/wasm/context.cc, `decodeHeaders` and on; proxy-wasm-cpp-host src/context.cc.
import { BufferType, MapType } from "./abi.ts";
import type { CallbackName } from "./callback-types.ts";
import { type Context, createContext } from "./context.ts";
import { UseError } from "./errors.ts";
import { type HeaderMap, headerMapOf, pairsOf } from "./header-map.ts";
import { callback, takeContextId } from "./machine.ts";
import type { Pairs } from "./pairs.ts";
import { passage, type Part } from "./passage.ts";
import type { RootState } from "./root-state.ts";
import { createStreamState, sideOf, type StreamState } from "./stream-state.ts";
import type { Ended, LocalReply, Passage, Side, Step, Stream, StreamOptions } from "./types.ts";

export const CONTINUE: Passage = Object.freeze({ kind: "continue" });
const EMPTY: HeaderMap = { names: [], values: [] };

type Life = {
  readonly root: RootState;
  readonly stream: StreamState;
  /** What it is when its VM is dead from the beginning. */
  readonly dead: "none" | "skip" | "fail";
  /** Made at the first callback. */
  context: Context | undefined;
  phase: "open" | "ended" | "late";
};

/** The methods of all streams are the same functions: a stream costs one small object. */
type Live = Stream & { readonly life: Life };

/** Its context id is taken at its first callback. `skip`: traffic passes without the VM; `fail`: it gets 503. */
export function createStream(root: RootState, options: StreamOptions, dead: Life["dead"]): Stream {
  const life: Life = { root, stream: createStreamState(options), dead, context: undefined, phase: "open" };
  return { __proto__: METHODS, life } as unknown as Stream;
}

const METHODS: Stream & ThisType<Live> = {
  id() {
    return this.life.context?.id ?? 0;
  },
  requestHeaders(headers, step) {
    return take(this.life, "request", "headers", headers, step);
  },
  requestBody(chunk, step) {
    return take(this.life, "request", "body", chunk, step);
  },
  requestTrailers(trailers, step) {
    return take(this.life, "request", "trailers", trailers, step);
  },
  responseHeaders(headers, step) {
    return take(this.life, "response", "headers", headers, step);
  },
  responseBody(chunk, step) {
    return take(this.life, "response", "body", chunk, step);
  },
  responseTrailers(trailers, step) {
    return take(this.life, "response", "trailers", trailers, step);
  },
  requestMetadata(metadata) {
    return take(this.life, "request", "metadata", metadata, undefined);
  },
  responseMetadata(metadata) {
    return take(this.life, "response", "metadata", metadata, undefined);
  },
  informational() {
    return CONTINUE;
  },
  log(ended = {}) {
    const { life } = this;
    if (life.dead === "skip") return;
    if (life.phase === "ended") throw new UseError("the stream has ended: it is logged once");
    end(life, contextOf(life), ended);
  },
  late() {
    this.life.phase = "late";
  },
  isPaused(side) {
    return sideOf(this.life.stream, side).isPaused;
  },
  isSkipped() {
    const { dead, root } = this.life;
    return dead === "skip" || (root.machine.dead !== undefined && root.plugin.failure === "fail_open");
  },
  headers(side) {
    return pairsOf(sideOf(this.life.stream, side).headers ?? EMPTY);
  },
  trailers(side) {
    return pairsOf(sideOf(this.life.stream, side).trailers ?? EMPTY);
  },
  body(side) {
    return sideOf(this.life.stream, side).body;
  },
  reply() {
    return this.life.stream.reply;
  },
};

function take(life: Life, side: Side, part: Part, given: Pairs | Uint8Array | string, step: Step | undefined): Passage {
  if (life.dead === "skip") return CONTINUE;
  if (life.phase === "ended")
    throw new UseError("the stream has ended: call late() before callbacks that come too late");
  const context = contextOf(life);
  if (step?.properties !== undefined) context.said.push(step.properties);
  return deliver(life, context, side, part, given, step?.end === true);
}

function contextOf(life: Life): Context {
  if (life.context !== undefined) return life.context;
  const { root, stream } = life;
  const { machine } = root;
  const id = takeContextId(machine);
  const context = createContext(machine, id, root, stream);
  if (stream.options.properties !== undefined) context.said.push(stream.options.properties);
  machine.contexts.set(id, context);
  stream.startedNs = machine.process.clock.realtimeNs();
  stream.showReply = showReply;
  life.context = context;
  return context;
}

/** on_context_create, immediately before the first callback. */
function create(context: Context, root: RootState): void {
  if (context.isCreated) return;
  context.isCreated = true;
  callback(context, "proxy_on_context_create", context.id, root.context.id);
}

function deliver(
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
  const action =
    part === "headers"
      ? callback(context, name, context.id, map.names.length, isEnd ? 1 : 0)
      : callback(context, name, context.id, map.names.length);
  const result = passage(context, stream, side, part, name, action);
  if (result.kind === "continue") context.maps[type] = undefined;
  if (side === "response" && part === "headers" && stream.ended === undefined) stream.hasResponse = true;
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
  const action = callback(context, name, context.id, shown.length, isEnd ? 1 : 0);
  if (side === "response") state.bytes += chunk.length;
  const left = context.buffers[type] ?? shown;
  state.body = left;
  const result = passage(context, stream, side, "body", name, action);
  state.buffered = result.kind === "pause" && result.action === 1 ? left : undefined;
  if (result.kind === "continue") context.buffers[type] = undefined;
  return result;
}

/** The module sees its own reply as an answer. */
function showReply(context: Context, stream: StreamState, reply: LocalReply): void {
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
  if (stream.hasRequest) {
    context.maps[MapType.ResponseHeaders] = map;
    const isEnd = body.length === 0 ? 1 : 0;
    callback(context, "proxy_on_response_headers", context.id, map.names.length, isEnd);
    context.maps[MapType.ResponseHeaders] = undefined;
    context.buffers[BufferType.ResponseBody] = body;
    if (isEnd === 0) callback(context, "proxy_on_response_body", context.id, body.length, 1);
    context.buffers[BufferType.ResponseBody] = undefined;
  }
  stream.response.bytes += body.length;
  stream.options.onReply?.(reply);
}

/** on_log, on_done, on_delete. */
function end(life: Life, context: Context, { properties, request, response }: Ended): void {
  const { stream, root } = life;
  if (properties !== undefined) context.said.push(properties);
  if (request !== undefined) stream.request.headers = headerMapOf(request);
  if (response !== undefined) stream.response.headers = headerMapOf(response);
  stream.endedNs = root.machine.process.clock.realtimeNs();
  // An answer that an earlier filter gave is there before the module hears of the stream.
  create(context, root);
  life.phase = "ended";
  // Envoy forgets the headers of a request when it goes on: one that never did can be read to the end.
  const held = context.maps[MapType.RequestHeaders];
  context.maps.fill(undefined);
  context.buffers.fill(undefined);
  context.maps[MapType.RequestHeaders] = stream.request.headers ?? EMPTY;
  context.maps[MapType.ResponseHeaders] = stream.response.headers ?? EMPTY;
  context.maps[MapType.ResponseTrailers] = stream.response.trailers ?? EMPTY;
  if (held !== undefined) context.made[MapType.RequestHeaders] = held;
  context.isLog = true;
  try {
    callback(context, "proxy_on_log", context.id);
    context.isLog = false;
    context.maps.fill(undefined);
    context.maps[MapType.RequestHeaders] = held;
    callback(context, "proxy_on_done", context.id);
    callback(context, "proxy_on_delete", context.id);
  } finally {
    context.isLog = false;
    context.maps.fill(undefined);
    root.machine.contexts.delete(context.id);
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
