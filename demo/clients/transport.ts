// HTTP as behind a sidecar: the address is the caller's proxy, the authority is the authorization server's.
import { Agent, type IncomingMessage, request as httpRequest } from "node:http";
import { FAULT_HEADER } from "../authorization-server/settings.ts";
import { type Answer, answerOf, type Exchange, exchangeOf, type Route } from "./exchange.ts";

/** As `fetch`, as far as openid-client and oauth4webapi use it. Redirects are never followed. */
export type Fetch = (url: string, options: FetchOptions) => Promise<Response>;

export type FetchOptions = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
};

/** How one client's requests go, when not as usual. */
export type Way = {
  readonly route?: Route;
  /** A fault that the authorization server is asked for. */
  readonly fault?: "delay" | "hold" | "reset" | "cut" | "once" | "stall";
  /** The client goes away once its request is there and its answer is held, or has begun and stalls. */
  readonly givesUp?: boolean;
};

export type Transport = {
  /** A `fetch` that logs what it does. */
  readonly fetchBy: (way: Way, log: (exchange: Exchange) => void) => Fetch;
  readonly close: () => void;
};

export type TransportOptions = {
  /** Authority of the authorization server. */
  readonly host: string;
  /** Loopback port of each route. */
  readonly ports: Readonly<Record<Route, number>>;
  /** Resolves when the authorization server holds a request with this name. */
  readonly held: (name: string) => Promise<void>;
};

/** Milliseconds by which a delayed answer is late. */
const DELAY_MS = 400;
/** No exchange of the demo takes longer, ms. */
const LIMIT_MS = 30_000;

export function createTransport({ host, ports, held }: TransportOptions): Transport {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  let names = 0;

  function faultOf(way: Way): { readonly header: string | undefined; readonly gone: AbortSignal | undefined } {
    if (way.fault === undefined) return { header: undefined, gone: undefined };
    if (way.fault !== "hold" && way.fault !== "once") return { header: `${way.fault}/${DELAY_MS}`, gone: undefined };
    const name = `${way.fault}-${(names += 1)}`;
    if (way.fault === "once") return { header: `once/${name}`, gone: undefined };
    if (way.givesUp !== true) return { header: `hold/${name}`, gone: undefined };
    const leave = new AbortController();
    held(name).then(
      () => leave.abort(),
      () => undefined,
    );
    return { header: `hold/${name}`, gone: leave.signal };
  }

  return {
    fetchBy: (way, log) => async (target, options) => {
      const url = new URL(target);
      if (url.host !== host) throw new Error(`only ${host} is reached through the proxy, not ${url.host}`);
      const { header, gone } = faultOf(way);
      const route = way.route ?? "mesh";
      const body = textOf(options.body);
      const headers = new Headers(options.headers);
      if (body !== undefined && !headers.has("content-type")) headers.set("content-type", FORM);
      if (header !== undefined) headers.set(FAULT_HEADER, header);
      headers.set("host", host);
      if (body !== undefined) headers.set("content-length", String(Buffer.byteLength(body)));
      const leave = new AbortController();
      const signals = [options.signal, gone, leave.signal, AbortSignal.timeout(LIMIT_MS)];
      const signal = AbortSignal.any(signals.filter((one) => one !== undefined));
      const method = options.method ?? "GET";
      const asked = {
        route,
        method,
        url,
        body,
        contentType: headers.get("content-type") ?? undefined,
        upgrade: headers.get("upgrade") ?? undefined,
      };
      const leavesEarly = way.fault === "stall" && way.givesUp === true;
      const began = (): void => {
        if (leavesEarly) leave.abort();
      };
      const sent = { agent, port: ports[route], method, url, headers, body, signal, began };
      const seen = await exchange(sent).catch((cause: Error) => ({ kind: "failed", cause }) as const);
      if (seen.kind === "whole") {
        log(exchangeOf(asked, answerOf(seen.status, seen.headers, seen.body, host)));
        return new Response(seen.body === "" ? null : seen.body, { status: seen.status, headers: seen.headers });
      }
      if (seen.kind === "failed" && !signal.aborted) throw seen.cause;
      log(exchangeOf(asked, seen.kind === "cut" ? endOf(seen, signal) : { kind: "gave_up" }));
      throw seen.cause;
    },
    close: () => agent.destroy(),
  };
}

/** Whose doing it was that the answer is not whole. */
function endOf({ status }: { readonly status: number }, { aborted }: AbortSignal): Answer {
  return { kind: aborted ? "left" : "cut", status };
}

const FORM = "application/x-www-form-urlencoded;charset=UTF-8";

function textOf(body: unknown): string | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === "string") return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new TypeError("only forms and text are sent here");
}

type SentRequest = {
  readonly agent: Agent;
  readonly port: number;
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string | undefined;
  readonly signal: AbortSignal;
  /** The first octets of the answer's body are there. */
  readonly began: () => void;
};

type Seen =
  | { readonly kind: "whole"; readonly status: number; readonly headers: Headers; readonly body: string }
  | { readonly kind: "cut"; readonly status: number; readonly cause: Error };

/** Rejects when no answer began. */
function exchange({ agent, port, method, url, headers, body, signal, began }: SentRequest): Promise<Seen> {
  const path = `${url.pathname}${url.search}`;
  return new Promise((resolve, reject) => {
    const request = httpRequest({ agent, host: "127.0.0.1", port, method, path, headers: [...headers].flat(), signal });
    let status: number | undefined;
    request.on("error", (cause: Error) => {
      if (status === undefined) reject(cause);
      else resolve({ kind: "cut", status, cause });
    });
    request.on("response", (response) => {
      const code = response.statusCode ?? 0;
      status = code;
      const chunks: Buffer[] = [];
      response.once("data", began);
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", (cause) => resolve({ kind: "cut", status: code, cause }));
      response.on("end", () =>
        resolve({ kind: "whole", status: code, headers: headersOf(response), body: Buffer.concat(chunks).toString() }),
      );
    });
    request.end(body);
  });
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) headers.append(rawHeaders[at] ?? "", rawHeaders[at + 1] ?? "");
  return headers;
}
