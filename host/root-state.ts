// What the host knows of one root context.
import type { Context } from "./context.ts";
import type { GrpcPeer } from "./grpc-transport.ts";
import type { Machine } from "./machine.ts";
import type { PluginState } from "./plugin.ts";

/** A gRPC stream or call that the module opened. `peer` is gone once the other side has closed. */
export type GrpcEntry = { peer: GrpcPeer | undefined; localClosed: boolean; remoteClosed: boolean };

/** A root context as the host sees it. */
export type RootState = {
  readonly plugin: PluginState;
  readonly machine: Machine;
  readonly context: Context;
  readonly grpcStreams: Map<number, GrpcEntry>;
  readonly grpcCalls: Map<number, GrpcEntry>;
  /** Tokens whose streams ended before the module got them; the first 10,000. */
  readonly neverGiven: Set<number>;
  /** HTTP calls: what cancels each. */
  readonly httpCalls: Map<number, (() => void) | undefined>;
  /** What proxy_get_status says. */
  statusCode: number;
  statusMessage: string;
  tickPeriodMs: number;
  /** On the monotonic clock; undefined = no tick is due. */
  nextTickNs: bigint | undefined;
  cancelTimer: (() => void) | undefined;
  /** A canary's timers never fire. */
  readonly hasTicks: boolean;
  state: "live" | "pending" | "deleted";
  /** It was shut down: its thread forgets it. */
  onEnd: (() => void) | undefined;
};
