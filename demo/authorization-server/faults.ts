// Slow, broken and missing answers on purpose, asked for by a request header, as service meshes inject theirs.
import { setTimeout as pause } from "node:timers/promises";
import type { Context, Middleware } from "./middleware.ts";
import { FAULT_HEADER } from "./settings.ts";

/** A request is held no longer, ms: its client should have gone away. */
const HOLD_LIMIT_MS = 60_000;

/**
 * `x-demo-fault: delay/300` answers so many ms late; `hold/NAME` answers never, and says NAME when the request is there;
 * `reset` closes the connection instead of an answer; `cut` closes it in the middle of one.
 */
export function createFaults(holding: (name: string) => void): Middleware {
  return async (ctx, next) => {
    const [fault, value = ""] = String(ctx.req.headers[FAULT_HEADER] ?? "").split("/");
    if (fault === "delay") await pause(Number(value));
    if (fault === "hold") return hold(ctx, () => holding(value));
    if (fault === "reset") return reset(ctx);
    await next();
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
  const body = Buffer.from(JSON.stringify(ctx.body));
  ctx.respond = false;
  ctx.res.writeHead(ctx.status, { "content-type": "application/json", "content-length": body.length });
  ctx.res.write(body.subarray(0, body.length >> 1));
  ctx.res.socket?.destroySoon();
}

// A proxy that saw half a request could not say which grant it was for.
async function wholeRequest(ctx: Context): Promise<void> {
  ctx.req.resume();
  if (!ctx.req.readableEnded) await new Promise((resolve) => ctx.req.once("end", resolve).once("close", resolve));
}
