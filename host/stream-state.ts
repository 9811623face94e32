// What the host knows of one HTTP request and its response.
import type { Context } from "./context.ts";
import type { HeaderMap } from "./header-map.ts";
import type { LocalReply, Passage, Side, StreamOptions } from "./types.ts";

/** A request, or its response. */
export type SideState = {
  headers: HeaderMap | undefined;
  trailers: HeaderMap | undefined;
  /** The chunk of the last callback. */
  body: Uint8Array;
  /** What a pause with buffering holds. */
  buffered: Uint8Array | undefined;
  bytes: number;
  isPaused: boolean;
};

/** Both of them. */
export type StreamState = {
  readonly options: StreamOptions;
  readonly request: SideState;
  readonly response: SideState;
  /** Wall clock at its first callback, ns. */
  startedNs: bigint;
  /** Wall clock at its log. */
  endedNs: bigint | undefined;
  /** Callbacks of the response come only after this. */
  hasRequest: boolean;
  hasResponse: boolean;
  /** A local reply or a reset ended it. */
  ended: Passage | undefined;
  reply: LocalReply | undefined;
  /** Passes a local reply of the module through its own callbacks, as Envoy does. */
  showReply: ((context: Context, stream: StreamState, reply: LocalReply) => void) | undefined;
};

const NOTHING = new Uint8Array();

/** Nothing has come yet. */
export function createStreamState(options: StreamOptions): StreamState {
  return {
    options,
    request: createSide(),
    response: createSide(),
    startedNs: 0n,
    endedNs: undefined,
    hasRequest: false,
    hasResponse: false,
    ended: undefined,
    reply: undefined,
    showReply: undefined,
  };
}

/** One side of it. */
export function sideOf(stream: StreamState, side: Side): SideState {
  return side === "request" ? stream.request : stream.response;
}

function createSide(): SideState {
  return { headers: undefined, trailers: undefined, body: NOTHING, buffered: undefined, bytes: 0, isPaused: false };
}
