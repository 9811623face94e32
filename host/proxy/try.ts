// One try: a request to a host of a cluster over HTTP/1.1, and what comes back.
import { type Agent, type ClientRequest, type IncomingMessage, request as httpRequest } from "node:http";
import type { Duplex, Writable } from "node:stream";
import type { Pairs } from "../pairs.ts";
import type { ClusterConfig } from "./config.ts";
import type { Failure } from "./endings.ts";
import { fieldOf, rawFrom } from "./fields.ts";

/** A cluster as one worker uses it: connections are the worker's own. */
export type Cluster = { readonly config: ClusterConfig; readonly agent: Agent };

/** What becomes of a try. Times in ms. */
export type TryEvents = {
  /** Not 1xx. `tunnel`: the connection after a 101. */
  readonly headers: (response: IncomingMessage, tunnel: Duplex | undefined) => void;
  readonly data: (chunk: Uint8Array) => void;
  readonly end: (rawTrailers: readonly string[]) => void;
  /** Once, instead of `end`. */
  readonly failed: (failure: Failure) => void;
  readonly drain: () => void;
};

/** One request to one upstream. */
export type Try = {
  /** False: wait for `drain`. */
  readonly write: (chunk: Uint8Array) => boolean;
  readonly end: () => void;
  /** Sends the headers before anything of the body is there. */
  readonly flush: () => void;
  readonly trailers: (raw: readonly string[]) => void;
  readonly pause: () => void;
  readonly resume: () => void;
  /** No event comes any more. */
  readonly stop: () => void;
  readonly remoteAddress: () => string;
};

const NO_CONNECTION: Readonly<Record<string, string>> = {
  ECONNREFUSED: "Connection_refused",
  EHOSTUNREACH: "No_route_to_host",
  ENETUNREACH: "Network_is_unreachable",
  ENOTFOUND: "DNS_failed",
  EAI_AGAIN: "DNS_failed",
};

/** Sends the headers as soon as there is a connection, with what there is of the body by then. */
export function openTry({ config, agent }: Cluster, pairs: Pairs, isUpgrade: boolean, events: TryEvents): Try {
  let isOver = false;
  let isConnected = false;
  /** Octets of the body are written, and the headers with them. */
  let hasBegun = false;
  let incoming: IncomingMessage | Duplex | undefined;
  let outgoing: Writable;

  const fail = (failure: Failure): void => {
    if (isOver) return;
    isOver = true;
    clearTimeout(patience);
    request.destroy();
    events.failed(failure);
  };
  const request: ClientRequest = httpRequest({
    agent,
    host: config.host,
    port: config.port,
    method: fieldOf(pairs, ":method"),
    path: fieldOf(pairs, ":path"),
    headers: headersOf(pairs, isUpgrade),
  });
  outgoing = request;
  const patience = setTimeout(() => fail({ kind: "connect_timeout" }), config.connectTimeoutMs);
  const connected = (): void => {
    isConnected = true;
    clearTimeout(patience);
  };

  request.on("socket", (socket) => {
    if (socket.connecting) socket.once("connect", connected);
    else connected();
  });
  request.on("error", (error: NodeJS.ErrnoException) => {
    const { code = "" } = error;
    // Once the answer has begun, a lost connection is a cut answer: it may be told here before the answer's own close.
    if (code.startsWith("HPE_") || incoming !== undefined) return fail({ kind: "protocol_error" });
    if (!isConnected) return fail({ kind: "refused", why: NO_CONNECTION[code] ?? code });
    fail({ kind: "terminated" });
  });
  request.on("drain", () => events.drain());
  request.on("response", (response) => {
    if (isOver) return;
    incoming = response;
    response.on("data", (chunk: Buffer) => {
      if (!isOver) events.data(chunk);
    });
    response.on("end", () => {
      if (isOver || !response.complete) return;
      isOver = true;
      events.end(response.rawTrailers);
    });
    // What was cut is told by the close.
    response.on("error", () => undefined);
    // To Envoy's codec an answer that ends too early is malformed, however its connection ended.
    response.on("close", () => fail({ kind: "protocol_error" }));
    events.headers(response, undefined);
  });
  request.on("upgrade", (response, socket, head) => {
    if (isOver) return;
    incoming = socket;
    outgoing = socket;
    socket.on("data", (chunk: Buffer) => {
      if (!isOver) events.data(chunk);
    });
    socket.on("error", () => undefined);
    socket.on("drain", () => events.drain());
    socket.on("end", () => {
      if (isOver) return;
      isOver = true;
      events.end([]);
    });
    socket.on("close", () => fail({ kind: "terminated" }));
    events.headers(response, socket);
    if (head.length > 0 && !isOver) events.data(head);
  });

  return {
    write: (chunk) => {
      hasBegun = true;
      return outgoing.write(chunk);
    },
    end: () => void outgoing.end(),
    // Envoy writes once for all that a turn of its loop brings: a body that is there goes with its headers. Sent alone,
    // they would have the next proxy give up, or be answered, before it saw what was asked.
    flush: () => void setImmediate(() => isOver || hasBegun || request.flushHeaders()),
    trailers: (raw) => {
      const fields: [string, string][] = [];
      for (let at = 0; at + 1 < raw.length; at += 2) fields.push([raw[at] ?? "", raw[at + 1] ?? ""]);
      request.addTrailers(fields);
      request.end();
    },
    pause: () => void incoming?.pause(),
    resume: () => void incoming?.resume(),
    stop: () => {
      const isWhole = isOver;
      isOver = true;
      clearTimeout(patience);
      // A connection whose answer is whole is kept, if the request was.
      if (!isWhole || !request.writableEnded) request.destroy();
      if (incoming !== undefined && "setKeepAlive" in incoming) incoming.destroy();
    },
    remoteAddress: () => `${config.host}:${config.port}`,
  };
}

function headersOf(pairs: Pairs, isUpgrade: boolean): readonly string[] {
  const raw = ["host", fieldOf(pairs, ":authority"), ...rawFrom(pairs, isUpgrade)];
  return raw;
}
