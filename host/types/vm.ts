// A VM: what it costs, the low door into it, and its end.
import type { Pairs } from "../pairs.ts";
import type { Properties } from "../property-value.ts";

/** A virtual machine: one instance of the module on one thread. */
export type Vm = {
  readonly number: number;
  readonly state: () => "live" | "dead";
  readonly counters: () => VmCounters;
  readonly memoryPages: () => number;
  /** A copy of what is in its memory. */
  readonly read: (at: number, size: number) => Uint8Array;
  /**
   * The low door: calls any export with any arguments, in any order. The first argument is the context that host calls
   * then act on; an id that is unknown is a stream of the first root. What can be read during the call is in `given`.
   * Nothing is checked but violations of host calls. Returns what the export returned; undefined when it has no such
   * export.
   */
  readonly call: (name: string, args: readonly (number | bigint)[], given?: Given) => number | bigint | undefined;
};

/** By number of header map or buffer. Source: proxy-wasm ABI v0.2.1, "Serialization" and "Types". */
export type Given = {
  readonly maps?: Readonly<Record<number, Pairs>>;
  readonly buffers?: Readonly<Record<number, Uint8Array>>;
  readonly properties?: Properties;
};

/** Since the VM was made. All only grow. */
export type VmCounters = {
  /** Host calls by name. */
  readonly calls: Readonly<Record<string, number>>;
  /** Calls of exports by name, without the allocator. */
  readonly callbacks: Readonly<Record<string, number>>;
  /** Bytes that host calls put into memory of the allocator. */
  readonly bytesGiven: number;
  /** Calls of the allocator. */
  readonly allocations: number;
};

/** A VM that ended. */
export type Trap = {
  readonly vm: number;
  readonly worker: number;
  /** Name of the export that was called. */
  readonly callback: string;
  readonly context: number;
  /** In the engine's words. */
  readonly message: string;
};
