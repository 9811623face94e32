// A plugin configuration, and the keys by which Envoy shares VMs and root contexts.
// Source: proxy-wasm-cpp-host src/wasm.cc `makeVmKey`, src/context.cc `makePluginKey`; Envoy plugin.h
// `createPluginKey`.
import { createHash } from "node:crypto";
import type { Direction, FailurePolicy, Plugin, PluginOptions } from "./types.ts";

/** A plugin, with what its VMs are made from. */
export type PluginState = Plugin & {
  readonly wasm: Uint8Array;
  readonly direction: Direction;
  readonly configuration: Uint8Array;
  readonly vmConfiguration: Uint8Array;
  readonly environment: readonly (readonly [string, string])[];
  readonly capabilities: ReadonlySet<string>;
  readonly failure: FailurePolicy;
};

/** Fills in what is left out, and makes the keys. */
export function pluginOf(options: PluginOptions): PluginState {
  const { wasm, name = "plugin", rootId = "", vmId = "", direction = "unspecified" } = options;
  const configuration = Buffer.from(options.configuration ?? "");
  const vmConfiguration = Buffer.from(options.vmConfiguration ?? "");
  const environment = Object.entries(options.environment ?? {});
  const capabilities = [...(options.capabilities ?? [])].sort();
  return {
    wasm,
    name,
    rootId,
    vmId,
    direction,
    configuration,
    vmConfiguration,
    environment,
    capabilities: new Set(capabilities),
    failure: options.failure ?? "FAIL_CLOSED",
    // The environment is part of it since Envoy 1.39.
    vmKey: keyOf(vmId, vmConfiguration, wasm, JSON.stringify(environment)),
    // Not the direction: listeners of both have one root context, as Envoy 1.40 shows.
    key: keyOf(rootId, configuration, name),
  };
}

/** Whether the capabilities leave a host call or callback, by short name. */
export function isAllowed({ capabilities }: PluginState, name: string): boolean {
  return capabilities.size === 0 || capabilities.has(name);
}

function keyOf(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("||");
  return hash.digest("hex");
}
