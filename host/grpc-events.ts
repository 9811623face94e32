// What arrives for a gRPC stream or call, and the callbacks that it becomes.
import { BufferType, MapType } from "./abi.ts";
import { headerMapOf } from "./header-map.ts";
import type { GrpcEvents } from "./grpc-transport.ts";
import { callback, defer } from "./enter.ts";
import type { Pairs } from "./pairs.ts";
import type { GrpcEntry, RootState } from "./root-state.ts";

/** Events of one token. They are ignored after the close, after a cancel, and when the VM or the root is gone. */
export function eventsOf(
  root: RootState,
  token: number,
  entries: Map<number, GrpcEntry>,
  entry: GrpcEntry,
): GrpcEvents {
  const isOpen = (): boolean =>
    !entry.remoteClosed && entries.get(token) === entry && root.state !== "deleted" && root.machine.dead === undefined;
  return {
    initialMetadata: (pairs) => {
      if (isOpen()) metadata(root, token, pairs, MapType.GrpcInitialMetadata, "proxy_on_grpc_receive_initial_metadata");
    },
    trailingMetadata: (pairs) => {
      if (isOpen())
        metadata(root, token, pairs, MapType.GrpcTrailingMetadata, "proxy_on_grpc_receive_trailing_metadata");
    },
    message: (bytes) => {
      if (!isOpen()) return;
      const { context } = root;
      context.buffers[BufferType.GrpcMessage] = bytes;
      try {
        callback(context, "proxy_on_grpc_receive", context.id, token, bytes.length);
      } finally {
        context.buffers[BufferType.GrpcMessage] = undefined;
      }
      if (entries === root.grpcCalls) entries.delete(token);
    },
    close: (status, message) => {
      if (!isOpen()) return;
      entry.remoteClosed = true;
      entry.peer = undefined;
      closed(root, token, entries, entry, status, message);
    },
  };
}

function metadata(
  root: RootState,
  token: number,
  pairs: Pairs,
  type: number,
  name: "proxy_on_grpc_receive_initial_metadata" | "proxy_on_grpc_receive_trailing_metadata",
): void {
  const { context } = root;
  const map = headerMapOf(pairs);
  context.maps[type] = map;
  try {
    callback(context, name, context.id, token, map.names.length);
  } finally {
    context.maps[type] = undefined;
  }
}

/** Never nested: while the VM runs it waits for the end of the outermost callback. */
function closed(
  root: RootState,
  token: number,
  entries: Map<number, GrpcEntry>,
  entry: GrpcEntry,
  status: number,
  message: string,
): void {
  const { machine, context } = root;
  if (machine.depth > 0) {
    defer(machine, () => closed(root, token, entries, entry, status, message));
    return;
  }
  if (root.state === "deleted" || machine.dead !== undefined) return;
  root.statusCode = status;
  root.statusMessage = message;
  try {
    callback(context, "proxy_on_grpc_close", context.id, token, status);
  } finally {
    root.statusMessage = "";
    // A stream's entry stays until the module closes it too.
    if (entries === root.grpcCalls || entry.localClosed) entries.delete(token);
  }
}
