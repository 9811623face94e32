// The filter as it ships, but for one thing: a request that carries `x-trap` traps. Nothing that ships has this.

import { HeaderMap } from "../../../filter/host/abi";
import { enter, leave } from "../../../filter/host/arena";
import { readHeader } from "../../../filter/host/hostcalls";
import { proxy_on_request_headers as shipped } from "../../../filter/index";
import { asciiBytes } from "../../../filter/text/static-bytes";

export {
  malloc,
  proxy_abi_version_0_2_1,
  proxy_on_configure,
  proxy_on_context_create,
  proxy_on_done,
  proxy_on_grpc_close,
  proxy_on_grpc_receive,
  proxy_on_log,
  proxy_on_request_body,
  proxy_on_request_trailers,
  proxy_on_response_body,
  proxy_on_response_headers,
  proxy_on_response_trailers,
  proxy_on_tick,
  proxy_on_vm_start,
} from "../../../filter/index";

const X_TRAP: usize = asciiBytes("x-trap");

/** As shipped, and a trap for `x-trap`. */
export function proxy_on_request_headers(context: u32, headers: u32, endOfStream: u32): u32 {
  enter();
  const traps = readHeader(HeaderMap.Request, X_TRAP, 6);
  leave();
  if (traps) unreachable();
  return shipped(context, headers, endOfStream);
}
