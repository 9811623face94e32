import type { Context, Middleware } from "./middleware.ts";

/** Reads and drops what is left of the body. */
export async function wholeRequest(ctx: Context): Promise<void> {
  ctx.req.resume();
  if (ctx.req.readableEnded || ctx.req.destroyed) return;
  await new Promise((resolve) => ctx.req.once("end", resolve).once("close", resolve));
}

/**
 * Answers nothing before the request is whole. A proxy that forwards headers and body one after the other would see an
 * earlier answer before the body, and could not say which grant it was for.
 */
export const answerWholeRequests: Middleware = async (ctx, next) => {
  try {
    await next();
  } finally {
    await wholeRequest(ctx);
  }
};
