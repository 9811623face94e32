// The end of an episode: time to send all, then the accounts. What must hold depends on what went wrong.
import { isDeepStrictEqual } from "node:util";
import { shapeOf } from "../filter/support/golden.ts";
import type { ReadRecord } from "../filter/support/rows.ts";
import { FILTER_DROP_REASON_LABELS } from "../../control-plane/model/gen/words.ts";
import type { tokenShot } from "./specials.ts";
import type { RootSlot, Stage } from "./stage.ts";
import { assertPages } from "./stage.ts";
import { passes, start } from "./streams.ts";

export type Ledger = {
  readonly seen: number;
  readonly matched: number;
  readonly emitted: number;
  readonly dropped: Readonly<Record<string, number>>;
};

const ROUNDS = 400;
/** So long nothing comes when nothing more will: a stream whose dictionary is full ends, and the next one is greeted first. */
const SILENT_ROUNDS = 8;
const MINUTE_NS = 61_000_000_000n;
const SECOND_NS = 1_000_000_000n;

/** The filter's counters in the host's statistics. */
export function ledgerOf({ host }: Stage): Ledger {
  const value = (name: string): number => Number(host.stats.value(`oauth_flow.${name}`) ?? 0n);
  const dropped = Object.fromEntries(
    FILTER_DROP_REASON_LABELS.slice(1).map((reason) => [reason, value(`dropped.${reason}`)]),
  );
  return { seen: value("seen"), matched: value("matched"), emitted: value("emitted"), dropped };
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((all, each) => all + each, 0);

/** Time and an aggregator in order, until nothing more comes. */
export function sendAll(stage: Stage): void {
  const { peer, clock, slots } = stage;
  peer.settleDown();
  stage.setting.plugins.forEach((_, index) => peer.memory.set(`aggregator-${index}`, "up"));
  let silent = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = peer.arrivals.totals.records;
    // Long enough for the longest back-off, and for a server that said nothing.
    clock.advance(round < 6 ? MINUTE_NS : SECOND_NS);
    for (const { root } of slots) if (root.state() === "live") root.tick();
    peer.step();
    silent = peer.arrivals.totals.records === before ? silent + 1 : 0;
    if (round > 6 && silent > 0 && (isAllHere(stage) || silent > SILENT_ROUNDS)) return;
  }
}

function isAllHere(stage: Stage): boolean {
  return [...stage.peer.arrivals.epochs.values()].every(
    (epoch) => (epoch.counters().emitted ?? 0) === epoch.contiguous(),
  );
}

/** What can be asked of the accounts. */
export function isExact({ setting }: Stage): boolean {
  return !setting.hasFaults && setting.refused.length === 0;
}

/** Throws at the first account that does not close. */
export function assertLedger(stage: Stage): Ledger {
  const { setting, host } = stage;
  const ledger = ledgerOf(stage);
  assertPages(stage);
  if (host.traps.length > 0) throw new Error(`a trap: ${host.traps[0]?.message}`);
  if (!isExact(stage)) return ledger;
  if (ledger.matched !== ledger.emitted + sum(ledger.dropped))
    throw new Error(`the ledger is open: ${JSON.stringify(ledger)}`);
  if (!setting.isWild && ledger.seen !== stage.logs)
    throw new Error(`${stage.logs} streams were logged, ${ledger.seen} were seen`);
  assertArrivals(stage, ledger);
  return ledger;
}

/** Every record that was numbered is here, once, unless somebody lied or its root has gone. */
function assertArrivals(stage: Stage, ledger: Ledger): void {
  const { peer, slots, setting } = stage;
  if (peer.hasLied()) return;
  let live = 0;
  for (const [name, epoch] of peer.arrivals.epochs) {
    const emitted = epoch.counters().emitted ?? 0;
    const has = epoch.records.size;
    if (has > emitted) throw new Error(`epoch ${name}: ${has} records of ${emitted}`);
    if (epoch.lastWord() !== undefined || has < emitted) continue;
    live += emitted;
  }
  if (setting.isLively) return;
  const all = [...peer.arrivals.epochs.values()].reduce((total, { records }) => total + records.size, 0);
  const isSent = slots.every(({ isWatched }) => isWatched);
  if (all !== ledger.emitted && isSent)
    throw new Error(`${ledger.emitted} records were numbered, ${all} arrived (${live} of live roots)`);
}

/** Golden exchanges have come to their records; what is missing was dropped. Returns how many were compared. */
export function assertGoldens(stage: Stage, ledger: Ledger): number {
  if (!isExact(stage) || stage.setting.isTroubled) return 0;
  const found = new Map<number, ReadRecord>();
  for (const { records } of stage.peer.arrivals.epochs.values())
    for (const record of records.values()) found.set(record.startedUs, record);
  let compared = 0;
  const missing: string[] = [];
  for (const [at, golden] of stage.starts) {
    if (golden === undefined) continue;
    const record = found.get(at) ?? null;
    compared += 1;
    if (record === null && golden.expected !== null) missing.push(golden.name);
    else assertGolden(golden.name, shapeOf(record, golden.expected), golden.expected);
  }
  const dropped = sum(ledger.dropped);
  // A root that ended took with it what it could not send.
  if (missing.length > dropped && !stage.setting.isLively)
    throw new Error(
      `${missing.length} golden exchanges have no record, and ${dropped} drops: ${missing.slice(0, 5).join(" ")}`,
    );
  return compared;
}

function assertGolden(name: string, is: unknown, want: unknown): void {
  if (isDeepStrictEqual(is, want)) return;
  throw new Error(`the golden exchange ${name} came to ${JSON.stringify(is)}, want ${JSON.stringify(want)}`);
}

/** Longest probe: filling a table costs as much as that many exchanges. */
const MOST_PROBED = 256;

/**
 * No slot is lost but those of streams that went without a word: as many exchanges as the configuration allows find room
 * at once, and one more does not.
 */
export function assertNoLeak(stage: Stage): void {
  const { setting, slots } = stage;
  if (!isExact(stage)) return;
  for (const slot of slots) {
    if (!slot.isWatched || slot.root.state() !== "live") continue;
    if (slot.setting.exchanges > MOST_PROBED && !stage.draw.oneIn(24)) continue;
    probe(stage, slot);
    if (setting.plugins.length > 3) return;
  }
}

function probe(stage: Stage, slot: RootSlot): void {
  const { host } = stage;
  const full = (): number => {
    slot.root.tick();
    return Number(host.stats.value("oauth_flow.dropped.exchange_table_full") ?? 0n);
  };
  const shot = probeShot(slot);
  if (shot === undefined) return;
  const before = full();
  const streams = Array.from({ length: slot.setting.exchanges }, () => slot.root.stream());
  for (const stream of streams) {
    start(stage);
    passes(stream.requestHeaders(shot));
  }
  const taken = full() - before;
  if (taken > stage.abandoned)
    throw new Error(`${taken} of ${slot.setting.exchanges} slots are lost, ${stage.abandoned} of them on purpose`);
  const one = slot.root.stream();
  start(stage);
  passes(one.requestHeaders(shot));
  if (full() - before !== taken + 1) throw new Error(`a table of ${slot.setting.exchanges} exchanges took one more`);
  for (const stream of [...streams, one]) stream.log({});
  stage.logs += streams.length + 1;
}

/** A golden exchange of the root's configuration that takes a slot by its headers alone. */
function probeShot({ setting }: RootSlot): ReturnType<typeof tokenShot>["request"]["headers"] | undefined {
  const golden = setting.group.cases.find(({ expected }) => expected?.["endpoint"] === "token");
  return golden?.request.map(([name, value]) => [name, value]);
}
