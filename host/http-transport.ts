// What carries the HTTP calls of a module.
import type { Pairs } from "./pairs.ts";

export type HttpRequest = {
  readonly cluster: string;
  readonly headers: Pairs;
  readonly body: Uint8Array;
  readonly trailers: Pairs;
  /** 0 = none. */
  readonly timeoutMs: number;
  /** Number of the thread. */
  readonly worker: number;
};

export type HttpAnswer = { readonly headers: Pairs; readonly body?: Uint8Array; readonly trailers?: Pairs };

/** One of them, once. While the VM runs it waits for the end of the outermost callback. */
export type HttpEvents = {
  readonly answer: (answer: HttpAnswer) => void;
  /** A reset or a time-out: the callback has no headers. */
  readonly fail: () => void;
};

export type HttpTransport = {
  readonly hasCluster: (cluster: string) => boolean;
  /** Starts one; undefined = it ended while it started. Returns what cancels it. */
  readonly send: (request: HttpRequest, events: HttpEvents) => (() => void) | undefined;
};

/** No cluster at all. */
export const NO_HTTP: HttpTransport = { hasCluster: () => false, send: () => undefined };
