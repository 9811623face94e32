import type Provider from "oidc-provider";

/** One layer around the authorization server's own routes (Koa's shape). */
export type Middleware = Parameters<Provider["use"]>[0];
export type Context = Parameters<Middleware>[0];
