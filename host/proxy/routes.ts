// Which route a request takes.
import type { Pairs } from "../pairs.ts";
import type { RouteConfig } from "./config.ts";
import { fieldOf } from "./fields.ts";

/** The first whose host and prefix match. Source: Envoy, `VirtualHost.domains`, `RouteMatch.prefix`. */
export function routeOf(routes: readonly RouteConfig[], pairs: Pairs): RouteConfig | undefined {
  const host = fieldOf(pairs, ":authority").toLowerCase();
  const name = host.replace(/:\d+$/, "");
  const path = fieldOf(pairs, ":path");
  // A route by prefix is none for CONNECT.
  if (path === "") return undefined;
  return routes.find(
    ({ hosts, prefix }) =>
      path.startsWith(prefix) && hosts.some((each) => each === "*" || each === host || each === name),
  );
}
