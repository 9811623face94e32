// A wire tap: a loopback port in front of another, that keeps what passes in both directions.
import { createServer as createHttp2, type ServerHttp2Stream } from "node:http2";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { until } from "./until.ts";

/** What one connection carried, as it was on the wire. */
export type Tapped = {
  /** From who connected. */
  readonly up: () => Buffer;
  /** To who connected. */
  readonly down: () => Buffer;
};

export type Tee = {
  readonly port: number;
  readonly connections: readonly Tapped[];
  readonly close: () => Promise<void>;
};

/** Listens on a free loopback port until closed; each connection goes on to `port`. */
export async function startTee(port: number): Promise<Tee> {
  const connections: Tapped[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    const up: Buffer[] = [];
    const down: Buffer[] = [];
    connections.push({ up: () => Buffer.concat(up), down: () => Buffer.concat(down) });
    pass(near, far, up);
    pass(far, near, down);
  });

  function pass(from: Socket, to: Socket, kept: Buffer[]): void {
    sockets.add(from);
    from.on("data", (chunk: Buffer) => {
      kept.push(chunk);
      to.write(chunk);
    });
    from.on("error", () => to.destroy());
    from.on("end", () => to.end());
    from.on("close", () => {
      sockets.delete(from);
      to.destroy();
    });
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connections,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const HEAD = 9;
const DATA = 0;
const PADDED = 0x08;

type Frame = { readonly type: number; readonly flags: number; readonly stream: number; readonly whole: Buffer };

/** Frames of one direction of an HTTP/2 connection (RFC 9113 §4.1); a last one that is cut is left out. */
function framesOf(bytes: Buffer): readonly Frame[] {
  const frames: Frame[] = [];
  let at = bytes.subarray(0, PREFACE.length).equals(PREFACE) ? PREFACE.length : 0;
  while (at + HEAD <= bytes.length) {
    const end = at + HEAD + bytes.readUIntBE(at, 3);
    if (end > bytes.length) break;
    const stream = bytes.readUInt32BE(at + 5) & 0x7fff_ffff;
    frames.push({ type: bytes[at + 3] ?? 0, flags: bytes[at + 4] ?? 0, stream, whole: bytes.subarray(at, end) });
    at = end;
  }
  return frames;
}

/** The DATA of each stream in one piece: a value that was split between frames is whole here. */
export function dataOf(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const data = new Map<number, Buffer[]>();
  for (const { type, flags, stream, whole } of framesOf(bytes)) {
    if (type !== DATA) continue;
    const padding = (flags & PADDED) === 0 ? undefined : whole[HEAD];
    const payload = padding === undefined ? whole.subarray(HEAD) : whole.subarray(HEAD + 1, whole.length - padding);
    data.set(stream, [...(data.get(stream) ?? []), payload]);
  }
  return new Map([...data].map(([stream, parts]) => [stream, Buffer.concat(parts)]));
}

/**
 * The header fields of the requests on a connection, `name: value` in lines. They are compressed on the wire (RFC 7541),
 * so what was sent, but for the DATA, is played to another reader of HTTP/2.
 */
export async function headersOf(up: Buffer): Promise<string> {
  const frames = framesOf(up).filter(({ type }) => type !== DATA);
  const wanted = new Set(frames.filter(({ type }) => type === 1).map(({ stream }) => stream)).size;
  const lines: string[][] = [];
  const reader = createHttp2();
  reader.on("stream", (stream: ServerHttp2Stream, _headers: unknown, _flags: unknown, raw: string[]) => {
    // It is left without its DATA.
    stream.on("error", () => undefined);
    lines.push(raw.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${raw[index + 1]}`] : [])));
  });
  reader.on("sessionError", () => undefined);
  await new Promise<void>((resolve) => reader.listen(0, "127.0.0.1", resolve));
  const socket = connect((reader.address() as AddressInfo).port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.resume();
  try {
    socket.write(Buffer.concat([PREFACE, ...frames.map(({ whole }) => whole)]));
    await until(`${wanted} requests are read`, () => lines.length === wanted);
  } finally {
    socket.destroy();
    await new Promise<void>((resolve) => reader.close(() => resolve()));
  }
  return lines.flat().join("\n");
}
