// What any proxy-wasm filter costs: the callbacks of ours with nothing in them, and no host call. Compiled with the options
// of asconfig.json; a test holds its exports to those of build/filter.wasm.

const ROOM: usize = memory.data(80 * 1024);

/** Envoy wants an allocator, and asks it only for what a module reads. */
export function malloc(_size: usize): usize {
  return ROOM;
}

export function proxy_abi_version_0_2_1(): void {}

export function proxy_on_context_create(_context: u32, _parent: u32): void {}

export function proxy_on_vm_start(_root: u32, _size: u32): u32 {
  return 1;
}

export function proxy_on_configure(_context: u32, _size: u32): u32 {
  return 1;
}

export function proxy_on_tick(_context: u32): void {}

export function proxy_on_request_headers(_context: u32, _headers: u32, _endOfStream: u32): u32 {
  return 0;
}

export function proxy_on_request_body(_context: u32, _size: u32, _endOfStream: u32): u32 {
  return 0;
}

export function proxy_on_request_trailers(_context: u32, _trailers: u32): u32 {
  return 0;
}

export function proxy_on_response_headers(_context: u32, _headers: u32, _endOfStream: u32): u32 {
  return 0;
}

export function proxy_on_response_body(_context: u32, _size: u32, _endOfStream: u32): u32 {
  return 0;
}

export function proxy_on_response_trailers(_context: u32, _trailers: u32): u32 {
  return 0;
}

export function proxy_on_log(_context: u32): void {}

export function proxy_on_done(_context: u32): u32 {
  return 1;
}

export function proxy_on_grpc_receive(_context: u32, _token: u32, _size: u32): void {}

export function proxy_on_grpc_close(_context: u32, _token: u32, _status: u32): void {}
