import type { Context } from "./middleware.ts";

/** Reads and drops the body. A proxy that saw half a request could not say which grant it was for. */
export async function wholeRequest(ctx: Context): Promise<void> {
  ctx.req.resume();
  if (!ctx.req.readableEnded) await new Promise((resolve) => ctx.req.once("end", resolve).once("close", resolve));
}
