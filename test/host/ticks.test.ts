import assert from "node:assert/strict";
import { test } from "node:test";
import { createHost } from "../../host/index.ts";
import { assemble, i32, local, run } from "./support/assemble.ts";
import { PLAIN, watched } from "./support/life.ts";
import { played } from "./support/played.ts";

const YES = [i32(1)];

test("every root context ticks, that of the main thread too, in order of time", () => {
  const { host, seen } = watched();
  const plugin = host.load({ wasm: assemble(PLAIN) });
  host.advance(50);
  host.worker().root(plugin);
  seen();
  host.advance(250);
  assert.deepEqual(seen(), ["3/0 tick(1)", "4/1 tick(1)", "3/0 tick(1)", "4/1 tick(1)", "3/0 tick(1)"]);
});

test("a tick period of 0 ends the ticks, and another one counts from the next tick on", () => {
  const period = run("proxy_set_tick_period_milliseconds", local(0));
  const { host, root, callbacks } = played({
    functions: { ...PLAIN.functions, proxy_on_queue_ready: [period], proxy_on_configure: YES },
    types: { proxy_on_queue_ready: "ww>" },
  });
  const set = (ms: number): unknown => root.vm().call("proxy_on_queue_ready", [ms, 0]);
  // The context that the low door makes up for an unknown id is of this root.
  set(100);
  host.advance(90);
  set(1000);
  host.advance(10);
  callbacks();
  host.advance(999);
  assert.deepEqual(callbacks(), []);
  host.advance(1);
  assert.deepEqual(callbacks(), ["proxy_on_tick(1)"]);
  set(0);
  callbacks();
  host.advance(10_000);
  assert.deepEqual(callbacks(), []);
  assert.equal(root.tickPeriod(), 0);
});

test("real timers tick where they are given", () => {
  const armed: { readonly ms: number; readonly fire: () => void }[] = [];
  const timers = (ms: number, fire: () => void) => (armed.push({ ms, fire }), () => {});
  const host = createHost({ timers });
  host.load({ wasm: assemble(PLAIN) });
  assert.deepEqual(
    armed.map(({ ms }) => ms),
    [100],
  );
  armed[0]?.fire();
  assert.equal(host.main.roots()[0]?.vm().counters().callbacks["proxy_on_tick"], 1);
  assert.equal(armed.length, 2);
});
