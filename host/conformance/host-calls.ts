// Which arguments of a host call mean the same on every host. Addresses depend on what was allocated before, and so are
// not compared; nor is what depends on time or chance.

/**
 * One letter for each argument: `=` is compared, `.` is not. A call that is not here has all arguments compared.
 * Source: proxy-wasm/spec, abi-versions/v0.2.1; WASI snapshot preview 1.
 */
const COMPARED: Readonly<Record<string, string>> = {
  proxy_log: "=..",
  proxy_get_log_level: ".",
  proxy_get_status: "...",
  proxy_get_property: ".=..",
  proxy_set_property: ".=.=",
  proxy_send_local_response: "=.=.=.==",
  proxy_get_shared_data: ".=...",
  proxy_set_shared_data: ".=.==",
  proxy_register_shared_queue: ".=.",
  proxy_resolve_shared_queue: ".=.=.",
  proxy_dequeue_shared_queue: "=..",
  proxy_enqueue_shared_queue: "=.=",
  proxy_get_header_map_value: "=.=..",
  proxy_add_header_map_value: "=.=.=",
  proxy_replace_header_map_value: "=.=.=",
  proxy_remove_header_map_value: "=.=",
  proxy_get_header_map_pairs: "=..",
  proxy_set_header_map_pairs: "=.=",
  proxy_get_header_map_size: "=.",
  proxy_get_buffer_bytes: "===..",
  proxy_get_buffer_status: "=..",
  proxy_set_buffer_bytes: "===.=",
  proxy_http_call: ".=.=.=.==.",
  proxy_grpc_call: ".=.=.=.=.==.",
  proxy_grpc_stream: ".=.=.=.=.",
  // What a filter says to its peer may be as long as a random number or a time makes it.
  proxy_grpc_send: "=..=",
  // Often with a random part, so that proxies do not tick together.
  proxy_set_tick_period_milliseconds: ".",
  proxy_get_current_time_nanoseconds: ".",
  proxy_define_metric: "=.=.",
  proxy_get_metric: "=.",
  proxy_call_foreign_function: ".=.=..",
  clock_time_get: "=..",
  random_get: ".=",
  fd_write: "=.=.",
  environ_sizes_get: "..",
  environ_get: "..",
  args_sizes_get: "..",
  args_get: "..",
};

/** The arguments, with a dot for each that is not compared. */
export function comparable(name: string, args: readonly string[]): readonly string[] {
  const letters = COMPARED[name];
  return letters === undefined ? args : args.map((arg, at) => (letters[at] === "=" ? arg : "."));
}

/** Whether the bytes that the call gives are as many each time. Among all headers are such as tell a time in digits. */
export function hasSteadySize(name: string): boolean {
  return name !== "proxy_get_header_map_pairs";
}
