// HTTP calls of modules over the network.
import { request as httpRequest } from "node:http";
import type { HttpEvents, HttpRequest, HttpTransport } from "../http-transport.ts";
import type { ClusterConfig } from "./config.ts";
import { fieldOf, fieldsOf, rawFrom } from "./fields.ts";

/** Octets of an answer; a longer one fails. */
const BODY_LIMIT = 16_777_216;

/** HTTP/1.1 to the clusters, by name. */
export function createNetworkHttp(clusters: Readonly<Record<string, ClusterConfig>>): HttpTransport {
  return {
    hasCluster: (cluster) => Object.hasOwn(clusters, cluster),
    send(request, events) {
      const config = Object.hasOwn(clusters, request.cluster) ? clusters[request.cluster] : undefined;
      if (config === undefined || config.port === 0) {
        events.fail();
        return undefined;
      }
      return call(config, request, events);
    },
  };
}

function call({ host, port }: ClusterConfig, request: HttpRequest, events: HttpEvents): () => void {
  const { headers, body, timeoutMs } = request;
  const authority = fieldOf(headers, ":authority");
  let isOver = false;
  const fail = (): void => {
    if (isOver) return;
    stop();
    events.fail();
  };
  const outgoing = httpRequest({
    host,
    port,
    method: fieldOf(headers, ":method"),
    path: fieldOf(headers, ":path"),
    headers: ["host", authority, "content-length", String(body.length), ...rawFrom(headers)],
  });
  const timer = timeoutMs > 0 ? setTimeout(fail, timeoutMs) : undefined;
  const stop = (): void => {
    isOver = true;
    clearTimeout(timer);
    outgoing.destroy();
  };
  outgoing.on("error", fail);
  outgoing.on("response", (response) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > BODY_LIMIT) fail();
      else chunks.push(chunk);
    });
    response.on("error", fail);
    response.on("end", () => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      events.answer({
        headers: [[":status", String(response.statusCode ?? 0)], ...fieldsOf(response.rawHeaders)],
        body: Buffer.concat(chunks),
        trailers: fieldsOf(response.rawTrailers),
      });
    });
  });
  outgoing.end(body);
  return stop;
}
