// How an exchange ends that does not end with a whole answer from upstream: flags, details, and what the client gets.
// Source: Envoy, envoy/stream_info/stream_info.h (bits of `response.flags`), source/common/router/router.cc,
// envoy/stream_info/stream_info.h `ResponseCodeDetails`.
import type { Pairs } from "../pairs.ts";
import type { LocalReply } from "../types.ts";

/** Response flags, as bits of `response.flags`. Source: Envoy envoy/stream_info/stream_info.h. */
export const FLAG = {
  NO_HEALTHY_UPSTREAM: 1 << 1,
  UPSTREAM_TIMEOUT: 1 << 2,
  CONNECTION_FAILURE: 1 << 5,
  CONNECTION_TERMINATION: 1 << 6,
  NO_ROUTE: 1 << 8,
  CLIENT_GONE: 1 << 14,
  RETRIES_EXCEEDED: 1 << 15,
  IDLE: 1 << 16,
  UPSTREAM_PROTOCOL_ERROR: 1 << 23,
  NO_CLUSTER: 1 << 24,
} as const;

/** An answer that the proxy makes itself; with no body the headers end it. */
export type LocalAnswer = {
  readonly status: number;
  readonly body: string;
  readonly details: string;
  readonly flags: number;
};

/** Its headers as Envoy makes them. */
export function pairsOfAnswer({ status, body }: LocalAnswer): Pairs {
  const ofBody: Pairs = [
    ["content-length", String(Buffer.byteLength(body))],
    ["content-type", "text/plain"],
  ];
  return [[":status", String(status)], ...(body === "" ? [] : ofBody)];
}

/** Headers of an answer that a module gives by itself. */
export function pairsOfReply({ status, headers, body, grpcStatus }: LocalReply): Pairs {
  const grpc: Pairs = grpcStatus < 0 ? [] : [["grpc-status", String(grpcStatus)]];
  return [[":status", String(status)], ...headers, ["content-length", String(body.length)], ...grpc];
}

/** Nothing matches the request. */
export const NO_ROUTE: LocalAnswer = { status: 404, body: "", details: "route_not_found", flags: FLAG.NO_ROUTE };
/** The route names a cluster that is not there. */
export const NO_CLUSTER: LocalAnswer = { status: 503, body: "", details: "cluster_not_found", flags: FLAG.NO_CLUSTER };
/** The cluster has no host. */
export const NO_HOST: LocalAnswer = {
  status: 503,
  body: "no healthy upstream",
  details: "no_healthy_upstream",
  flags: FLAG.NO_HEALTHY_UPSTREAM,
};
/** The answer did not come in time. */
export const TIMED_OUT: LocalAnswer = {
  status: 504,
  body: "upstream request timeout",
  details: "response_timeout",
  flags: FLAG.UPSTREAM_TIMEOUT,
};
/** The listener does not allow the upgrade. */
export const UPGRADE_REFUSED: LocalAnswer = { status: 403, body: "", details: "upgrade_failed", flags: 0 };
/** More was to be held back than fits. */
export const REQUEST_TOO_LARGE: LocalAnswer = {
  status: 413,
  body: "Payload Too Large",
  details: "request_payload_too_large",
  flags: 0,
};
/** The same of an answer. */
export const RESPONSE_TOO_LARGE: LocalAnswer = {
  status: 500,
  body: "Internal Server Error",
  details: "response_payload_too_large",
  flags: 0,
};

/** Nothing moved for too long; `isWhole`: the request had come. */
export function idleAnswer(isWhole: boolean): LocalAnswer {
  return { status: isWhole ? 504 : 408, body: "stream timeout", details: "stream_idle_timeout", flags: FLAG.IDLE };
}

/** What befell a try upstream before its end. */
export type Failure =
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "connect_timeout" }
  | { readonly kind: "terminated" }
  | { readonly kind: "protocol_error" };

/** The response flag of a failure. */
export function flagOf(failure: Failure): number {
  switch (failure.kind) {
    case "refused":
    case "connect_timeout":
      return FLAG.CONNECTION_FAILURE;
    case "terminated":
      return FLAG.CONNECTION_TERMINATION;
    case "protocol_error":
      return FLAG.UPSTREAM_PROTOCOL_ERROR;
  }
}

/** Of a try that failed before its answer began; `isRetried`: others were before it. */
export function failedAnswer(failure: Failure, isRetried: boolean): LocalAnswer {
  const reason = reasonOf(failure);
  const said = reason.replace(/\|.*/, "").replaceAll("_", " ");
  const which = isRetried ? "retried and the latest reset reason" : "reset reason";
  return {
    status: failure.kind === "protocol_error" ? 502 : 503,
    body: `upstream connect error or disconnect/reset before headers. ${which}: ${said}`,
    details: `upstream_reset_before_response_started{${reason}}`,
    flags: flagOf(failure),
  };
}

/** `response.code_details` of an answer that broke off. */
export function brokenDetails(failure: Failure): string {
  return `upstream_reset_after_response_started{${reasonOf(failure)}}`;
}

function reasonOf(failure: Failure): string {
  switch (failure.kind) {
    case "refused":
      return `remote_connection_failure|delayed_connect_error:_${failure.why}`;
    case "connect_timeout":
      return "connection_timeout";
    case "terminated":
      return "connection_termination";
    case "protocol_error":
      return "protocol_error";
  }
}
