import { createServer as createPlainServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { createAllowList } from "./allow-list.ts";
import { indexPage } from "./index-page.ts";

export type HttpSettings = {
  readonly listen: { readonly host: string; readonly port: number };
  readonly tls: { readonly cert: Buffer; readonly key: Buffer; readonly clientCa: Buffer | undefined } | undefined;
  readonly allow: readonly string[] | undefined;
  readonly version: string;
  /** The metrics page in the format that `accept` asks for. */
  readonly metrics: (accept: string | undefined) => Promise<MetricsAnswer>;
  /** What `/readyz` says. */
  readonly readiness: () => Readiness;
  /** A page could not be made: the one who asked got 500, this says why. */
  readonly onError: (cause: unknown) => void;
};

export type MetricsAnswer = { readonly contentType: string; readonly chunks: readonly string[] };

export type Readiness = "starting" | "ready" | "draining";

/** How often each limit was met. */
export type HttpRefused = { readonly connections: number; readonly pages: number };

export type HttpServer = {
  /** Rejects with Node's error: EADDRINUSE, EACCES, EADDRNOTAVAIL. */
  listen(): Promise<AddressInfo>;
  /** Takes no more connections, ends idle ones (as Node does since 19); resolves when the last answer is out, or `deadline` cuts the rest. */
  close(deadline: AbortSignal): Promise<void>;
  readonly refused: HttpRefused;
};

const LARGEST_HEADERS = 8_192;
const MOST_CONNECTIONS = 256;
/** Metrics pages held at a time; one may have tens of MB while its reader is slow. Beyond: 503. */
const MOST_PAGES = 16;
const HEADERS_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 10_000;
/** How often Node looks for connections that are beyond these two; its own choice is 30 s. */
const TIMEOUT_CHECK_MS = 5_000;
/** A connection on which nothing moves, also one whose reader has stopped. */
const SILENCE_TIMEOUT_MS = 60_000;
const HANDSHAKE_TIMEOUT_MS = 5_000;

export function createHttpServer(settings: HttpSettings): HttpServer {
  const isAllowed = createAllowList(settings.allow);
  let pages = 0;
  const refused = { connections: 0, pages: 0 };
  const server = createListener(
    settings,
    (request, response) => void answer(request, response).catch(settings.onError),
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.on("drop", () => (refused.connections += 1));
  server.keepAliveTimeout = SILENCE_TIMEOUT_MS;
  server.setTimeout(SILENCE_TIMEOUT_MS);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (!isAllowed(request.socket.remoteAddress)) return send(response, 403, "this address may not ask (http.allow)\n");
    const path = request.url?.split("?", 1)[0] ?? "/";
    if (!PATHS.has(path)) return send(response, 404, "want /metrics, /healthz, /readyz or /\n");
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.setHeader("Allow", "GET, HEAD");
      return send(response, 405, "want GET or HEAD\n");
    }
    if (path === "/metrics") return sendMetrics(request, response);
    if (path === "/healthz") return send(response, 200, "ok\n");
    if (path === "/readyz")
      return send(response, settings.readiness() === "ready" ? 200 : 503, `${settings.readiness()}\n`);
    response.setHeader("Content-Security-Policy", "default-src 'none'");
    return send(response, 200, indexPage(settings.version), "text/html; charset=utf-8");
  }

  async function sendMetrics(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (pages >= MOST_PAGES) {
      refused.pages += 1;
      response.setHeader("Retry-After", "1");
      return send(response, 503, `want at most ${MOST_PAGES} readers at a time\n`);
    }
    pages += 1;
    try {
      const { contentType, chunks } = await settings.metrics(request.headers.accept);
      const isGzip = acceptsGzip(request.headers["accept-encoding"]);
      response.writeHead(200, {
        "Content-Type": contentType,
        Vary: "Accept, Accept-Encoding",
        ...(isGzip ? { "Content-Encoding": "gzip" } : {}),
      });
      if (request.method === "HEAD") response.end();
      else if (isGzip) await pipeline(Readable.from(chunks), createGzip({ level: 1 }), response);
      else await pipeline(Readable.from(chunks), response);
    } catch (cause) {
      // Whoever asked has gone: nobody to tell.
      if (request.socket.destroyed) return;
      if (!response.headersSent) send(response, 500, "the page could not be made; the log says why\n");
      else response.destroy();
      throw cause;
    } finally {
      pages -= 1;
    }
  }

  return {
    listen: () =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(settings.listen.port, settings.listen.host, () => {
          server.off("error", reject);
          server.on("error", settings.onError);
          const address = server.address();
          if (address === null || typeof address === "string")
            throw new TypeError("a TCP server has an address and a port");
          resolve(address);
        });
      }),
    close: (deadline) =>
      new Promise((resolve) => {
        const cut = () => server.closeAllConnections();
        deadline.addEventListener("abort", cut, { once: true });
        server.close(() => {
          deadline.removeEventListener("abort", cut);
          resolve();
        });
        if (deadline.aborted) cut();
      }),
    refused,
  };
}

const PATHS: ReadonlySet<string> = new Set(["/metrics", "/healthz", "/readyz", "/"]);

function createListener(
  { tls }: HttpSettings,
  listener: (request: IncomingMessage, response: ServerResponse) => void,
): Server {
  const limits = {
    maxHeaderSize: LARGEST_HEADERS,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
  };
  if (tls === undefined) return createPlainServer(limits, listener);
  const clients = tls.clientCa === undefined ? {} : { ca: tls.clientCa, requestCert: true, rejectUnauthorized: true };
  const identity = {
    cert: tls.cert,
    key: tls.key,
    minVersion: "TLSv1.3",
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
  } as const;
  return createTlsServer({ ...limits, ...identity, ...clients }, listener);
}

function send(response: ServerResponse, status: number, text: string, contentType = "text/plain; charset=utf-8"): void {
  response.writeHead(status, { "Content-Type": contentType, "Content-Length": Buffer.byteLength(text) });
  // Node leaves the body out for HEAD.
  response.end(text);
}

function acceptsGzip(header: string | string[] | undefined): boolean {
  return String(header ?? "")
    .split(",")
    .some((part) => {
      const [coding = "", ...parameters] = part.split(";").map((word) => word.trim().toLowerCase());
      return coding === "gzip" && !parameters.some((word) => /^q=0(\.0*)?$/.test(word));
    });
}
