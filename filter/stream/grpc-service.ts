// Where the stream goes: Envoy's `GrpcService`, always serialised. Envoy takes bytes that do not parse as one for a
// cluster name, and a name that happens to parse aborts Envoy itself.
// Source: envoy api/envoy/config/core/v3/grpc_service.proto.

import { putBytesField, putMessageHead, putNumberField, varintSize } from "../record/varint";

/** Most bytes of cluster name and of authority, each. */
export const MAX_TARGET: u32 = 256;
/** Bytes of a serialised GrpcService. */
export const GRPC_SERVICE_SIZE: usize = 2 * <usize>MAX_TARGET + 32;
/** Most bytes of one message from the aggregator; Envoy ends the stream on a longer one. */
export const MAX_RECEIVED: u32 = 8 * 1024;

const TARGET: usize = memory.data(<i32>GRPC_SERVICE_SIZE);

/**
 * Writes `GrpcService{envoy_grpc{cluster_name, authority, max_receive_message_length}}` at `out`; returns its size.
 * One target always gives the same bytes, which is what Envoy caches its client by.
 */
export function putGrpcService(
  out: usize,
  cluster: usize,
  clusterSize: u32,
  authority: usize,
  authoritySize: u32,
): u32 {
  const limitSize: usize = 1 + varintSize(MAX_RECEIVED);
  let end = putBytesField(TARGET, 1, cluster, clusterSize);
  end = putBytesField(end, 2, authority, authoritySize);
  end = putMessageHead(end, 4, limitSize);
  end = putNumberField(end, 1, MAX_RECEIVED);
  return <u32>(putBytesField(out, 1, TARGET, end - TARGET) - out);
}
