// A root or stream context: what a host call can reach through it.
import { MapType } from "./abi.ts";
import { type HeaderMap, headerMapOf } from "./header-map.ts";
import type { Machine } from "./machine.ts";
import type { Properties } from "./property-value.ts";
import type { RootState } from "./root-state.ts";
import type { StreamState } from "./stream-state.ts";
import type { Given } from "./types.ts";

/** A context, by its id in a VM. */
export type Context = {
  readonly id: number;
  readonly machine: Machine;
  /** What is there of a root context; its own or its parent's. Undefined for the context of the VM, 0. */
  readonly root: RootState | undefined;
  /** Undefined for root contexts. */
  readonly stream: StreamState | undefined;
  /** Header maps that can be read now, by number. Those of gRPC and HTTP calls are with the root context. */
  readonly maps: (HeaderMap | undefined)[];
  /** Buffers that can be read now, by number; likewise. */
  readonly buffers: (Uint8Array | undefined)[];
  /** What the module read last of any buffer: Envoy gives that as buffer 8. */
  lastBuffer: Uint8Array | undefined;
  /**
   * Trailers that the module has made, and headers of a request that never went on, by number of their map: to the end.
   */
  readonly made: (HeaderMap | undefined)[];
  /** Maps can be read but not changed, nor their size be asked: the log. */
  isLog: boolean;
  /** The last argument of the callback that runs. */
  end: boolean;
  /** The module knows it. */
  isCreated: boolean;
  /** What the user said, the newest last. */
  readonly said: Properties[];
  /** What the module set, by path. */
  state: Map<string, Uint8Array> | undefined;
};

/** One that can read nothing yet. */
export function createContext(
  machine: Machine,
  id: number,
  root: RootState | undefined,
  stream: StreamState | undefined,
): Context {
  return {
    id,
    machine,
    root,
    stream,
    maps: [undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined],
    buffers: [undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined],
    lastBuffer: undefined,
    made: [undefined, undefined, undefined, undefined],
    isLog: false,
    end: false,
    isCreated: false,
    said: [],
    state: undefined,
  };
}

/** The map that a module can read under this number. */
export function mapOf(context: Context, type: number): HeaderMap | undefined {
  if (type < MapType.GrpcInitialMetadata) return context.maps[type] ?? context.made[type];
  return context.maps[type] ?? context.root?.context.maps[type];
}

/** Opens what a call of the low door says; returns what it covered, for `cover`. */
export function uncover(context: Context, given: Given): () => void {
  const maps = [...context.maps];
  const buffers = [...context.buffers];
  const said = context.said.length;
  for (const [type, pairs] of Object.entries(given.maps ?? {})) context.maps[Number(type)] = headerMapOf(pairs);
  for (const [type, bytes] of Object.entries(given.buffers ?? {})) context.buffers[Number(type)] = bytes;
  if (given.properties !== undefined) context.said.push(given.properties);
  return () => {
    maps.forEach((map, type) => void (context.maps[type] = map));
    buffers.forEach((buffer, type) => void (context.buffers[type] = buffer));
    context.said.length = said;
  };
}
