// A thread, and the root contexts on it.
import type { Exchange, Exchanged } from "./exchange.ts";
import type { Plugin } from "./plugin.ts";
import type { Stream, StreamOptions } from "./stream.ts";
import type { Vm } from "./vm.ts";

/** A thread. */
export type Worker = {
  /** 0 = the main thread. */
  readonly number: number;
  /**
   * The plugin's root context on this thread; made at the first call, and at the first after its end: context_create,
   * vm_start, configure. Throws a `LoadError`; a `UseError` when the plugin's root contexts were all shut down.
   */
  readonly root: (plugin: Plugin) => Root;
  /** All root contexts that live. */
  readonly roots: () => readonly Root[];
};

/** A root context. */
export type Root = {
  /** Changes at a reload. */
  readonly id: () => number;
  readonly plugin: Plugin;
  readonly worker: Worker;
  readonly vm: () => Vm;
  /** ms; 0 = no tick. */
  readonly tickPeriod: () => number;
  /** A tick now, without any time passing. */
  readonly tick: () => void;
  /**
   * A stream of the listener's. Its context is made at the first callback. When the VM is dead, the failure policy
   * decides what it is: `stream.isSkipped()`, or 503 for each call, or (FAIL_RELOAD) a stream of a new VM.
   */
  readonly stream: (options?: StreamOptions) => Stream;
  /** vm_start and configure once more on this context, as Envoy does when it starts a plugin that has one. */
  readonly reconfigure: () => boolean;
  /**
   * The last listener with this configuration is gone: on_done; 1 → on_delete and all its gRPC streams are reset; 0 →
   * it waits for proxy_done. Returns what on_done said.
   */
  readonly shutdown: () => "done" | "pending";
  readonly state: () => "live" | "pending" | "deleted" | "dead";
  /** gRPC streams, gRPC calls and HTTP calls that the host holds for it: what was never closed stays for good. */
  readonly entries: () => { readonly streams: number; readonly calls: number; readonly http: number };
  /** One exchange from beginning to end, on a stream of its own. */
  readonly exchange: (exchange: Exchange, options?: StreamOptions) => Exchanged;
};
