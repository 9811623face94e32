// Clients and upstream of a scenario: each step becomes the callbacks that a proxy would make of it.
import type { Properties } from "../property-value.ts";
import type { Direction, Root, Side, Stream } from "../types.ts";
import type { Pairs, Scenario, StreamStep } from "./scenario.ts";

export type ScriptedStreams = {
  /** Plays a step of a client, of the upstream, or of the proxy itself. */
  readonly play: (step: StreamStep) => void;
  /** Ends all streams that are open, as a proxy does that ends itself. */
  readonly cut: () => void;
};

/** Where a listener's streams come to. */
export type Place = { readonly root: Root; readonly direction: Direction };

type Played = {
  readonly stream: Stream;
  /** What only the log can read, of a request that never came to the module. */
  readonly denied: Pairs | undefined;
  requestEnded: boolean;
  responseEnded: boolean;
  isOver: boolean;
};

/** Fields that a proxy takes away from a request before filters see it. */
const TAKEN: ReadonlySet<string> = new Set(["transfer-encoding", "expect"]);
const ADDED_TO_REQUEST: Pairs = [
  ["x-forwarded-proto", "http"],
  ["x-request-id", "7c1f4c2e-6d3c-4b1b-9a3a-0d6f1a2b3c4d"],
];
const ADDED_TO_RESPONSE: Pairs = [["x-envoy-upstream-service-time", "1"]];
/** What a proxy puts into an answer behind the filters: the log has it. */
const ADDED_FOR_LOG: Pairs = [
  ["date", "Mon, 24 Nov 2025 16:00:00 GMT"],
  ["server", "envoy"],
];
/** Envoy makes the head of a request of HTTP/1 in this order. */
const FIRST = [":authority", ":path", ":method", ":scheme"];

const OF_CONNECTION: Properties = {
  "connection.id": 1n,
  "connection.mtls": false,
  "source.address": "127.0.0.1:40000",
  "destination.port": 10000n,
  "upstream.request_attempt_count": 0n,
  "xds.cluster_name": "upstream",
  "xds.route_name": "",
};

/** From the moment on at which the router has chosen a host: when the headers of the request are through. */
const OF_UPSTREAM: Properties = { "upstream.address": "127.0.0.1:40001", "upstream.request_attempt_count": 1n };

/** Envoy's details and flags of ends that no answer tells. Source: Envoy 1.40, as measured. */
const CLIENT_GONE = ended("downstream_remote_disconnect", 0x4000n);
const BROKEN_OFF = ended("upstream_reset_after_response_started{protocol_error}", 0x800000n);
const STOPPED = ended("downstream_local_disconnect(purging_socket_that_have_not_progressed_to_connections)", 0x4000n);

export function createScriptedStreams(scenario: Scenario, placeOf: (listener?: string) => Place): ScriptedStreams {
  const isHttp2 = scenario.protocol === "h2";
  const timeout = ["x-envoy-expected-rq-timeout-ms", String(scenario.timeoutMs ?? 10_000)] as const;
  const played: Played[] = [];
  const streamOf = (number = played.length): Played => {
    const found = played[number - 1];
    if (found === undefined) throw new Error(`${scenario.title}: no stream ${number}`);
    return found;
  };

  /** HTTP/1 ends a body with a chunk of nothing. */
  function body(stream: Stream, side: Side, text: string, end: boolean): void {
    const isSplit = end && !isHttp2 && text !== "";
    const chunks = isSplit ? [text, ""] : [text];
    chunks.forEach((chunk, at) => {
      const step = { end: end && at === chunks.length - 1, properties: OF_UPSTREAM };
      if (side === "request") stream.requestBody(chunk, step);
      else stream.responseBody(chunk, step);
    });
  }

  function request(step: StreamStep & { readonly do: "request" }): void {
    const protocol = isHttp2 ? "HTTP/2" : "HTTP/1.1";
    const { root, direction } = placeOf(step.listener);
    const stream = root.stream({ protocol, direction, properties: OF_CONNECTION });
    const seen = asSeen(step.headers, isHttp2);
    const isDenied = step.until === "proxy_on_log";
    played.push({
      stream,
      denied: isDenied ? seen : undefined,
      requestEnded: step.end === true,
      responseEnded: false,
      isOver: false,
    });
    if (isDenied) return;
    stream.requestHeaders(seen, { end: step.end === true && step.text === undefined });
    if (step.text !== undefined) body(stream, "request", step.text, step.end === true);
    if (isUpgrade(step.headers)) stream.requestBody("");
  }

  function play(step: StreamStep): void {
    switch (step.do) {
      case "request":
        return request(step);
      case "request_body": {
        const at = streamOf(step.stream);
        at.requestEnded = step.end === true;
        body(at.stream, "request", step.text, at.requestEnded);
        return over(at);
      }
      case "request_trailers": {
        const at = streamOf(step.stream);
        at.requestEnded = true;
        at.stream.requestTrailers(step.headers, { properties: OF_UPSTREAM });
        return over(at);
      }
      case "response": {
        const at = streamOf(step.stream);
        at.responseEnded = step.end === true;
        const added = at.requestEnded ? ADDED_TO_RESPONSE : [];
        at.stream.responseHeaders([...step.headers, ...added], {
          end: at.responseEnded && step.text === undefined,
          properties: OF_UPSTREAM,
        });
        if (step.text !== undefined) body(at.stream, "response", step.text, at.responseEnded);
        if (isUpgrade(step.headers)) at.stream.responseBody("");
        return over(at);
      }
      case "response_body": {
        const at = streamOf(step.stream);
        at.responseEnded = step.end === true;
        body(at.stream, "response", step.text, at.responseEnded);
        return over(at);
      }
      case "response_trailers": {
        const at = streamOf(step.stream);
        at.responseEnded = true;
        at.stream.responseTrailers(step.headers);
        return over(at);
      }
      case "reply":
        return reply(streamOf(step.stream), step);
      case "own_reply":
        return ownReply(streamOf(step.stream), step.status);
      case "client_gone":
        return log(streamOf(step.stream), CLIENT_GONE);
      case "upstream_reset":
        // Before an answer the proxy makes one itself, which is a step of its own.
        if (step.until === "proxy_on_log") log(streamOf(step.stream), BROKEN_OFF);
        return;
      case "interim":
        return void streamOf(step.stream).stream.informational(step.headers);
    }
  }

  /** The proxy's own answer is one chunk, in HTTP/1 too. */
  function reply(at: Played, step: StreamStep & { readonly do: "reply" }): void {
    const { denied, stream } = at;
    const properties = valuesOf(step.properties);
    if (denied !== undefined) {
      at.isOver = true;
      return stream.log({ properties, request: denied, response: asSent(step.headers) });
    }
    stream.responseHeaders(step.headers, { end: step.text === undefined });
    if (step.text !== undefined) stream.responseBody(step.text, { end: true });
    log(at, properties);
  }

  /** The host has shown the module its own answer already. */
  function ownReply(at: Played, status: string): void {
    const reply = at.stream.reply();
    if (String(reply?.status) !== status)
      throw new Error(`${scenario.title}: want an answer of the module with ${status}, got ${reply?.status ?? "none"}`);
    log(at, {});
  }

  function over(at: Played): void {
    if (at.requestEnded && at.responseEnded) log(at, { "response.code_details": "via_upstream" });
  }

  /** The log has what the router put into the request, and the proxy into the answer. */
  function log(at: Played, properties: Properties): void {
    const { stream } = at;
    const response = stream.headers("response");
    at.isOver = true;
    stream.log({
      properties: hasRouted(at) ? { ...OF_UPSTREAM, ...properties } : properties,
      ...(hasRouted(at) ? { request: [...stream.headers("request"), timeout] } : {}),
      ...(response.length === 0 ? {} : { response: asSent(response) }),
    });
  }

  function hasRouted({ stream }: Played): boolean {
    const { route = "upstream" } = scenario;
    return (route === "upstream" || route === "refused") && stream.reply() === undefined && !stream.isSkipped();
  }

  function cut(): void {
    for (const at of played) {
      if (!at.isOver) log(at, STOPPED);
    }
  }

  return { play, cut };
}

function ended(details: string, flags: bigint): Properties {
  return { "response.code_details": details, "response.flags": flags };
}

function asSeen(headers: Pairs, isHttp2: boolean): Pairs {
  const kept = headers.filter(([name]) => !TAKEN.has(name));
  if (isHttp2) return [...kept, ...ADDED_TO_REQUEST];
  const head: Pairs = [...kept, [":scheme", "http"]];
  const first = FIRST.flatMap((wanted) => head.filter(([name]) => name === wanted));
  return [...first, ...head.filter(([name]) => !FIRST.includes(name)), ...ADDED_TO_REQUEST];
}

/** The headers of an answer as they left the proxy. */
function asSent<P extends readonly [string, unknown]>(headers: readonly P[]): readonly (P | Pairs[number])[] {
  return [...headers.filter(([name]) => name !== "transfer-encoding"), ...ADDED_FOR_LOG];
}

function isUpgrade(headers: Pairs): boolean {
  return headers.some(([name]) => name === "upgrade");
}

function valuesOf(properties: Readonly<Record<string, string | number | boolean>> = {}): Properties {
  const entries = Object.entries(properties);
  return Object.fromEntries(entries.map(([path, value]) => [path, typeof value === "number" ? BigInt(value) : value]));
}
