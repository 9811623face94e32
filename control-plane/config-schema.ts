/**
 * The keys of the configuration, as JSON Schema (draft 2020-12): docs/aggregator.schema.json is this. It lists what this
 * version does; keys that are meant for later are refused with the reason in LATER.
 */
const TLS = {
  type: "object",
  description: "TLS 1.3. Paths are relative to the working directory.",
  additionalProperties: false,
  required: ["cert", "key"],
  properties: {
    cert: { type: "string", minLength: 1, description: "PEM file: the certificate, then its chain." },
    key: { type: "string", minLength: 1, description: "PEM file: the private key." },
    client_ca: {
      type: "string",
      minLength: 1,
      description: "PEM file: who may sign clients' certificates. Present: every client must show one.",
    },
  },
} as const;

const INSECURE = {
  type: "boolean",
  default: false,
  description: "Allow plaintext beyond loopback, as behind a mesh sidecar that ends mTLS.",
} as const;

const LISTEN = "ADDRESS:PORT. The address is an IP address (IPv6 in brackets) or localhost; port 0 is any free one.";

const ISSUER = {
  type: "object",
  description: "An authorization server. The same list as in the filter's configuration, plus counting_vantage.",
  additionalProperties: false,
  required: ["name"],
  properties: {
    name: {
      type: "string",
      minLength: 1,
      maxLength: 128,
      description: "Label value `issuer`. May contain {placeholder}s, each a path segment.",
    },
    hosts: {
      type: "array",
      maxItems: 64,
      items: { type: "string", minLength: 1, maxLength: 253 },
      default: [],
      description: "Host names without port, `*.` prefix allowed. Used by filters; checked here.",
    },
    dialect: {
      type: "string",
      pattern: "^[a-z0-9][a-z0-9_-]*$",
      maxLength: 32,
      default: "generic",
      description:
        "Whose answers it gives. `keycloak`: its signs of a wrong client secret count; any other: they do not.",
    },
    tenants: {
      type: "object",
      maxProperties: 8,
      additionalProperties: {
        type: "array",
        minItems: 1,
        maxItems: 1024,
        items: { type: "string", pattern: "^[^/{}]+$", maxLength: 64 },
      },
      default: {},
      description: "Values of each placeholder. Listed ones begin with zeros in oauth_flow_total.",
    },
    endpoints: {
      type: "object",
      propertyNames: {
        enum: [
          "authorization",
          "token",
          "par",
          "device_authorization",
          "ciba",
          "introspection",
          "revocation",
          "userinfo",
          "jwks",
          "discovery",
          "logout",
          "registration",
          "login",
          "interaction",
          "resource",
        ],
      },
      additionalProperties: {
        type: "array",
        minItems: 1,
        maxItems: 64,
        items: { type: "string", pattern: "^/", maxLength: 256 },
      },
      default: {},
      description: "Path templates by endpoint. Used by filters; checked here.",
    },
    counting_vantage: {
      enum: ["auto", "server", "gateway", "client"],
      default: "auto",
      description:
        "Where upstream's answers count in metrics without `vantage`. auto: server once one reports; after 60 s without, gateway, else client.",
    },
  },
} as const;

export const CONFIG_SCHEMA = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "oauth-flow aggregator",
  description:
    "Configuration of the aggregator, for `--config FILE` (YAML). Every key has a default; unknown keys are mistakes.",
  type: "object",
  additionalProperties: false,
  properties: {
    grpc: {
      type: "object",
      description: "Where filters connect.",
      additionalProperties: false,
      properties: {
        listen: { type: "string", default: "127.0.0.1:9101", description: LISTEN },
        tls: TLS,
        insecure: INSECURE,
      },
    },
    http: {
      type: "object",
      description: "/metrics, /healthz, /readyz, /.",
      additionalProperties: false,
      properties: {
        listen: { type: "string", default: "127.0.0.1:9102", description: LISTEN },
        tls: TLS,
        insecure: INSECURE,
        allow: {
          type: "array",
          maxItems: 256,
          items: { type: "string" },
          description: "CIDRs whose addresses may ask; others get 403. Absent: all may.",
        },
      },
    },
    state_dir: {
      type: "string",
      minLength: 1,
      default: "./state",
      description: "Keys are kept here (mode 0700). Relative to the working directory.",
    },
    issuers: {
      type: "array",
      maxItems: 256,
      items: ISSUER,
      default: [],
      description:
        "What is known of the authorization servers. Others are counted too, under the names that filters give them.",
    },
    log: {
      type: "object",
      description: "What the aggregator says of itself, on standard output.",
      additionalProperties: false,
      properties: {
        level: {
          enum: ["trace", "debug", "info", "warn", "error"],
          default: "info",
          description: "Least severe level that is written.",
        },
        format: {
          enum: ["json", "pretty"],
          default: "json",
          description: "json: one object a line. pretty: for people.",
        },
      },
    },
  },
} as const;

/** Keys of the design that this version does not have, by path with array places left out, and what to do instead. */
export const LATER: { readonly [path: string]: string } = {
  redis: "this version keeps nothing in Redis; remove it, run one replica or set issuers[].counting_vantage in each",
  exports: "this version exports by /metrics only; remove it and scrape http.listen",
  clients: "this version has no metrics by client; remove it",
  "issuers.discovery": "this version reads no metadata; remove it and give issuers[].endpoints to the filters",
};
