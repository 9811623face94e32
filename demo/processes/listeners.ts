// The listeners of both proxies: one at the caller's for each route, and where it leads at the server's.
import type { Json, RenderedListener } from "../../scripts/envoy-config.ts";
import type { Route } from "../clients/exchange.ts";
import { HOST } from "../mesh.ts";

/** Nobody listens on port 1 (tcpmux) any more. */
const NOBODY = 1;
/** Of an impatient proxy, ms. */
const PATIENCE_MS = 1_000;
const FILTERS = "type.googleapis.com/envoy.extensions.filters.http";

type Way = {
  /** Listener of the server's proxy; undefined: it leads nowhere. */
  readonly to: "server" | "hurried" | "down" | "guarded" | "limited" | undefined;
  /** At the caller's proxy. */
  readonly timeoutMs?: number;
  readonly retries?: number;
  /** Through filters of Envoy's own. */
  readonly needsEnvoy?: boolean;
};

const WAYS: Readonly<Record<Route, Way>> = {
  mesh: { to: "server" },
  impatient: { to: "server", timeoutMs: PATIENCE_MS },
  nowhere: { to: undefined },
  retrying: { to: "server", retries: 1 },
  hurried: { to: "hurried" },
  down: { to: "down" },
  guarded: { to: "guarded", needsEnvoy: true },
  limited: { to: "limited", needsEnvoy: true },
};

/** Beside the clients. `server`: ports of the server's proxy by listener. */
export function clientListeners(
  server: Readonly<Record<string, number>>,
  hasEnvoy: boolean,
): readonly RenderedListener[] {
  return waysWith(hasEnvoy).map(([name, { to, timeoutMs, retries }]) => ({
    name,
    direction: "OUTBOUND",
    onlyHosts: [HOST],
    upstreamPort: to === undefined ? NOBODY : (server[to] ?? NOBODY),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(retries === undefined ? {} : { retries }),
  }));
}

/** In front of the authorization server. */
export function serverListeners(upstreamPort: number, hasEnvoy: boolean): readonly RenderedListener[] {
  const inbound = { direction: "INBOUND", upstreamPort } as const;
  const guarded: readonly RenderedListener[] = [
    { ...inbound, name: "guarded", filtersBefore: [denyAll()] },
    { ...inbound, name: "limited", filtersBefore: [oneOnly()] },
  ];
  return [
    { ...inbound, name: "server" },
    { ...inbound, name: "hurried", timeoutMs: PATIENCE_MS },
    { ...inbound, name: "down", upstreamPort: NOBODY },
    ...(hasEnvoy ? guarded : []),
  ];
}

/** Port of each route; 0 for one that is not there. */
export function portsOfRoutes(client: Readonly<Record<string, number>>): Readonly<Record<Route, number>> {
  return Object.fromEntries(waysWith(true).map(([route]) => [route, client[route] ?? 0])) as Record<Route, number>;
}

function waysWith(hasEnvoy: boolean): readonly (readonly [Route, Way])[] {
  const all = Object.entries(WAYS) as [Route, Way][];
  return all.filter(([, { needsEnvoy }]) => hasEnvoy || needsEnvoy !== true);
}

function denyAll(): Json {
  const policies = { everything: { permissions: [{ any: true }], principals: [{ any: true }] } };
  return { name: "rbac", typed_config: { "@type": `${FILTERS}.rbac.v3.RBAC`, rules: { action: "DENY", policies } } };
}

/** One request, then 429. */
function oneOnly(): Json {
  const always = { default_value: { numerator: 100, denominator: "HUNDRED" } };
  return {
    name: "limit",
    typed_config: {
      "@type": `${FILTERS}.local_ratelimit.v3.LocalRateLimit`,
      stat_prefix: "limit",
      token_bucket: { max_tokens: 1, tokens_per_fill: 1, fill_interval: "3600s" },
      filter_enabled: always,
      filter_enforced: always,
    },
  };
}
