// The end of a root context. Source: proxy-wasm-cpp-host src/wasm.cc, `startShutdown`, `done`, `finishShutdown`.
import { Status } from "./abi.ts";
import type { Context } from "./context.ts";
import { callback, defer } from "./enter.ts";
import { leaveRoot } from "./machine.ts";
import type { RootState } from "./root-state.ts";
import { stopTicks } from "./ticks.ts";

/** on_done; 1 → it is gone, 0 → it waits for proxy_done. */
export function shutDownRoot(root: RootState): "done" | "pending" {
  if (root.state !== "live") return root.state === "pending" ? "pending" : "done";
  let said: number | undefined;
  try {
    said = callback(root.context, "proxy_on_done", root.context.id);
  } finally {
    // What it said is not known when it broke a rule: then it is over.
    if (said === 0) root.state = "pending";
    else deleteRoot(root);
  }
  return said === 0 ? "pending" : "done";
}

/** proxy_done of the module: on_delete comes when the callback has returned. */
export function finishRoot({ root }: Context): number {
  if (root === undefined || root.state !== "pending") return Status.NotFound;
  // Asked twice in one callback it is not there the second time.
  root.state = "live";
  defer(root.machine, () => deleteRoot(root));
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

/** Without a word to the module. */
export function discardRoot(root: RootState): void {
  root.state = "deleted";
  abandonRoot(root);
  root.onEnd?.();
}

/**
 * It is another's place now, or nobody's: all that it had open is reset, and its VM goes when it was the last one
 * there.
 */
export function abandonRoot(root: RootState): void {
  stopTicks(root);
  root.machine.contexts.delete(root.context.id);
  for (const entries of [root.grpcStreams, root.grpcCalls]) {
    for (const { peer } of entries.values()) peer?.reset();
    entries.clear();
  }
  for (const cancel of root.httpCalls.values()) cancel?.();
  root.httpCalls.clear();
  leaveRoot(root.machine, root);
}
