// What the parts of an episode act on.
import type { ManualClock } from "../../host/clock.ts";
import type { Host, Plugin, Root, Stream, Vm, Worker } from "../../host/types.ts";
import type { Faults } from "./faults.ts";
import type { GoldenExchange } from "./goldens.ts";
import type { KindCounts } from "./kinds.ts";
import type { Peer } from "./peer.ts";
import type { Draw } from "./random.ts";
import type { PluginSetting, Setting } from "./setting.ts";
import type { Shot } from "./shot.ts";
import type { Traffic } from "./traffic.ts";

/** A root context with what is known of it. */
export type RootSlot = {
  root: Root;
  /** Another one when the root that ended was the last in it. */
  vm: Vm;
  readonly plugin: Plugin;
  readonly setting: PluginSetting;
  readonly worker: Worker;
  readonly traffic: Traffic;
  /** It is one of those that the VM watches: more than eight are not. */
  isWatched: boolean;
};

/** A stream that is under way. */
export type Open = {
  readonly stream: Stream;
  readonly shot: Shot;
  readonly slot: RootSlot;
  /** Of the root when it began: streams outlive roots. */
  readonly root: Root;
  phase: "new" | "request" | "answer" | "response" | "log";
  chunk: number;
  /** By which its record is known. */
  startedUs: number;
};

export type Stage = {
  readonly name: string;
  readonly draw: Draw;
  readonly setting: Setting;
  readonly kinds: KindCounts;
  readonly host: Host;
  readonly clock: ManualClock;
  readonly peer: Peer;
  readonly faults: Faults | undefined;
  readonly slots: RootSlot[];
  readonly open: Open[];
  /** Golden exchanges by the µs in which their streams began; undefined = another exchange began there. */
  readonly starts: Map<number, GoldenExchange | undefined>;
  /** Pages of each VM since its last configuration. */
  readonly pages: Map<Vm, number>;
  /** Streams that ended without a word to the filter. */
  abandoned: number;
  /** Logs that a watched root was told. */
  logs: number;
  exchanges: number;
  /** The last things done, for people. */
  readonly trail: string[];
  trailAt: number;
};

const TRAIL = 24;

/** Keeps what is done in mind, for the report of a violation. */
export function did(stage: Stage, what: string): void {
  stage.trail[stage.trailAt % TRAIL] = what;
  stage.trailAt += 1;
}

/** Oldest first. */
export function trailOf({ trail, trailAt }: Stage): readonly string[] {
  const from = trailAt % TRAIL;
  return trail.length < TRAIL ? trail : [...trail.slice(from), ...trail.slice(0, from)];
}

/** The memory may grow while configuring only. */
export function assertPages({ pages }: Stage): void {
  for (const [vm, known] of pages) {
    const now = vm.memoryPages();
    if (now !== known) throw new Error(`memory grew outside of a configuration: ${known} pages, now ${now}`);
  }
}

/** After a configuration. */
export function notePages({ pages }: Stage, vm: Vm): void {
  pages.set(vm, vm.memoryPages());
}
