// Which errors are traps of a module, and which are the host's own or its user's.

/**
 * A host call that may not be made at this moment. Source: proxy-wasm-cpp-host src/exports.cc, `restricted_callback`.
 */
export class RestrictedCall extends Error {
  constructor() {
    super("restricted_callback");
  }
}

/** What the engine throws in the module, on behalf of it, or when its calls are too deep. */
export function isTrap(error: unknown): error is Error {
  if (error instanceof WebAssembly.RuntimeError || error instanceof RestrictedCall) return true;
  return isOverflow(error) || error instanceof WebAssembly.Exception;
}

/** Of the module's or of a host call that it made: it went too deep in either case. */
export function isOverflow(error: unknown): error is RangeError {
  return error instanceof RangeError && error.message === "Maximum call stack size exceeded";
}
