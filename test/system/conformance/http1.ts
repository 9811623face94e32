// Both ends of HTTP/1.1, written byte by byte, so that a test decides what is in which packet.
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import type { Pairs } from "../../../host/conformance/scenario.ts";
import type { ClientStream, UpstreamStream, Upstream } from "./peers.ts";

/** Opens a connection and sends nothing. */
export async function http1Client(port: number): Promise<ClientStream> {
  const socket = connect({ host: "127.0.0.1", port, noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  const gone = settle(socket);
  let received = "";
  let isChunked = false;
  socket.on("data", (bytes: Buffer) => void (received += bytes.toString("latin1")));
  return {
    headers(pairs, end, text) {
      isChunked = isChunkedBody(pairs);
      socket.write(
        head(`${value(pairs, ":method")} ${value(pairs, ":path")} HTTP/1.1`, pairs) + body(text, end, isChunked),
      );
    },
    body: (text, end) => void socket.write(body(text, end, isChunked)),
    trailers: (pairs) => void socket.write(`0\r\n${lines(pairs)}\r\n`),
    leave: () => void socket.destroy(),
    received: () => received,
    close: () => {
      socket.destroy();
      return gone;
    },
  };
}

/** Listens on a free loopback port. Each request is a stream, in order of arrival. */
export async function http1Upstream(): Promise<Upstream> {
  const streams: UpstreamStream[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    void settle(socket).then(() => sockets.delete(socket));
    let isChunked = false;
    let received = "";
    socket.on("data", (bytes: Buffer) => {
      received += bytes.toString("latin1");
      // One request a connection at a time: a head that begins where nothing is open is a stream.
      for (const _ of bytes.toString("latin1").matchAll(/^[A-Z]+ \S+ HTTP\/1\.1\r$/gm)) streams.push(stream());
    });
    const stream = (): UpstreamStream => ({
      headers(pairs, end, text) {
        isChunked = isChunkedBody(pairs);
        socket.write(head(`HTTP/1.1 ${value(pairs, ":status")} Status`, pairs) + body(text, end, isChunked));
      },
      body: (text, end) => void socket.write(body(text, end, isChunked)),
      trailers: (pairs) => void socket.write(`0\r\n${lines(pairs)}\r\n`),
      reset: () => void socket.resetAndDestroy(),
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    streams,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function settle(socket: Socket): Promise<void> {
  socket.on("error", () => undefined);
  return new Promise((resolve) => socket.once("close", () => resolve()));
}

function head(first: string, pairs: Pairs): string {
  const host = pairs.find(([name]) => name === ":authority");
  const fields = pairs.filter(([name]) => !name.startsWith(":"));
  return `${first}\r\n${lines(host === undefined ? fields : [["host", host[1]], ...fields])}\r\n`;
}

function lines(pairs: Pairs): string {
  return pairs.map(([name, text]) => `${name}: ${text}\r\n`).join("");
}

function body(text: string | undefined, end: boolean, isChunked: boolean): string {
  if (!isChunked) return text ?? "";
  const size = Buffer.byteLength(text ?? "").toString(16);
  return `${text === undefined || text === "" ? "" : `${size}\r\n${text}\r\n`}${end ? "0\r\n\r\n" : ""}`;
}

function isChunkedBody(pairs: Pairs): boolean {
  return value(pairs, "transfer-encoding") === "chunked";
}

function value(pairs: Pairs, wanted: string): string {
  return pairs.find(([name]) => name === wanted)?.[1] ?? "";
}
