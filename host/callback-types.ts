// Every export that Envoy looks for, with its exact type. One that is there with another type does not load.
// Source: proxy-wasm-cpp-host include/proxy-wasm/wasm.h and src/wasm.cc, `getFunctions`.
import type { AbiVersion } from "./import-types.ts";
import type { FunctionType } from "./wasm-binary.ts";

/** Number of i32 parameters; `returns` = an i32, nothing otherwise. */
type Shape = { readonly parameters: number; readonly returns: boolean };

const word = (parameters: number): Shape => ({ parameters, returns: true });
const none = (parameters: number): Shape => ({ parameters, returns: false });

const CALLBACKS = {
  proxy_validate_configuration: word(2),
  proxy_on_vm_start: word(2),
  proxy_on_configure: word(2),
  proxy_on_tick: none(1),
  proxy_on_context_create: none(2),
  proxy_on_new_connection: word(1),
  proxy_on_downstream_data: word(3),
  proxy_on_upstream_data: word(3),
  proxy_on_downstream_connection_close: none(2),
  proxy_on_upstream_connection_close: none(2),
  proxy_on_request_body: word(3),
  proxy_on_request_trailers: word(2),
  proxy_on_request_metadata: word(2),
  proxy_on_response_body: word(3),
  proxy_on_response_trailers: word(2),
  proxy_on_response_metadata: word(2),
  proxy_on_http_call_response: none(5),
  proxy_on_grpc_receive: none(3),
  proxy_on_grpc_close: none(3),
  proxy_on_grpc_receive_initial_metadata: none(3),
  proxy_on_grpc_receive_trailing_metadata: none(3),
  proxy_on_queue_ready: none(2),
  proxy_on_done: word(1),
  proxy_on_log: none(1),
  proxy_on_delete: none(1),
  proxy_on_request_headers: word(3),
  proxy_on_response_headers: word(3),
  proxy_on_foreign_function: none(3),
} as const;

/** A callback, by the name of its export. */
export type CallbackName = keyof typeof CALLBACKS;
/** All of them. */
export const CALLBACK_NAMES = Object.keys(CALLBACKS) as readonly CallbackName[];

/** Exports that are no callbacks. */
const STARTERS = { _initialize: none(0), _start: none(0), main: word(2), __main_void: word(0) } as const;
/** What a VM may be started with. */
export type StarterName = keyof typeof STARTERS;
/** The first that is exported gives memory. */
export const ALLOCATORS = ["malloc", "proxy_on_memory_allocate"] as const;

/** Type that an export of this name must have; undefined when Envoy does not look for it. */
export function exportType(name: string, version: AbiVersion): FunctionType | undefined {
  const shape = shapeOf(name, version);
  if (shape === undefined) return undefined;
  return {
    parameters: Array.from({ length: shape.parameters }, () => "i32"),
    results: shape.returns ? ["i32"] : [],
  };
}

function shapeOf(name: string, version: AbiVersion): Shape | undefined {
  if (version === "0.1.0") {
    if (name === "proxy_on_request_headers" || name === "proxy_on_response_headers") return word(2);
    if (name === "proxy_on_foreign_function") return undefined;
  }
  if (ALLOCATORS.some((allocator) => allocator === name)) return word(1);
  return { ...CALLBACKS, ...STARTERS }[name as CallbackName | StarterName];
}

/** Whether a callback says what happens to traffic. */
export function isAction(name: CallbackName): boolean {
  return /^proxy_on_(?:request|response)_(?:headers|body|trailers)$/.test(name);
}
