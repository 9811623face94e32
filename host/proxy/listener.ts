// A listener: takes connections, gives each to a worker, and makes an exchange of each request.
import { type IncomingMessage, createServer, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Root } from "../types.ts";
import type { ListenerConfig } from "./config.ts";
import { responseOn } from "./downstream.ts";
import { type Place, type Running, serve } from "./exchange.ts";
import type { Upgrade } from "./source.ts";
import type { Cluster } from "./try.ts";

/** A worker as the listener needs it. */
export type Lane = { readonly root: Root | undefined; readonly clusters: ReadonlyMap<string, Cluster> };

/** A port that is listened on. */
export type Listener = {
  readonly name: string;
  readonly address: { readonly host: string; readonly port: number };
  /** Exchanges under way, and since the start. */
  readonly active: () => number;
  readonly total: () => number;
  /** Takes no more connections, and cuts what is under way. */
  readonly stop: () => void;
};

/** As Envoy's `max_request_headers_kb`. */
const MAX_HEADER_BYTES = 61_440;
/** As Envoy's `idle_timeout` of connections, ms. */
const KEEP_ALIVE_MS = 3_600_000;

/** Resolves when it listens. Rejects with Node's error, such as EADDRINUSE. */
export async function startListener(
  config: ListenerConfig,
  lanes: readonly Lane[],
  nextId: () => number,
): Promise<Listener> {
  const running = new Set<Running>();
  const places = new WeakMap<Duplex, Place>();
  let connections = 0;
  let total = 0;

  function placeOf(socket: Socket): Place {
    const known = places.get(socket);
    if (known !== undefined) return known;
    const lane = lanes[connections % lanes.length];
    connections += 1;
    const place: Place = {
      listener: config,
      root: lane?.root,
      clusters: lane?.clusters ?? new Map<string, Cluster>(),
      properties: propertiesOf(socket, nextId()),
    };
    places.set(socket, place);
    return place;
  }

  function take(request: IncomingMessage, response: ServerResponse, upgrade?: Upgrade): void {
    total += 1;
    let isEnded = false;
    const exchange = serve(placeOf(request.socket), request, response, upgrade, (ended) => {
      isEnded = true;
      running.delete(ended);
    });
    if (!isEnded) running.add(exchange);
  }

  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 });
  const takeUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void =>
    take(request, responseOn(request, socket), { socket, head });
  server.on("request", (request, response) => take(request, response));
  server.on("connect", takeUpgrade);
  // Without this Node hands such a request on as any other, which keeps the connection in order.
  if (config.upgrades.length > 0) server.on("upgrade", takeUpgrade);
  server.on("connection", (socket) => void placeOf(socket));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(config.port, config.host, () => resolve());
  });
  const { address: host, port } = server.address() as AddressInfo;
  return {
    name: config.name,
    address: { host, port },
    active: () => running.size,
    total: () => total,
    stop() {
      server.close();
      for (const each of running) each.cut();
      server.closeAllConnections();
    },
  };
}

function propertiesOf(socket: Socket, id: number) {
  const { remoteAddress = "", remotePort = 0, localAddress = "", localPort = 0 } = socket;
  return {
    "connection.id": BigInt(id),
    "connection.mtls": false,
    "source.address": addressOf(remoteAddress, remotePort),
    "source.port": BigInt(remotePort),
    "destination.address": addressOf(localAddress, localPort),
    "destination.port": BigInt(localPort),
  };
}

/** IPv6 in brackets. */
function addressOf(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
