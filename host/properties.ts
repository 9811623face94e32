// What a property says: what the user said of the stream, what follows from its headers, or what is so for the process.
// Source: Envoy source/extensions/filters/common/expr/context.cc, source/extensions/common/wasm/context.cc.
import { MapType } from "./abi.ts";
import type { Context } from "./context.ts";
import { byteSize, firstValue, type HeaderMap, joinedValue } from "./header-map.ts";
import type { Value } from "./pairs.ts";
import { currentPath } from "./profile.ts";
import type { Properties, PropertyValue } from "./property-value.ts";
import type { StreamState } from "./stream-state.ts";

/** Names that are never filter state. */
const TOP_LEVEL: ReadonlySet<string> = new Set([
  "request",
  "response",
  "connection",
  "upstream",
  "source",
  "destination",
  "metadata",
  "filter_state",
  "upstream_filter_state",
  "xds",
]);

/** By its path with dots; undefined = it cannot be read now. */
export function propertyOf(context: Context, asked: string): PropertyValue | undefined {
  const path = currentPath(asked, context.machine.process.profile);
  if (path === undefined) return undefined;
  for (let i = context.said.length - 1; i >= 0; i -= 1) {
    const value = ownValue(context.said[i], path);
    if (value !== undefined) return value;
  }
  const dot = path.indexOf(".");
  const first = dot < 0 ? path : path.slice(0, dot);
  const rest = dot < 0 ? "" : path.slice(dot + 1);
  if (first === "xds") return ofXds(context, rest);
  if (!TOP_LEVEL.has(first)) return ofPlugin(context, path);
  if (context.stream === undefined) return undefined;
  if (first === "request") return ofRequest(context, context.stream, rest);
  return first === "response" ? ofResponse(context, context.stream, rest) : undefined;
}

/** What objects inherit, such as `constructor`, is no property of anybody's. */
function ownValue(said: Properties | undefined, path: string): PropertyValue | undefined {
  const value = said?.[path];
  return value === undefined || !Object.hasOwn(said ?? {}, path) ? undefined : value;
}

function ofXds({ machine, root, stream }: Context, path: string): PropertyValue | undefined {
  if (path.startsWith("node.")) return ownValue(machine.process.node, path.slice("node.".length));
  if (path !== "listener_direction" || stream === undefined) return undefined;
  const direction = stream.options.direction ?? root?.plugin.direction ?? "unspecified";
  return BigInt(["unspecified", "inbound", "outbound"].indexOf(direction));
}

function ofPlugin(context: Context, path: string): PropertyValue | undefined {
  const { root, machine, state } = context;
  switch (path) {
    case "plugin_name":
      return root?.plugin.name;
    case "plugin_root_id":
      return root?.plugin.rootId;
    case "plugin_vm_id":
      return machine.plugin.vmId;
    case "connection_id":
      return propertyOf(context, "connection.id");
    default:
      return state?.get(path);
  }
}

const OF_HEADERS: ReadonlyMap<string, string> = new Map([
  ["path", ":path"],
  ["host", ":authority"],
  ["scheme", ":scheme"],
  ["method", ":method"],
  ["referer", "referer"],
  ["id", "x-request-id"],
  ["useragent", "user-agent"],
]);

/** What is read from headers is there only while they are: in their callback, and in the log. */
function ofRequest(context: Context, stream: StreamState, name: string): PropertyValue | undefined {
  const map = context.maps[MapType.RequestHeaders];
  const header = OF_HEADERS.get(name);
  if (header !== undefined) return map === undefined ? undefined : present(firstValue(map, header));
  if (name.startsWith("headers.")) return map === undefined ? undefined : joinedValue(map, name.slice(8));
  switch (name) {
    case "url_path":
      return map === undefined ? undefined : splitPath(map)[0];
    case "query":
      return map === undefined ? undefined : splitPath(map)[1];
    case "protocol":
      return stream.options.protocol ?? "HTTP/1.1";
    case "time":
      return stream.startedNs;
    case "duration":
      return stream.endedNs === undefined ? undefined : stream.endedNs - stream.startedNs;
    case "size":
      return contentLength(map) ?? BigInt(stream.request.bytes);
    case "total_size":
      return BigInt(stream.request.bytes + (map === undefined ? 0 : byteSize(map)));
    default:
      return undefined;
  }
}

function ofResponse(context: Context, stream: StreamState, name: string): PropertyValue | undefined {
  const map = context.maps[MapType.ResponseHeaders];
  if (name.startsWith("headers.")) return map === undefined ? undefined : joinedValue(map, name.slice(8));
  const trailers = context.maps[MapType.ResponseTrailers];
  if (name.startsWith("trailers.")) return trailers === undefined ? undefined : joinedValue(trailers, name.slice(9));
  const code = codeOf(stream);
  switch (name) {
    case "code":
      return code === undefined ? undefined : BigInt(code);
    case "code_details":
      if (stream.reply !== undefined) return stream.reply.details;
      return code === undefined ? undefined : "via_upstream";
    case "flags":
      return 0n;
    case "grpc_status":
      return code === undefined ? undefined : BigInt(grpcStatus(map, trailers, code));
    case "size":
      return BigInt(stream.response.bytes);
    case "total_size":
      return BigInt(stream.response.bytes + (map === undefined ? 0 : byteSize(map)));
    default:
      return undefined;
  }
}

function codeOf({ response, reply }: StreamState): number | undefined {
  if (reply !== undefined) return reply.status;
  const text = response.headers === undefined ? undefined : firstValue(response.headers, ":status");
  const code = Number(text);
  return Number.isSafeInteger(code) ? code : undefined;
}

/** Of the answer, or what an HTTP status means to gRPC. Source: grpc, doc/http-grpc-status-mapping.md. */
function grpcStatus(headers: HeaderMap | undefined, trailers: HeaderMap | undefined, code: number): number {
  for (const map of [trailers, headers]) {
    const said = map === undefined ? undefined : firstValue(map, "grpc-status");
    if (said !== undefined) return Number(said);
  }
  const meanings: Readonly<Record<number, number>> = { 400: 13, 401: 16, 403: 7, 404: 12, 429: 14, 502: 14, 503: 14 };
  return meanings[code] ?? (code === 504 ? 14 : 2);
}

/** Envoy reads an empty header as an absent attribute. */
function present(value: Value | undefined): Value | undefined {
  return value === undefined || value.length === 0 ? undefined : value;
}

function splitPath(map: HeaderMap): readonly [string | undefined, string] {
  const path = firstValue(map, ":path");
  if (path === undefined) return [undefined, ""];
  const text = typeof path === "string" ? path : Buffer.from(path).toString("latin1");
  const mark = text.indexOf("?");
  if (mark < 0) return [text, ""];
  const end = text.indexOf("#", mark);
  return [text.slice(0, mark), text.slice(mark + 1, end < 0 ? undefined : end)];
}

function contentLength(map: HeaderMap | undefined): bigint | undefined {
  const text = map === undefined ? undefined : firstValue(map, "content-length");
  return typeof text === "string" && /^\d{1,18}$/.test(text) ? BigInt(text) : undefined;
}
