// What carries gRPC for a module: in memory for a test (grpc-memory.ts), over a network for a proxy.
import type { Pairs } from "./pairs.ts";

/** A stream or call that a module starts. */
export type GrpcRequest = {
  readonly kind: "stream" | "call";
  /** Of `envoy_grpc.cluster_name`, or the plain name. */
  readonly cluster: string;
  /** Empty = the name of the cluster. */
  readonly authority: string;
  readonly service: string;
  readonly method: string;
  /** Of the module, then `initial_metadata` of the GrpcService. */
  readonly metadata: Pairs;
  /** What the module gave as grpc_service. */
  readonly grpcService: Uint8Array;
  /** The one message of a call; empty for a stream. */
  readonly message: Uint8Array;
  /** Of a call; 0 = none. */
  readonly timeoutMs: number;
  /** Number of the thread. */
  readonly worker: number;
};

/**
 * What happens to it. Each may also be called before `open` returns: then metadata arrives nested inside the module's
 * own call, as in Envoy. A call has one `message` or a `close`. After `close`, and when the VM is gone, all are
 * ignored.
 */
export type GrpcEvents = {
  readonly initialMetadata: (metadata: Pairs) => void;
  readonly message: (bytes: Uint8Array) => void;
  readonly trailingMetadata: (metadata: Pairs) => void;
  /** `status` is a gRPC status code. While the VM runs it waits for the end of the outermost callback. */
  readonly close: (status: number, message: string) => void;
};

/** The module's side of it. None of these calls events. */
export type GrpcPeer = {
  /** `end` half-closes behind it. */
  readonly send: (message: Uint8Array, end: boolean) => void;
  /** Half-close. */
  readonly close: () => void;
  /** RST_STREAM, or a call that is cancelled. */
  readonly reset: () => void;
};

/** Carries the gRPC streams and calls of all VMs of a host. What it throws comes out of the call that met it. */
export type GrpcTransport = {
  /** Whether there is such a cluster; asked for a plain name only. */
  readonly hasCluster: (cluster: string) => boolean;
  /**
   * Starts one. undefined = it ended while it started: before that, `events.close` was called (14 for a cluster that is
   * not there or has no hosts), perhaps metadata too.
   */
  readonly open: (request: GrpcRequest, events: GrpcEvents) => GrpcPeer | undefined;
};

/** No cluster at all: every stream ends as in an Envoy without its cluster. */
export const NO_GRPC: GrpcTransport = {
  hasCluster: () => false,
  open: (_request, events) => {
    events.close(14, "Cluster not available");
    return undefined;
  },
};
