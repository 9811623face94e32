// Slow, broken and missing answers on purpose, asked for by a request header, as service meshes inject theirs.
import { setTimeout as pause } from "node:timers/promises";
import type { Context, Middleware } from "./middleware.ts";
import { FAULT_HEADER } from "./settings.ts";
import { wholeRequest } from "./whole-request.ts";

/** Names of requests whose first try was lost; beyond, the oldest is forgotten. */
const LOST = 1_000;
/** A request is held no longer, ms: its client should have gone away. */
const HOLD_LIMIT_MS = 60_000;

/**
 * `x-demo-fault: delay/300` answers so many ms late; `hold/NAME` answers never, and says NAME when the request is there;
 * `reset` closes the connection instead of an answer, `once/NAME` does so for the first request of that name; `cut` closes it
 * in the middle of an answer; `stall` waits there until the client goes away.
 */
export function createFaults(holding: (name: string) => void): Middleware {
  const lost = new Set<string>();
  return async (ctx, next) => {
    const [fault, value = ""] = String(ctx.req.headers[FAULT_HEADER] ?? "").split("/");
    if (fault === "delay") await pause(Number(value));
    if (fault === "hold") return hold(ctx, () => holding(value));
    if (fault === "reset" || (fault === "once" && !lost.has(value))) {
      lost.add(value);
      for (const oldest of lost) if (lost.size > LOST) lost.delete(oldest);
      return reset(ctx);
    }
    await next();
    if (fault === "stall") begin(ctx);
    if (fault === "cut") cut(ctx);
  };
}

async function hold(ctx: Context, arrived: () => void): Promise<void> {
  await wholeRequest(ctx);
  const gone = new Promise<void>((resolve) => ctx.res.once("close", resolve));
  arrived();
  const limit = new AbortController();
  await Promise.race([
    gone,
    pause(HOLD_LIMIT_MS, undefined, { signal: limit.signal, ref: false }).catch(() => undefined),
  ]);
  limit.abort();
  ctx.respond = false;
  ctx.req.socket.destroy();
}

async function reset(ctx: Context): Promise<void> {
  await wholeRequest(ctx);
  ctx.respond = false;
  ctx.req.socket.destroy();
}

function cut(ctx: Context): void {
  begin(ctx);
  ctx.res.socket?.destroySoon();
}

/** Half of the answer. */
function begin(ctx: Context): void {
  const body = Buffer.from(JSON.stringify(ctx.body));
  ctx.respond = false;
  ctx.res.writeHead(ctx.status, { "content-type": "application/json", "content-length": body.length });
  ctx.res.write(body.subarray(0, body.length >> 1));
}
