// How a filter is tested with the host: what it does to traffic, a trap, and a host call that goes wrong.
//
//   node --import tsx --test host/examples/small/small.test.ts
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { FaultHook } from "../../faults.ts";
import { createHost } from "../../index.ts";
import type { Host, HostOptions, Root } from "../../types.ts";
import { compileExample } from "../compile.ts";

const wasm = readFileSync(await compileExample("small"));

function start(options: HostOptions = {}): { readonly host: Host; readonly root: Root } {
  const host = createHost(options);
  const plugin = host.load({ wasm, name: "robots", failure: "fail_open" });
  return { host, root: host.worker().root(plugin) };
}

function requestOf(agent: string): readonly (readonly [string, string])[] {
  return [
    [":method", "GET"],
    [":path", "/"],
    [":authority", "example.test"],
    ["user-agent", agent],
  ];
}

test("a robot's request is marked and counted, a browser's is not", () => {
  const { host, root } = start();
  const robot = root.stream();
  const browser = root.stream();
  assert.deepEqual(robot.requestHeaders(requestOf("some-bot/1.0"), { end: true }), { kind: "continue" });
  assert.deepEqual(browser.requestHeaders(requestOf("Mozilla/5.0"), { end: true }), { kind: "continue" });
  assert.deepEqual(robot.headers("request").at(-1), ["x-robot", "yes"]);
  assert.deepEqual(browser.headers("request"), requestOf("Mozilla/5.0"));
  assert.equal(host.stats.value("robots.requests"), 1n);
  robot.log();
  browser.log();
});

test("a trap throws, with the callback in which it was", () => {
  const { host, root } = start();
  assert.throws(() => root.stream().requestHeaders(requestOf("a".repeat(513))), {
    name: "TrapError",
    callback: "proxy_on_request_headers",
  });
  assert.equal(root.vm().state(), "dead");
  assert.equal(host.traps.length, 1);
});

test("after a trap traffic goes on past the filter, when its failure policy says so", () => {
  const { root } = start({ traps: "policy" });
  assert.deepEqual(root.stream().requestHeaders(requestOf("a".repeat(513))), { kind: "continue" });
  const later = root.stream();
  assert.deepEqual(later.requestHeaders(requestOf("some-bot/1.0")), { kind: "continue" });
  assert.equal(later.isSkipped(), true);
  assert.deepEqual(later.headers("request"), []);
});

test("a host call that fails is a line in the log, and nothing else", () => {
  const faults: FaultHook = ({ name }) =>
    name === "env.proxy_get_header_map_value" ? { kind: "status", status: 10 } : undefined;
  const { host, root } = start({ faults });
  assert.deepEqual(root.stream().requestHeaders(requestOf("some-bot/1.0")), { kind: "continue" });
  assert.deepEqual(
    host.lines.map(({ level, text }) => [level, text]),
    [["warn", "robots: no user agent"]],
  );
});

test("an allocator without room is INVALID_MEMORY_ACCESS to the filter, never a trap", () => {
  const { root } = start({ faults: () => ({ kind: "no_memory" }) });
  assert.deepEqual(root.stream().requestHeaders(requestOf("some-bot/1.0")), { kind: "continue" });
});

test("a filter that shall only observe is caught writing", () => {
  const { root } = start({ strict: { readOnly: true } });
  assert.throws(() => root.stream().requestHeaders(requestOf("some-bot/1.0")), {
    name: "StrictError",
    message: /x-robot/,
  });
});
