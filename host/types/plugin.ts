// A plugin configuration.

/**
 * What happens when the VM is dead. `FAIL_CLOSED`, `FAIL_OPEN` and `FAIL_RELOAD` are values of `failure_policy`,
 * `fail_open` is the older field `fail_open: true`: the only one that spares the streams in flight.
 * Source: Envoy, envoy/extensions/wasm/v3/wasm.proto; measured on Envoy 1.36 to 1.40.
 */
export type FailurePolicy = "FAIL_CLOSED" | "FAIL_OPEN" | "FAIL_RELOAD" | "fail_open";

/** A plugin of a listener. All keys but `wasm` are optional. */
export type PluginOptions = {
  /** The bytes of the module. */
  readonly wasm: Uint8Array;
  /** `plugin`. */
  readonly name?: string;
  /** Empty, as are the next three. */
  readonly rootId?: string;
  readonly vmId?: string;
  readonly vmConfiguration?: string | Uint8Array;
  readonly configuration?: string | Uint8Array;
  /** Of the listener; `unspecified`. Plugins that differ in it only share their root context. */
  readonly direction?: Direction;
  /** `environment_variables` of the VM. */
  readonly environment?: Readonly<Record<string, string>>;
  /** `allowed_capabilities`: host calls by short name (`proxy_log`, `fd_write`) and callbacks. Empty = everything. */
  readonly capabilities?: readonly string[];
  readonly failure?: FailurePolicy;
};

/** `traffic_direction` of a listener. */
export type Direction = "unspecified" | "inbound" | "outbound";

/** A plugin configuration that was accepted. */
export type Plugin = {
  readonly name: string;
  readonly rootId: string;
  readonly vmId: string;
  /** Same key = same root context on a thread. */
  readonly key: string;
  /** Same key = same VM on a thread. */
  readonly vmKey: string;
  readonly failure: FailurePolicy;
};
