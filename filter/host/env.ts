// The host calls this filter makes, and no other: proxy-wasm ABI v0.2.1, module `env`. The import list of
// build/filter.wasm is this file and wasi_snapshot_preview1.ts, and Envoy's capability_restriction_config is made from
// it. None of them can touch traffic. Parameters: an `…At, …Size` pair is a span; an `…Out` is where the host writes an
// address, a size or a number. All return a `Status`.
//
// AssemblyScript takes the module name of an import from the name of the file that declares it.

/** Writes one line to Envoy's log. */
export declare function proxy_log(level: u32, messageAt: usize, messageSize: usize): u32;

/** A property of the node, the listener or the stream; path segments are separated by NUL. */
export declare function proxy_get_property(pathAt: usize, pathSize: usize, atOut: usize, sizeOut: usize): u32;

/** The first value of one header. */
export declare function proxy_get_header_map_value(
  map: u32,
  nameAt: usize,
  nameSize: usize,
  atOut: usize,
  sizeOut: usize,
): u32;

/** All headers, serialised: u32 count, (u32 name size, u32 value size)…, then name NUL value NUL…. */
export declare function proxy_get_header_map_pairs(map: u32, atOut: usize, sizeOut: usize): u32;

/** A part of a body chunk, of the configuration, or of a gRPC message. */
export declare function proxy_get_buffer_bytes(
  buffer: u32,
  start: usize,
  maxSize: usize,
  atOut: usize,
  sizeOut: usize,
): u32;

/** A value that the VMs of one process share under their vm_id; `versionOut` (u32) changes with each write. */
export declare function proxy_get_shared_data(
  nameAt: usize,
  nameSize: usize,
  atOut: usize,
  sizeOut: usize,
  versionOut: usize,
): u32;

/**
 * Writes such a value: a new one always, one that is there only when its version is `version`. 0 writes whatever is
 * there.
 */
export declare function proxy_set_shared_data(
  nameAt: usize,
  nameSize: usize,
  valueAt: usize,
  valueSize: usize,
  version: u32,
): u32;

/** Period of proxy_on_tick; 0 = never. */
export declare function proxy_set_tick_period_milliseconds(period: u32): u32;

/** Defines a statistic, or finds the one of that name. */
export declare function proxy_define_metric(type: u32, nameAt: usize, nameSize: usize, idOut: usize): u32;

/** Adds to a counter; a delta below 1 is refused. */
export declare function proxy_increment_metric(id: u32, delta: i64): u32;

/** Opens a bidirectional gRPC stream to a cluster named in a serialised GrpcService. */
export declare function proxy_grpc_stream(
  grpcServiceAt: usize,
  grpcServiceSize: usize,
  serviceAt: usize,
  serviceSize: usize,
  methodAt: usize,
  methodSize: usize,
  metadataAt: usize,
  metadataSize: usize,
  tokenOut: usize,
): u32;

/** Hands one message to a stream. Says OK even when the peer is gone. */
export declare function proxy_grpc_send(token: u32, messageAt: usize, messageSize: usize, endOfStream: u32): u32;

/** Half-closes a stream, and frees it once the peer has closed too. */
export declare function proxy_grpc_close(token: u32): u32;

/** Resets a stream and frees it at once; no proxy_on_grpc_close follows. */
export declare function proxy_grpc_cancel(token: u32): u32;
