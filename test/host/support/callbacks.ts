import { i32 } from "./assemble.ts";

/** All callbacks of a stream: they let everything pass. */
export const STREAM_CALLBACKS = {
  proxy_on_context_create: [],
  proxy_on_request_headers: [i32(0)],
  proxy_on_request_body: [i32(0)],
  proxy_on_request_trailers: [i32(0)],
  proxy_on_response_headers: [i32(0)],
  proxy_on_response_body: [i32(0)],
  proxy_on_response_trailers: [i32(0)],
  proxy_on_log: [],
  proxy_on_done: [i32(1)],
  proxy_on_delete: [],
};
