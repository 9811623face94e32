// A process of Envoy that has the filter as deploy/envoy/filter.yaml configures it, played by host/: strict, read-only,
// under the shipped capabilities. Time passes only when a test lets it, and then nobody ticks by itself.
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { createManualClock } from "../../../host/clock.ts";
import type { FaultHook } from "../../../host/faults.ts";
import { createMemoryGrpc } from "../../../host/grpc-memory.ts";
import { createHost, LoadError } from "../../../host/index.ts";
import type { ProfileName } from "../../../host/profile.ts";
import type { Properties } from "../../../host/property-value.ts";
import { createShared } from "../../../host/shared.ts";
import type { Direction, Plugin, PluginOptions } from "../../../host/types.ts";

/** What becomes of shared data: kept; refused, as under an older list of capabilities; or forgotten at once. */
export type SharedMode = "kept" | "refused" | "forgotten";

export type ProcessOptions = {
  /** `build/filter.wasm`. */
  readonly wasm?: string;
  /** `envoy-1.40`. */
  readonly profile?: ProfileName;
  /** What a bootstrap file says of the node, by the name after `xds.node.`; nothing. */
  readonly node?: Properties;
  /** Of the listener; `unspecified`. */
  readonly direction?: Direction;
  /** `kept`. */
  readonly shared?: SharedMode;
};

export type PlayedProcess = ReturnType<typeof createPlayedProcess>;

type Shipped = Pick<PluginOptions, "name" | "rootId" | "failure"> & {
  readonly vmId: string;
  readonly capabilities: readonly string[];
};

const SHIPPED = readShipped("deploy/envoy/filter.yaml");
const NS_PER_MS = 1_000_000n;
/** Longer than anything on the board is kept. */
const START_MONOTONIC_NS = 100_000_000_000_000n;
const OK = 0;

const isOfSharedData = (name: string): boolean => name.endsWith("_shared_data");
const forgetting: FaultHook = ({ name }) =>
  name === "env.proxy_set_shared_data" ? { kind: "status", status: OK } : undefined;

/** Its aggregator takes every stream, under whatever name of a cluster; the test answers. */
export function createPlayedProcess({
  wasm = "build/filter.wasm",
  profile = "envoy-1.40",
  node = {},
  direction = "unspecified",
  shared: mode = "kept",
}: ProcessOptions = {}) {
  const { vmId, capabilities, ...shipped } = SHIPPED;
  const clock = createManualClock(undefined, START_MONOTONIC_NS);
  const grpc = createMemoryGrpc("up");
  const values = createShared();
  let beforeSet: (name: string) => void = () => undefined;
  const logged: string[] = [];
  const host = createHost({
    profile,
    clock,
    grpc,
    node,
    logLevel: "trace",
    // The host itself says something too: without a prefix.
    log: ({ prefix, text }) => void (prefix === "" || logged.push(text)),
    strict: { readOnly: true, ignore: mode === "refused" ? ["capability"] : [] },
    ...(mode === "forgotten" ? { faults: forgetting } : {}),
    shared: {
      ...values,
      set(id, name, bytes, cas) {
        beforeSet(name);
        return values.set(id, name, bytes, cas);
      },
    },
  });
  const bytes = readFileSync(wasm);
  const allowed = mode === "refused" ? capabilities.filter((name) => !isOfSharedData(name)) : capabilities;

  return {
    host,
    clock,
    grpc,
    /** Loads the filter with this configuration. Throws when it refuses it, with what it logged. */
    load(configuration: string): Plugin {
      try {
        return host.load({ ...shipped, wasm: bytes, vmId, capabilities: allowed, direction, configuration });
      } catch (cause) {
        throw cause instanceof LoadError ? new Error(`${cause.message}: ${logged.join("; ")}`, { cause }) : cause;
      }
    },
    /** What the filter logged, on all threads. */
    logs: (): readonly string[] => logged,
    /** A statistic of the whole process; 0 where there is none. */
    metric: (name: string): number => Number(host.stats.value(name) ?? 0n),
    /** A test's own hand in the shared data: names, a value, a write that no VM makes. */
    names: (): readonly string[] => values.keys(vmId),
    value: (name: string): Buffer => Buffer.from(values.get(vmId, name)?.bytes ?? []),
    put: (name: string, value: Uint8Array): void => void values.set(vmId, name, Uint8Array.from(value), 0),
    /** What happens between a VM's read and its write. */
    race: (happens: (name: string) => void): void => void (beforeSet = happens),
    /** Lets time pass. */
    pass: (ms: number): void => clock.advance(BigInt(ms) * NS_PER_MS),
  };
}

function readShipped(path: string): Shipped {
  const { config } = (parse(readFileSync(path, "utf8")) as ShippedYaml).typed_config;
  const { vm_id: vmId, capability_restriction_config } = config.vm_config;
  const capabilities = Object.keys(capability_restriction_config.allowed_capabilities);
  if (!config.fail_open) throw new Error(`${path}: fail_open is not true: say here what failure policy it has now`);
  return { name: config.name, rootId: config.root_id, failure: "fail_open", vmId, capabilities };
}

type ShippedYaml = {
  readonly typed_config: {
    readonly config: {
      readonly name: string;
      readonly root_id: string;
      readonly fail_open: boolean;
      readonly vm_config: {
        readonly vm_id: string;
        readonly capability_restriction_config: { readonly allowed_capabilities: Readonly<Record<string, object>> };
      };
    };
  };
};
