// WASI as far as Envoy has it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../host/clock.ts";
import { createSeededRandom } from "../../host/random.ts";
import type { HostOptions, PluginOptions } from "../../host/types.ts";
import { type Code, createTexts, i32, OUT, run, store } from "./support/assemble.ts";
import { played } from "./support/played.ts";

const texts = createTexts();
const key = texts.text("key");

/** A module whose tick does this. */
function ticking(tick: Code, options: HostOptions = {}, plugin: Partial<PluginOptions> = {}) {
  return played({ functions: { proxy_on_tick: [tick] }, data: texts.data }, options, plugin);
}

test("the clocks are those of the host, and the wall clock may go back", () => {
  const clock = createManualClock(5_000_000_000n, 7n);
  const { root } = ticking(
    [
      run("proxy_get_current_time_nanoseconds", OUT),
      run("clock_time_get", 0, 0n, OUT + 8),
      run("clock_time_get", 1, 0n, OUT + 16),
    ],
    { clock },
  );
  clock.setRealtime(3n);
  root.tick();
  const at = (offset: number): bigint => Buffer.from(root.vm().read(OUT + offset, 8)).readBigUInt64LE();
  assert.deepEqual([at(0), at(8), at(16)], [3n, 3n, 7n]);
});

test("randomness is that of the seed, and at most 64 KiB at once", () => {
  const ask = (seed: number) => {
    const { root, statuses } = ticking([run("random_get", OUT, 16), run("random_get", OUT, 65_537)], {
      random: createSeededRandom(seed),
    });
    root.tick();
    return [Buffer.from(root.vm().read(OUT, 16)).toString("hex"), ...statuses()];
  };
  assert.deepEqual(ask(7), ask(7));
  assert.notDeepEqual(ask(7), ask(8));
  assert.deepEqual(ask(7).slice(1), [0, 28]);
});

test("standard output is the log at info, standard error at error", () => {
  const iovec = [store(64, key[0]), store(68, key[1])];
  const { root, host, statuses } = ticking([
    ...iovec,
    run("fd_write", 1, 64, 1, OUT),
    run("fd_write", 2, 64, 1, OUT),
    run("fd_write", 3, 64, 1, OUT),
  ]);
  root.tick();
  assert.deepEqual(
    host.lines.map(({ level, text }) => `${level} ${text}`),
    ["info key", "error key"],
  );
  assert.deepEqual(statuses(), [0, 0, 8]);
});

test("the environment is that of the VM", () => {
  const { root } = ticking(
    [run("environ_sizes_get", OUT, OUT + 4), run("environ_get", 64, 128)],
    {},
    { environment: { A: "1", BC: "" } },
  );
  root.tick();
  assert.deepEqual([...root.vm().read(OUT, 8)], [2, 0, 0, 0, 8, 0, 0, 0]);
  assert.equal(Buffer.from(root.vm().read(128, 8)).toString(), "A=1\0BC=\0");
});

test("files, sockets and exits of WASI do what Envoy's do", () => {
  const { root, statuses, host } = ticking(
    [
      run("fd_read", 0, 0, 0, 0),
      run("path_open", 0, 0, 0, 0, 0, 0n, 0n, 0, 0),
      run("sock_shutdown", 0, 0),
      run("sched_yield"),
      [i32(3), { call: "wasi_snapshot_preview1.proc_exit" }],
      run("fd_allocate", 1, 0n, 0n),
    ],
    { strict: { violations: "collect" } },
  );
  root.tick();
  assert.deepEqual(
    statuses().filter((each) => each !== undefined),
    [52, 44, 58, 0, 0, 0],
  );
  assert.deepEqual(
    host.violations.map(({ kind }) => kind),
    ["exit"],
  );
});

test("what a file descriptor says of itself is FAULT where it does not fit into the memory", () => {
  const LAST = 4 * 65_536;
  for (const at of [LAST, LAST - 8, LAST - 16, 0x7fff_ffff]) {
    const { root, statuses, host } = ticking([run("fd_fdstat_get", 1, at)], { strict: { violations: "collect" } });
    root.tick();
    assert.deepEqual([statuses(), host.violations.map(({ kind }) => kind)], [[21], ["memory"]], String(at));
  }
  const { root, statuses } = ticking([run("fd_fdstat_get", 1, LAST - 24)]);
  root.tick();
  assert.deepEqual(statuses(), [0]);
});
