// Host calls with one result shape: the function says whether there is a value, `valueAt`/`valueSize` are the span in the
// arena. Each call overwrites the span, so it is taken over before the next call.

import { Buffer, HeaderMap, LogLevel, MetricType, Status } from "./abi";
import {
  proxy_define_metric,
  proxy_get_buffer_bytes,
  proxy_get_header_map_pairs,
  proxy_get_header_map_value,
  proxy_get_property,
  proxy_increment_metric,
  proxy_log,
} from "./env";
import { clock_time_get, random_get } from "./wasi_snapshot_preview1";

/** Address of the last value read. */
export let valueAt: usize = 0;
/** Size of the last value read, bytes. */
export let valueSize: u32 = 0;

// Two words that the host writes: address, then size.
const OUT: usize = memory.data(8, 8);

function take(status: u32): bool {
  if (status !== Status.Ok) {
    valueAt = 0;
    valueSize = 0;
    return false;
  }
  valueAt = <usize>load<u32>(OUT);
  valueSize = load<u32>(OUT, 4);
  return true;
}

/** Reads a property; false when there is none now. */
export function readProperty(pathAt: usize, pathSize: usize): bool {
  return take(proxy_get_property(pathAt, pathSize, OUT, OUT + 4));
}

/** Reads an integer property; `absent` when there is none, or it is no 8 bytes. */
export function readIntegerProperty(pathAt: usize, pathSize: usize, absent: i64): i64 {
  if (!readProperty(pathAt, pathSize) || valueSize !== 8) return absent;
  return load<i64>(valueAt);
}

/** Reads the first value of a header; false when there is none now. */
export function readHeader(map: HeaderMap, nameAt: usize, nameSize: usize): bool {
  return take(proxy_get_header_map_value(map, nameAt, nameSize, OUT, OUT + 4));
}

/** Reads all headers, serialised; false when there is no such map now. */
export function readHeaders(map: HeaderMap): bool {
  return take(proxy_get_header_map_pairs(map, OUT, OUT + 4));
}

/** Reads a part of a buffer; false when there is no such buffer now. */
export function readBuffer(buffer: Buffer, start: u32, maxSize: u32): bool {
  return take(proxy_get_buffer_bytes(buffer, start, maxSize, OUT, OUT + 4));
}

/** Monotonic time, ns; 0 when the host refuses. */
export function monotonicNs(): u64 {
  return clock_time_get(1, 0, OUT) === 0 ? load<u64>(OUT) : 0;
}

/** Wall-clock time, ns since the Unix epoch; 0 when the host refuses. */
export function realtimeNs(): u64 {
  return clock_time_get(0, 0, OUT) === 0 ? load<u64>(OUT) : 0;
}

/** Eight random bytes; 0 when the host refuses. */
export function randomU64(): u64 {
  return random_get(OUT, 8) === 0 ? load<u64>(OUT) : 0;
}

/** Logs a span of ASCII. */
export function log(level: LogLevel, at: usize, size: usize): void {
  proxy_log(level, at, size);
}

/** Id of the counter of that name; u32.MAX_VALUE when the host refuses. */
export function defineCounter(nameAt: usize, nameSize: usize): u32 {
  if (proxy_define_metric(MetricType.Counter, nameAt, nameSize, OUT) !== Status.Ok) return u32.MAX_VALUE;
  return load<u32>(OUT);
}

/** Adds to a counter that `defineCounter` gave; does nothing for one it did not give, or for 0. */
export function addToCounter(id: u32, delta: u64): void {
  if (id === u32.MAX_VALUE || delta === 0) return;
  proxy_increment_metric(id, <i64>delta);
}
