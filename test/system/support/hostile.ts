// Peers that answer the filter's stream with anything but what they should. Each is a server on a port of its own.
import { createServer as createHttp2, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createServer as createTls } from "node:tls";
import { requestOf } from "../../filter/support/wire.ts";

export type HostilePeer = {
  readonly port: number;
  /** Times that it had something to answer: streams, or connections where there are no streams. */
  readonly played: () => number;
  /** Records that it took and acknowledged, each once. */
  readonly acknowledged: () => number;
  /** Resolves when Envoy has taken in everything that was said so far. */
  readonly heard: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** One stream, its Hello read. */
export type HostileStream = {
  readonly stream: ServerHttp2Stream;
  /** One gRPC message of these bytes. */
  readonly say: (message: Uint8Array) => void;
  /** Bytes as they are. */
  readonly write: (bytes: Uint8Array) => void;
};

/** What a peer does, by what comes. */
export type Script = {
  /** A stream has begun and said Hello. */
  readonly hello: (peer: HostileStream) => void;
  /** A batch has come whose last record is `last`. Without it no batch is answered. */
  readonly batch?: (peer: HostileStream, last: number) => void;
  /** Whether all that came is acknowledged by `batch`. */
  readonly acknowledges?: boolean;
  /** Sends no response headers by itself; otherwise 200 and gRPC's content type go first. */
  readonly silent?: boolean;
};

/** An HTTP/2 server that speaks gRPC as far as the script wants. */
export async function startHostileGrpc(script: Script): Promise<HostilePeer> {
  const sessions = new Set<ServerHttp2Session>();
  /** Last record taken, by epoch. */
  const lasts = new Map<string, number>();
  let taken = 0;
  let played = 0;
  const server = createHttp2();
  server.on("session", (session) => {
    sessions.add(session);
    session.on("error", () => undefined);
    session.once("close", () => sessions.delete(session));
  });
  server.on("sessionError", () => undefined);
  server.on("stream", (stream) => {
    stream.on("error", () => undefined);
    if (script.silent !== true) stream.respond({ ":status": 200, "content-type": "application/grpc" });
    const write = (bytes: Uint8Array): void => void (stream.writable && stream.write(bytes));
    const peer: HostileStream = { stream, write, say: (message) => write(framed(message)) };
    let epoch = "";
    readMessages(stream, (bytes) => {
      const message = requestOf(bytes);
      if (message.hello !== undefined) {
        epoch = Buffer.from(message.hello.epoch as Uint8Array).toString("hex");
        played += 1;
        script.hello(peer);
      }
      if (message.batch === undefined) return;
      const { first, count } = message.batch as { first: number; count: number };
      const [last, had] = [first + count - 1, lasts.get(epoch) ?? 0];
      // One by one: a number that never came is none of these.
      taken += Math.max(0, last - Math.max(had, first - 1));
      lasts.set(epoch, Math.max(had, last));
      script.batch?.(peer, last);
    });
  });
  const port = await listening(server);
  return {
    port,
    played: () => played,
    acknowledged: () => (script.acknowledges === true ? taken : 0),
    heard: async () => void (await Promise.all([...sessions].map(pinged))),
    close: () => {
      for (const session of sessions) session.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** A TCP server that does this with each connection when its first bytes have come. */
export function startHostileTcp(act: (socket: Socket) => void): Promise<HostilePeer> {
  return startSockets((taken) =>
    createServer((socket) => {
      taken(socket);
      socket.once("data", () => act(socket));
    }),
  );
}

/** A server that wants TLS where nobody speaks it. */
export function startHostileTls(): Promise<HostilePeer> {
  return startSockets((taken) =>
    createTls({})
      .on("connection", taken)
      .on("tlsClientError", () => undefined),
  );
}

async function startSockets(create: (taken: (socket: Socket) => void) => Server): Promise<HostilePeer> {
  const sockets = new Set<Socket>();
  let played = 0;
  const server = create((socket) => {
    played += 1;
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => sockets.delete(socket));
  });
  return {
    port: await listening(server),
    played: () => played,
    acknowledged: () => 0,
    heard: () => Promise.resolve(),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** A gRPC message: a flag and its length before it. Source: gRPC over HTTP/2, "Length-Prefixed-Message". */
export function framed(message: Uint8Array, flag = 0, length = message.length): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(flag);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, message]);
}

/** Frames are taken in order, so who answers a PING has taken what was sent before it. RFC 9113 §6.7. */
function pinged(session: ServerHttp2Session): Promise<void> {
  return new Promise((resolve) => {
    if (session.destroyed || !session.ping(() => resolve())) resolve();
  });
}

function readMessages(stream: ServerHttp2Stream, take: (message: Buffer) => void): void {
  let rest = Buffer.alloc(0);
  stream.on("data", (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 5 && rest.length >= 5 + rest.readUInt32BE(1)) {
      const end = 5 + rest.readUInt32BE(1);
      take(rest.subarray(5, end));
      rest = rest.subarray(end);
    }
  });
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
