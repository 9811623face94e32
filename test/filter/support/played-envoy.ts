// A thread of an Envoy that host/ plays, with the filter in it: exchanges as tests write them, callback by callback.
import type { MemoryStream } from "../../../host/grpc-memory.ts";
import type { Pairs } from "../../../host/pairs.ts";
import type { Properties } from "../../../host/property-value.ts";
import type { Root, Stream } from "../../../host/types.ts";
import { createPlayedProcess, type PlayedProcess, type ProcessOptions } from "./played-process.ts";

export type HttpRequest = {
  readonly path: string;
  readonly method?: string;
  readonly authority?: string;
  readonly headers?: Headers;
  /** Each is one body callback; the last one is the end, as in HTTP/2. */
  readonly chunks?: readonly (string | Uint8Array)[];
  /** More of it was to come, and did not. */
  readonly isCut?: boolean;
};

export type HttpAnswer = {
  readonly status: number;
  readonly headers?: Headers;
  readonly chunks?: readonly (string | Uint8Array)[];
  /** More of it was to come, and did not. */
  readonly isCut?: boolean;
};

/** By name, or in pairs where a name comes more than once. */
export type Headers = Readonly<Record<string, string>> | readonly (readonly [string, string])[];

export type PlayedEnvoy = ReturnType<typeof createPlayedEnvoy>;

/** `process` is the one that the thread belongs to; without it, it has one of its own. */
export type EnvoyOptions = ProcessOptions & { readonly process?: PlayedProcess };

const DENIED: Properties = { "response.code_details": "rbac_access_denied_matched_policy[none]" };

export function createPlayedEnvoy({ process, ...options }: EnvoyOptions = {}) {
  const played = process ?? createPlayedProcess(options);
  const worker = played.host.worker();

  /** A stream of the root with its request headers, and its body when it has one. */
  function request(root: Root, sent: HttpRequest): Stream {
    const { chunks = [], isCut = false } = sent;
    const stream = root.stream({ protocol: "HTTP/2" });
    stream.requestHeaders(headersOf(sent), { end: chunks.length === 0 && !isCut });
    chunks.forEach((chunk, index) => stream.requestBody(chunk, { end: !isCut && index === chunks.length - 1 }));
    return stream;
  }

  function answer(stream: Stream, received: HttpAnswer): void {
    const { chunks = [], isCut = false } = received;
    stream.responseHeaders(answerHeadersOf(received), { end: chunks.length === 0 && !isCut });
    chunks.forEach((chunk, index) => stream.responseBody(chunk, { end: !isCut && index === chunks.length - 1 }));
  }

  /** The end of a stream; `properties` are those of its log that do not follow from what it has passed. */
  function log(stream: Stream, properties: Properties = {}): void {
    stream.log({ properties });
  }

  return {
    process: played,
    /** The root context of this configuration. Throws when the filter refuses it. */
    addRoot: (configuration: string): Root => worker.root(played.load(configuration)),
    request,
    answer,
    log,
    /** Whole exchange: request, answer, log. */
    exchange(root: Root, sent: HttpRequest, received: HttpAnswer): void {
      const stream = request(root, sent);
      answer(stream, received);
      log(stream);
    },
    /** A request that an earlier filter refused: only the log comes, and headers can be read there. */
    refused(root: Root, sent: HttpRequest, received?: HttpAnswer, properties: Properties = DENIED): void {
      const response = received === undefined ? {} : { response: answerHeadersOf(received) };
      root.stream({ protocol: "HTTP/2" }).log({ properties, request: headersOf(sent), ...response });
    },
    /** Lets time pass, and the root tick at its end. */
    tick(root: Root, ms: number): void {
      played.pass(ms);
      root.tick();
    },
    /** gRPC streams of this thread, in the order in which the filter opened them. */
    streams: (): readonly MemoryStream[] =>
      played.grpc.streams.filter((stream) => stream.request.worker === worker.number),
    logs: played.logs,
    metric: played.metric,
    pass: played.pass,
  };
}

function headersOf({ path, method = "GET", authority = "sso.test", headers = {} }: HttpRequest): Pairs {
  return [[":authority", authority], [":path", path], [":method", method], ...pairsOf(headers)];
}

function answerHeadersOf({ status, headers = {} }: HttpAnswer): Pairs {
  return [[":status", String(status)], ...pairsOf(headers)];
}

function pairsOf(headers: Headers): readonly (readonly [string, string])[] {
  return Array.isArray(headers) ? headers : Object.entries(headers);
}
