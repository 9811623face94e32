// The properties of a stream that are read, by their paths. Source: Envoy's documentation, "Attributes".

import { readIntegerProperty, readProperty } from "./host/hostcalls";
import { asciiBytes } from "./text/static-bytes";

const RESPONSE_FLAGS: usize = asciiBytes("response\0flags");
const RESPONSE_DETAILS: usize = asciiBytes("response\0code_details");
const RESPONSE_CODE: usize = asciiBytes("response\0code");
const BACKEND_LATENCY: usize = asciiBytes("response\0backend_latency");
const ATTEMPTS: usize = asciiBytes("upstream\0request_attempt_count");
const REQUEST_TIME: usize = asciiBytes("request\0time");
const REQUEST_DURATION: usize = asciiBytes("request\0duration");
const REQUEST_METHOD: usize = asciiBytes("request\0method");
const REQUEST_HOST: usize = asciiBytes("request\0host");
const REQUEST_PATH: usize = asciiBytes("request\0path");
const REQUEST_ID: usize = asciiBytes("request\0id");

/** `response.flags`: what befell the exchange, as bits; 0 when there is nothing to say. */
export function responseFlags(): u64 {
  return <u64>readIntegerProperty(RESPONSE_FLAGS, 14, 0);
}

/** Reads `response.code_details` into `valueAt`, `valueSize`; size 0 when there are none. */
export function readResponseDetails(): bool {
  return readProperty(RESPONSE_DETAILS, 21);
}

/** `response.code`; 0 when no answer was sent. */
export function responseCode(): u16 {
  return <u16>min<i64>(max<i64>(readIntegerProperty(RESPONSE_CODE, 13, 0), 0), 999);
}

/** `response.backend_latency`: ns from the last byte of the request sent to the first of the answer; 0 when unknown. */
export function backendLatencyNs(): u64 {
  return <u64>max<i64>(readIntegerProperty(BACKEND_LATENCY, 24, 0), 0);
}

/** `upstream.request_attempt_count`: tries of this proxy's router; 0 when it made none. */
export function routerAttempts(): u64 {
  return <u64>max<i64>(readIntegerProperty(ATTEMPTS, 30, 0), 0);
}

/** `request.time`: start of the request, ns since the Unix epoch; 0 when unknown. */
export function requestTimeNs(): u64 {
  return <u64>max<i64>(readIntegerProperty(REQUEST_TIME, 12, 0), 0);
}

/** `request.duration`: ns from its start to its end; known only in the log. */
export function requestDurationNs(): u64 {
  return <u64>max<i64>(readIntegerProperty(REQUEST_DURATION, 16, 0), 0);
}

/** Reads `request.method` into `valueAt`, `valueSize`. */
export function readRequestMethod(): bool {
  return readProperty(REQUEST_METHOD, 14);
}

/** Reads `request.host` into `valueAt`, `valueSize`. */
export function readRequestHost(): bool {
  return readProperty(REQUEST_HOST, 12);
}

/** Reads `request.path`, with its query, into `valueAt`, `valueSize`. */
export function readRequestPath(): bool {
  return readProperty(REQUEST_PATH, 12);
}

/** Reads `request.id` into `valueAt`, `valueSize`. */
export function readRequestId(): bool {
  return readProperty(REQUEST_ID, 10);
}
