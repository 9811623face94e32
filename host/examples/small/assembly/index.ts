// A small filter to show how one is tested: it marks requests of robots for the upstream, and counts them. It has a
// mistake, too: a user agent longer than it thought possible is a trap.
import {
  proxy_define_metric,
  proxy_get_header_map_value,
  proxy_increment_metric,
  proxy_log,
  proxy_replace_header_map_value,
} from "./env";
import { clear, malloc, out } from "./memory";

export { malloc };

const AGENT = String.UTF8.encode("user-agent");
const MARK = String.UTF8.encode("x-robot");
const YES = String.UTF8.encode("yes");
const COUNTER = String.UTF8.encode("robots.requests");
const LOST = String.UTF8.encode("robots: no user agent");
const LONGEST: u32 = 512;

let counter: u32 = 0;

export function proxy_abi_version_0_2_1(): void {}

export function proxy_on_configure(_root: u32, _size: u32): u32 {
  proxy_define_metric(0, changetype<usize>(COUNTER), COUNTER.byteLength, out);
  counter = load<u32>(out);
  return 1;
}

export function proxy_on_request_headers(_context: u32, _headers: u32, _end: u32): u32 {
  clear();
  const status = proxy_get_header_map_value(0, changetype<usize>(AGENT), AGENT.byteLength, out, out + 4);
  if (status !== 0) {
    proxy_log(3, changetype<usize>(LOST), LOST.byteLength);
    return 0;
  }
  const size = load<u32>(out + 4);
  if (size > LONGEST) unreachable();
  if (!isRobot(load<u32>(out), size)) return 0;
  proxy_replace_header_map_value(0, changetype<usize>(MARK), MARK.byteLength, changetype<usize>(YES), YES.byteLength);
  proxy_increment_metric(counter, 1);
  return 0;
}

/** Whether `bot` is in it. */
function isRobot(at: usize, size: u32): bool {
  for (let i: u32 = 0; i + 3 <= size; i += 1) {
    if (load<u8>(at + i) === 0x62 && load<u8>(at + i + 1) === 0x6f && load<u8>(at + i + 2) === 0x74) return true;
  }
  return false;
}
