// The admin page: what tools ask an Envoy, in Envoy's shape as far as it goes.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Host } from "../types.ts";
import type { Listener } from "./listener.ts";

/** The server of statistics; `address` is host:port. */
export type Admin = { readonly address: string; readonly stop: () => void };

/** What it shows. */
export type AdminView = {
  readonly host: Host;
  readonly listeners: () => readonly Listener[];
  readonly isReady: () => boolean;
  readonly quit: () => void;
};

/** `/ready`, `/stats` (`filter`, `format=json`), `/listeners` (`format=json`), `POST /quitquitquit`. Loopback only. */
export async function startAdmin(port: number, view: AdminView): Promise<Admin> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://admin");
    const { status, body, type = "text/plain" } = answerOf(url, request.method ?? "GET", view);
    response.writeHead(status, { "content-type": type }).end(body);
  });
  await listening(server, port);
  const { address, port: bound } = server.address() as AddressInfo;
  return {
    address: `${address}:${bound}`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

type Answer = { readonly status: number; readonly body: string; readonly type?: string };

function answerOf(url: URL, method: string, view: AdminView): Answer {
  const isJson = url.searchParams.get("format") === "json";
  switch (url.pathname) {
    case "/ready":
      return view.isReady() ? { status: 200, body: "LIVE\n" } : { status: 503, body: "DRAINING\n" };
    case "/stats":
      return statsPage(statsOf(view), url.searchParams.get("filter"), isJson);
    case "/listeners":
      return isJson ? { status: 200, body: listenersJson(view), type: JSON_TYPE } : { status: 200, body: lines(view) };
    case "/quitquitquit":
      if (method !== "POST") return { status: 405, body: "want POST\n" };
      setImmediate(view.quit);
      return { status: 200, body: "OK\n" };
    default:
      return { status: 404, body: "want /ready, /stats, /listeners or POST /quitquitquit\n" };
  }
}

const JSON_TYPE = "application/json";
/** A filter longer than this is no filter that anybody writes. */
const FILTER_LIMIT = 200;

/** Histograms are left out, as Envoy's text has them in another form. */
function statsOf({ host, listeners }: AdminView): readonly (readonly [string, bigint])[] {
  const own = listeners().flatMap((each) => [
    [`http.${each.name}.downstream_rq_active`, BigInt(each.active())] as const,
    [`http.${each.name}.downstream_rq_total`, BigInt(each.total())] as const,
  ]);
  const modules = host.stats.all().filter(({ kind }) => kind !== "histogram");
  return [
    ...own,
    ["wasm.envoy.wasm.runtime.v8.active", BigInt(host.activeVms())] as const,
    ...modules.map(({ name, value }) => [name, value] as const),
  ].sort(([one], [other]) => (one < other ? -1 : 1));
}

function statsPage(stats: readonly (readonly [string, bigint])[], filter: string | null, isJson: boolean): Answer {
  let pattern: RegExp;
  try {
    pattern = new RegExp((filter ?? "").slice(0, FILTER_LIMIT));
  } catch {
    return { status: 400, body: "filter: want a regular expression\n" };
  }
  const shown = stats.filter(([name]) => pattern.test(name));
  if (!isJson) return { status: 200, body: shown.map(([name, value]) => `${name}: ${value}\n`).join("") };
  const body = JSON.stringify({ stats: shown.map(([name, value]) => ({ name, value: Number(value) })) });
  return { status: 200, body, type: JSON_TYPE };
}

function listenersJson({ listeners }: AdminView): string {
  const statuses = listeners().map(({ name, address: { host, port } }) => ({
    name,
    local_address: { socket_address: { address: host, port_value: port } },
  }));
  return JSON.stringify({ listener_statuses: statuses });
}

function lines({ listeners }: AdminView): string {
  return listeners()
    .map(({ name, address: { host, port } }) => `${name}::${host}:${port}\n`)
    .join("");
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });
}
