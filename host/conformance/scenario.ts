// A scenario: what clients, upstream and the peer of the filter do, as data, so that any host can play it.

/** Header pairs in order; pseudo headers (`:method`, `:status` …) among them. */
export type Pairs = readonly (readonly [string, string])[];

/**
 * One thing that somebody does. Each is over when its effect has reached the module, so the order is the same every time.
 * Everything is about the stream opened last, unless `stream` names another (1 is the first).
 *
 * - `request…`: the client sends. `end` ends its side with these bytes. `until` names the callback that it leads to, where
 *   that is not the one of its name; `none` when there is no callback.
 * - `response…`: the upstream answers. `interim` is an answer of 1xx.
 * - `own_reply`: the module has answered by itself, with this status.
 * - `reply`: the host itself has made an answer; `headers` and `text` are as the module sees them.
 * - `client_gone`, `upstream_reset`: a connection breaks off. A reply that follows from it is a step of its own.
 * - `peer…`: what the module called by `http_call`, `grpc_call` or `grpc_stream` does. `message` is text.
 * - `update`: the listener gets this plugin configuration. `finish`: its old root is to end before the next step.
 * - `tick`: a tick of every root passes.
 * - `stop`: the proxy is told to end (SIGTERM) while streams are open. The last step.
 */
export type Step =
  | {
      readonly do: "request";
      readonly headers: Pairs;
      readonly end?: boolean;
      readonly until?: string;
      readonly listener?: string;
      /** Bytes of a body that come in the same packet. */
      readonly text?: string;
    }
  | ({ readonly do: "request_body" } & Body)
  | ({ readonly do: "request_trailers" } & Fields)
  | ({ readonly do: "response"; readonly end?: boolean; readonly text?: string } & Fields)
  | ({ readonly do: "response_body" } & Body)
  | ({ readonly do: "response_trailers" } & Fields)
  | ({ readonly do: "interim" } & Fields)
  | ({
      readonly do: "reply";
      readonly text?: string;
      readonly properties?: Properties;
      readonly until?: string;
    } & Fields)
  | { readonly do: "own_reply"; readonly status: string; readonly stream?: number; readonly until?: string }
  | { readonly do: "client_gone" | "upstream_reset"; readonly stream?: number; readonly until?: string }
  | ({ readonly do: "peer_response"; readonly text?: string } & Fields)
  | { readonly do: "peer_headers"; readonly headers: Pairs; readonly until?: string }
  | { readonly do: "peer_message"; readonly message: string; readonly until?: string }
  | { readonly do: "peer_close"; readonly status: number; readonly message?: string; readonly until?: string }
  | { readonly do: "peer_reset" | "peer_killed"; readonly until?: string }
  | { readonly do: "update"; readonly configuration: string; readonly refused?: boolean }
  | { readonly do: "tick" }
  | { readonly do: "stop" };

/** Steps of the peer that a module calls by itself. */
export type PeerStep = Extract<Step, { readonly do: `peer_${string}` }>;

/** Steps of clients, of the upstream, and of the proxy in between. */
export type StreamStep = Exclude<Step, PeerStep | { readonly do: "update" | "tick" | "stop" }>;

type Fields = { readonly headers: Pairs; readonly stream?: number; readonly until?: string };
type Body = { readonly text: string; readonly end?: boolean; readonly stream?: number; readonly until?: string };

/** Properties by path, segments joined by dots; a number is 8 bytes, a boolean 1. */
export type Properties = Readonly<Record<string, string | number | boolean>>;

export type ScenarioListener = {
  readonly name: string;
  readonly direction: "INBOUND" | "OUTBOUND" | "UNSPECIFIED";
  /** Plugin configuration; default: the scenario's. */
  readonly configuration?: string;
};

export type Scenario = {
  /** A sentence. */
  readonly title: string;
  /** Name of the module; who plays it knows where that is. */
  readonly module: string;
  /** Root id of the plugin. Default: the module's name. */
  readonly rootId?: string;
  readonly configuration: string;
  /** Default: one, `in`, INBOUND. */
  readonly listeners?: readonly ScenarioListener[];
  /** Of clients and upstream. Default: h1. */
  readonly protocol?: "h1" | "h2";
  /** Workers. Default: 1. */
  readonly concurrency?: number;
  /** Where requests go. Default: `upstream`. */
  readonly route?: "upstream" | "none" | "no_cluster" | "refused" | "no_hosts";
  /** Until the proxy answers 504 for an upstream that says nothing, ms. Default: 10,000. */
  readonly timeoutMs?: number;
  /** Requests whose path begins like this are refused by a filter before the module's. */
  readonly deny?: string;
  /** The only imports and callbacks that are allowed. Default: all. */
  readonly capabilities?: readonly string[];
  /** What is behind the cluster `peer`. Default: `serves`. */
  readonly peer?: "serves" | "refuses" | "no_hosts" | "absent";
  /** Upgrades that the proxy passes on, such as `websocket`. */
  readonly upgrades?: readonly string[];
  /** A configuration that is refused: the proxy does not start. */
  readonly refused?: boolean;
  /** What of the trace is compared. Default: callbacks and host calls. */
  readonly compare?: "callbacks" | "all";
  /** Compare ticks too. */
  readonly ticks?: boolean;
  readonly steps: readonly Step[];
};

/** What a step of each kind leads to, where it does not say otherwise. */
export const LEADS_TO: Readonly<Record<string, string>> = {
  request: "proxy_on_request_headers",
  request_body: "proxy_on_request_body",
  request_trailers: "proxy_on_request_trailers",
  response: "proxy_on_response_headers",
  response_body: "proxy_on_response_body",
  response_trailers: "proxy_on_response_trailers",
  own_reply: "proxy_on_done",
  reply: "proxy_on_done",
  interim: "none",
  client_gone: "proxy_on_log",
  upstream_reset: "none",
  peer_response: "proxy_on_http_call_response",
  peer_headers: "proxy_on_grpc_receive_initial_metadata",
  peer_message: "proxy_on_grpc_receive",
  peer_close: "proxy_on_grpc_close",
  peer_reset: "proxy_on_grpc_close",
  peer_killed: "proxy_on_grpc_close",
};
