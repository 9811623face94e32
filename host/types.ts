// What a user of the host gives and gets. `createHost` in index.ts is where it starts; how each part behaves is said here.
import type { Clock, Timers } from "./clock.ts";
import type { GrpcTransport } from "./grpc-transport.ts";
import type { HttpTransport } from "./http-transport.ts";
import type { LogLine, LogLevel } from "./log.ts";
import type { Pairs } from "./pairs.ts";
import type { ProfileName } from "./profile.ts";
import type { Properties } from "./property-value.ts";
import type { Random } from "./random.ts";
import type { Shared } from "./shared.ts";
import type { Stats } from "./stats.ts";
import type { Strictness, Violation } from "./violations.ts";
import type { FaultHook } from "./faults.ts";
import type { TraceSink } from "./trace.ts";

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
   * What a trap does. `throw` (which is what a test of a filter wants): the call that met it throws a `TrapError`; the VM is
   * dead as well. `policy`: as in Envoy, the plugin's failure policy decides, and the call returns what traffic gets.
   */
  readonly traps?: "throw" | "policy";
  /** Gets every callback and host call. Slows the host down. */
  readonly trace?: TraceSink;
  /** Asked before every host call. Slows the host down. */
  readonly faults?: FaultHook;
};

/**
 * What happens when the VM is dead. `FAIL_CLOSED`, `FAIL_OPEN` and `FAIL_RELOAD` are values of `failure_policy`, `fail_open`
 * is the older field `fail_open: true`: the only one that spares the streams in flight.
 * Source: Envoy, envoy/extensions/wasm/v3/wasm.proto; measured on Envoy 1.36 to 1.40.
 */
export type FailurePolicy = "FAIL_CLOSED" | "FAIL_OPEN" | "FAIL_RELOAD" | "fail_open";

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

export type Direction = "unspecified" | "inbound" | "outbound";

/** A process of Envoy. */
export type Host = {
  /**
   * Loads a plugin as Envoy does: base VM, canary, root context of the main thread. Throws a `LoadError` with Envoy's words
   * when the module does not load, or when the canary refuses its configuration or traps. A plugin of equal module,
   * vmId and vmConfiguration shares its VMs.
   */
  readonly load: (options: PluginOptions) => Plugin;
  /** The main thread. It has a root context of each plugin, which ticks and never sees a stream. */
  readonly main: Worker;
  /** A new worker thread. It has VMs only of the plugins that are started there. */
  readonly worker: () => Worker;
  /** Lets time pass (manual clock): all ticks that are due come in order of time. `ms` is whole or not, at least 0. */
  readonly advance: (ms: number) => void;
  /** Runs what was posted to other threads (queues) and has not run yet. It also runs by itself after each call. */
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
  /** VMs that traps have ended. */
  readonly traps: readonly Trap[];
  /** VMs that live: base VMs, and those of threads. Envoy: `wasm.envoy.wasm.runtime.v8.active`. */
  readonly activeVms: () => number;
  /** As SIGTERM: shuts down every root context of every thread. */
  readonly shutdown: () => void;
};

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

/** A thread. */
export type Worker = {
  /** 0 = the main thread. */
  readonly number: number;
  /** The plugin's root context on this thread; made at the first call: context_create, vm_start, configure. */
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
   * A stream of the listener's. Its context is made at the first callback. When the VM is dead, the failure policy decides
   * what it is: `stream.isSkipped()`, or 503 for each call, or (FAIL_RELOAD) a stream of a new VM.
   */
  readonly stream: (options?: StreamOptions) => Stream;
  /** vm_start and configure once more on this context, as Envoy does when it starts a plugin that has one. */
  readonly reconfigure: () => boolean;
  /**
   * The last listener with this configuration is gone: on_done; 1 → on_delete and all its gRPC streams are reset; 0 → it waits
   * for proxy_done. Returns what on_done said.
   */
  readonly shutdown: () => "done" | "pending";
  readonly state: () => "live" | "pending" | "deleted" | "dead";
  /** gRPC streams, gRPC calls and HTTP calls that the host holds for it: what was never closed stays for good. */
  readonly entries: () => { readonly streams: number; readonly calls: number; readonly http: number };
  /** One exchange from beginning to end, on a stream of its own. */
  readonly exchange: (exchange: Exchange, options?: StreamOptions) => Exchanged;
};

/** A virtual machine: one instance of the module on one thread. */
export type Vm = {
  readonly number: number;
  readonly state: () => "live" | "dead";
  readonly counters: () => VmCounters;
  readonly memoryPages: () => number;
  /** A copy of what is in its memory. */
  readonly read: (at: number, size: number) => Uint8Array;
  /**
   * The low door: calls any export with any arguments, in any order. The first argument is the context that host calls then
   * act on; an id that is unknown is a stream of the first root. What can be read during the call is in `given`. Nothing
   * is checked but violations of host calls. Returns what the export returned; undefined when it has no such export.
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

export type StreamOptions = {
  /** Properties that hold for the whole stream, such as those of the connection. */
  readonly properties?: Properties;
  /** Of its listener; the plugin's. Listeners of both directions may share a root context. */
  readonly direction?: Direction;
  /** Decides where `end` of a body is: HTTP/1 ends it with an empty chunk. `HTTP/1.1`. */
  readonly protocol?: "HTTP/1.0" | "HTTP/1.1" | "HTTP/2" | "HTTP/3";
  /** What the filter did outside of the callback that traffic waits for. */
  readonly onResume?: (side: Side) => void;
  readonly onReply?: (reply: LocalReply) => void;
  readonly onReset?: () => void;
};

export type Side = "request" | "response";

export type Step = {
  /** Nothing follows on this side; false. */
  readonly end?: boolean;
  /** Properties that hold from now on. */
  readonly properties?: Properties;
};

/** What traffic does after a callback. */
export type Passage =
  | { readonly kind: "continue" }
  /** The callback's number: 1 StopIterationAndBuffer, 2 …AndWatermark, 3 …NoBuffer; headers: 3, 4 StopAllIteration…. */
  | { readonly kind: "pause"; readonly action: number }
  /** The filter, or the dead VM, answers by itself. */
  | { readonly kind: "reply"; readonly reply: LocalReply }
  /** The filter closed the stream, or a dead VM did when the response had begun. */
  | { readonly kind: "reset" };

/** What `proxy_send_local_response` said; 503 with the details `wasm_fail_stream` when the VM is dead. */
export type LocalReply = {
  readonly status: number;
  readonly details: string;
  readonly body: Uint8Array;
  readonly headers: Pairs;
  /** -1 = none. */
  readonly grpcStatus: number;
};

/**
 * A stream context: an HTTP request and its response. Its methods are callbacks in the order in which Envoy makes them, and
 * none of them must come. A method of a stream that has ended throws, unless `late` was called.
 */
export type Stream = {
  /** 0 until the first callback. */
  readonly id: () => number;
  readonly requestHeaders: (headers: Pairs, step?: Step) => Passage;
  readonly requestBody: (chunk: Uint8Array | string, step?: Step) => Passage;
  readonly requestTrailers: (trailers: Pairs, step?: Step) => Passage;
  readonly responseHeaders: (headers: Pairs, step?: Step) => Passage;
  readonly responseBody: (chunk: Uint8Array | string, step?: Step) => Passage;
  readonly responseTrailers: (trailers: Pairs, step?: Step) => Passage;
  /**
   * The end, however it came: on_log, on_done, on_delete. Without callbacks before it, it is a request that an earlier filter
   * answered: say in `request` and `response` what the log can read of it.
   */
  readonly log: (ended?: Ended) => void;
  /** Envoy gives no callback for 1xx answers: neither does this. */
  readonly informational: (headers: Pairs) => Passage;
  /** Metadata frames of HTTP/2. */
  readonly requestMetadata: (metadata: Pairs) => Passage;
  readonly responseMetadata: (metadata: Pairs) => Passage;
  /** Callbacks after on_delete, as buffered data caused them in Envoy: from here on they are delivered. */
  readonly late: () => void;
  readonly isPaused: (side: Side) => boolean;
  /** The filter is not entered: its VM is dead, and the policy lets traffic pass. */
  readonly isSkipped: () => boolean;
  /** Headers as the filter left them; empty when there were none. */
  readonly headers: (side: Side) => Pairs;
  readonly trailers: (side: Side) => Pairs;
  /** The chunk of the last body callback as the filter left it: with what was buffered before, when it paused. */
  readonly body: (side: Side) => Uint8Array;
  readonly reply: () => LocalReply | undefined;
};

/** `request` and `response` only where no callback has told them. */
export type Ended = {
  readonly properties?: Properties;
  readonly request?: Pairs;
  readonly response?: Pairs;
};

/** An exchange as data. */
export type Exchange = {
  readonly request: Message;
  /** Left out: no answer came. */
  readonly response?: Message;
  /** An earlier filter answered: only the log comes. */
  readonly isDenied?: boolean;
  readonly log?: Properties;
};

export type Message = {
  /** With the pseudo headers: `:method`, `:path`, `:authority`, `:scheme`; `:status`. */
  readonly headers: Pairs;
  readonly chunks?: readonly (Uint8Array | string)[];
  readonly trailers?: Pairs;
  /** More was to come and did not. */
  readonly isCut?: boolean;
  /** From its headers on. */
  readonly properties?: Properties;
};

/** How an exchange went: `continue` when every callback let it pass. */
export type Exchanged = { readonly kind: "continue" | "pause" | "reply" | "reset"; readonly stream: Stream };

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
