// What happens around the traffic: time, ticks, the aggregator's network, roots that end and begin, and what others write
// into the shared data.
import type { Root } from "../../host/types.ts";
import { bytesOf } from "./soup.ts";
import { did, notePages, type RootSlot, type Stage } from "./stage.ts";
import { logOf, spoil } from "./streams.ts";

const NS_PER_MS = 1_000_000n;
const MINUTE_MS = 60_000;
/** Of a plugin: what its VM shares is under it. */
export const VM_ID = "fuzz";

/** Lets some time pass; ticks come with it, unless this episode has none. */
export function passTime(stage: Stage): void {
  const { draw, host, clock, kinds, setting, slots } = stage;
  const ms = draw.pick([10, 300, 300, 300, 300, 1_000, 1_000, 6_000]);
  if (!setting.hasTicks) {
    clock.advance(BigInt(ms) * NS_PER_MS);
    kinds["time.no_ticks"] += 1;
  } else if (draw.oneIn(30)) {
    clock.advance(BigInt(MINUTE_MS * (1 + draw.below(20))) * NS_PER_MS);
    for (const { root } of slots) root.tick();
    kinds["time.late"] += 1;
  } else host.advance(ms);
}

/** The wall clock jumps. */
export function jump({ draw, clock, kinds }: Stage): void {
  kinds["time.backwards"] += 1;
  clock.advance(BigInt(-1 - draw.below(86_400_000)) * NS_PER_MS);
}

/** Clusters come and go; what was accepted and never served closes with 14. */
export function changeNetwork(stage: Stage): void {
  const { draw, peer, kinds, setting } = stage;
  const state = draw.pick(["up", "up", "up", "down", "no_hosts", "absent"] as const);
  const cluster = `aggregator-${draw.below(setting.plugins.length)}`;
  if (state === "no_hosts") kinds["grpc.no_hosts"] += 1;
  if (state === "absent") kinds["grpc.no_cluster"] += 1;
  peer.memory.set(cluster, state);
  if (state !== "down") return;
  kinds["grpc.refused"] += 1;
  for (const stream of peer.memory.streams)
    if (stream.request.cluster === cluster && stream.state() === "open") stream.close(14, "connection refused");
}

/** Others write what they like, or what nearly makes sense. */
export function damage({ draw, host, kinds }: Stage): void {
  const names = host.shared.keys(VM_ID);
  if (names.length === 0) return;
  const name = draw.pick(names);
  const known = host.shared.get(VM_ID, name)?.bytes ?? new Uint8Array();
  const bytes = Buffer.from(known);
  kinds["host.shared_damaged"] += 1;
  if (draw.oneIn(3) || bytes.length === 0) {
    host.shared.set(VM_ID, name, bytesOf(draw, draw.pick([0, 1, 15, 64, 90_000])), 0);
    return;
  }
  for (let left = 1 + draw.below(8); left > 0; left -= 1) bytes[draw.below(bytes.length)] = draw.u32() & 0xff;
  host.shared.set(VM_ID, name, draw.oneIn(3) ? bytes.subarray(0, draw.below(bytes.length)) : bytes, 0);
}

/** A root is configured anew, or ends and comes again. */
export function turnOver(stage: Stage): void {
  const { draw, kinds } = stage;
  const slot = draw.pick(stage.slots);
  if (draw.oneIn(3)) {
    kinds["start.configure_twice"] += 1;
    did(stage, "configure again");
    if (!slot.root.reconfigure() && !stage.setting.hasFaults && stage.setting.refused.length === 0)
      throw new Error("refused its own configuration the second time");
    notePages(stage, slot.vm);
    return;
  }
  // Envoy ends a root when its streams are over; now and then they go on here.
  if (draw.oneIn(2)) endStreamsOf(stage, slot.root);
  else kinds["life.orphan"] += 1;
  restart(stage, slot);
  if (draw.oneIn(4)) restartAll(stage);
}

function endStreamsOf(stage: Stage, root: Root): void {
  for (let at = stage.open.length - 1; at >= 0; at -= 1) {
    const one = stage.open[at];
    if (one === undefined || one.root !== root || one.phase === "new") continue;
    spoil(stage, one);
    logOf(stage, one);
    stage.open.splice(at, 1);
  }
}

/** A root ends, and another with its configuration begins. */
function restart(stage: Stage, slot: RootSlot): void {
  endRoot(stage, slot);
  beginRoot(stage, slot);
}

/** Every root of the VMs goes before the first comes again. */
function restartAll(stage: Stage): void {
  stage.kinds["life.last_root"] += 1;
  for (const slot of stage.slots) endRoot(stage, slot);
  for (const slot of stage.slots) beginRoot(stage, slot);
}

export function endRoot(stage: Stage, slot: RootSlot): void {
  const { kinds, peer, host } = stage;
  did(stage, `the root of ${slot.plugin.name} ends`);
  for (const one of stage.open) if (one.root === slot.root) spoil(stage, one);
  if (stage.open.some(({ root }) => root === slot.root)) kinds["life.reload"] += 1;
  if (peer.isStarving()) kinds["life.done_no_credit"] += 1;
  if ((host.stats.value("oauth_flow.dropped.ring_full") ?? 0n) > 0n) kinds["life.done_full_ring"] += 1;
  if (slot.root.shutdown() !== "done") throw new Error("on_done of a root did not say 1");
  kinds["life.no_proxy_done"] += 1;
}

function beginRoot(stage: Stage, slot: RootSlot): void {
  // What goes wrong at the start may refuse the configuration: that is tried when a plugin is loaded.
  stage.faults?.arm(false);
  slot.root = slot.worker.root(slot.plugin);
  const vm = slot.root.vm();
  // One object for each VM: what it cost is counted once.
  slot.vm = stage.slots.find((each) => each.vm.number === vm.number)?.vm ?? vm;
  stage.faults?.arm(true);
  notePages(stage, slot.vm);
}
