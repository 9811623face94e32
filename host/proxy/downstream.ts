// The client's end of an exchange: an answer of HTTP/1.1, or the bytes behind a 101.
import { type IncomingMessage, ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex, Writable } from "node:stream";
import type { Pairs } from "../pairs.ts";
import { fieldOf, fieldsOf, rawFrom } from "./fields.ts";

/** The way to the client. */
export type Downstream = {
  /** `closes`: the connection ends with the answer. */
  readonly headers: (pairs: Pairs, end: boolean, closes: boolean) => void;
  readonly body: (chunk: Uint8Array, end: boolean) => void;
  readonly trailers: (pairs: Pairs) => void;
  readonly isFull: () => boolean;
  /** Breaks the connection. */
  readonly cut: () => void;
};

/** `upgraded`: the connection of a request that asks for an upgrade, which Node has let go of. */
export function createDownstream(
  response: ServerResponse,
  upgraded: Duplex | undefined,
  onDrain: () => void,
): Downstream {
  let out: Writable = response;
  response.on("drain", onDrain);
  // A connection that is gone is told by its close.
  response.on("error", () => undefined);
  return {
    headers(pairs, end, closes) {
      const status = Number(fieldOf(pairs, ":status"));
      if (status === 101 && upgraded !== undefined) {
        const raw = rawFrom(pairs, true);
        const lines = fieldsOf(raw).map(([name, value]) => `${name}: ${String(value)}\r\n`);
        out = upgraded;
        upgraded.on("drain", onDrain);
        upgraded.write(`HTTP/1.1 101 ${STATUS_CODES[101]}\r\n${lines.join("")}\r\n`);
        return;
      }
      // oxlint-disable-next-line no-param-reassign -- Node's own way to say it
      if (closes || upgraded !== undefined) response.shouldKeepAlive = false;
      const isSilent = !end || status === 204 || status === 304 || response.req.method === "HEAD";
      const length = isSilent || fieldOf(pairs, "content-length") !== "" ? [] : ["content-length", "0"];
      response.writeHead(status, [...rawFrom(pairs), ...length]);
      if (end) response.end();
      else response.flushHeaders();
      if (upgraded !== undefined) response.once("finish", () => upgraded.end());
    },
    body(chunk, end) {
      if (chunk.length > 0) out.write(chunk);
      if (end) out.end();
    },
    trailers(pairs) {
      response.addTrailers(rawFrom(pairs).reduce<[string, string][]>(pairUp, []));
      response.end();
    },
    isFull: () => out.writableNeedDrain,
    cut: () => {
      const socket = upgraded ?? response.socket;
      socket?.destroy();
    },
  };
}

/** The answer to a request whose connection Node has let go of. */
export function responseOn(request: IncomingMessage, socket: Duplex): ServerResponse {
  const response = new ServerResponse(request);
  // Node's types say a TCP socket; any stream of octets does.
  response.assignSocket(socket as Parameters<ServerResponse["assignSocket"]>[0]);
  return response;
}

function pairUp(pairs: [string, string][], text: string, at: number): [string, string][] {
  const last = pairs.at(-1);
  if (at % 2 === 0 || last === undefined) pairs.push([text, ""]);
  else last[1] = text;
  return pairs;
}
