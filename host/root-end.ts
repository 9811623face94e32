// The end of a root context. Source: proxy-wasm-cpp-host src/wasm.cc, `startShutdown`, `done`, `finishShutdown`.
import { Status } from "./abi.ts";
import type { Context } from "./context.ts";
import { callback } from "./machine.ts";
import type { RootState } from "./root-state.ts";
import { stopTicks } from "./ticks.ts";

/** on_done; 1 → it is gone, 0 → it waits for proxy_done. */
export function shutDownRoot(root: RootState): "done" | "pending" {
  if (root.state !== "live") return root.state === "pending" ? "pending" : "done";
  const said = callback(root.context, "proxy_on_done", root.context.id);
  if (said === 0) {
    root.state = "pending";
    return "pending";
  }
  deleteRoot(root);
  return "done";
}

/** proxy_done of the module: on_delete comes when the callback has returned. */
export function finishRoot({ root }: Context): number {
  if (root === undefined || root.state !== "pending") return Status.NotFound;
  // Asked twice in one callback it is not there the second time.
  root.state = "live";
  root.machine.after.push(() => deleteRoot(root));
  return Status.Ok;
}

function deleteRoot(root: RootState): void {
  if (root.state === "deleted") return;
  try {
    callback(root.context, "proxy_on_delete", root.context.id);
  } finally {
    discardRoot(root);
  }
}

/** Without a word to the module: all that it had open is reset. */
export function discardRoot(root: RootState): void {
  root.state = "deleted";
  stopTicks(root);
  root.machine.contexts.delete(root.context.id);
  for (const entries of [root.grpcStreams, root.grpcCalls]) {
    for (const { peer } of entries.values()) peer?.reset();
    entries.clear();
  }
  for (const cancel of root.httpCalls.values()) cancel?.();
  root.httpCalls.clear();
}
