// Both ends of cleartext HTTP/2, and the peer of a filter's own calls.
import {
  connect,
  constants,
  createServer,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo } from "node:net";
import type { Pairs } from "../../../host/conformance/scenario.ts";
import type { ClientStream, Upstream, UpstreamStream } from "./peers.ts";

export async function http2Client(port: number, hasTrailers: boolean): Promise<ClientStream> {
  const session = connect(`http://127.0.0.1:${port}`);
  await new Promise<void>((resolve, reject) => {
    session.once("remoteSettings", () => resolve());
    session.once("error", reject);
  });
  session.on("error", () => undefined);
  let stream: ReturnType<typeof session.request> | undefined;
  let trailers: OutgoingHttpHeaders | undefined;
  let received = "";
  return {
    headers(pairs, end, text) {
      stream = session.request(fieldsOf(pairs), { endStream: end, waitForTrailers: hasTrailers });
      stream.on("error", () => undefined);
      stream.on("response", (headers) => void (received += `${String(headers[":status"])}\n`));
      stream.on("data", (bytes: Buffer) => void (received += bytes.toString()));
      stream.on("wantTrailers", () => {
        stream?.sendTrailers(trailers ?? {});
      });
      if (text !== undefined) stream.write(text);
    },
    body: (text, end) => void (end ? stream?.end(text) : stream?.write(text)),
    trailers(pairs) {
      trailers = fieldsOf(pairs);
      stream?.end();
    },
    leave: () => session.destroy(),
    received: () => received,
    close: () =>
      new Promise((resolve) => {
        if (session.destroyed) return resolve();
        session.once("close", () => resolve());
        session.destroy();
      }),
  };
}

export type Http2Server = Upstream & {
  readonly paths: readonly string[];
  /** Ends every connection and listens no more. */
  readonly kill: () => Promise<void>;
};

/** With `hasTrailers` every answer has trailers; without, only those of gRPC. */
export async function http2Upstream(hasTrailers: boolean): Promise<Http2Server> {
  const streams: UpstreamStream[] = [];
  const paths: string[] = [];
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer();
  server.on("session", (session) => {
    sessions.add(session);
    session.on("error", () => undefined);
    session.once("close", () => sessions.delete(session));
  });
  server.on("stream", (stream, headers: IncomingHttpHeaders) => {
    stream.on("error", () => undefined);
    stream.resume();
    paths.push(String(headers[":path"]));
    streams.push(streamOf(stream, hasTrailers));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const kill = (): Promise<void> =>
    new Promise((resolve) => {
      for (const session of sessions) session.destroy();
      if (server.listening) server.close(() => resolve());
      else resolve();
    });
  return { port: (server.address() as AddressInfo).port, streams, paths, kill, close: kill };
}

function streamOf(stream: ServerHttp2Stream, hasTrailers: boolean): UpstreamStream {
  let trailers: OutgoingHttpHeaders | undefined;
  stream.on("wantTrailers", () => {
    stream.sendTrailers(trailers ?? {});
  });
  return {
    headers(pairs, end, text) {
      if (pairs.some(([name, value]) => name === ":status" && value.startsWith("1")))
        stream.additionalHeaders(fieldsOf(pairs));
      else {
        const hasMore = !end && (hasTrailers || isGrpc(pairs));
        // Node knows `sendDate` here too; its types do not.
        const options = { endStream: end, waitForTrailers: hasMore, sendDate: false };
        stream.respond(fieldsOf(pairs), options);
      }
      if (text !== undefined) stream.write(text);
    },
    body: (text, end) => void (end ? stream.end(text) : stream.write(text)),
    trailers(pairs) {
      trailers = fieldsOf(pairs);
      stream.end();
    },
    reset: () => stream.close(constants.NGHTTP2_INTERNAL_ERROR),
  };
}

function fieldsOf(pairs: Pairs): OutgoingHttpHeaders {
  return Object.fromEntries(pairs.map(([name, value]) => [name, name === ":status" ? Number(value) : value]));
}

function isGrpc(pairs: Pairs): boolean {
  return pairs.some(([name, value]) => name === "content-type" && value === "application/grpc");
}
