// HTTP filters that stand before ours and refuse, delay or break what a request asks them to. Each is off but on its own
// route, which `x-fault: NAME@LISTENER` chooses.
import { generateKeyPairSync } from "node:crypto";
import type { Json } from "../../../scripts/envoy-config.ts";

const HTTP = "type.googleapis.com/envoy.extensions.filters.http";

/** What a request says to meet a fault at one proxy. */
export function faultOf(fault: string, listener: string): Readonly<Record<string, string>> {
  return { "x-fault": `${fault}@${listener}` };
}

/** Matches the requests that ask for a fault at this listener. */
export function asksFor(fault: string, listener: string): Json {
  return { name: "x-fault", string_match: { exact: `${fault}@${listener}` } };
}

/** The filters of one listener, in their order. `authorizerPort`: loopback port of an HTTP service for ext_authz. */
export function faultFilters(listener: string, authorizerPort: number): readonly Json[] {
  return [
    filter("rbac", "rbac.v3.RBAC", { rules: denyAll() }),
    filter("rate", "local_ratelimit.v3.LocalRateLimit", {
      stat_prefix: "rate",
      token_bucket: { max_tokens: 1, tokens_per_fill: 1, fill_interval: "3600s" },
      filter_enabled: always(),
      filter_enforced: always(),
    }),
    filter("authz", "ext_authz.v3.ExtAuthz", {
      transport_api_version: "V3",
      http_service: {
        server_uri: { uri: `http://127.0.0.1:${authorizerPort}`, cluster: `${listener}_authorizer`, timeout: "5s" },
      },
    }),
    filter("jwt", "jwt_authn.v3.JwtAuthentication", {
      providers: { any: { issuer: "https://sso.test", local_jwks: { inline_string: publicKeys() } } },
      rules: [{ match: { prefix: "/" }, requires: { provider_name: "any" } }],
    }),
    filter("buffer", "buffer.v3.Buffer", { max_request_bytes: 4096 }),
    filter("fault", "fault.v3.HTTPFault", {}),
  ];
}

/** What switches a filter on for a route: Envoy wants its own per-route type, empty where nothing differs. */
export const SWITCH: Readonly<Record<string, Json>> = {
  rbac: on("rbac", "rbac.v3.RBACPerRoute", { rbac: { rules: denyAll() } }),
  limit: on("rate", "local_ratelimit.v3.LocalRateLimit", {
    stat_prefix: "rate",
    token_bucket: { max_tokens: 1, tokens_per_fill: 1, fill_interval: "3600s" },
    filter_enabled: always(),
    filter_enforced: always(),
  }),
  authz: on("authz", "ext_authz.v3.ExtAuthzPerRoute", { check_settings: {} }),
  jwt: { jwt: { "@type": "type.googleapis.com/envoy.config.route.v3.FilterConfig", config: {} } },
  buffer: on("buffer", "buffer.v3.BufferPerRoute", { buffer: { max_request_bytes: 4096 } }),
  abort: on("fault", "fault.v3.HTTPFault", { abort: { http_status: 503, percentage: whole() } }),
  delay: on("fault", "fault.v3.HTTPFault", { delay: { fixed_delay: "0.05s", percentage: whole() } }),
};

function filter(name: string, type: string, config: Json): Json {
  return { name, disabled: true, typed_config: { "@type": `${HTTP}.${type}`, ...config } };
}

function on(name: string, type: string, config: Json): Json {
  return { [name]: { "@type": `${HTTP}.${type}`, ...config } };
}

function denyAll(): Json {
  return { action: "DENY", policies: { no: { permissions: [{ any: true }], principals: [{ any: true }] } } };
}

function always(): Json {
  return { default_value: whole() };
}

function whole(): Json {
  return { numerator: 100, denominator: "HUNDRED" };
}

function publicKeys(): string {
  const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return JSON.stringify({ keys: [{ ...publicKey.export({ format: "jwk" }), alg: "ES256", kid: "k" }] });
}
