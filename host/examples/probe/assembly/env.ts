// The host calls that the probe makes. AssemblyScript takes the module of an import from the name of this file.
// Source: proxy-wasm/spec, abi-versions/v0.2.1; `proxy_grpc_*` as Envoy has them.

export declare function proxy_log(level: u32, at: usize, size: usize): u32;
export declare function proxy_get_log_level(out: usize): u32;
export declare function proxy_get_status(codeOut: usize, atOut: usize, sizeOut: usize): u32;
export declare function proxy_get_property(pathAt: usize, pathSize: usize, atOut: usize, sizeOut: usize): u32;
export declare function proxy_get_shared_data(
  keyAt: usize,
  keySize: usize,
  atOut: usize,
  sizeOut: usize,
  casOut: usize,
): u32;
export declare function proxy_set_shared_data(
  keyAt: usize,
  keySize: usize,
  valueAt: usize,
  valueSize: usize,
  cas: u32,
): u32;
export declare function proxy_register_shared_queue(nameAt: usize, nameSize: usize, idOut: usize): u32;
export declare function proxy_resolve_shared_queue(
  vmAt: usize,
  vmSize: usize,
  nameAt: usize,
  nameSize: usize,
  idOut: usize,
): u32;
export declare function proxy_dequeue_shared_queue(id: u32, atOut: usize, sizeOut: usize): u32;
export declare function proxy_enqueue_shared_queue(id: u32, at: usize, size: usize): u32;
export declare function proxy_get_header_map_value(
  map: u32,
  nameAt: usize,
  nameSize: usize,
  atOut: usize,
  sizeOut: usize,
): u32;
export declare function proxy_get_header_map_pairs(map: u32, atOut: usize, sizeOut: usize): u32;
export declare function proxy_get_header_map_size(map: u32, sizeOut: usize): u32;
export declare function proxy_get_buffer_bytes(
  buffer: u32,
  start: usize,
  max: usize,
  atOut: usize,
  sizeOut: usize,
): u32;
export declare function proxy_get_buffer_status(buffer: u32, sizeOut: usize, flagsOut: usize): u32;
export declare function proxy_send_local_response(
  status: u32,
  detailsAt: usize,
  detailsSize: usize,
  bodyAt: usize,
  bodySize: usize,
  headersAt: usize,
  headersSize: usize,
  grpcStatus: i32,
): u32;
export declare function proxy_http_call(
  clusterAt: usize,
  clusterSize: usize,
  headersAt: usize,
  headersSize: usize,
  bodyAt: usize,
  bodySize: usize,
  trailersAt: usize,
  trailersSize: usize,
  timeoutMs: u32,
  tokenOut: usize,
): u32;
export declare function proxy_grpc_stream(
  serviceAt: usize,
  serviceSize: usize,
  nameAt: usize,
  nameSize: usize,
  methodAt: usize,
  methodSize: usize,
  metadataAt: usize,
  metadataSize: usize,
  tokenOut: usize,
): u32;
export declare function proxy_grpc_call(
  serviceAt: usize,
  serviceSize: usize,
  nameAt: usize,
  nameSize: usize,
  methodAt: usize,
  methodSize: usize,
  metadataAt: usize,
  metadataSize: usize,
  messageAt: usize,
  messageSize: usize,
  timeoutMs: u32,
  tokenOut: usize,
): u32;
export declare function proxy_grpc_send(token: u32, at: usize, size: usize, end: u32): u32;
export declare function proxy_grpc_close(token: u32): u32;
export declare function proxy_grpc_cancel(token: u32): u32;
export declare function proxy_set_effective_context(context: u32): u32;
export declare function proxy_done(): u32;
export declare function proxy_define_metric(type: u32, nameAt: usize, nameSize: usize, idOut: usize): u32;
export declare function proxy_increment_metric(id: u32, delta: i64): u32;
export declare function proxy_record_metric(id: u32, value: u64): u32;
export declare function proxy_get_metric(id: u32, valueOut: usize): u32;
export declare function proxy_call_foreign_function(
  nameAt: usize,
  nameSize: usize,
  at: usize,
  size: usize,
  atOut: usize,
  sizeOut: usize,
): u32;
export declare function proxy_continue_stream(stream: u32): u32;
export declare function proxy_set_tick_period_milliseconds(ms: u32): u32;
