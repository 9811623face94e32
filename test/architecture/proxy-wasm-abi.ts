// The part of proxy-wasm ABI v0.2.1 that the filter may use, with exact types. An import or callback that is not here
// fails the artefact lint; one of another type would not load in Envoy.
// Source: proxy-wasm/spec abi-versions/v0.2.1; proxy-wasm-cpp-host include/proxy-wasm/exports.h, src/exports.cc.

const STATUS = "->i32";
const params = (count: number): string => `(${Array.from({ length: count }, () => "i32").join(",")})`;

/** Host calls that read, count or talk to the aggregator. None of them can touch traffic. */
export const ALLOWED_IMPORTS: Readonly<Record<string, string>> = {
  "env.proxy_log": params(3) + STATUS,
  "env.proxy_get_log_level": params(1) + STATUS,
  "env.proxy_get_status": params(3) + STATUS,
  "env.proxy_get_property": params(4) + STATUS,
  "env.proxy_get_header_map_value": params(5) + STATUS,
  "env.proxy_get_header_map_pairs": params(3) + STATUS,
  "env.proxy_get_buffer_bytes": params(5) + STATUS,
  "env.proxy_grpc_stream": params(9) + STATUS,
  "env.proxy_grpc_send": params(4) + STATUS,
  "env.proxy_grpc_close": params(1) + STATUS,
  "env.proxy_grpc_cancel": params(1) + STATUS,
  "env.proxy_set_tick_period_milliseconds": params(1) + STATUS,
  "env.proxy_get_current_time_nanoseconds": params(1) + STATUS,
  "env.proxy_define_metric": params(4) + STATUS,
  "env.proxy_increment_metric": "(i32,i64)->i32",
  "env.proxy_record_metric": "(i32,i64)->i32",
  "env.proxy_set_effective_context": params(1) + STATUS,
  "env.proxy_done": `()${STATUS}`,
  // State between the workers of one proxy, under a vm_id of our own; no traffic.
  "env.proxy_get_shared_data": params(5) + STATUS,
  "env.proxy_set_shared_data": params(5) + STATUS,
  "wasi_snapshot_preview1.clock_time_get": "(i32,i64,i32)->i32",
  "wasi_snapshot_preview1.random_get": params(2) + STATUS,
};

/** Callbacks by name. The two gRPC metadata callbacks are left out on purpose: they may nest inside proxy_grpc_stream. */
export const CALLBACKS: Readonly<Record<string, string>> = {
  proxy_on_context_create: `${params(2)}->()`,
  proxy_on_vm_start: params(2) + STATUS,
  proxy_on_configure: params(2) + STATUS,
  proxy_on_tick: `${params(1)}->()`,
  proxy_on_request_headers: params(3) + STATUS,
  proxy_on_request_body: params(3) + STATUS,
  proxy_on_request_trailers: params(2) + STATUS,
  proxy_on_response_headers: params(3) + STATUS,
  proxy_on_response_body: params(3) + STATUS,
  proxy_on_response_trailers: params(2) + STATUS,
  proxy_on_grpc_receive: `${params(3)}->()`,
  proxy_on_grpc_close: `${params(3)}->()`,
  proxy_on_log: `${params(1)}->()`,
  proxy_on_done: params(1) + STATUS,
  proxy_on_delete: `${params(1)}->()`,
};

/** The two names of the allocator: Envoy looks for the first, then for the second. */
export const ALLOCATORS = ["malloc", "proxy_on_memory_allocate"] as const;
