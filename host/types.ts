// What a user of the host gives and gets. `createHost` in index.ts is where it starts; how each part behaves is said
// with it.
export type { Exchange, Exchanged, Message } from "./types/exchange.ts";
export type { Host, HostOptions } from "./types/host.ts";
export type { Direction, FailurePolicy, Plugin, PluginOptions } from "./types/plugin.ts";
export type { Root, Worker } from "./types/root.ts";
export type { Ended, LocalReply, Passage, Side, Step, Stream, StreamOptions } from "./types/stream.ts";
export type { Given, Trap, Vm, VmCounters } from "./types/vm.ts";
