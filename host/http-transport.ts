// What carries the HTTP calls of a module.
import type { Pairs } from "./pairs.ts";

/** An HTTP call that a module makes. `cluster` is the upstream that it names; headers have the pseudo headers. */
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

/** An answer as a whole; no body is an empty one. */
export type HttpAnswer = { readonly headers: Pairs; readonly body?: Uint8Array; readonly trailers?: Pairs };

/** One of them, once. While the VM runs it waits for the end of the outermost callback. */
export type HttpEvents = {
  readonly answer: (answer: HttpAnswer) => void;
  /** A reset or a time-out: the callback has no headers. */
  readonly fail: () => void;
};

/** Carries the HTTP calls of all VMs of a host. What it throws comes out of the call that met it. */
export type HttpTransport = {
  readonly hasCluster: (cluster: string) => boolean;
  /** Starts one; undefined = it ended while it started. Returns what cancels it. */
  readonly send: (request: HttpRequest, events: HttpEvents) => (() => void) | undefined;
};

/** No cluster at all. */
export const NO_HTTP: HttpTransport = { hasCluster: () => false, send: () => undefined };
