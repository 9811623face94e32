/** One line of what Envoy's logger `wasm` prints at trace level: a callback, a host call, or the return of one. */
export type TraceEvent = {
  readonly kind: "callback" | "callback_return" | "call" | "call_return";
  /** An export, or a host call with its module: `env.proxy_log`. */
  readonly name: string;
  /** As unsigned numbers. Empty for returns. */
  readonly args: readonly (number | bigint)[];
  /** undefined where nothing is returned, or where it trapped. */
  readonly result: number | bigint | undefined;
  /** Number of the VM, from 1 in order of creation in this host. */
  readonly vm: number;
  /** Number of the thread; 0 = main. */
  readonly worker: number;
  /** Context that is called, or on whose behalf the module calls. 0 = none: the VM starts, or allocates. */
  readonly context: number;
};

/** Gets each event as it happens. What it throws comes out of the call that met it. */
export type TraceSink = (event: TraceEvent) => void;

const ARROWS = {
  callback: "[host->vm]",
  callback_return: "[host<-vm]",
  call: "[vm->host]",
  call_return: "[vm<-host]",
} as const;

/** The text of Envoy for it, such as `[host->vm] proxy_on_tick(1)`. Source: proxy-wasm-cpp-host src/v8/v8.cc. */
export function traceText({ kind, name, args, result }: TraceEvent): string {
  const isReturn = kind === "callback_return" || kind === "call_return";
  return `${ARROWS[kind]} ${name}${isReturn ? ` return: ${result ?? "void"}` : `(${args.join(", ")})`}`;
}
