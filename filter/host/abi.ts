// Numbers of the proxy-wasm ABI v0.2.1 that this filter uses. Source: proxy-wasm/spec, abi-versions/v0.2.1.

/** What a host call returns. */
export enum Status {
  Ok = 0,
  NotFound = 1,
  InvalidMemoryAccess = 6,
  CasMismatch = 8,
}

/** What a header or body callback returns: always this. */
export const CONTINUE: u32 = 0;

/** Header maps. */
export enum HeaderMap {
  Request = 0,
  Response = 2,
}

/** Buffers. */
export enum Buffer {
  RequestBody = 0,
  ResponseBody = 1,
  GrpcMessage = 5,
  PluginConfiguration = 7,
}

/** Log levels. */
export enum LogLevel {
  Warn = 3,
  Error = 4,
}

/** Metric types. */
export enum MetricType {
  Counter = 0,
}
