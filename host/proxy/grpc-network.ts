// gRPC of modules over the network: HTTP/2 without TLS, one connection for each worker and cluster.
// What a module sees of each ending: Envoy source/common/grpc/async_client_impl.cc.
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
} from "node:http2";
import type { GrpcEvents, GrpcPeer, GrpcRequest, GrpcTransport } from "../grpc-transport.ts";
import type { Pairs, Value } from "../pairs.ts";
import type { ClusterConfig } from "./config.ts";
import { createFrameReader, frameOf } from "./grpc-frames.ts";

/** A transport over HTTP/2. */
export type NetworkGrpc = GrpcTransport & {
  /** Waits until what was sent is out, `limitMs` at most, then closes all connections. */
  readonly close: (limitMs: number) => Promise<void>;
};

const UNKNOWN = 2;
const INTERNAL = 13;
const UNAVAILABLE = 14;
/** Without an answer to a ping for so long a connection is dead, ms. */
const PING_LIMIT_MS = 10_000;
/** Node's own bound for what a connection holds back, MB; Envoy has none. */
const SESSION_MEMORY_MB = 1_000;

/** One connection a cluster and thread, made at its first stream. `clusters` by name. */
export function createNetworkGrpc(clusters: Readonly<Record<string, ClusterConfig>>): NetworkGrpc {
  const sessions = new Map<string, ClientHttp2Session>();
  const unsent = new Set<Promise<void>>();

  function sessionOf(cluster: string, config: ClusterConfig, worker: number): ClientHttp2Session {
    const key = `${worker} ${cluster}`;
    const known = sessions.get(key);
    if (known !== undefined && !known.closed && !known.destroyed) return known;
    const session = openSession(config);
    sessions.set(key, session);
    session.once("close", () => {
      if (sessions.get(key) === session) sessions.delete(key);
    });
    return session;
  }

  return {
    hasCluster: (cluster) => Object.hasOwn(clusters, cluster),
    open(request, events) {
      const config = Object.hasOwn(clusters, request.cluster) ? clusters[request.cluster] : undefined;
      if (config === undefined) {
        events.close(UNAVAILABLE, "Cluster not available");
        return undefined;
      }
      if (config.port === 0) {
        events.initialMetadata([[":status", "200"]]);
        events.trailingMetadata([
          ["grpc-status", "14"],
          ["grpc-message", "no healthy upstream"],
        ]);
        events.close(UNAVAILABLE, "no healthy upstream");
        return undefined;
      }
      const session = sessionOf(request.cluster, config, request.worker);
      const stream = session.request(headersOf(request), { endStream: false });
      return attach(stream, request, events, unsent);
    },
    async close(limitMs) {
      const limit = new Promise<void>((resolve) => void setTimeout(resolve, limitMs).unref());
      await Promise.race([Promise.all(unsent), limit]);
      const closed = [...sessions.values()].map(
        (session) => new Promise<void>((resolve) => session.close(() => resolve())),
      );
      await Promise.race([Promise.all(closed), limit]);
      for (const session of sessions.values()) session.destroy();
    },
  };
}

function openSession({ host, port, connectTimeoutMs, keepaliveMs }: ClusterConfig): ClientHttp2Session {
  const session = connect(`http://${host}:${port}`, { maxSessionMemory: SESSION_MEMORY_MB });
  // Its streams hear of it.
  session.on("error", () => undefined);
  const patience = setTimeout(() => session.destroy(), connectTimeoutMs);
  let pings: NodeJS.Timeout | undefined;
  session.once("connect", () => {
    clearTimeout(patience);
    if (keepaliveMs === 0) return;
    pings = setInterval(() => {
      if (session.destroyed) return;
      const limit = setTimeout(() => session.destroy(), PING_LIMIT_MS);
      session.ping(() => clearTimeout(limit));
    }, keepaliveMs);
  });
  session.once("goaway", () => session.close());
  session.once("close", () => {
    clearTimeout(patience);
    clearInterval(pings);
  });
  return session;
}

function headersOf({ cluster, authority, service, method, metadata, timeoutMs }: GrpcRequest) {
  const headers: Record<string, string | string[]> = {
    ":method": "POST",
    ":scheme": "http",
    ":path": `/${service}/${method}`,
    ":authority": authority === "" ? cluster : authority,
    te: "trailers",
    "content-type": "application/grpc",
    ...(timeoutMs > 0 ? { "grpc-timeout": `${timeoutMs}m` } : {}),
  };
  for (const [name, value] of metadata) {
    if (name.startsWith(":")) continue;
    const bytes = Buffer.from(value as string);
    const text = name.endsWith("-bin") ? bytes.toString("base64") : bytes.toString("latin1");
    const before = headers[name];
    headers[name] = before === undefined ? text : [before, text].flat();
  }
  return headers;
}

/** Binds one stream to the module's events. */
function attach(
  stream: ClientHttp2Stream,
  request: GrpcRequest,
  events: GrpcEvents,
  unsent: Set<Promise<void>>,
): GrpcPeer {
  let isOver = false;
  let hasHeaders = false;
  const timer =
    request.timeoutMs > 0 ? setTimeout(() => finish(4, "upstream request timeout"), request.timeoutMs) : undefined;

  function finish(status: number, message: string): void {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    events.close(status, message);
    if (!stream.closed) stream.close(constants.NGHTTP2_CANCEL);
  }

  function finishBy(headers: IncomingHttpHeaders): void {
    const status = Number(headers["grpc-status"] ?? Number.NaN);
    const message = decodeURIComponentSafely(String(headers["grpc-message"] ?? ""));
    events.trailingMetadata(pairsOf(headers));
    finish(Number.isInteger(status) ? status : UNKNOWN, message);
  }

  const reader = createFrameReader((message) => {
    if (isOver) return;
    events.message(message);
    if (request.kind === "call") finish(0, "");
  });
  stream.on("response", (headers, flags) => {
    if (isOver) return;
    hasHeaders = true;
    const isEnd = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
    events.initialMetadata(isEnd ? [] : pairsOf(headers));
    const code = Number(headers[":status"]);
    if (isEnd && headers["grpc-status"] !== undefined) return finishBy(headers);
    if (code !== 200) finish(statusOfHttp(code), "");
  });
  stream.on("data", (chunk: Buffer) => {
    if (!isOver && reader.take(chunk) !== "ok") finish(INTERNAL, "");
  });
  stream.on("trailers", (headers) => {
    if (!isOver) finishBy(headers);
  });
  stream.on("end", () => {
    // The trailers' event comes before this one.
    if (hasHeaders && !stream.rstCode) finish(UNKNOWN, "");
  });
  stream.on("error", () => undefined);
  stream.on("close", () => finish(hasHeaders ? INTERNAL : UNAVAILABLE, hasHeaders ? "" : NO_ANSWER));
  if (request.kind === "call") stream.end(frameOf(request.message));

  /** Resolves when all that was written so far is with the operating system. */
  const written = (write: (done: () => void) => void): void => {
    const sending = new Promise<void>((resolve) => {
      stream.once("close", resolve);
      write(resolve);
    });
    unsent.add(sending);
    void sending.then(() => unsent.delete(sending));
  };
  return {
    send(message, end) {
      if (isOver || stream.writableEnded) return;
      written((done) => stream.write(frameOf(message), () => done()));
      if (end) stream.end();
    },
    close() {
      if (!isOver) stream.end();
    },
    reset() {
      isOver = true;
      clearTimeout(timer);
      // What was sent before must not be lost with it.
      void Promise.all(unsent).then(() => stream.close(constants.NGHTTP2_CANCEL));
    },
  };
}

const NO_ANSWER = "upstream connect error or disconnect/reset before headers. reset reason: remote connection failure";

function pairsOf(headers: IncomingHttpHeaders): Pairs {
  return Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((each): readonly [string, Value] => [name, String(each)]),
  );
}

/** Source: grpc, doc/http-grpc-status-mapping.md. */
function statusOfHttp(code: number): number {
  const known: Readonly<Record<number, number>> = {
    400: INTERNAL,
    401: 16,
    403: 7,
    404: 12,
    429: 14,
    502: 14,
    503: 14,
  };
  return known[code] ?? (code === 504 ? 14 : UNKNOWN);
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
