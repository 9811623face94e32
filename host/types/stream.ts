// A stream context: one HTTP request and its response, callback by callback.
import type { Pairs } from "../pairs.ts";
import type { Properties } from "../property-value.ts";
import type { Direction } from "./plugin.ts";

/** All keys are optional. */
export type StreamOptions = {
  /** Properties that hold for the whole stream, such as those of the connection. */
  readonly properties?: Properties;
  /** Of its listener; the plugin's. Listeners of both directions may share a root context. */
  readonly direction?: Direction;
  /** Decides where `end` of a body is: HTTP/1 ends it with an empty chunk. `HTTP/1.1`. */
  readonly protocol?: "HTTP/1.0" | "HTTP/1.1" | "HTTP/2" | "HTTP/3";
  /** What the filter did outside of the callback that traffic waits for. */
  readonly onResume?: (side: Side) => void;
  readonly onReply?: (reply: LocalReply) => void;
  readonly onReset?: () => void;
};

/** One of the two messages of a stream. */
export type Side = "request" | "response";

/** What comes with a callback. */
export type Step = {
  /** Nothing follows on this side; false. */
  readonly end?: boolean;
  /** Properties that hold from now on. */
  readonly properties?: Properties;
};

/** What traffic does after a callback. */
export type Passage =
  | { readonly kind: "continue" }
  /** The callback's number: 1 StopIterationAndBuffer, 2 …AndWatermark, 3 …NoBuffer; headers: 3, 4 StopAllIteration…. */
  | { readonly kind: "pause"; readonly action: number }
  /** The filter, or the dead VM, answers by itself. */
  | { readonly kind: "reply"; readonly reply: LocalReply }
  /** The filter closed the stream, or a dead VM did when the response had begun. */
  | { readonly kind: "reset" };

/** What `proxy_send_local_response` said; 503 with the details `wasm_fail_stream` when the VM is dead. */
export type LocalReply = {
  readonly status: number;
  readonly details: string;
  readonly body: Uint8Array;
  readonly headers: Pairs;
  /** -1 = none. */
  readonly grpcStatus: number;
};

/**
 * A stream context: an HTTP request and its response. Its methods are callbacks in the order in which Envoy makes them,
 * and none of them must come. A method of a stream that has ended throws, unless `late` was called; `log` does in any
 * case.
 */
export type Stream = {
  /** 0 until the first callback. */
  readonly id: () => number;
  readonly requestHeaders: (headers: Pairs, step?: Step) => Passage;
  readonly requestBody: (chunk: Uint8Array | string, step?: Step) => Passage;
  readonly requestTrailers: (trailers: Pairs, step?: Step) => Passage;
  readonly responseHeaders: (headers: Pairs, step?: Step) => Passage;
  readonly responseBody: (chunk: Uint8Array | string, step?: Step) => Passage;
  readonly responseTrailers: (trailers: Pairs, step?: Step) => Passage;
  /**
   * The end, however it came: on_log, on_done, on_delete. Without callbacks before it, it is a request that an earlier
   * filter answered: say in `request` and `response` what the log can read of it.
   */
  readonly log: (ended?: Ended) => void;
  /** Envoy gives no callback for 1xx answers: neither does this. */
  readonly informational: (headers: Pairs) => Passage;
  /** Metadata frames of HTTP/2. */
  readonly requestMetadata: (metadata: Pairs) => Passage;
  readonly responseMetadata: (metadata: Pairs) => Passage;
  /** Callbacks after on_delete, as buffered data caused them in Envoy: from here on they are delivered. */
  readonly late: () => void;
  readonly isPaused: (side: Side) => boolean;
  /** The filter is not entered: its VM is dead, and the policy lets traffic pass. */
  readonly isSkipped: () => boolean;
  /** Headers as the filter left them; empty when there were none. */
  readonly headers: (side: Side) => Pairs;
  readonly trailers: (side: Side) => Pairs;
  /** The chunk of the last body callback as the filter left it: with what was buffered before, when it paused. */
  readonly body: (side: Side) => Uint8Array;
  readonly reply: () => LocalReply | undefined;
};

/** `request` and `response` only where no callback has told them. */
export type Ended = {
  readonly properties?: Properties;
  readonly request?: Pairs;
  readonly response?: Pairs;
};
