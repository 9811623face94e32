// A filter that does nothing for anybody: in every callback it reads all there is to read, and on request it makes host
// calls that most filters never make. Two hosts on which it runs alike are alike.
//
// Plugin configuration, text: `survey` reads everything in every callback; `log` only in the log; `refuse` is refused; `later` says "not
// yet" in `proxy_on_done`; `tick` ticks every 50 ms; `trap` traps; anything else is quiet. A request's header `x-do` is one word of commands.ts.
import {
  proxy_continue_stream,
  proxy_get_buffer_bytes,
  proxy_get_header_map_value,
  proxy_get_status,
  proxy_grpc_close,
  proxy_set_effective_context,
  proxy_set_tick_period_milliseconds,
} from "./env";
import { drain, obey, register } from "./commands";
import { at, clear, malloc, out, text } from "./memory";
import { survey } from "./survey";
import { mark, tellBytes, tellStatus } from "./tell";

export { malloc };

const DO = text("x-do");
const CONTINUE: u32 = 0;
const PAUSE: u32 = 1;

let isSurveying = false;
let isSurveyingLog = false;
let isLate = false;
/** The stream that waits for an answer to a call. */
let waiting: u32 = 0;

export function proxy_abi_version_0_2_1(): void {}

export function proxy_on_context_create(_context: u32, _parent: u32): void {
  enter();
}

export function proxy_on_vm_start(_root: u32, _size: u32): u32 {
  enter();
  return 1;
}

export function proxy_on_configure(_root: u32, size: u32): u32 {
  clear();
  mark();
  tellBytes(proxy_get_buffer_bytes(7, 0, size, out, out + 4));
  const configuration = size === 0 ? "" : String.UTF8.decodeUnsafe(load<u32>(out), load<u32>(out + 4));
  isSurveying = configuration === "survey";
  isSurveyingLog = configuration === "log";
  isLate = configuration === "later";
  if (configuration === "refuse") return 0;
  if (configuration === "trap") unreachable();
  if (configuration === "tick") proxy_set_tick_period_milliseconds(50);
  register();
  if (isSurveying) survey();
  return 1;
}

export function proxy_on_tick(_root: u32): void {
  enter();
}

export function proxy_on_request_headers(context: u32, _headers: u32, _end: u32): u32 {
  enter();
  mark();
  const status = proxy_get_header_map_value(0, at(DO), DO.byteLength, out, out + 4);
  tellBytes(status);
  if (status !== 0) return CONTINUE;
  const mustWait = obey(String.UTF8.decodeUnsafe(load<u32>(out), load<u32>(out + 4)));
  if (mustWait) waiting = context;
  return mustWait ? PAUSE : CONTINUE;
}

export function proxy_on_request_body(_context: u32, _size: u32, _end: u32): u32 {
  enter();
  return CONTINUE;
}

export function proxy_on_request_trailers(_context: u32, _count: u32): u32 {
  enter();
  return CONTINUE;
}

export function proxy_on_response_headers(_context: u32, _headers: u32, _end: u32): u32 {
  enter();
  return CONTINUE;
}

export function proxy_on_response_body(_context: u32, _size: u32, _end: u32): u32 {
  enter();
  return CONTINUE;
}

export function proxy_on_response_trailers(_context: u32, _count: u32): u32 {
  enter();
  return CONTINUE;
}

export function proxy_on_log(_context: u32): void {
  enter();
  if (isSurveyingLog) survey();
}

export function proxy_on_done(_context: u32): u32 {
  enter();
  return isLate ? 0 : 1;
}

export function proxy_on_delete(_context: u32): void {
  enter();
}

export function proxy_on_queue_ready(_root: u32, queue: u32): void {
  enter();
  drain(queue);
}

export function proxy_on_http_call_response(_root: u32, _token: u32, _headers: u32, _body: u32, _trailers: u32): void {
  enter();
  if (waiting === 0) return;
  proxy_set_effective_context(waiting);
  waiting = 0;
  proxy_continue_stream(0);
}

export function proxy_on_grpc_receive_initial_metadata(_root: u32, _token: u32, _count: u32): void {
  enter();
}

export function proxy_on_grpc_receive(_root: u32, _token: u32, _size: u32): void {
  enter();
}

export function proxy_on_grpc_receive_trailing_metadata(_root: u32, _token: u32, _count: u32): void {
  enter();
}

export function proxy_on_grpc_close(_root: u32, token: u32, _status: u32): void {
  enter();
  mark();
  tellStatus(proxy_get_status(out, out + 4, out + 8));
  proxy_grpc_close(token);
  proxy_grpc_close(token);
}

function enter(): void {
  clear();
  if (isSurveying) survey();
}
