import assert from "node:assert/strict";
import { test } from "node:test";
import { createSystemClock, systemTimers } from "../../host/clock.ts";

const MAX_TIMEOUT_MS = 2 ** 31 - 1;

test("a timer longer than Node's longest is set in steps, and fires once at its time", (t) => {
  const steps: { readonly ms: number; readonly run: () => void }[] = [];
  t.mock.method(globalThis, "setTimeout", (run: () => void, ms: number) => steps.push({ run, ms }));
  let fired = 0;
  systemTimers(2 ** 32 - 1, () => (fired += 1));
  for (let at = 0; at < steps.length; at += 1) {
    assert.equal(fired, 0);
    steps[at]?.run();
  }
  assert.deepEqual(
    steps.map(({ ms }) => ms),
    [MAX_TIMEOUT_MS, MAX_TIMEOUT_MS, 1],
  );
  assert.equal(fired, 1);
});

test("a timer is taken back in any of its steps", (t) => {
  const steps: (() => void)[] = [];
  const cleared: unknown[] = [];
  t.mock.method(globalThis, "setTimeout", (run: () => void) => steps.push(run));
  t.mock.method(globalThis, "clearTimeout", (timer: unknown) => cleared.push(timer));
  const stop = systemTimers(2 ** 31, () => undefined);
  stop();
  steps[0]?.();
  stop();
  assert.deepEqual(cleared, [1, 2]);
});

test("the wall clock of the system follows when somebody sets it, forwards and back", (t) => {
  let wallMs = 1_000_000;
  t.mock.method(Date, "now", () => wallMs);
  const { realtimeNs } = createSystemClock();
  const nearMs = (): number => Math.round(Number(realtimeNs()) / 1e6 / 1_000) * 1_000;
  assert.equal(nearMs(), 1_000_000);
  wallMs = 5_000_000;
  assert.equal(nearMs(), 5_000_000);
  wallMs = 2_000_000;
  assert.equal(nearMs(), 2_000_000);
});

test("between two milliseconds the wall clock of the system goes on", () => {
  const { realtimeNs } = createSystemClock();
  const seen = new Set<bigint>();
  for (let i = 0; i < 1_000; i += 1) seen.add(realtimeNs() % 1_000_000n);
  assert.ok(seen.size > 10, `${seen.size} fractions of a millisecond`);
});
