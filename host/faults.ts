/** A host call that is about to be made. */
export type HostCall = {
  /** With its module: `env.proxy_get_property`. */
  readonly name: string;
  readonly args: readonly (number | bigint)[];
  /** Number of the VM. */
  readonly vm: number;
  readonly context: number;
};

/** How a host call goes wrong. */
export type Fault =
  /** It is not made, and returns this status (WASI: errno), whatever it may be. */
  | { readonly kind: "status"; readonly status: number }
  /** It is made, and then says this status. */
  | { readonly kind: "status_after"; readonly status: number }
  /** It is made, and gives these bytes instead of its own, if it gives any. */
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  /** It is made, and the module's allocator says 0 as when it has no memory left. */
  | { readonly kind: "no_memory" };

/** Asked before each host call; undefined lets it be. It must not call the host. */
export type FaultHook = (call: HostCall) => Fault | undefined;
