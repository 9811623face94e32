// What the headers of a message say about what follows them.
import type { IncomingMessage } from "node:http";

/** An upgrade that is asked for; a client that offers HTTP/2 stays with HTTP/1.1. Source: RFC 9110 §7.8. */
export function isAsking({ headers }: IncomingMessage): boolean {
  const wants = (headers.connection ?? "").toLowerCase().includes("upgrade");
  return wants && headers.upgrade !== undefined && headers.upgrade.toLowerCase() !== "h2c";
}

/** Whether a body follows the headers of a request. Source: RFC 9112 §6.3. */
export function hasRequestBody({ headers, method }: IncomingMessage): boolean {
  if (method === "CONNECT") return false;
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/** Source: RFC 9112 §6.3. */
export function isBodiless(request: IncomingMessage, { statusCode = 0, headers }: IncomingMessage): boolean {
  return request.method === "HEAD" || statusCode === 204 || statusCode === 304 || headers["content-length"] === "0";
}
