// The router's part: tries, time-out, and what a later try must be sent again.
// Source: Envoy source/common/router/router.cc, retry_state_impl.cc.
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Pairs } from "../pairs.ts";
import type { RouteConfig } from "./config.ts";
import { failedAnswer, type Failure, FLAG, type LocalAnswer, TIMED_OUT } from "./endings.ts";
import { rawFrom } from "./fields.ts";
import { type Cluster, openTry, type Try } from "./try.ts";

/** What comes back. Times in ms. */
export type UpstreamEvents = {
  /** `tookMs`: from the end of the request, or now when it has not ended. */
  readonly headers: (response: IncomingMessage, tunnel: Duplex | undefined, tookMs: number) => void;
  readonly data: (chunk: Uint8Array) => void;
  readonly end: (rawTrailers: readonly string[]) => void;
  /** No answer came, and no try is left. */
  readonly gaveUp: (answer: LocalAnswer) => void;
  /** The answer had begun. */
  readonly broke: (failure: Failure | "timeout") => void;
  /** The request can go on. */
  readonly free: () => void;
};

/** The way to the upstream. */
export type Upstream = {
  readonly headers: (pairs: Pairs, end: boolean) => void;
  readonly body: (chunk: Uint8Array, end: boolean) => void;
  readonly trailers: (pairs: Pairs) => void;
  /** Nothing more should be sent before `free`. */
  readonly isFull: () => boolean;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly stop: () => void;
  readonly attempts: () => number;
  /** 0 until all tries have failed because none was left. */
  readonly flags: () => number;
  readonly remoteAddress: () => string;
};

/** Octets of a request that are kept for a later try; a longer one is tried once. */
const KEPT_LIMIT = 1_048_576;
/** Before the second try, at most, ms; twice as long before each further one. Source: Envoy, `retry_back_off`. */
const BACK_OFF_MS = 25;
const LONGEST_BACK_OFF_MS = 250;

/** A request with its retries and its time-out. */
export function createUpstream(
  cluster: Cluster,
  route: RouteConfig,
  isUpgrade: boolean,
  events: UpstreamEvents,
): Upstream {
  let attempts = 0;
  let current: Try | undefined;
  let head: Pairs = [];
  let kept: Uint8Array[] | undefined = route.retries > 0 && !isUpgrade ? [] : undefined;
  let keptBytes = 0;
  let trailers: readonly string[] | undefined;
  let endedAt: number | undefined;
  let hasAnswer = false;
  let isFull = false;
  let isOver = false;
  let flags = 0;
  let timeout: NodeJS.Timeout | undefined;
  let backOff: NodeJS.Timeout | undefined;

  function begin(): void {
    attempts += 1;
    const counted: Pairs = route.countsAttempts
      ? [...head.filter(([name]) => name !== "x-envoy-attempt-count"), ["x-envoy-attempt-count", String(attempts)]]
      : head;
    current = openTry(cluster, counted, isUpgrade, {
      headers: answered,
      data: events.data,
      end: (raw) => {
        over();
        events.end(raw);
      },
      failed,
      drain: () => {
        isFull = false;
        events.free();
      },
    });
    for (const chunk of kept ?? []) current.write(chunk);
    if (trailers !== undefined) current.trailers(trailers);
    else if (endedAt !== undefined || isUpgrade) current.end();
    else current.flush();
  }

  function answered(response: IncomingMessage, tunnel: Duplex | undefined): void {
    if ((response.statusCode ?? 0) >= 500 && canRetry()) {
      current?.stop();
      return again();
    }
    hasAnswer = true;
    kept = undefined;
    if (tunnel !== undefined) clearTimeout(timeout);
    events.headers(response, tunnel, endedAt === undefined ? 0 : performance.now() - endedAt);
  }

  function failed(failure: Failure): void {
    if (!hasAnswer && canRetry()) return again();
    over();
    if (hasAnswer) return events.broke(failure);
    const answer = failedAnswer(failure, attempts > 1);
    events.gaveUp({ ...answer, flags: answer.flags | flags });
  }

  function canRetry(): boolean {
    if (attempts <= route.retries && kept !== undefined) return true;
    if (route.retries > 0 && kept !== undefined) flags |= FLAG.RETRIES_EXCEEDED;
    return false;
  }

  function again(): void {
    current = undefined;
    isFull = false;
    const most = Math.min(BACK_OFF_MS * 2 ** (attempts - 1), LONGEST_BACK_OFF_MS);
    backOff = setTimeout(begin, Math.random() * most);
    events.free();
  }

  function ended(): void {
    endedAt = performance.now();
    if (route.timeoutMs === 0) return;
    timeout = setTimeout(() => {
      over();
      current?.stop();
      if (hasAnswer) events.broke("timeout");
      else events.gaveUp(TIMED_OUT);
    }, route.timeoutMs);
  }

  function over(): void {
    isOver = true;
    clearTimeout(timeout);
    clearTimeout(backOff);
  }

  return {
    headers(pairs, end) {
      const wait = route.timeoutMs === 0 ? [] : [["x-envoy-expected-rq-timeout-ms", String(route.timeoutMs)] as const];
      head = [...pairs, ...wait];
      if (end) ended();
      begin();
    },
    body(chunk, end) {
      if (isOver) return;
      if (end) ended();
      if (kept !== undefined && chunk.length > 0) {
        keptBytes += chunk.length;
        if (keptBytes <= KEPT_LIMIT) kept.push(chunk);
        else kept = undefined;
      }
      if (current === undefined) return;
      if (chunk.length > 0 && !current.write(chunk)) isFull = true;
      if (end) current.end();
    },
    trailers(pairs) {
      if (isOver) return;
      ended();
      trailers = rawFrom(pairs);
      current?.trailers(trailers);
    },
    isFull: () => isFull,
    pause: () => current?.pause(),
    resume: () => current?.resume(),
    stop() {
      over();
      current?.stop();
    },
    attempts: () => attempts,
    flags: () => flags,
    remoteAddress: () => current?.remoteAddress() ?? "",
  };
}
