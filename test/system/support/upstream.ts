// An upstream that answers what the test says, over HTTP/1.1 and cleartext HTTP/2 on one port.
import { createServer as createHttp1, type IncomingMessage, type ServerResponse } from "node:http";
import {
  createServer as createHttp2,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from "node:http2";
import { createServer, type AddressInfo, type Socket } from "node:net";

/** A request as it arrived, its body complete. */
export type UpstreamRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly httpVersion: string;
};

/**
 * `answer`: as written, one write for each chunk. `cut`: the same, then the connection (HTTP/2: the stream) breaks off.
 * `reset`: it breaks off before any answer. `hang`: no answer ever. `stall`: the chunks, and never an end; `begun` is
 * called when they are written.
 */
export type Answer =
  | {
      readonly kind: "answer" | "cut";
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string | string[]>>;
      readonly chunks?: readonly string[];
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
    request.on("end", () => {
      const { method = "", url: path = "", headers, httpVersion } = request;
      const seen = { method, path, headers, httpVersion, body: Buffer.concat(body).toString() };
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
    play: (next) => void (current = next),
    close: () =>
      new Promise((resolve) => {
        for (const session of sessions) session.destroy();
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function write(response: ServerResponse | Http2ServerResponse, answer: Answer): void {
  if (answer.kind === "hang" || response.destroyed) return;
  if (answer.kind === "reset") return breakOff(response);
  const plain = response as ServerResponse;
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
