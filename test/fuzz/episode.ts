// One episode: a process with its VMs, from the first load to the last account. All of it follows from its name.
import { readFileSync } from "node:fs";
import { createManualClock } from "../../host/clock.ts";
import { LoadError } from "../../host/errors.ts";
import { createHost } from "../../host/index.ts";
import { createSeededRandom } from "../../host/random.ts";
import type { PluginOptions, Vm } from "../../host/types.ts";
import type { ViolationKind } from "../../host/violations.ts";
import { readOutside } from "../../host/wasm-binary.ts";
import { BAD_TEXTS } from "./configurations.ts";
import { createFaults } from "./faults.ts";
import { goldenGroups } from "./goldens.ts";
import { type KindCounts, noKinds } from "./kinds.ts";
import { assertGoldens, assertLedger, assertNoLeak, type Ledger, sendAll } from "./ledger.ts";
import { changeNetwork, damage, endRoot, jump, passTime, turnOver, VM_ID } from "./life.ts";
import { createPeer } from "./peer.ts";
import { createDraw } from "./random.ts";
import { assertNoSecrets } from "./secrets.ts";
import { type Setting, settingOf } from "./setting.ts";
import { type RootSlot, type Stage, trailOf } from "./stage.ts";
import { advanceAny, begin, endAll } from "./streams.ts";
import { actWildly } from "./wild.ts";

export type Module = { readonly wasm: Uint8Array; readonly callables: readonly string[] };

export type Report = {
  readonly name: string;
  readonly exchanges: number;
  readonly callbacks: number;
  readonly hostCalls: number;
  /** Of the VM that had most. */
  readonly pages: number;
  readonly ledger: Ledger;
  readonly records: number;
  readonly repeated: number;
  /** Golden exchanges whose record was looked at. */
  readonly goldens: number;
  readonly kinds: KindCounts;
  /** What must not be; undefined = nothing was. */
  readonly violation: string | undefined;
};

export type EpisodeOptions = {
  /** For tests of the fuzzer: what is done to a VM once it is there. */
  readonly plant?: (vm: Vm) => void;
};

const GROUPS = goldenGroups();
/** Roots that a VM watches. */
const WATCHED = 8;
/** One in so many episodes also loads plugins that no worker starts. */
const LOADS_MORE = 12;

export function readModule(path: string): Module {
  const wasm = readFileSync(path);
  const { imports, exports } = readOutside(wasm);
  const callables = [...imports, ...exports.filter((each) => each.name.startsWith("proxy_on_"))].map(
    (each) => each.name,
  );
  return { wasm, callables };
}

/** `name` is SEED/INDEX. Never throws: what is wrong is in the report. */
export function runEpisode(module: Module, name: string, options: EpisodeOptions = {}): Report {
  const draw = createDraw(name);
  const setting = settingOf(draw, GROUPS, module.callables);
  const kinds = noKinds();
  let stage: Stage | undefined;
  let goldens = 0;
  let ledger: Ledger = { seen: 0, matched: 0, emitted: 0, dropped: {} };
  let violation: string | undefined;
  try {
    stage = setUp(module, name, draw, setting, kinds, options);
    play(stage);
    endAll(stage);
    assertNoLeak(stage);
    sendAll(stage);
    ledger = assertLedger(stage);
    goldens = assertGoldens(stage, ledger);
    end(stage);
    assertNoSecrets(stage);
  } catch (error) {
    violation = textOf(name, setting, stage, error);
  }
  const vms = stage === undefined ? [] : [...stage.pages.keys()];
  const total = (of: "calls" | "callbacks"): number =>
    vms.reduce((all, vm) => all + Object.values(vm.counters()[of]).reduce((a, b) => a + b, 0), 0);
  return {
    name,
    exchanges: stage?.exchanges ?? 0,
    callbacks: total("callbacks"),
    hostCalls: total("calls"),
    pages: Math.max(0, ...vms.map((vm) => vm.memoryPages())),
    ledger,
    records: stage?.peer.arrivals.totals.records ?? 0,
    repeated: stage?.peer.arrivals.totals.repeated ?? 0,
    goldens,
    kinds,
    violation,
  };
}

function setUp(
  { wasm, callables }: Module,
  name: string,
  draw: Stage["draw"],
  setting: Setting,
  kinds: KindCounts,
  { plant }: EpisodeOptions,
): Stage {
  const clock = createManualClock();
  const faults = setting.hasFaults ? createFaults(draw, kinds) : undefined;
  const mayHaveGaps = setting.hasFaults || setting.refused.length > 0 || setting.isWild;
  const peer = createPeer({
    draw,
    kinds,
    clock,
    isTroubled: setting.isTroubled,
    mayHaveGaps,
    mayBeUnreadable: setting.hasFaults,
  });
  const host = createHost({
    clock,
    grpc: peer.transport,
    random: createSeededRandom(draw.u32()),
    node: setting.nodeId === "" ? {} : { id: setting.nodeId, cluster: "c", "metadata.NAMESPACE": "ns" },
    strict: { readOnly: true, ignore: ignoredOf(setting) },
    ...(faults === undefined ? {} : { faults: faults.hook }),
  });
  faults?.onWrite(() => {
    for (const key of host.shared.keys(VM_ID))
      host.shared.set(VM_ID, key, host.shared.get(VM_ID, key)?.bytes ?? new Uint8Array(), 0);
  });
  const stage: Stage = {
    name,
    draw,
    setting,
    kinds,
    host,
    clock,
    peer,
    faults,
    slots: [],
    open: [],
    starts: new Map(),
    pages: new Map(),
    abandoned: 0,
    logs: 0,
    exchanges: 0,
    trail: [],
    trailAt: 0,
  };
  if (setting.plugins.length > 8) kinds["start.nine_roots"] += 1;
  if (setting.plugins.length > 1) kinds["start.two_roots"] += 1;
  if (setting.workers > 1) kinds["life.workers"] += 1;
  if (setting.refused.length > 0) kinds["host.capability"] += 1;
  noteNode(kinds, setting);
  faults?.arm(setting.hasFaultsAtStart);
  const capabilities = setting.refused.length === 0 ? [] : callables.filter((each) => !setting.refused.includes(each));
  for (let number = 0; number < setting.workers; number += 1) addWorker(stage, wasm, capabilities);
  faults?.arm(true);
  if (!setting.hasFaults && setting.refused.length === 0 && draw.oneIn(LOADS_MORE)) loadMore(stage, wasm);
  for (const { vm } of stage.slots) plant?.(vm);
  return stage;
}

/** What of the node cannot be read. */
function noteNode(kinds: KindCounts, { nodeId }: Setting): void {
  kinds["host.not_found xds.node.metadata.WORKLOAD_NAME"] += 1;
  if (nodeId !== "") return;
  kinds["host.not_found xds.node.id"] += 1;
  kinds["host.not_found xds.node.cluster"] += 1;
  kinds["host.not_found xds.node.metadata.NAMESPACE"] += 1;
}

/** Violations that follow from what the episode does to the filter. */
function ignoredOf({ isWild, hasFaults, refused }: Setting): readonly ViolationKind[] {
  const ignored: ViolationKind[] = [];
  if (isWild || hasFaults) ignored.push("freed_token");
  if (refused.length > 0) ignored.push("capability", "freed_token");
  return ignored;
}

function addWorker(stage: Stage, wasm: Uint8Array, capabilities: readonly string[]): void {
  const { setting, host, slots } = stage;
  const worker = host.worker();
  let vm: Vm | undefined;
  setting.plugins.forEach((each, index) => {
    const options: PluginOptions = {
      wasm,
      name: `plugin-${index}`,
      vmId: VM_ID,
      configuration: each.configuration,
      direction: each.direction,
      capabilities,
    };
    const plugin = loaded(stage, () => host.load(options));
    const root = loaded(stage, () => worker.root(plugin));
    // Roots of one thread share their VM.
    vm ??= root.vm();
    const isExact =
      each.isServer && index < WATCHED && !setting.hasFaults && setting.refused.length === 0 && !setting.isTroubled;
    const traffic = { group: each.group, bodyBytes: each.bodyBytes, isExact };
    const slot: RootSlot = {
      root,
      vm,
      plugin,
      setting: each,
      worker,
      traffic,
      isWatched: index < WATCHED,
    };
    slots.push(slot);
  });
  for (const { vm } of slots) stage.pages.set(vm, vm.memoryPages());
}

/** Plugins that only the main thread has: one without a configuration, and one with a configuration that is none. */
function loadMore({ host, kinds, draw }: Stage, wasm: Uint8Array): void {
  host.load({ wasm, name: "empty", vmId: VM_ID, configuration: "" });
  kinds["start.empty"] += 1;
  kinds["start.canary_only"] += 1;
  const text = draw.pick(BAD_TEXTS);
  kinds[text.length > 1_000_000 ? "start.one_mib" : "start.bad_json"] += 1;
  try {
    host.load({ wasm, name: "bad", vmId: VM_ID, configuration: text });
  } catch (error) {
    if (error instanceof LoadError) return;
    throw error;
  }
  throw new Error(`accepted a configuration that is none: ${text.slice(0, 60)}`);
}

/** Faults may make the filter refuse its configuration: then it is loaded without them. */
function loaded<T>({ faults, setting }: Stage, load: () => T): T {
  try {
    return load();
  } catch (error) {
    if (!(error instanceof LoadError) || faults === undefined || !setting.hasFaultsAtStart) throw error;
    faults.arm(false);
    try {
      return load();
    } finally {
      faults.arm(true);
    }
  }
}

function play(stage: Stage): void {
  const { draw, setting, peer } = stage;
  while (stage.exchanges < setting.exchanges) {
    if (stage.open.length === 0 || (stage.open.length < setting.open && draw.oneIn(3))) begin(stage);
    else advanceAny(stage);
    const chance = draw.below(400);
    if (chance < 16) passTime(stage);
    else if (chance < 40) peer.step();
    else if (chance < 60 && setting.isWild) actWildly(stage);
    else if (chance < 64 && setting.isTroubled) changeNetwork(stage);
    else if (chance < 66 && setting.hasWildClock) jump(stage);
    else if (chance < 68 && setting.isDamaged) damage(stage);
    else if (chance === 68 && setting.isLively && draw.oneIn(2)) turnOver(stage);
  }
}

/** Roots end in order, and the host holds nothing any more. */
function end(stage: Stage): void {
  const { draw, slots, peer } = stage;
  if (draw.oneIn(2)) for (const slot of slots) if (slot.root.state() === "live") endRoot(stage, slot);
  peer.step();
  peer.closeAll();
  for (const { root } of slots) {
    const { streams, calls, http } = root.entries();
    const isFree = stage.setting.hasFaults || stage.setting.refused.length > 0 || streams === 0;
    if (!isFree || calls > 0 || http > 0) throw new Error(`the host still holds ${streams} streams, ${calls} calls`);
  }
}

function textOf(name: string, setting: Setting, stage: Stage | undefined, error: unknown): string {
  const { plugins, ...rest } = setting;
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const frames = error instanceof Error ? (error.stack ?? "").split("\n").slice(1, 9) : [];
  const trail = stage === undefined ? [] : trailOf(stage);
  return [
    `episode ${name}, exchange ${stage?.exchanges ?? 0} of ${setting.exchanges}: ${what}`,
    ...frames,
    `  ${JSON.stringify(rest)}`,
    ...plugins.map(({ configuration }) => `  ${configuration.slice(0, 600)}`),
    ...trail.map((each) => `  ${each}`),
  ].join("\n");
}
