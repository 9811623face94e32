// Bytes to a loopback port and back, for what an HTTP client would never send.
import { connect, type Socket } from "node:net";
import { until } from "./until.ts";

export type Raw = {
  readonly socket: Socket;
  /** Latin-1, so that each byte is one character. */
  readonly received: () => string;
  readonly isClosed: () => boolean;
  readonly write: (bytes: string) => void;
  /** Waits until what came matches. */
  readonly sees: (pattern: RegExp) => Promise<void>;
  /** With a reset, as a client that dies. */
  readonly die: () => void;
};

/** Connects, and writes the bytes, given as Latin-1. */
export async function openRaw(port: number, bytes: string): Promise<Raw> {
  const socket = connect({ host: "127.0.0.1", port, noDelay: true });
  let received = "";
  let isClosed = false;
  socket.on("data", (chunk: Buffer) => void (received += chunk.toString("latin1")));
  socket.on("error", () => undefined);
  socket.once("close", () => void (isClosed = true));
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  socket.write(bytes, "latin1");
  return {
    socket,
    received: () => received,
    isClosed: () => isClosed,
    write: (more) => void socket.write(more, "latin1"),
    sees: async (pattern) => void (await until(`bytes that match ${pattern}`, () => pattern.test(received))),
    die: () => void socket.resetAndDestroy(),
  };
}
