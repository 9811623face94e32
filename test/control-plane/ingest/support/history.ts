// Random histories of filters, their streams, and aggregators; and the laws that hold after each step of one.
import assert from "node:assert/strict";
import fc from "fast-check";
import { createFilterModel, type FilterModel } from "./filter-model.ts";
import { createHarness, type Harness } from "./harness.ts";

export const EPOCHS = ["01".repeat(8), "02".repeat(8), "03".repeat(8)];

export type Step =
  | { readonly kind: "emit"; readonly filter: number; readonly records: number; readonly dropped: number }
  | { readonly kind: "connect" | "beat" | "listen"; readonly filter: number }
  | { readonly kind: "disconnect"; readonly filter: number; readonly how: "cancel" | "half_close" | "quietly" }
  | { readonly kind: "send"; readonly filter: number; readonly most: number }
  /** The batch comes twice. */
  | { readonly kind: "repeat"; readonly filter: number; readonly most: number }
  /** The stream goes away without a word, with a batch on its way; later that arrives. */
  | { readonly kind: "leave"; readonly filter: number; readonly most: number }
  | { readonly kind: "arrive" }
  | { readonly kind: "pass"; readonly ms: number }
  | { readonly kind: "restart" };

export const filter = fc.nat({ max: EPOCHS.length - 1 });
export const most = fc.integer({ min: 1, max: 9 });
export const HONEST: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("emit"),
      filter,
      records: fc.nat({ max: 12 }),
      dropped: fc.nat({ max: 3 }),
    } as const),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("connect", "beat", "listen"), filter } as const) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("send"), filter, most } as const) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("repeat"), filter, most } as const) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("disconnect"),
      filter,
      how: fc.constantFrom("cancel", "half_close", "quietly"),
    } as const),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("leave"), filter, most } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: "arrive" } as const) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("pass"), ms: fc.constantFrom(100, 1_000, 20_000) } as const) },
);
export const RESTART: fc.Arbitrary<Step> = fc.constant({ kind: "restart" });

export type World = { harness: Harness; readonly filters: readonly FilterModel[]; readonly onTheirWay: (() => void)[] };

export function apply(world: World, step: Step): void {
  if (step.kind === "pass") return world.harness.pass(step.ms);
  if (step.kind === "restart") {
    world.harness = createHarness();
    world.onTheirWay.length = 0;
    for (const each of world.filters) each.disconnect("quietly");
    return;
  }
  if (step.kind === "arrive") return world.onTheirWay.shift()?.();
  const one = world.filters[step.filter] ?? assert.fail();
  switch (step.kind) {
    case "leave": {
      const { peer } = one;
      const bytes = one.encode(step.most);
      one.disconnect("quietly");
      if (bytes !== undefined) world.onTheirWay.push(() => peer?.say(bytes));
      return;
    }
    case "emit":
      return one.emit(step.records, step.dropped);
    case "connect":
      return one.connect(world.harness);
    case "beat":
      return one.beat();
    case "listen":
      return one.listen();
    case "disconnect":
      return one.disconnect(step.how);
    case "send":
    case "repeat": {
      const bytes = one.encode(step.most);
      for (let time = 0; bytes !== undefined && time < (step.kind === "repeat" ? 2 : 1); time += 1) one.say(bytes);
    }
  }
}

/** control-plane/telemetry/ledger.ts has them. */
export function assertLaws({ ingest }: Harness): void {
  const { emitted, received, aggregated, duplicate, resent, lost, inFlight, dropped } = ingest.figures();
  const sum = (wanted: (stage: string) => boolean): number =>
    dropped.filter(({ stage }) => wanted(stage)).reduce((total, { records }) => total + records, 0);
  assert.equal(emitted, aggregated + sum((stage) => stage !== "filter") + lost + inFlight);
  assert.equal(received, aggregated + sum((stage) => stage === "ingest") + duplicate);
  const drops = dropped.map(({ records }) => records);
  for (const figure of [...drops, emitted, received, aggregated, duplicate, resent, lost, inFlight]) {
    assert.ok(Number.isSafeInteger(figure) && figure >= 0, JSON.stringify(ingest.figures()));
  }
  assert.ok(resent <= aggregated);
}

export function worldOf(): World {
  return { harness: createHarness(), filters: EPOCHS.map(createFilterModel), onTheirWay: [] };
}
