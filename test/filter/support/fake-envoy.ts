// Plays Envoy for the built module: the host calls that the filter makes, with a clock, a randomness and a gRPC peer that
// the test holds. It does what the real one was seen to do where the filter could notice; what only a real Envoy can show
// is tested there (test/system/).
import { readFileSync } from "node:fs";

export type FakeRequest = {
  readonly path: string;
  readonly method?: string;
  readonly authority?: string;
  readonly headers?: Headers;
  /** Each is one body callback. */
  readonly chunks?: readonly (string | Uint8Array)[];
  /** More of it was to come, and did not. */
  readonly isCut?: boolean;
};

/** By name, or in pairs where a name comes more than once. */
export type Headers = Readonly<Record<string, string>> | readonly (readonly [string, string])[];

/** Properties by path with dots. */
export type Properties = Readonly<Record<string, string | bigint>>;

export type FakeAnswer = {
  readonly status: number;
  readonly headers?: Headers;
  readonly chunks?: readonly (string | Uint8Array)[];
  /** More of it was to come, and did not. */
  readonly isCut?: boolean;
};

/** A gRPC stream that the filter opened. */
export type FakeStream = {
  readonly token: number;
  readonly root: number;
  readonly service: string;
  readonly method: string;
  readonly grpcService: Uint8Array;
  readonly sent: Uint8Array[];
  /** Half-closed or cancelled by the filter. */
  ended: "open" | "closed" | "cancelled";
};

export type FakeEnvoy = ReturnType<typeof createFakeEnvoy>;

export type FakeOptions = {
  readonly wasm?: string;
  readonly properties?: Properties;
};

const OK = 0;
const NOT_FOUND = 1;
const INVALID_MEMORY_ACCESS = 6;
const INTERNAL_FAILURE = 10;

type Exports = {
  readonly memory: WebAssembly.Memory;
  readonly malloc: (size: number) => number;
} & Readonly<Record<string, (...args: number[]) => number>>;

type Pairs = readonly (readonly [string, string])[];

/** What a stream context has passed, as its log says it again. */
type FakeExchange = { readonly request: Pairs; answer: Pairs; readonly startedNs: bigint };

export function createFakeEnvoy(options: FakeOptions = {}) {
  const module = new WebAssembly.Module(readFileSync(options.wasm ?? "build/filter.wasm"));
  const properties = new Map<string, string | bigint>(Object.entries(options.properties ?? {}));
  const buffers = new Map<number, Uint8Array>();
  const headerMaps = new Map<number, Pairs>();
  const streams: FakeStream[] = [];
  const logs: string[] = [];
  const metrics: { readonly name: string; value: number }[] = [];
  const calls = new Map<string, number>();
  const clock = { monotonicNs: 1_000_000_000n, realtimeNs: 1_764_000_000_000_000_000n };
  let nextContext = 1;
  let nextToken = 1;
  let randomState = 0x2545_f491_4f6c_dd1dn;
  let refuseStreams = false;
  let tickPeriod = 0;
  let given = 0;
  let current = 0;
  const rootOf = new Map<number, number>();
  const exchanges = new Map<number, FakeExchange>();

  const view = (): DataView => new DataView(exports.memory.buffer);
  const bytesAt = (at: number, size: number): Uint8Array => new Uint8Array(exports.memory.buffer, at, size).slice();
  const textAt = (at: number, size: number): string => Buffer.from(bytesAt(at, size)).toString();

  function give(bytes: Uint8Array, atOut: number, sizeOut: number): number {
    const at = bytes.length === 0 ? 0 : exports.malloc(bytes.length);
    if (bytes.length > 0 && at === 0) return INVALID_MEMORY_ACCESS;
    given += bytes.length;
    new Uint8Array(exports.memory.buffer).set(bytes, at);
    view().setUint32(atOut, at, true);
    view().setUint32(sizeOut, bytes.length, true);
    return OK;
  }

  function propertyBytes(path: string): Uint8Array | undefined {
    const value = properties.get(path);
    if (value === undefined) return undefined;
    if (typeof value === "string") return Buffer.from(value);
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  }

  function random(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i += 1) {
      randomState = (randomState * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) & 0xffff_ffff_ffff_ffffn;
      bytes[i] = Number(randomState >> 56n);
    }
  }

  const env = {
    proxy_log: (_level: number, at: number, size: number) => (logs.push(textAt(at, size)), OK),
    proxy_get_property: (at: number, size: number, atOut: number, sizeOut: number) => {
      const bytes = propertyBytes(textAt(at, size).replaceAll("\0", "."));
      return bytes === undefined ? NOT_FOUND : give(bytes, atOut, sizeOut);
    },
    proxy_get_header_map_value: (map: number, at: number, size: number, atOut: number, sizeOut: number) => {
      const name = textAt(at, size);
      const found = headerMaps.get(map)?.find(([key]) => key === name);
      return found === undefined ? NOT_FOUND : give(Buffer.from(found[1]), atOut, sizeOut);
    },
    proxy_get_header_map_pairs: (map: number, atOut: number, sizeOut: number) =>
      give(serialised(headerMaps.get(map) ?? []), atOut, sizeOut),
    proxy_get_buffer_bytes: (buffer: number, start: number, most: number, atOut: number, sizeOut: number) => {
      const bytes = buffers.get(buffer);
      return bytes === undefined ? NOT_FOUND : give(bytes.subarray(start, start + most), atOut, sizeOut);
    },
    proxy_set_tick_period_milliseconds: (period: number) => ((tickPeriod = period), OK),
    proxy_define_metric: (_type: number, at: number, size: number, idOut: number) => {
      const name = textAt(at, size);
      let id = metrics.findIndex((metric) => metric.name === name);
      if (id < 0) id = metrics.push({ name, value: 0 }) - 1;
      view().setUint32(idOut, id, true);
      return OK;
    },
    proxy_increment_metric: (id: number, delta: bigint) => {
      const metric = metrics[id];
      if (metric === undefined || delta < 1n) return 2;
      metric.value += Number(delta);
      return OK;
    },
    proxy_grpc_stream: (...args: number[]) => {
      const [serviceAt = 0, serviceSize = 0, nameAt = 0, nameSize = 0, methodAt = 0, methodSize = 0] = args;
      if (refuseStreams) return INTERNAL_FAILURE;
      const token = nextToken;
      nextToken += 4;
      streams.push({
        token,
        root: rootOf.get(current) ?? current,
        service: textAt(nameAt, nameSize),
        method: textAt(methodAt, methodSize),
        grpcService: bytesAt(serviceAt, serviceSize),
        sent: [],
        ended: "open",
      });
      view().setUint32(args[8] ?? 0, token, true);
      return OK;
    },
    proxy_grpc_send: (token: number, at: number, size: number) => {
      streams.find((stream) => stream.token === token)?.sent.push(bytesAt(at, size));
      return OK;
    },
    proxy_grpc_close: (token: number) => (end(token, "closed"), OK),
    proxy_grpc_cancel: (token: number) => (end(token, "cancelled"), OK),
  };
  const wasi = {
    clock_time_get: (id: number, _precision: bigint, out: number) => {
      view().setBigUint64(out, id === 0 ? clock.realtimeNs : clock.monotonicNs, true);
      return 0;
    },
    random_get: (at: number, size: number) => (random(new Uint8Array(exports.memory.buffer, at, size)), 0),
  };

  function end(token: number, how: FakeStream["ended"]): void {
    const stream = streams.find((each) => each.token === token);
    if (stream !== undefined && stream.ended === "open") stream.ended = how;
  }

  const counted = (functions: object): WebAssembly.ModuleImports =>
    Object.fromEntries(
      Object.entries(functions).map(([name, call]: [string, (...args: unknown[]) => unknown]) => [
        name,
        (...args: unknown[]) => {
          calls.set(name, (calls.get(name) ?? 0) + 1);
          return call(...args);
        },
      ]),
    );
  const instance = new WebAssembly.Instance(module, { env: counted(env), wasi_snapshot_preview1: counted(wasi) });
  const exports = instance.exports as unknown as Exports;
  exports["_initialize"]?.();

  function call(name: string, context: number, ...args: number[]): number {
    current = context;
    return exports[name]?.(context, ...args) ?? 0;
  }

  /** A callback that could hold the traffic: the filter never does. */
  function pass(name: string, context: number, ...args: number[]): void {
    const action = call(name, context, ...args);
    if (action !== 0) throw new Error(`${name} returned ${action}: want 0, Continue`);
  }

  /** A root context with this configuration; `accepted` is what the filter said. */
  function addRoot(configuration: string): { readonly root: number; readonly accepted: boolean } {
    const root = nextContext;
    nextContext += 1;
    const bytes = Buffer.from(configuration);
    call("proxy_on_context_create", root, 0);
    call("proxy_on_vm_start", root, 0);
    buffers.set(7, bytes);
    const accepted = call("proxy_on_configure", root, bytes.length) !== 0;
    buffers.delete(7);
    return { root, accepted };
  }

  function chunk(context: number, side: "request" | "response", bytes: Uint8Array | string, isLast: boolean): void {
    const buffer = side === "request" ? 0 : 1;
    buffers.set(buffer, Buffer.from(bytes));
    pass(`proxy_on_${side}_body`, context, buffers.get(buffer)?.length ?? 0, isLast ? 1 : 0);
    buffers.delete(buffer);
  }

  /** A stream context with its request headers, and its body when it has one. Returns the context. */
  function request(
    root: number,
    { path, method = "GET", authority = "sso.test", headers = {}, chunks = [], isCut = false }: FakeRequest,
  ): number {
    const context = nextContext;
    nextContext += 1;
    const pairs = [[":authority", authority], [":path", path], [":method", method], ...pairsOf(headers)] as Pairs;
    rootOf.set(context, root);
    exchanges.set(context, { request: pairs, answer: [], startedNs: clock.realtimeNs });
    call("proxy_on_context_create", context, root);
    headerMaps.set(0, pairs);
    pass("proxy_on_request_headers", context, pairs.length, chunks.length === 0 && !isCut ? 1 : 0);
    headerMaps.delete(0);
    chunks.forEach((bytes, index) => chunk(context, "request", bytes, !isCut && index === chunks.length - 1));
    return context;
  }

  function answer(context: number, { status, headers = {}, chunks = [], isCut = false }: FakeAnswer): void {
    const pairs: Pairs = [[":status", String(status)], ...pairsOf(headers)];
    const exchange = exchanges.get(context);
    if (exchange !== undefined) exchange.answer = pairs;
    headerMaps.set(2, pairs);
    pass("proxy_on_response_headers", context, pairs.length, chunks.length === 0 && !isCut ? 1 : 0);
    headerMaps.delete(2);
    chunks.forEach((bytes, index) => chunk(context, "response", bytes, !isCut && index === chunks.length - 1));
  }

  /** The end of a stream context; `properties` are those of its log, by path with dots. */
  function log(context: number, ofLog: Properties = { "response.code_details": "via_upstream" }): void {
    const exchange = exchanges.get(context);
    // In the log what was asked and answered can be read again, by headers and by properties.
    const all = { ...propertiesOf(exchange, clock.realtimeNs), ...ofLog };
    for (const [path, value] of Object.entries(all)) properties.set(path, value);
    if (exchange !== undefined) headerMaps.set(0, exchange.request).set(2, exchange.answer);
    call("proxy_on_log", context);
    call("proxy_on_done", context);
    for (const path of Object.keys(all)) properties.delete(path);
    headerMaps.clear();
    exchanges.delete(context);
  }

  return {
    addRoot,
    request,
    answer,
    log,
    properties,
    streams,
    logs,
    clock,
    /** Calls of the host since the start, by name. */
    calls,
    /** Bytes given to the module so far. */
    given: () => given,
    tickPeriod: () => tickPeriod,
    metric: (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0,
    memoryPages: () => exports.memory.buffer.byteLength / 65_536,
    /** Whole exchange: request, answer, log. */
    exchange(root: number, sent: FakeRequest, received: FakeAnswer): void {
      const context = request(root, sent);
      answer(context, received);
      log(context);
    },
    /** Lets time pass, and the root tick at its end. */
    tick(root: number, ms: number): void {
      clock.monotonicNs += BigInt(ms) * 1_000_000n;
      clock.realtimeNs += BigInt(ms) * 1_000_000n;
      call("proxy_on_tick", root);
    },
    refuseStreams: (refused: boolean) => void (refuseStreams = refused),
    /** A message of the aggregator. */
    receive(stream: FakeStream, message: Uint8Array): void {
      buffers.set(5, message);
      call("proxy_on_grpc_receive", stream.root, stream.token, message.length);
      buffers.delete(5);
    },
    close(stream: FakeStream, status: number): void {
      if (stream.ended === "open") stream.ended = "closed";
      call("proxy_on_grpc_close", stream.root, stream.token, status);
    },
    /** The root context ends. */
    done: (root: number) => call("proxy_on_done", root) !== 0,
    /** Requests refused by an earlier filter: only the log comes, and headers can be read there. */
    refused(
      root: number,
      { path, method = "GET", authority = "sso.test", headers = {} }: FakeRequest,
      received: FakeAnswer,
      ofLog: Properties = { "response.code_details": "rbac_access_denied_matched_policy[none]", "response.flags": 0n },
    ): void {
      const context = nextContext;
      nextContext += 1;
      rootOf.set(context, root);
      call("proxy_on_context_create", context, root);
      exchanges.set(context, {
        request: [[":authority", authority], [":path", path], [":method", method], ...pairsOf(headers)],
        answer: [[":status", String(received.status)], ...pairsOf(received.headers ?? {})],
        startedNs: clock.realtimeNs,
      });
      log(context, ofLog);
    },
  };
}

function pairsOf(headers: Headers): Pairs {
  return Array.isArray(headers) ? headers : Object.entries(headers);
}

/** What Envoy says of an exchange in its log, as properties. */
function propertiesOf(exchange: FakeExchange | undefined, nowNs: bigint): Properties {
  const of = (pairs: Pairs | undefined, name: string): string => pairs?.find(([key]) => key === name)?.[1] ?? "";
  const texts = [
    ["request.method", of(exchange?.request, ":method")],
    ["request.host", of(exchange?.request, ":authority")],
    ["request.path", of(exchange?.request, ":path")],
    ["request.id", of(exchange?.request, "x-request-id")],
  ] as const;
  const status = Number(of(exchange?.answer, ":status"));
  const said = texts.filter(([, text]) => text !== "");
  const startedNs = exchange?.startedNs ?? nowNs;
  return {
    "request.time": startedNs,
    "request.duration": nowNs - startedNs,
    ...Object.fromEntries(said),
    ...(status === 0 ? {} : { "response.code": BigInt(status) }),
  };
}

/** Proxy-wasm's header map: u32 count, (u32, u32) sizes, then each name NUL value NUL. */
function serialised(pairs: Pairs): Uint8Array {
  if (pairs.length === 0) return new Uint8Array();
  const head = Buffer.alloc(4 + pairs.length * 8);
  head.writeUInt32LE(pairs.length, 0);
  pairs.forEach(([name, value], index) => {
    head.writeUInt32LE(Buffer.byteLength(name), 4 + index * 8);
    head.writeUInt32LE(Buffer.byteLength(value), 8 + index * 8);
  });
  return Buffer.concat([head, ...pairs.map(([name, value]) => Buffer.from(`${name}\0${value}\0`))]);
}
