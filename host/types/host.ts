// A process of Envoy: what a user gives for one, and gets.
import type { Clock, Timers } from "../clock.ts";
import type { FaultHook } from "../faults.ts";
import type { GrpcTransport } from "../grpc-transport.ts";
import type { HttpTransport } from "../http-transport.ts";
import type { LogLine, LogLevel } from "../log.ts";
import type { ProfileName } from "../profile.ts";
import type { Properties } from "../property-value.ts";
import type { Random } from "../random.ts";
import type { Shared } from "../shared.ts";
import type { Stats } from "../stats.ts";
import type { TraceSink } from "../trace.ts";
import type { Strictness, Violation } from "../violations.ts";
import type { Plugin, PluginOptions } from "./plugin.ts";
import type { Worker } from "./root.ts";
import type { Trap } from "./vm.ts";

/** All keys are optional: what is left out has the value that is named here. */
export type HostOptions = {
  /** Which Envoy is played; `envoy-1.40`. */
  readonly profile?: ProfileName;
  /** A manual clock that starts on 2025-11-24 at 16:00 UTC, and that `advance` moves. */
  readonly clock?: Clock;
  /** None: ticks come when `advance` passes their time. With timers (a proxy) the host arms them itself. */
  readonly timers?: Timers;
  /** A generator with the seed 1. */
  readonly random?: Random;
  /** `xds.node.…` as a bootstrap file has it, by the name after `xds.node.`: `id`, `cluster`, `metadata.NAME`. */
  readonly node?: Properties;
  /** Process-wide statistics; own ones. */
  readonly stats?: Stats;
  /** Process-wide shared data and queues; own ones. */
  readonly shared?: Shared;
  /** Level of Envoy's logger `wasm`; `info`. What is below it is not logged. */
  readonly logLevel?: LogLevel;
  /** Also gets each line that is logged; `host.lines` keeps the first 1,000. */
  readonly log?: (line: LogLine) => void;
  /** A transport without any cluster. */
  readonly grpc?: GrpcTransport;
  /** A transport without any cluster. */
  readonly http?: HttpTransport;
  /** Functions of `proxy_call_foreign_function` by name: bytes, or the status to return. Unknown ones are NOT_FOUND. */
  readonly foreign?: Readonly<Record<string, (args: Uint8Array) => Uint8Array | number>>;
  /** Everything is a violation, and is thrown. */
  readonly strict?: Strictness;
  /**
   * What a trap does. `throw` (which is what a test of a filter wants): the call that met it throws a `TrapError`; the
   * VM is dead as well. `policy`: as in Envoy, the plugin's failure policy decides, and the call returns what traffic
   * gets.
   */
  readonly traps?: "throw" | "policy";
  /** Gets every callback and host call. Slows the host down. */
  readonly trace?: TraceSink;
  /** Asked before every host call. Slows the host down. */
  readonly faults?: FaultHook;
};

/** A process of Envoy. */
export type Host = {
  /**
   * Loads a plugin as Envoy does: base VM, canary, root context of the main thread. Throws a `LoadError` with Envoy's
   * words when the module does not load, or when the canary refuses its configuration or traps. A plugin of equal
   * module, vmId and vmConfiguration shares its VMs. What was loaded goes with the last root context of it on any
   * thread.
   */
  readonly load: (options: PluginOptions) => Plugin;
  /** The main thread. It has a root context of each plugin, which ticks and never sees a stream. */
  readonly main: Worker;
  /** A new worker thread. It has VMs only of the plugins that are started there. */
  readonly worker: () => Worker;
  /** Lets time pass (manual clock): all ticks that are due come in order of time. `ms` is whole or not, at least 0. */
  readonly advance: (ms: number) => void;
  /**
   * Runs what was posted to other threads (queues) and has not run yet. It also runs by itself after each call. What
   * was behind a call that threw, or after 1,000 rounds of calls that post further ones, waits for the next time.
   */
  readonly settle: () => void;
  readonly clock: Clock;
  readonly stats: Stats;
  readonly shared: Shared;
  /** Lines of the log, the first 1,000. */
  readonly lines: readonly LogLine[];
  /** Lines beyond them. */
  readonly linesLost: () => number;
  /** What the module did against the rules; those that were thrown too. The first 1,000. */
  readonly violations: readonly Violation[];
  /** Violations beyond them. */
  readonly violationsLost: () => number;
  /** VMs that traps have ended, the first 1,000. */
  readonly traps: readonly Trap[];
  /** Traps beyond them. */
  readonly trapsLost: () => number;
  /**
   * Calls to other threads (queues), and calls that wait for the end of a callback, beyond the 100,000 that may wait:
   * they never come.
   */
  readonly postedLost: () => number;
  /**
   * VMs that live: base VMs, and those of threads; each goes with its last root context and stream. Envoy:
   * `wasm.envoy.wasm.runtime.v8.active`.
   */
  readonly activeVms: () => number;
  /** As SIGTERM: shuts down every root context of every thread, then throws the first error that one of them threw. */
  readonly shutdown: () => void;
};
