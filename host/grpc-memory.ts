// gRPC for tests: the test is the server.
import type { GrpcEvents, GrpcRequest, GrpcTransport } from "./grpc-transport.ts";
import type { Pairs } from "./pairs.ts";

/**
 * `up` takes streams. `down` takes them too, and the test closes each with 14, as a refused connection does. `no_hosts`
 * ends them while they start, with metadata nested in the module's call. `absent` = no such cluster.
 */
export type ClusterState = "up" | "down" | "no_hosts" | "absent";

/** One stream or call, from the server's side. */
export type MemoryStream = {
  readonly request: GrpcRequest;
  /** Messages of the module, in order. */
  readonly sent: readonly Uint8Array[];
  /** `half_closed` and `reset` are the module's doing, `closed` the server's. */
  readonly state: () => "open" | "half_closed" | "reset" | "closed";
  readonly initialMetadata: (metadata: Pairs) => void;
  readonly message: (bytes: Uint8Array) => void;
  readonly trailingMetadata: (metadata: Pairs) => void;
  readonly close: (status: number, message?: string) => void;
};

/** A transport, and the servers behind it. */
export type MemoryGrpc = GrpcTransport & {
  /** In order; those that ended while they started are none. */
  readonly streams: readonly MemoryStream[];
  /** Attempts, whatever came of them. */
  readonly attempts: () => number;
  readonly set: (cluster: string, state: ClusterState) => void;
};

/** `others` is the state of clusters that `set` does not name; `absent`. */
export function createMemoryGrpc(others: ClusterState = "absent"): MemoryGrpc {
  const clusters = new Map<string, ClusterState>();
  const streams: MemoryStream[] = [];
  let attempts = 0;
  const stateOf = (cluster: string): ClusterState => clusters.get(cluster) ?? others;
  return {
    streams,
    attempts: () => attempts,
    set: (cluster, state) => void clusters.set(cluster, state),
    hasCluster: (cluster) => stateOf(cluster) !== "absent",
    open(request, events) {
      attempts += 1;
      const state = stateOf(request.cluster);
      if (state === "absent") {
        events.close(14, "Cluster not available");
        return undefined;
      }
      if (state === "no_hosts") {
        events.initialMetadata([[":status", "200"]]);
        events.trailingMetadata([
          ["grpc-status", "14"],
          ["grpc-message", "no healthy upstream"],
        ]);
        events.close(14, "no healthy upstream");
        return undefined;
      }
      const { stream, peer } = createMemoryStream(request, events);
      streams.push(stream);
      return peer;
    },
  };
}

function createMemoryStream(request: GrpcRequest, events: GrpcEvents) {
  const sent: Uint8Array[] = [];
  let state: ReturnType<MemoryStream["state"]> = "open";
  const stream: MemoryStream = {
    request,
    sent,
    state: () => state,
    initialMetadata: events.initialMetadata,
    message: events.message,
    trailingMetadata: events.trailingMetadata,
    close: (status, message = "") => {
      if (state === "reset") return;
      state = "closed";
      events.close(status, message);
    },
  };
  const peer = {
    send: (message: Uint8Array, end: boolean) => {
      sent.push(message);
      if (end && state === "open") state = "half_closed";
    },
    close: () => void (state = state === "open" ? "half_closed" : state),
    reset: () => void (state = "reset"),
  };
  return { stream, peer };
}
