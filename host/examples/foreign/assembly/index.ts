// A gate as the SDK's own examples build one: it asks another cluster about each request to a guarded path, counts in
// shared data, and marks requests and answers. Configuration: the cluster to ask, as plain text.
export * from "@solo-io/proxy-runtime/proxy";
import {
  Context,
  FilterHeadersStatusValues,
  FilterDataStatusValues,
  GrpcStatusValues,
  HeaderPair,
  Headers,
  LogLevelValues,
  RootContext,
  WasmResultValues,
  continue_request,
  log,
  registerRootContext,
  send_local_response,
  stream_context,
} from "@solo-io/proxy-runtime";
import { proxy_get_shared_data, proxy_set_shared_data } from "@solo-io/proxy-runtime/imports";

const GUARDED = "/guarded";
const TIMEOUT_MS: u32 = 1000;

/** Where the host writes; the SDK has no working call for shared data. */
class Out {
  at: usize = 0;
  size: usize = 0;
  cas: u32 = 0;
}

class GateRoot extends RootContext {
  createContext(contextId: u32): Context {
    return new Gate(contextId, this);
  }
}

class Gate extends Context {
  bodyBytes: usize = 0;

  constructor(contextId: u32, root: GateRoot) {
    super(contextId, root);
  }

  onRequestHeaders(_headers: u32, _endOfStream: bool): FilterHeadersStatusValues {
    const path = stream_context.headers.request.get(":path");
    stream_context.headers.request.add("x-gate-request", countedRequest().toString());
    if (!path.startsWith(GUARDED)) return FilterHeadersStatusValues.Continue;
    const question: Headers = [pair(":method", "GET"), pair(":path", "/may" + path), pair(":authority", "checker")];
    const cluster = this.root_context.getConfiguration();
    const asked = this.root_context.httpCall(cluster, question, new ArrayBuffer(0), [], TIMEOUT_MS, this, answered);
    if (asked == WasmResultValues.Ok) return FilterHeadersStatusValues.StopIteration;
    log(LogLevelValues.warn, "gate: nobody to ask: " + cluster);
    refuse(503, "gate_unavailable");
    return FilterHeadersStatusValues.StopIteration;
  }

  onResponseHeaders(_headers: u32, _endOfStream: bool): FilterHeadersStatusValues {
    stream_context.headers.response.replace("x-gate", "passed");
    stream_context.headers.response.remove("x-inner");
    return FilterHeadersStatusValues.Continue;
  }

  onResponseBody(size: usize, _endOfStream: bool): FilterDataStatusValues {
    this.bodyBytes += size;
    return FilterDataStatusValues.Continue;
  }

  onLog(): void {
    log(LogLevelValues.info, "gate: " + this.bodyBytes.toString() + " bytes answered");
  }
}

/** The answer to the question; 200 lets the request go on. */
function answered(origin: Context, _headers: u32, _bodySize: usize, _trailers: u32): void {
  const status = stream_context.headers.http_callback.get(":status");
  if (status == "200") {
    continue_request();
    return;
  }
  log(LogLevelValues.info, "gate: refused with " + status);
  refuse(403, "gate_refused");
}

function refuse(status: u32, details: string): void {
  send_local_response(
    status,
    details,
    String.UTF8.encode("closed\n"),
    [pair("x-gate", "closed")],
    GrpcStatusValues.PermissionDenied,
  );
}

function pair(name: string, value: string): HeaderPair {
  return new HeaderPair(String.UTF8.encode(name), String.UTF8.encode(value));
}

/** How many requests all workers have seen, this one included. */
function countedRequest(): u32 {
  const key = String.UTF8.encode("requests");
  const out = new Out();
  const at = changetype<usize>(out);
  let count: u32 = 0;
  for (let tries = 0; tries < 10; tries++) {
    out.cas = 0;
    const got = proxy_get_shared_data(
      changetype<usize>(key),
      key.byteLength,
      at,
      at + offsetof<Out>("size"),
      at + offsetof<Out>("cas"),
    );
    count = got == WasmResultValues.Ok && out.size == 4 ? load<u32>(out.at) + 1 : 1;
    const value = new ArrayBuffer(4);
    store<u32>(changetype<usize>(value), count);
    const set = proxy_set_shared_data(changetype<usize>(key), key.byteLength, changetype<usize>(value), 4, out.cas);
    if (set == WasmResultValues.Ok) break;
  }
  return count;
}

registerRootContext((contextId: u32) => {
  return new GateRoot(contextId);
}, "gate");
