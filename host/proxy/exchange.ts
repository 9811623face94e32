// One request and its answer: from the client through the filter to the upstream and back, chunk by chunk.
// Order and properties as in Envoy: source/common/http/conn_manager_impl.cc, source/common/router/router.cc.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Pairs } from "../pairs.ts";
import type { Properties } from "../property-value.ts";
import type { LocalReply, Root, Stream } from "../types.ts";
import type { ListenerConfig } from "./config.ts";
import { createDownstream } from "./downstream.ts";
import {
  brokenDetails,
  FLAG,
  flagOf,
  idleAnswer,
  type LocalAnswer,
  NO_CLUSTER,
  NO_HOST,
  NO_ROUTE,
  pairsOfAnswer,
  pairsOfReply,
  REQUEST_TOO_LARGE,
  RESPONSE_TOO_LARGE,
  UPGRADE_REFUSED,
} from "./endings.ts";
import { fieldsOf, requestPairs, responsePairs } from "./fields.ts";
import { hasRequestBody, isAsking, isBodiless } from "./framing.ts";
import { createGate } from "./gate.ts";
import { routeOf } from "./routes.ts";
import type { Cluster } from "./try.ts";
import { createUpstream, type Upstream } from "./upstream.ts";

/** What is the same for all exchanges of a connection. */
export type Place = {
  readonly listener: ListenerConfig;
  readonly root: Root | undefined;
  readonly clusters: ReadonlyMap<string, Cluster>;
  /** Of the connection: `source.address` and the like. */
  readonly properties: Properties;
};

export type Running = {
  /** The proxy ends: it is logged as it is, and the connection breaks. */
  readonly cut: () => void;
};

export type Upgrade = { readonly socket: Duplex; readonly head: Uint8Array };

const NOTHING = new Uint8Array();

/** `onEnd` is called once, when it is logged. */
export function serve(
  place: Place,
  request: IncomingMessage,
  response: ServerResponse,
  upgrade: Upgrade | undefined,
  onEnd: (ended: Running) => void,
): Running {
  const { listener, root, clusters } = place;
  const protocol = (request.headers.upgrade ?? "").toLowerCase();
  const isUpgrade = upgrade !== undefined && listener.upgrades.includes(protocol);
  const isConnect = request.method === "CONNECT";
  const isRefused = !isUpgrade && !isConnect && (upgrade !== undefined || isAsking(request));
  const asked = requestPairs(request, isUpgrade || isRefused);
  const route = routeOf(listener.routes, asked);
  const stream = root === undefined || route?.isFiltered === false ? undefined : startStream(root);
  const source = isUpgrade ? upgrade.socket : request;

  const running: Running = { cut: () => leave("downstream_local_disconnect") };
  let isOver = false;
  let hasAnswer = false;
  let isTunnel = false;
  let isRequestWhole = false;
  let flags = 0;
  let details: string | undefined;
  let latencyNs: bigint | undefined;
  let upstream: Upstream | undefined;
  let idle: NodeJS.Timeout | undefined;

  const downstream = createDownstream(response, upgrade?.socket, onFreeResponse);
  const requestGate = createGate(
    stream,
    "request",
    {
      headers: forward,
      body: (chunk, end) => upstream?.body(chunk, end),
      trailers: (pairs) => upstream?.trailers(pairs),
      reply,
      reset: breakOff,
      overflow: () => answer(REQUEST_TOO_LARGE),
    },
    onFreeRequest,
  );
  const responseGate = createGate(
    stream,
    "response",
    {
      headers(pairs, end) {
        downstream.headers(pairs, end, !isRequestWhole && !isTunnel);
        hasAnswer = true;
        if (end) finish();
      },
      body(chunk, end) {
        downstream.body(chunk, end);
        if (end) finish();
      },
      trailers(pairs) {
        downstream.trailers(pairs);
        finish();
      },
      reply,
      reset: breakOff,
      overflow: () => (hasAnswer ? breakOff() : answer(RESPONSE_TOO_LARGE)),
    },
    onFreeResponse,
  );

  /** None when its VM is dead and traffic passes without it. */
  function startStream(on: Root): Stream | undefined {
    const made = on.stream({
      properties: place.properties,
      protocol: request.httpVersion === "1.0" ? "HTTP/1.0" : "HTTP/1.1",
      onResume: (side) => (side === "request" ? requestGate : responseGate).resume(),
      onReply: reply,
      onReset: breakOff,
    });
    return made.isSkipped() ? undefined : made;
  }

  /** The request has passed the filter: the router's part. */
  function forward(pairs: Pairs, end: boolean): void {
    if (route === undefined) return answer(NO_ROUTE);
    const cluster = clusters.get(route.cluster);
    if (cluster === undefined) return answer(NO_CLUSTER);
    if (cluster.config.port === 0) return answer(NO_HOST);
    upstream = createUpstream(cluster, route, isUpgrade, {
      headers: (from, tunnel, tookMs) => {
        latencyNs = BigInt(Math.round(tookMs * 1e6));
        details = "via_upstream";
        isTunnel = tunnel !== undefined;
        stirred();
        responseGate.headers(
          responsePairs(from, tookMs, isTunnel),
          !isTunnel && isBodiless(request, from),
          properties(),
        );
        if (isTunnel && !isOver) startTunnel();
        holdResponse();
      },
      data: (chunk) => {
        stirred();
        responseGate.body(chunk, false);
        holdResponse();
      },
      end: (rawTrailers) => {
        if (isOver) return;
        if (listener.hasTrailers && rawTrailers.length > 0) responseGate.trailers(fieldsOf(rawTrailers));
        else responseGate.body(NOTHING, true);
      },
      gaveUp: answer,
      broke: (failure) => {
        flags |= failure === "timeout" ? FLAG.UPSTREAM_TIMEOUT : flagOf(failure);
        details = failure === "timeout" ? "response_timeout" : brokenDetails(failure);
        breakOff();
      },
      free: onFreeRequest,
    });
    upstream.headers(pairs, end);
  }

  /** An answer of the proxy's own; the filter sees it as any other. */
  function answer(local: LocalAnswer): void {
    if (isOver) return;
    flags |= local.flags;
    details = local.details;
    upstream?.stop();
    if (hasAnswer) return breakOff();
    const body = Buffer.from(local.body);
    responseGate.headers(pairsOfAnswer(local), body.length === 0, properties());
    if (body.length > 0 && !isOver) responseGate.body(body, true);
  }

  /** An answer of the filter's own, which it has seen already; or of its dead VM. */
  function reply(own: LocalReply): void {
    if (isOver) return;
    if (hasAnswer) return breakOff();
    details = own.details;
    hasAnswer = true;
    downstream.headers(pairsOfReply(own), false, !isRequestWhole);
    downstream.body(own.body, true);
    finish();
  }

  function breakOff(): void {
    if (isOver) return;
    finish();
    downstream.cut();
  }

  /** The log, once. */
  function finish(): void {
    if (isOver) return;
    isOver = true;
    clearTimeout(idle);
    stream?.log({ properties: properties() });
    upstream?.stop();
    if (!isTunnel) request.resume();
    onEnd(running);
  }

  function properties(): Properties {
    const all: Record<string, string | bigint> = { "response.flags": BigInt(flags | (upstream?.flags() ?? 0)) };
    if (details !== undefined) all["response.code_details"] = details;
    if (latencyNs !== undefined) all["response.backend_latency"] = latencyNs;
    if (route !== undefined) all["xds.cluster_name"] = route.cluster;
    if (upstream !== undefined) {
      all["upstream.request_attempt_count"] = BigInt(upstream.attempts());
      all["upstream.address"] = upstream.remoteAddress();
    }
    return all;
  }

  function stirred(): void {
    if (listener.idleTimeoutMs === 0 || isOver) return;
    if (idle === undefined) idle = setTimeout(() => answer(idleAnswer(isRequestWhole)), listener.idleTimeoutMs);
    else idle.refresh();
  }

  function holdResponse(): void {
    if (!isOver && (responseGate.isHeld() || downstream.isFull())) upstream?.pause();
  }

  function onFreeResponse(): void {
    if (!responseGate.isHeld() && !downstream.isFull()) upstream?.resume();
  }

  function holdRequest(): void {
    if (!isOver && (requestGate.isHeld() || upstream?.isFull() === true)) source.pause();
  }

  function onFreeRequest(): void {
    if (!isOver && !requestGate.isHeld() && upstream?.isFull() !== true) source.resume();
  }

  /** The client went away, or the proxy does. */
  function leave(why: string): void {
    if (isOver) return;
    flags |= FLAG.CLIENT_GONE;
    details = why;
    breakOff();
  }

  function readRequest(): void {
    request.on("data", (chunk: Buffer) => {
      if (isOver) return;
      stirred();
      requestGate.body(chunk, false);
      holdRequest();
    });
    request.on("end", () => {
      if (isOver) return;
      isRequestWhole = true;
      if (listener.hasTrailers && request.rawTrailers.length > 0) requestGate.trailers(fieldsOf(request.rawTrailers));
      else requestGate.body(NOTHING, true);
    });
  }

  function startTunnel(): void {
    if (upgrade === undefined) return;
    const { socket, head } = upgrade;
    if (head.length > 0) requestGate.body(head, false);
    socket.on("data", (chunk: Buffer) => {
      if (isOver) return;
      stirred();
      requestGate.body(chunk, false);
      holdRequest();
    });
    // As in Envoy a client that ends its half has left.
    socket.on("end", () => leave("downstream_remote_disconnect"));
    socket.resume();
  }

  // Of a request that was cut.
  request.on("error", () => undefined);
  upgrade?.socket.on("error", () => undefined);
  (upgrade?.socket ?? response).on("close", () => leave("downstream_remote_disconnect"));
  if (isRefused) {
    refuse();
    return running;
  }
  stirred();
  const hasBody = hasRequestBody(request);
  isRequestWhole = !hasBody && !isUpgrade && !isConnect;
  requestGate.headers(asked, isRequestWhole);
  if (hasBody && !isUpgrade) readRequest();
  holdRequest();
  return running;

  /** As in Envoy the filters before the router are not asked: they only log. */
  function refuse(): void {
    const pairs = pairsOfAnswer(UPGRADE_REFUSED);
    isOver = true;
    details = UPGRADE_REFUSED.details;
    stream?.log({ request: asked, response: pairs, properties: properties() });
    downstream.headers(pairs, true, true);
    onEnd(running);
  }
}
