import assert from "node:assert/strict";
import { test } from "node:test";
import { start } from "../system/support/processes.ts";
import { until } from "../system/support/until.ts";
import { allGone, remembered, running, START_LIMIT_MS } from "./support/running.ts";
import { startInTerminal } from "./support/terminal.ts";
import { signalledWhileLoading } from "./support/while-loading.ts";

const CTRL_C = "\x03";

test("Ctrl-C in a terminal ends npm start in order, with 0, and nothing is left", async () => {
  const terminal = startInTerminal(["npm", "start", "--silent", "--", "--port", "0"]);
  await terminal.says(/Ctrl-C ends it/, START_LIMIT_MS);
  const descendants = await remembered(terminal.pid);
  assert.ok(descendants.filter(({ command }) => command.includes("/envoy -c")).length >= 2);
  terminal.type(CTRL_C);
  assert.equal(await terminal.exited, 0, terminal.output());
  assert.match(terminal.output(), /demo: ending/);
  assert.doesNotMatch(terminal.output(), /demo: not waiting/);
  await allGone(descendants);
});

test("nothing is left when the demo itself is killed, Envoys and their watchers included", async () => {
  const { demo, descendants } = await running();
  const program = descendants.find(({ command }) => /^node .*run\.mjs demo\/main\.ts/.test(command));
  assert.ok(program);
  process.kill(program.pid, "SIGKILL");
  await demo.exited;
  await allGone(descendants);
});

for (const args of [["--port", "0"], ["--once"]]) {
  test(`SIGTERM while the parts start ends ${args.join(" ")} with 0, and nothing is left`, async () => {
    const demo = start(process.execPath, ["scripts/run.mjs", "demo/main.ts", ...args], { name: "demo" });
    const descendants = await until(
      "a part is starting",
      async () => {
        const seen = await remembered(demo.pid);
        return seen.some(({ command }) => command.includes("authorization-server/main")) && seen;
      },
      START_LIMIT_MS,
    );
    assert.deepEqual(await demo.stop(), { code: 0, signal: null }, demo.output());
    assert.match(demo.output(), /demo: ending/);
    await allGone(descendants);
  });
}

test("SIGTERM in the middle of a round ends it with 0, and without a table", async () => {
  const demo = start(process.execPath, ["scripts/run.mjs", "demo/main.ts", "--once"], { name: "demo" });
  await demo.ready(/playing one round/, START_LIMIT_MS);
  const descendants = await remembered(demo.pid);
  assert.deepEqual(await demo.stop(), { code: 0, signal: null }, demo.output());
  assert.doesNotMatch(demo.output(), /difference/i);
  await allGone(descendants);
});

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  test(`${signal} before the demo is loaded ends it with 0`, async () => {
    const args = [...signalledWhileLoading(signal), "scripts/run.mjs", "demo/main.ts", "--port", "0"];
    assert.deepEqual(await start(process.execPath, args, { name: "demo" }).exited, { code: 0, signal: null });
  });
}

test("a signal before any other program is loaded is no success", async () => {
  const args = [...signalledWhileLoading("SIGTERM"), "scripts/run.mjs", "scripts/nothing.ts"];
  assert.deepEqual(await start(process.execPath, args, { name: "nothing" }).exited, { code: null, signal: "SIGTERM" });
});
