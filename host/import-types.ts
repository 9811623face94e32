// Every function that Envoy offers to a module, with its exact type. A module that imports another, or one of these
// with another type, does not load.
// Source: proxy-wasm-cpp-host include/proxy-wasm/exports.h; the versions: src/wasm.cc, `registerCallbacks`.
import type { FunctionType } from "./wasm-binary.ts";

/** Versions of the ABI that Envoy takes. */
export type AbiVersion = "0.1.0" | "0.2.0" | "0.2.1";

/** Parameters by letter: w = i32, l = i64. All return an i32 but those that begin with `!`. */
const PROXY = {
  log: "www",
  get_status: "www",
  set_property: "wwww",
  get_property: "wwww",
  send_local_response: "wwwwwwww",
  get_shared_data: "wwwww",
  set_shared_data: "wwwww",
  register_shared_queue: "www",
  resolve_shared_queue: "wwwww",
  dequeue_shared_queue: "www",
  enqueue_shared_queue: "www",
  get_header_map_value: "wwwww",
  add_header_map_value: "wwwww",
  replace_header_map_value: "wwwww",
  remove_header_map_value: "www",
  get_header_map_pairs: "www",
  set_header_map_pairs: "www",
  get_header_map_size: "ww",
  get_buffer_status: "www",
  get_buffer_bytes: "wwwww",
  set_buffer_bytes: "wwwww",
  http_call: "wwwwwwwwww",
  grpc_call: "wwwwwwwwwwww",
  grpc_stream: "wwwwwwwww",
  grpc_close: "w",
  grpc_cancel: "w",
  grpc_send: "wwww",
  set_tick_period_milliseconds: "w",
  get_current_time_nanoseconds: "w",
  define_metric: "wwww",
  increment_metric: "wl",
  record_metric: "wl",
  get_metric: "ww",
  set_effective_context: "w",
  done: "",
  call_foreign_function: "wwwwww",
} as const;

const PROXY_BY_VERSION = {
  "0.1.0": { get_configuration: "ww", continue_request: "", continue_response: "", clear_route_cache: "" },
  "0.2.0": { continue_stream: "w", close_stream: "w" },
  "0.2.1": { continue_stream: "w", close_stream: "w", get_log_level: "w" },
} as const;

const WASI = {
  fd_write: "wwww",
  fd_read: "wwww",
  fd_seek: "wlww",
  fd_close: "w",
  fd_fdstat_get: "ww",
  fd_fdstat_set_flags: "ww",
  fd_fdstat_set_rights: "wll",
  environ_get: "ww",
  environ_sizes_get: "ww",
  args_get: "ww",
  args_sizes_get: "ww",
  clock_time_get: "wlw",
  clock_res_get: "ww",
  fd_advise: "wllw",
  fd_allocate: "wll",
  fd_datasync: "w",
  fd_filestat_set_size: "wl",
  fd_filestat_set_times: "wllw",
  fd_pread: "wwwlw",
  fd_pwrite: "wwwlw",
  fd_readdir: "wwwlw",
  fd_renumber: "ww",
  fd_sync: "w",
  fd_tell: "ww",
  path_create_directory: "www",
  path_filestat_set_times: "wwwwllw",
  path_link: "wwwwww",
  path_readlink: "wwwwww",
  path_remove_directory: "www",
  path_rename: "wwwwww",
  path_symlink: "wwww",
  path_unlink_file: "www",
  sock_accept: "www",
  sock_recv: "wwwwww",
  sock_send: "wwwww",
  sock_shutdown: "ww",
  random_get: "ww",
  sched_yield: "",
  poll_oneoff: "wwww",
  proc_exit: "!w",
  path_open: "wwwwwllww",
  fd_prestat_get: "ww",
  fd_prestat_dir_name: "www",
  path_filestat_get: "wwwww",
  fd_filestat_get: "ww",
} as const;

const ALWAYS = { pthread_equal: "ww", emscripten_notify_memory_growth: "!w" } as const;

/** A function of `env`, without `proxy_`. */
export type ProxyName =
  | keyof typeof PROXY
  | keyof (typeof PROXY_BY_VERSION)["0.1.0"]
  | keyof (typeof PROXY_BY_VERSION)["0.2.1"];
/** A function of WASI. */
export type WasiName = keyof typeof WASI;
/** A function of `env` that is no host call. */
export type AlwaysName = keyof typeof ALWAYS;

/** Modules that WASI is imported from. */
export const WASI_MODULES = ["wasi_unstable", "wasi_snapshot_preview1"] as const;

/** Name with its module → type. */
export function importTypes(version: AbiVersion): ReadonlyMap<string, FunctionType> {
  const types = new Map<string, FunctionType>();
  const add = (module: string, prefix: string, table: Readonly<Record<string, string>>): void => {
    for (const [name, letters] of Object.entries(table)) types.set(`${module}.${prefix}${name}`, typeOf(letters));
  };
  add("env", "", ALWAYS);
  add("env", "proxy_", PROXY);
  add("env", "proxy_", PROXY_BY_VERSION[version]);
  for (const module of WASI_MODULES) add(module, "", WASI);
  return types;
}

function typeOf(letters: string): FunctionType {
  const isVoid = letters.startsWith("!");
  const parameters = letters
    .replace("!", "")
    .split("")
    .map((letter) => (letter === "l" ? "i64" : "i32"));
  return { parameters, results: isVoid ? [] : ["i32"] };
}

/** In the allocator only these may be called. Source: include/proxy-wasm/wasm.h, `allocMemory`. */
const IN_ALLOCATOR: readonly string[] = ["fd_write", "clock_time_get", "poll_oneoff"];
/** While the VM starts these may not be called, of WASI. Source: src/wasm.cc, `startVm`. */
const NOT_AT_START: readonly string[] = ["fd_close", "fd_read", "fd_seek", "path_open", "proc_exit", "sched_yield"];

/** Name with its module: while the VM starts all others trap. */
export function isAllowedAtStart(name: string): boolean {
  if (name === "env.proxy_log" || name === "env.emscripten_notify_memory_growth") return true;
  const [module = "", short = ""] = name.split(".");
  return module.startsWith("wasi_") && !NOT_AT_START.includes(short);
}

/** Name with its module: in the allocator all others trap. */
export function isAllowedInAllocator(name: string): boolean {
  if (name === "env.proxy_log") return true;
  const [module = "", short = ""] = name.split(".");
  return module.startsWith("wasi_") && IN_ALLOCATOR.includes(short);
}
