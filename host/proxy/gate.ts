// One side of an exchange on its way through the filter: what a callback says decides whether, when and how it passes.
// Source: Envoy source/common/http/filter_manager.cc.
import type { Pairs } from "../pairs.ts";
import type { Properties } from "../property-value.ts";
import type { LocalReply, Passage, Side, Stream } from "../types.ts";

/** Where it goes when it has passed. */
export type Sink = {
  readonly headers: (pairs: Pairs, end: boolean) => void;
  readonly body: (chunk: Uint8Array, end: boolean) => void;
  readonly trailers: (pairs: Pairs) => void;
  /** The filter answers by itself. */
  readonly reply: (reply: LocalReply) => void;
  /** The filter ends the stream. */
  readonly reset: () => void;
  /** More is held back than may be. */
  readonly overflow: () => void;
};

/** One side of an exchange on its way through the filter. */
export type Gate = {
  readonly headers: (pairs: Pairs, end: boolean, properties?: Properties) => void;
  readonly body: (chunk: Uint8Array, end: boolean) => void;
  readonly trailers: (pairs: Pairs) => void;
  /** The filter goes on after a pause. */
  readonly resume: () => void;
  /** Whether nothing more should be read now. */
  readonly isHeld: () => boolean;
};

type Part = () => void;

/** Octets that a pause may hold back; Envoy's `per_connection_buffer_limit_bytes`. */
export const HOLD_LIMIT = 1_048_576;
const BUFFER = 1;
const WATERMARK = 2;
const NO_BUFFER = 3;

/** `stream` undefined: everything passes. `onFree` is told when reading can go on. */
export function createGate(stream: Stream | undefined, side: Side, sink: Sink, onFree: () => void): Gate {
  /** What waits behind a part that was stopped, and what of it has passed the filter already. */
  const waiting: Part[] = [];
  let held: Part | undefined;
  let isStopped = false;
  let waitingBytes = 0;

  function settle(passage: Passage, pass: Part): void {
    switch (passage.kind) {
      case "continue":
        held = undefined;
        return pass();
      case "pause":
        held = pass;
        isStopped = passage.action !== BUFFER && passage.action !== NO_BUFFER;
        return;
      case "reply":
        return sink.reply(passage.reply);
      case "reset":
        return sink.reset();
    }
  }

  function enter(part: Part, bytes: number): void {
    if (!isStopped) return part();
    waiting.push(part);
    waitingBytes += bytes;
    if (waitingBytes > HOLD_LIMIT) sink.overflow();
  }

  function takeBody(chunk: Uint8Array, end: boolean): void {
    if (stream === undefined) return sink.body(chunk, end);
    const passage = side === "request" ? stream.requestBody(chunk, { end }) : stream.responseBody(chunk, { end });
    if (passage.kind === "pause" && passage.action > WATERMARK) {
      // StopIterationNoBuffer: the chunk goes nowhere, but its end is not forgotten.
      held = () => sink.body(NOTHING, end);
      return;
    }
    settle(passage, () => sink.body(stream.body(side), end));
    if (passage.kind === "pause" && stream.body(side).length > HOLD_LIMIT) sink.overflow();
  }

  return {
    headers: (pairs, end, properties = {}) =>
      enter(() => {
        if (stream === undefined) return sink.headers(pairs, end);
        const step = { end, properties };
        const passage = side === "request" ? stream.requestHeaders(pairs, step) : stream.responseHeaders(pairs, step);
        settle(passage, () => sink.headers(stream.headers(side), end));
        // A pause of headers stops the body behind them too.
        if (passage.kind === "pause") isStopped = true;
      }, 0),
    body: (chunk, end) => enter(() => takeBody(chunk, end), chunk.length),
    trailers: (pairs) =>
      enter(() => {
        if (stream === undefined) return sink.trailers(pairs);
        const passage = side === "request" ? stream.requestTrailers(pairs) : stream.responseTrailers(pairs);
        const before = held;
        settle(passage, () => {
          before?.();
          sink.trailers(stream.trailers(side));
        });
      }, 0),
    resume() {
      const first = held;
      held = undefined;
      isStopped = false;
      first?.();
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        next();
        if (isStopped) break;
      }
      waitingBytes = 0;
      if (!isStopped) onFree();
    },
    isHeld: () => isStopped,
  };
}

const NOTHING = new Uint8Array();
