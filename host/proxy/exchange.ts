// One request and its answer: from the client through the filter to the upstream and back, chunk by chunk.
// Order and properties as in Envoy: source/common/http/conn_manager_impl.cc, source/common/router/router.cc.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Pairs } from "../pairs.ts";
import type { Properties } from "../property-value.ts";
import type { LocalReply, Root, Stream } from "../types.ts";
import { createAccount } from "./account.ts";
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
import { createIdle } from "./idle.ts";
import { routeOf } from "./routes.ts";
import { readBody, readTunnel, type SourceEvents, type Upgrade } from "./source.ts";
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

/** An exchange that is under way. */
export type Running = {
  /** The proxy ends: it is logged as it is, and the connection breaks. */
  readonly cut: () => void;
};

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
  let upstream: Upstream | undefined;
  const account = createAccount(route);
  const idle = createIdle(listener.idleTimeoutMs, () => answer(idleAnswer(isRequestWhole)));
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
        account.took(tookMs);
        account.explain("via_upstream");
        isTunnel = tunnel !== undefined;
        idle.stir();
        responseGate.headers(
          responsePairs(from, tookMs, isTunnel),
          !isTunnel && isBodiless(request, from),
          properties(),
        );
        if (tunnel !== undefined && upgrade !== undefined && !isOver) readTunnel(upgrade, requestEvents);
        holdResponse();
      },
      data: (chunk) => {
        idle.stir();
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
        account.flag(failure === "timeout" ? FLAG.UPSTREAM_TIMEOUT : flagOf(failure));
        account.explain(failure === "timeout" ? "response_timeout" : brokenDetails(failure));
        breakOff();
      },
      free: onFreeRequest,
    });
    upstream.headers(pairs, end);
  }

  /** An answer of the proxy's own; the filter sees it as any other. */
  function answer(local: LocalAnswer): void {
    if (isOver) return;
    account.flag(local.flags);
    account.explain(local.details);
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
    account.explain(own.details);
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
    idle.stop();
    stream?.log({ properties: properties() });
    upstream?.stop();
    if (!isTunnel) request.resume();
    onEnd(running);
  }

  const properties = (): Properties => account.properties(upstream);

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
    account.flag(FLAG.CLIENT_GONE);
    account.explain(why);
    breakOff();
  }

  const requestEvents: SourceEvents = {
    chunk(chunk) {
      if (isOver) return;
      idle.stir();
      requestGate.body(chunk, false);
      holdRequest();
    },
    end(rawTrailers) {
      if (isOver) return;
      isRequestWhole = true;
      if (listener.hasTrailers && rawTrailers.length > 0) requestGate.trailers(fieldsOf(rawTrailers));
      else requestGate.body(NOTHING, true);
    },
    left: () => leave("downstream_remote_disconnect"),
  };

  // Of a request that was cut.
  request.on("error", () => undefined);
  upgrade?.socket.on("error", () => undefined);
  (upgrade?.socket ?? response).on("close", () => leave("downstream_remote_disconnect"));
  if (isRefused) {
    refuse();
    return running;
  }
  idle.stir();
  const hasBody = hasRequestBody(request);
  isRequestWhole = !hasBody && !isUpgrade && !isConnect;
  requestGate.headers(asked, isRequestWhole);
  if (hasBody && !isUpgrade) readBody(request, requestEvents);
  holdRequest();
  return running;

  /** As in Envoy the filters before the router are not asked: they only log. */
  function refuse(): void {
    const pairs = pairsOfAnswer(UPGRADE_REFUSED);
    isOver = true;
    account.explain(UPGRADE_REFUSED.details);
    stream?.log({ request: asked, response: pairs, properties: properties() });
    downstream.headers(pairs, true, true);
    onEnd(running);
  }
}
