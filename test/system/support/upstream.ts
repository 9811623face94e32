// An upstream that answers what the test says, over HTTP/1.1 and cleartext HTTP/2 on one port.
import { createServer as createHttp1, type IncomingMessage, type ServerResponse } from "node:http";
import {
  createServer as createHttp2,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from "node:http2";
import { createServer, type AddressInfo, type Socket } from "node:net";
import type { Duplex } from "node:stream";

/** A request as it arrived, its body complete. */
export type UpstreamRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly bytes: Buffer;
  /** Names and values by turns, as they came; of HTTP/2 without the pseudo-headers. */
  readonly rawHeaders: readonly string[];
  readonly httpVersion: string;
};

/**
 * `answer`: as written, one write for each chunk. `cut`: the same, then the connection (HTTP/2: the stream) breaks off.
 * `reset`: it breaks off before any answer. `hang`: no answer ever. `stall`: the chunks, and never an end; `begun` is
 * called when they are written. An upgrade or a CONNECT over HTTP/1.1 is taken, and what comes then is sent back; the
 * script is not asked.
 */
export type Answer =
  | {
      readonly kind: "answer" | "cut";
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string | string[]>>;
      readonly chunks?: readonly (string | Uint8Array)[];
      /** `link` of a 103 (RFC 8297) that comes before. */
      readonly hint?: string;
    }
  | {
      readonly kind: "stall";
      readonly headers?: Readonly<Record<string, string | string[]>>;
      readonly chunks?: readonly string[];
      readonly begun?: () => void;
    }
  | { readonly kind: "reset" }
  | { readonly kind: "hang" };

export type Script = (request: UpstreamRequest) => Answer | Promise<Answer>;

export type Upstream = {
  readonly port: number;
  /** In order of arrival. */
  readonly requests: readonly UpstreamRequest[];
  /** Requests whose headers have come, whether or not their bodies ever will. */
  readonly begun: () => number;
  /** Another script from the next request on. */
  readonly play: (script: Script) => void;
  readonly close: () => Promise<void>;
};

/** A JSON answer that may not be cached (RFC 6749 §5.1). */
export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer {
  const type = { "content-type": "application/json", "cache-control": "no-store" };
  return { kind: "answer", status, headers: { ...type, ...headers }, chunks: [JSON.stringify(body)] };
}

/** Listens on a free loopback port until closed. An exception of the script is answered 599 with its message. */
export async function startUpstream(script: Script): Promise<Upstream> {
  let current = script;
  let begun = 0;
  const requests: UpstreamRequest[] = [];
  const sockets = new Set<Socket>();
  const sessions = new Set<ServerHttp2Session>();
  const take = (
    request: IncomingMessage | Http2ServerRequest,
    response: ServerResponse | Http2ServerResponse,
  ): void => {
    const body: Buffer[] = [];
    request.on("data", (chunk: Buffer) => body.push(chunk));
    request.on("error", () => undefined);
    begun += 1;
    request.on("end", () => {
      const { method = "", url: path = "", headers, rawHeaders: raw, httpVersion } = request;
      const bytes = Buffer.concat(body);
      const rawHeaders = httpVersion === "2.0" ? withoutPseudo(raw) : raw;
      const seen = { method, path, headers, rawHeaders, httpVersion, bytes, body: bytes.toString() };
      requests.push(seen);
      void Promise.resolve()
        .then(() => current(seen))
        .catch((error: unknown): Answer => ({ kind: "answer", status: 599, chunks: [String(error)] }))
        .then((answer) => write(response, answer));
    });
  };
  const http1 = createHttp1({ keepAliveTimeout: 60_000 }, take);
  const http2 = createHttp2(take);
  http2.on("session", (session) => sessions.add(session));
  http1.on("upgrade", (_, socket: Duplex, head) => echo(socket, head, "101 Switching Protocols", UPGRADED));
  http1.on("connect", (_, socket: Duplex, head) => echo(socket, head, "200 OK", ""));
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => sockets.delete(socket));
    socket.once("readable", () => {
      const first = socket.read() as Buffer | null;
      if (first === null) return;
      socket.unshift(first);
      (first.toString("latin1").startsWith("PRI ") ? http2 : http1).emit("connection", socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    begun: () => begun,
    play: (next) => void (current = next),
    close: () =>
      new Promise((resolve) => {
        for (const session of sessions) session.destroy();
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

const UPGRADED = "connection: upgrade\r\nupgrade: websocket\r\n";

function echo(socket: Duplex, head: Buffer, status: string, headers: string): void {
  socket.on("error", () => undefined);
  socket.write(`HTTP/1.1 ${status}\r\n${headers}\r\n`);
  socket.write(head);
  socket.pipe(socket);
}

function withoutPseudo(raw: readonly string[]): readonly string[] {
  return raw.filter((_, index) => raw[index - (index % 2)]?.startsWith(":") === false);
}

function write(response: ServerResponse | Http2ServerResponse, answer: Answer): void {
  if (answer.kind === "hang" || response.destroyed) return;
  if (answer.kind === "reset") return breakOff(response);
  const plain = response as ServerResponse;
  if (answer.kind === "answer" && answer.hint !== undefined) plain.writeEarlyHints({ link: answer.hint });
  plain.writeHead(answer.kind === "stall" ? 200 : (answer.status ?? 200), answer.headers);
  for (const chunk of answer.chunks ?? []) plain.write(chunk);
  if (answer.kind === "stall") plain.write("", () => answer.begun?.());
  else if (answer.kind === "answer") plain.end();
  // After the chunks are on their way, so that the peer sees a beginning.
  else plain.write("", () => setTimeout(() => breakOff(response), 50));
}

function breakOff(response: ServerResponse | Http2ServerResponse): void {
  if ("stream" in response) response.stream.close(2);
  else response.socket?.resetAndDestroy();
}
