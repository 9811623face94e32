// What all parts of one host share: the services that the user gave, and the notes that it keeps.
import { type Clock, createManualClock, type Timers } from "./clock.ts";
import { StrictError, TrapError } from "./errors.ts";
import type { FaultHook } from "./faults.ts";
import { type GrpcTransport, NO_GRPC } from "./grpc-transport.ts";
import { type HttpTransport, NO_HTTP } from "./http-transport.ts";
import { createJobs, type Jobs } from "./jobs.ts";
import { createLog, type Log } from "./log.ts";
import { type Profile, profileOf } from "./profile.ts";
import type { Properties } from "./property-value.ts";
import { createSeededRandom, type Random } from "./random.ts";
import { createShared, type QueueOwner, type Shared } from "./shared.ts";
import { createStats, type Stats } from "./stats.ts";
import type { TraceSink } from "./trace.ts";
import type { HostOptions, Trap } from "./types.ts";
import type { Strictness, Violation, ViolationKind } from "./violations.ts";

/** Violations and traps that are kept. */
const MAX_NOTES = 1_000;
/** Violations that a `StrictError` names. */
const MAX_TOLD = 20;

/** A process of Envoy as its parts see it. */
export type Process = {
  readonly profile: Profile;
  readonly clock: Clock;
  readonly timers: Timers | undefined;
  readonly random: Random;
  readonly node: Properties;
  readonly stats: Stats;
  readonly shared: Shared;
  readonly log: Log;
  readonly grpc: GrpcTransport;
  readonly http: HttpTransport;
  readonly foreign: Readonly<Record<string, (args: Uint8Array) => Uint8Array | number>>;
  readonly strict: Strictness;
  readonly throwsTraps: boolean;
  readonly trace: TraceSink | undefined;
  readonly faults: FaultHook | undefined;
  readonly violations: Violation[];
  violationsLost: number;
  readonly traps: Trap[];
  trapsLost: number;
  /** Of the outermost call that runs now, the first of them: thrown at its end. */
  fresh: Violation[];
  /** Those beyond them. */
  freshMore: number;
  freshTrap: Trap | undefined;
  /** What a host call, a fault hook or a transport threw through the module: it goes on to the user. */
  hostError: { readonly error: unknown } | undefined;
  /** Calls of modules that are under way, on all threads. */
  depth: number;
  /** A module starts: what it does wrong is told when that is over. */
  quiet: number;
  /** What other threads are to do. */
  readonly posted: Jobs;
  /** Calls to other threads, and calls that wait for the end of a callback, that found no room. */
  postedLost: number;
  /** Wakes the owner of a queue; worker.ts sets it. */
  wake: (owner: QueueOwner, queue: number) => void;
  vms: number;
  activeVms: number;
};

/** Fills in what is left out. */
export function createProcess(options: HostOptions): Process {
  return {
    profile: profileOf(options.profile ?? "envoy-1.40"),
    clock: options.clock ?? createManualClock(),
    timers: options.timers,
    random: options.random ?? createSeededRandom(1),
    node: options.node ?? {},
    stats: options.stats ?? createStats(),
    shared: options.shared ?? createShared(),
    log: createLog(options.logLevel ?? "info", options.log),
    grpc: options.grpc ?? NO_GRPC,
    http: options.http ?? NO_HTTP,
    foreign: options.foreign ?? {},
    strict: options.strict ?? {},
    throwsTraps: (options.traps ?? "throw") === "throw",
    trace: options.trace,
    faults: options.faults,
    violations: [],
    violationsLost: 0,
    traps: [],
    trapsLost: 0,
    fresh: [],
    freshMore: 0,
    freshTrap: undefined,
    hostError: undefined,
    depth: 0,
    quiet: 0,
    posted: createJobs(),
    postedLost: 0,
    wake: () => {},
    vms: 0,
    activeVms: 0,
  };
}

/** Notes what the module did against the rules; it is thrown when the outermost call ends. */
export function violate(on: Process, kind: ViolationKind, text: string, vm: number, context: number): void {
  if (on.strict.ignore?.includes(kind) === true) return;
  const violation = { kind, text, vm, context };
  if (on.violations.length < MAX_NOTES) on.violations.push(violation);
  else on.violationsLost += 1;
  if (on.strict.violations === "collect") return;
  if (on.fresh.length < MAX_TOLD) on.fresh.push(violation);
  else on.freshMore += 1;
}

/** Notes the end of a VM; it is thrown when the outermost call ends, where traps are. */
export function noteTrap(on: Process, trap: Trap): void {
  if (on.traps.length < MAX_NOTES) on.traps.push(trap);
  else on.trapsLost += 1;
  if (on.throwsTraps) on.freshTrap ??= trap;
}

/** Puts off what another thread is to do until nothing runs. */
export function post(on: Process, job: () => void): void {
  if (!on.posted.add(job)) on.postedLost += 1;
}

/** Runs what was posted, once nothing else runs. */
export function settle(on: Process): void {
  if (on.depth === 0) on.posted.run();
}

/** The end of an outermost call: throws what it gave cause for. */
export function throwNotes(on: Process): void {
  const { fresh, freshMore, freshTrap } = on;
  if (on.quiet > 0) return;
  if (fresh.length === 0 && freshTrap === undefined) return;
  forgetNotes(on);
  if (freshTrap !== undefined) throw new TrapError(freshTrap.callback, freshTrap.message);
  const texts = fresh.map(({ kind, text, vm, context }) => `${kind}: ${text} (VM ${vm}, context ${context})`);
  if (freshMore > 0) texts.push(`and ${freshMore} more`);
  throw new StrictError(texts.join("\n"));
}

/** Something else is thrown instead of them. */
export function forgetNotes(on: Process): void {
  on.fresh = [];
  on.freshMore = 0;
  on.freshTrap = undefined;
}

/** Runs the start of something: traps in it are a refusal, and what else was wrong is thrown at its end. */
export function quietly<T>(on: Process, start: () => T): T {
  on.quiet += 1;
  let result: T;
  try {
    result = start();
  } catch (error) {
    forgetNotes(on);
    throw error;
  } finally {
    on.quiet -= 1;
  }
  throwNotes(on);
  return result;
}
