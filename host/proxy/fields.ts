// Header maps between Node's raw lists and what a filter sees: names in lower case, pseudo headers, no hop-by-hop
// fields.
// Source: RFC 9110 §7.6.1; Envoy source/common/http/conn_manager_utility.cc, `mutateRequestHeaders`.
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Pairs, Value } from "../pairs.ts";

const HOP_BY_HOP: ReadonlySet<string> = new Set(["keep-alive", "proxy-connection", "transfer-encoding"]);
const OF_UPGRADE: ReadonlySet<string> = new Set(["connection", "upgrade", "http2-settings"]);

/** The request as it reaches the filter. `isUpgrade`: it keeps what asks for one. */
export function requestPairs(request: IncomingMessage, isUpgrade: boolean): Pairs {
  const isConnect = request.method === "CONNECT";
  const pairs: [string, Value][] = [
    [":authority", isConnect ? (request.url ?? "") : (request.headers.host ?? "")],
    ...(isConnect ? [] : [[":path", request.url ?? "/"] as [string, Value]]),
    [":method", request.method ?? "GET"],
    [":scheme", "http"],
  ];
  let hasProto = false;
  let hasId = false;
  for (const [name, value] of fieldsOf(request.rawHeaders)) {
    if (name === "host" || name === "expect" || HOP_BY_HOP.has(name)) continue;
    if (OF_UPGRADE.has(name) && !isUpgrade) continue;
    if (name === "te" && value !== "trailers") continue;
    hasProto ||= name === "x-forwarded-proto";
    hasId ||= name === "x-request-id";
    pairs.push([name, value]);
  }
  if (!hasProto) pairs.push(["x-forwarded-proto", "http"]);
  if (!hasId) pairs.push(["x-request-id", randomUUID()]);
  return pairs;
}

/** The answer as it comes from upstream; `tookMs` from the end of the request to its headers. */
export function responsePairs(response: IncomingMessage, tookMs: number, isUpgrade: boolean): Pairs {
  return [
    [":status", String(response.statusCode ?? 0)],
    ...fieldsOf(response.rawHeaders).filter(
      ([name]) => name !== "x-envoy-upstream-service-time" && (isUpgrade || name !== "connection"),
    ),
    ["x-envoy-upstream-service-time", String(Math.round(tookMs))],
  ];
}

/** Name and value, in order, names in lower case. */
export function fieldsOf(raw: readonly string[]): Pairs {
  const fields: [string, Value][] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) fields.push([(raw[at] ?? "").toLowerCase(), valueFrom(raw[at + 1])]);
  return fields;
}

/** What goes out: Node's flat list, without pseudo headers and what each connection has for itself. */
export function rawFrom(pairs: Pairs, isUpgrade = false): string[] {
  return pairs
    .filter(([name]) => !name.startsWith(":") && !HOP_BY_HOP.has(name) && (isUpgrade || !OF_UPGRADE.has(name)))
    .flatMap(([name, value]) => [name, textOf(value)]);
}

/** First value of a name; empty when there is none. */
export function fieldOf(pairs: Pairs, name: string): string {
  const found = pairs.find(([each]) => each === name)?.[1];
  return found === undefined ? "" : textOf(found);
}

/** Node reads and writes octets of a field as latin1. */
function valueFrom(text = ""): Value {
  // oxlint-disable-next-line no-control-regex -- every octet that is ASCII
  return /^[\x00-\x7f]*$/.test(text) ? text : Buffer.from(text, "latin1");
}

function textOf(value: Value): string {
  return Buffer.from(value as string).toString("latin1");
}
