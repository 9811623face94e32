// Where the octets of a request come from: its body, or the connection of a tunnel.
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

/** The connection of a request that asks for another protocol, and what was read of it already. */
export type Upgrade = { readonly socket: Duplex; readonly head: Uint8Array };

/** What is read. */
export type SourceEvents = {
  readonly chunk: (chunk: Uint8Array) => void;
  /** Of a body: it is whole. */
  readonly end: (rawTrailers: readonly string[]) => void;
  /** Of a tunnel: the client ended its half, and as in Envoy it has left then. */
  readonly left: () => void;
};

/** Reads the body of a request. */
export function readBody(request: IncomingMessage, events: SourceEvents): void {
  request.on("data", events.chunk);
  request.on("end", () => events.end(request.rawTrailers));
}

/** Reads what a client sends through a tunnel. */
export function readTunnel({ socket, head }: Upgrade, events: SourceEvents): void {
  if (head.length > 0) events.chunk(head);
  socket.on("data", events.chunk);
  socket.on("end", events.left);
  socket.resume();
}
