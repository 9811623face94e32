// Streams in the order in which Envoy plays them, many at a time: each step is one callback of one of them.
import type { GoldenExchange } from "./goldens.ts";
import type { Passage, Stream } from "../../host/types.ts";
import { NOTHING, type Side } from "./shot.ts";
import { assertPages, did, type Open, type Stage } from "./stage.ts";
import { nextShot } from "./traffic.ts";

const EMPTY = Object.freeze({});
const END = Object.freeze({ end: true });
const HINTS = [[":status", "103"]] as const;

/** Begins a stream; its first callback comes later. */
export function begin(stage: Stage): void {
  const { draw, kinds, slots } = stage;
  const slot = draw.pick(slots);
  const shot = nextShot(draw, kinds, slot.traffic);
  const stream = slot.root.stream({
    properties: shot.properties,
    protocol: shot.protocol,
    direction: slot.setting.direction,
  });
  stage.exchanges += 1;
  stage.open.push({ stream, shot, slot, root: slot.root, phase: "new", chunk: 0, startedUs: 0 });
}

/** The next callback of one of the open streams. */
export function advanceAny(stage: Stage): void {
  const { draw, open } = stage;
  if (open.length === 0) return;
  const index = draw.below(open.length);
  const one = open[index] as Open;
  if (!advance(stage, one)) return;
  open[index] = open.at(-1) as Open;
  open.pop();
  assertPages(stage);
}

/** The next callback; true when the stream is over. */
function advance(stage: Stage, one: Open): boolean {
  const { draw } = stage;
  const { shot, stream } = one;
  // A client that goes, or an upstream that answers before it has all.
  const isWhole = shot.golden !== undefined;
  if (one.phase !== "new" && one.phase !== "log" && !isWhole && draw.oneIn(60)) one.phase = "log";
  switch (one.phase) {
    case "new":
      one.startedUs = start(stage, shot.golden);
      if (shot.isDenied) return logOf(stage, one);
      did(stage, `request headers of ${shot.of}`);
      passes(stream.requestHeaders(shot.request.headers, stepOf(shot.request)));
      one.phase = shot.request.ending === "headers" && shot.request.chunks.length === 0 ? "answer" : "request";
      return false;
    case "request":
      if (!isWhole && draw.oneIn(30)) one.phase = "answer";
      else if (sendBody(one, "request")) one.phase = "answer";
      one.chunk = one.phase === "request" ? one.chunk : 0;
      return false;
    case "answer":
      one.chunk = 0;
      one.phase = shot.response === undefined ? "log" : "response";
      if (shot.hasHints) passes(stream.informational(HINTS));
      if (shot.response === undefined) return false;
      did(stage, `response headers of ${shot.of}`);
      passes(stream.responseHeaders(shot.response.headers, stepOf(shot.response)));
      if (shot.response.ending === "headers" && shot.response.chunks.length === 0) one.phase = "log";
      return false;
    case "response":
      if (sendBody(one, "response")) one.phase = "log";
      return false;
    case "log":
      return logOf(stage, one);
  }
}

/** Takes a µs of its own, by which its record is known. */
export function start({ clock, starts, draw }: Stage, golden?: GoldenExchange): number {
  clock.advance(BigInt(1 + draw.below(3_000_000)));
  let at = Number(clock.realtimeNs() / 1_000n);
  while (starts.has(at)) {
    clock.advance(1_000n);
    at += 1;
  }
  starts.set(at, golden);
  return at;
}

/** The next chunk, or the end; true when nothing more comes on this side. */
function sendBody(one: Open, name: "request" | "response"): boolean {
  const { stream, shot } = one;
  const side = shot[name] as Side;
  const { chunks, ending, trailers } = side;
  if (one.chunk < chunks.length) {
    const chunk = chunks[one.chunk] as Buffer;
    one.chunk += 1;
    const isEnd = shot.protocol === "HTTP/2" && ending === "body" && one.chunk === chunks.length;
    passes(bodyOf(stream, name, chunk, isEnd));
    return isEnd;
  }
  if (ending === "body") passes(bodyOf(stream, name, NOTHING, true));
  else if (ending === "trailers")
    passes(name === "request" ? stream.requestTrailers(trailers) : stream.responseTrailers(trailers));
  return true;
}

const bodyOf = (stream: Stream, name: "request" | "response", chunk: Buffer, isEnd: boolean): Passage =>
  name === "request" ? stream.requestBody(chunk, isEnd ? END : EMPTY) : stream.responseBody(chunk, isEnd ? END : EMPTY);

const stepOf = ({ ending, chunks }: Side): { readonly end?: boolean } =>
  ending === "headers" && chunks.length === 0 ? END : EMPTY;

/** The end of a stream. */
export function logOf(stage: Stage, { shot, stream, slot, root }: Open): true {
  did(stage, `log of ${shot.of}`);
  const isCounted = slot.isWatched && root.state() === "live";
  if (shot.isDenied) {
    const response = shot.response === undefined ? {} : { response: shot.response.headers };
    stream.log({ properties: shot.log, request: shot.request.headers, ...response });
  } else stream.log({ properties: shot.log });
  if (isCounted) stage.logs += 1;
  return true;
}

export function passes({ kind }: Passage): void {
  if (kind !== "continue") throw new Error(`a callback held the traffic: ${kind}`);
}

/** All that is open comes to its end. */
export function endAll(stage: Stage): void {
  while (stage.open.length > 0) advanceAny(stage);
}

/** Of a golden exchange that does not come to its end, or whose root has ended: its record may be anything. */
export function spoil({ starts }: Stage, one: Open): void {
  if (one.shot.golden !== undefined && one.phase !== "new") starts.set(one.startedUs, undefined);
  one.shot.golden = undefined;
}
