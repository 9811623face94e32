// Numbers of the ABI. Source: proxy-wasm ABI v0.2.1, and proxy-wasm-cpp-host include/proxy-wasm/proxy_wasm_enums.h.

/** What a host call returns. */
export const Status = {
  Ok: 0,
  NotFound: 1,
  BadArgument: 2,
  SerializationFailure: 3,
  ParseFailure: 4,
  BadExpression: 5,
  InvalidMemoryAccess: 6,
  Empty: 7,
  CasMismatch: 8,
  ResultMismatch: 9,
  InternalFailure: 10,
  BrokenConnection: 11,
  Unimplemented: 12,
} as const;

/** Header maps. */
export const MapType = {
  RequestHeaders: 0,
  RequestTrailers: 1,
  ResponseHeaders: 2,
  ResponseTrailers: 3,
  GrpcInitialMetadata: 4,
  GrpcTrailingMetadata: 5,
  HttpCallHeaders: 6,
  HttpCallTrailers: 7,
} as const;
/** proxy-wasm-cpp-host takes 8 as well, and finds no map there. */
export const MAP_TYPE_MAX = 7;

/** Buffers. */
export const BufferType = {
  RequestBody: 0,
  ResponseBody: 1,
  DownstreamData: 2,
  UpstreamData: 3,
  HttpCallBody: 4,
  GrpcMessage: 5,
  VmConfiguration: 6,
  PluginConfiguration: 7,
  CallData: 8,
} as const;
/** The last buffer. */
export const BUFFER_TYPE_MAX = 8;

/** Sides that `proxy_continue_stream` and `proxy_close_stream` take. */
export const StreamType = { Request: 0, Response: 1, Downstream: 2, Upstream: 3 } as const;
/** The last side. */
export const STREAM_TYPE_MAX = 3;

/** Kinds of statistics; the low two bits of an id say which. */
export const MetricType = { Counter: 0, Gauge: 1, Histogram: 2 } as const;
/** The last kind. */
export const METRIC_TYPE_MAX = 2;

/** The low two bits of a token say what it is of. */
export const TokenKind = { Http: 0, GrpcCall: 1, GrpcStream: 2 } as const;
/** From one token to the next of its kind. */
export const TOKEN_STEP = 4;

/** Errors of WASI. Source: wasi_snapshot_preview1, `errno`. */
export const Errno = {
  Success: 0,
  Badf: 8,
  Fault: 21,
  Inval: 28,
  Noent: 44,
  Nosys: 52,
  Notdir: 20,
  Notsup: 58,
  Notcapable: 76,
} as const;

/** Limits of the host. Source: proxy-wasm-cpp-host include/proxy-wasm/limits.h. */
export const MAX_PAIRS = 1024;
/** Bytes of serialised pairs. */
export const MAX_PAIRS_BYTES = 1024 * 1024;
/** Bytes of one `random_get`. */
export const MAX_RANDOM_BYTES = 64 * 1024;
/** The last level of `proxy_log`: critical. */
export const MAX_LOG_LEVEL = 5;
