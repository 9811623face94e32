// The laws of the ledger under filters that are broken, and peers that lie.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { byeOf, createStreamEncoder, heartbeatOf, helloOf } from "./support/encoder.ts";
import type { FakePeer } from "./support/harness.ts";
import {
  apply,
  assertLaws,
  EPOCHS,
  filter,
  HONEST,
  most,
  RESTART,
  type Step,
  type World,
  worldOf,
} from "./support/history.ts";

type Numbers = readonly [number, number, number];

type Lie = { readonly how: "heartbeat" | "batch" | "bye"; readonly numbers: Numbers };

type HostileStep =
  | { readonly kind: "honest"; readonly step: Step }
  /** A batch that is cut short, or has a bit the other way round. */
  | { readonly kind: "cut"; readonly filter: number; readonly most: number; readonly at: number }
  | { readonly kind: "flip"; readonly filter: number; readonly most: number; readonly at: number; readonly bit: number }
  | { readonly kind: "bytes"; readonly filter: number; readonly bytes: Uint8Array }
  /** Somebody else says that he is this filter. */
  | { readonly kind: "claim"; readonly filter: number; readonly numbers: Numbers; readonly lies: readonly Lie[] };

const constants = fc.constantFrom(2 ** 15, 2 ** 15 + 1, 2 ** 24, 2 ** 40, 2 ** 52, 2 ** 53 - 1);
const anyNumber = fc.oneof({ weight: 6, arbitrary: fc.nat({ max: 60 }) }, fc.nat({ max: 2 ** 30 }), constants);
const numbers = fc.tuple(anyNumber, anyNumber, anyNumber);
const lie = fc.record({ how: fc.constantFrom("heartbeat", "batch", "batch", "bye"), numbers } as const);
const bit = fc.nat({ max: 7 });
const HOSTILE: fc.Arbitrary<HostileStep> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant("honest"), step: HONEST } as const) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("honest"), step: RESTART } as const) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("cut"), filter, most, at: fc.nat() } as const) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("flip"), filter, most, at: fc.nat(), bit } as const) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("bytes"), filter, bytes: fc.uint8Array({ maxLength: 40 }) } as const),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("claim"),
      filter,
      numbers,
      lies: fc.array(lie, { maxLength: 6 }),
    } as const),
  },
);

function applyHostile(world: World, step: HostileStep): void {
  if (step.kind === "honest") return apply(world, step.step);
  const one = world.filters[step.filter] ?? assert.fail();
  switch (step.kind) {
    case "bytes":
      return one.say(step.bytes);
    case "cut":
    case "flip": {
      const bytes = one.encode(step.most);
      if (bytes === undefined) return;
      const at = step.at % bytes.length;
      if (step.kind === "cut") return one.say(bytes.subarray(0, at));
      bytes[at] = (bytes[at] ?? 0) ^ (1 << step.bit);
      return one.say(bytes);
    }
    case "claim": {
      const [emitted, acknowledged, sent] = step.numbers;
      const peer = world.harness.connect();
      const told = { seen: sent, emitted, dropped: [acknowledged, sent, emitted] };
      peer.say(helloOf({ epoch: EPOCHS[step.filter] ?? "", emitted, acknowledged, sent, told }));
      for (const each of step.lies) tell(peer, each);
    }
  }
}

function tell(peer: FakePeer, { how, numbers: [a, b, c] }: Lie): void {
  if (how === "heartbeat") peer.say(heartbeatOf({ seen: a, emitted: b, dropped: [c, c, b] }, c));
  else if (how === "bye") peer.say(byeOf({ seen: a, emitted: b }, c));
  else peer.say(createStreamEncoder().batch(a, [{}, {}], { emitted: b, dropped: [0, c] }, { count: 1 + (c % 3) }));
}

test("whatever peers send and claim, the sums close and nothing is negative", () => {
  fc.assert(
    fc.property(fc.array(HOSTILE, { maxLength: 120, size: "max" }), (steps) => {
      const world = worldOf();
      for (const step of steps) {
        applyHostile(world, step);
        assertLaws(world.harness);
      }
      world.harness.pass(130_000);
      assertLaws(world.harness);
    }),
    { seed: 1, numRuns: 400 },
  );
});
