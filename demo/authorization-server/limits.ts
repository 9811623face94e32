// Limits that real deployments have: so many requests for a client, and polls no faster than agreed.
import type { Context, Middleware } from "./middleware.ts";

const WINDOW_MS = 10_000;
/** Seconds between polls for the same code (RFC 8628 §3.2, CIBA §7.3). */
export const POLL_INTERVAL_S = 1;
/** Codes whose last poll is remembered; beyond, the oldest is forgotten. */
const POLLS = 1_000;

/** Answers 429 with Retry-After where a client goes beyond its limit. Limits: requests in ten seconds by client id. */
export function createRateLimit(limits: Readonly<Record<string, number>>): Middleware {
  const windows = new Map<string, { endsAt: number; requests: number }>();
  return async (ctx, next) => {
    const client = clientIdOf(ctx);
    const limit = client === undefined ? undefined : limits[client];
    if (client === undefined || limit === undefined) return next();
    const now = Date.now();
    const had = windows.get(client);
    const window = had === undefined || had.endsAt <= now ? { endsAt: now + WINDOW_MS, requests: 0 } : had;
    windows.set(client, window);
    window.requests += 1;
    if (window.requests <= limit) return next();
    ctx.status = 429;
    ctx.set("retry-after", String(Math.ceil((window.endsAt - now) / 1000)));
    ctx.body = "too many requests";
  };
}

/** Answers 413 to a body of more octets (RFC 9110 §15.5.14). */
export function createSizeLimit(octets: number): Middleware {
  return async (ctx, next) => {
    if (Number(ctx.req.headers["content-length"] ?? 0) <= octets) return next();
    ctx.status = 413;
    ctx.body = "too much";
  };
}

/** Adds the interval to what a poll begins with, and makes `slow_down` of `authorization_pending` for one that is early. */
export function createPollLimit(): Middleware {
  const polls = new Map<string, number>();
  return async (ctx, next) => {
    await next();
    const body = ctx.body as Record<string, unknown> | undefined;
    if (ctx.status === 200 && (ctx.path === "/device/auth" || ctx.path === "/backchannel")) {
      ctx.body = { ...body, interval: POLL_INTERVAL_S };
    }
    if (ctx.path !== "/token" || body?.["error"] !== "authorization_pending") return;
    const { device_code: device, auth_req_id: ciba } = (ctx["oidc"] as Oidc).params;
    const code = String(device ?? ciba);
    const now = Date.now();
    const isEarly = now - (polls.get(code) ?? 0) < POLL_INTERVAL_S * 1000;
    polls.delete(code);
    polls.set(code, now);
    for (const oldest of polls.keys()) if (polls.size > POLLS) polls.delete(oldest);
    if (isEarly) ctx.body = { ...body, error: "slow_down", error_description: "polling faster than agreed" };
  };
}

type Oidc = { readonly params: Readonly<Record<string, unknown>> };

/** The client as far as headers and query name it. */
function clientIdOf(ctx: Context): string | undefined {
  const [scheme, credentials] = (ctx.req.headers.authorization ?? "").split(" ");
  if (scheme?.toLowerCase() === "basic" && credentials !== undefined) {
    return Buffer.from(credentials, "base64").toString().split(":")[0];
  }
  const inQuery = ctx.query["client_id"];
  return typeof inQuery === "string" ? inQuery : undefined;
}
