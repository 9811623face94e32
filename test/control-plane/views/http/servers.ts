// An http server of ours on a port of its own, and a client that hides nothing.
import { request as plainRequest, type IncomingHttpHeaders } from "node:http";
import { request as tlsRequest, type RequestOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { TestContext } from "node:test";
import { createHttpServer, type HttpServer, type HttpSettings } from "../../../../control-plane/views/http/server.ts";

export const PAGE = ["# HELP a A.\n", "# TYPE a gauge\n", "a 1\n"] as const;

/** Settings of a server that is ready and has PAGE; errors end up in `errors`. */
export function settingsOf(over: Partial<HttpSettings> = {}, errors: unknown[] = []): HttpSettings {
  return {
    listen: { host: "127.0.0.1", port: 0 },
    tls: undefined,
    allow: undefined,
    version: "1.2.3",
    metrics: async () => ({ contentType: "text/plain; version=0.0.4; charset=utf-8", chunks: PAGE }),
    readiness: () => "ready",
    onError: (cause) => void errors.push(cause),
    ...over,
  };
}

export type Running = { readonly server: HttpServer; readonly port: number; readonly errors: readonly unknown[] };

/** Listens until the test ends. */
export async function start(context: TestContext, over: Partial<HttpSettings> = {}): Promise<Running> {
  const errors: unknown[] = [];
  const server = createHttpServer(settingsOf(over, errors));
  const { port }: AddressInfo = await server.listen();
  context.after(() => server.close(AbortSignal.abort()));
  return { server, port, errors };
}

export type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer };

/** One request on a connection of its own. `tls`: options of a TLS client. */
export function ask(
  port: number,
  path: string,
  options: RequestOptions & { readonly tls?: boolean } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { tls = false, ...rest } = options;
    const all = { host: "127.0.0.1", port, path, agent: false, timeout: 10_000, ...rest };
    const request = (tls ? tlsRequest : plainRequest)(all, (response) => {
      buffer(response).then((body) => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      }, reject);
    });
    request.on("error", reject);
    request.on("timeout", () => request.destroy(new Error(`no answer to ${path}`)));
    request.end();
  });
}

/** Status and text. */
export async function statusOf(port: number, path: string, options?: RequestOptions): Promise<string> {
  const { status, body } = await ask(port, path, options);
  return `${status} ${body.toString().trim()}`;
}
