// What the log of an exchange says of it, as properties. Names and values as in Envoy: source/common/stream_info.
import type { Properties } from "../property-value.ts";
import type { RouteConfig } from "./config.ts";
import type { Upstream } from "./upstream.ts";

/** What is known of one exchange so far. */
export type Account = {
  /** Response flags that hold from now on. */
  readonly flag: (flags: number) => void;
  /** `response.code_details`. */
  readonly explain: (details: string) => void;
  /** Of the upstream, ms. */
  readonly took: (latencyMs: number) => void;
  readonly properties: (upstream: Upstream | undefined) => Properties;
};

/** `route` undefined: none matches. */
export function createAccount(route: RouteConfig | undefined): Account {
  let flags = 0;
  let details: string | undefined;
  let latencyNs: bigint | undefined;
  return {
    flag: (more) => void (flags |= more),
    explain: (text) => void (details = text),
    took: (ms) => void (latencyNs = BigInt(Math.round(ms * 1e6))),
    properties(upstream) {
      const all: Record<string, string | bigint> = { "response.flags": BigInt(flags | (upstream?.flags() ?? 0)) };
      if (details !== undefined) all["response.code_details"] = details;
      if (latencyNs !== undefined) all["response.backend_latency"] = latencyNs;
      if (route !== undefined) all["xds.cluster_name"] = route.cluster;
      if (upstream !== undefined) {
        all["upstream.request_attempt_count"] = BigInt(upstream.attempts());
        all["upstream.address"] = upstream.remoteAddress();
      }
      return all;
    },
  };
}
