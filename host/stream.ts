// A stream context: its methods, its beginning and its end. deliver.ts makes the callbacks between them.
// Source: Envoy source/extensions/common/wasm/context.cc, `decodeHeaders` and on; proxy-wasm-cpp-host src/context.cc.
import { MapType } from "./abi.ts";
import { type Context, createContext } from "./context.ts";
import { CONTINUE, create, deliver, type Life, showReply } from "./deliver.ts";
import { UseError } from "./errors.ts";
import { type HeaderMap, headerMapOf, pairsOf } from "./header-map.ts";
import { callback } from "./enter.ts";
import { dropUnused, takeContextId } from "./machine.ts";
import type { Pairs } from "./pairs.ts";
import type { Part } from "./passage.ts";
import type { RootState } from "./root-state.ts";
import { createStreamState, sideOf } from "./stream-state.ts";
import type { Ended, Passage, Side, Step, Stream, StreamOptions } from "./types.ts";

const EMPTY: HeaderMap = { names: [], values: [] };

/** The methods of all streams are the same functions: a stream costs one small object. */
type Live = Stream & { readonly life: Life };

/** Its context id is taken at its first callback. `skip`: traffic passes without the VM; `fail`: it gets 503. */
export function createStream(root: RootState, options: StreamOptions, dead: Life["dead"]): Stream {
  const life: Life = {
    root,
    stream: createStreamState(options),
    dead,
    context: undefined,
    phase: "open",
    wasLogged: false,
  };
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
    if (life.wasLogged) throw new UseError("the stream has ended: it is logged once");
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
  life.wasLogged = true;
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
  } finally {
    context.isLog = false;
    context.maps.fill(undefined);
    context.maps[MapType.RequestHeaders] = held;
    leave(life, context);
  }
}

/** on_done and on_delete come also when the log broke a rule. */
function leave({ root }: Life, context: Context): void {
  try {
    callback(context, "proxy_on_done", context.id);
  } finally {
    try {
      callback(context, "proxy_on_delete", context.id);
    } finally {
      context.maps.fill(undefined);
      root.machine.contexts.delete(context.id);
      dropUnused(root.machine);
    }
  }
}
