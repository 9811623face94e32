// All host calls by name.
import type { Machine } from "../machine.ts";
import { BUFFERS } from "./buffers.ts";
import { GENERAL } from "./general.ts";
import { GRPC } from "./grpc.ts";
import { HEADERS } from "./headers.ts";
import { HTTP } from "./http.ts";
import { METRICS } from "./metrics.ts";
import { PROPERTIES } from "./properties.ts";
import { SHARED } from "./shared.ts";
import { STREAM } from "./stream.ts";
import { WASI } from "./wasi.ts";
import { WASI_STUBS } from "./wasi-stubs.ts";

/** Parameters are numbers of 32 bits, signed, and bigints of 64. Returns a status or an errno. */
export type HostFunction = (machine: Machine, ...args: readonly never[]) => number;

/** `env.NAME`, or the name alone for WASI. */
export const HOST_FUNCTIONS: Readonly<Record<string, HostFunction>> = {
  "env.pthread_equal": (_machine: Machine, left: number, right: number) => (left === right ? 1 : 0),
  "env.emscripten_notify_memory_growth": () => 0,
  ...withPrefix({
    ...GENERAL,
    ...PROPERTIES,
    ...HEADERS,
    ...BUFFERS,
    ...SHARED,
    ...METRICS,
    ...GRPC,
    ...HTTP,
    ...STREAM,
  }),
  ...WASI_STUBS,
  ...WASI,
};

function withPrefix(calls: Readonly<Record<string, HostFunction>>): Readonly<Record<string, HostFunction>> {
  return Object.fromEntries(Object.entries(calls).map(([name, call]) => [`env.proxy_${name}`, call]));
}
