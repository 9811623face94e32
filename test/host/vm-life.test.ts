// A VM goes with the last root context in it, and a module with the last plugin that uses it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { LoadError, StrictError, UseError } from "../../host/errors.ts";
import { createMemoryGrpc } from "../../host/grpc-memory.ts";
import { createHost } from "../../host/index.ts";
import { assemble, createTexts, i32, load, OUT, run, store, unreachable } from "./support/assemble.ts";
import { GET, OK, played } from "./support/played.ts";

const COUNTED = 32;
/** Counts its configurations in its memory, where another VM has 0. */
const COUNTING = { proxy_on_configure: [store(COUNTED, [load(COUNTED), i32(1), 0x6a]), i32(1)] };

test("a root context after the shut-down of the last one is in a new VM", () => {
  const { root, worker, plugin } = played({ functions: COUNTING });
  root.shutdown();
  const next = worker.root(plugin);
  assert.notEqual(next.vm().number, root.vm().number);
  assert.equal(Buffer.from(next.vm().read(COUNTED, 4)).readUInt32LE(), 1);
  assert.deepEqual([root.state(), next.state(), worker.roots().length], ["deleted", "live", 1]);
});

test("a VM stays while another plugin is in it", () => {
  const host = createHost();
  const wasm = assemble({ functions: COUNTING });
  const worker = host.worker();
  const [a, b] = ["a", "b"].map((rootId) => worker.root(host.load({ wasm, rootId })));
  a?.shutdown();
  assert.equal(host.activeVms(), 3);
  b?.shutdown();
  assert.equal(host.activeVms(), 2);
});

test("200 configurations that came and went leave no VM", () => {
  const host = createHost();
  const wasm = assemble({ functions: { proxy_on_tick: [] } });
  const worker = host.worker();
  for (let i = 0; i < 200; i += 1) {
    worker.root(host.load({ wasm, vmConfiguration: String(i) })).shutdown();
    for (const root of host.main.roots()) root.shutdown();
  }
  assert.deepEqual([host.activeVms(), worker.roots().length, host.main.roots().length], [0, 0, 0]);
});

test("a plugin whose root contexts are all gone is loaded again before it starts again", () => {
  const { host, plugin, wasm, worker } = played({ functions: COUNTING });
  host.shutdown();
  assert.equal(host.activeVms(), 0);
  assert.throws(
    () => worker.root(plugin),
    new UseError("the plugin's root contexts were all shut down: load it again"),
  );
  assert.equal(worker.root(host.load({ wasm, vmId: "vm" })).state(), "live");
  assert.equal(host.activeVms(), 3);
});

test("a stream that is under way keeps the VM until its log", () => {
  const { root, host, callbacks } = played({
    functions: { proxy_on_request_headers: [i32(0)], proxy_on_response_headers: [i32(0)], proxy_on_log: [] },
  });
  const stream = root.stream();
  stream.requestHeaders(GET);
  root.shutdown();
  assert.equal(host.activeVms(), 3);
  callbacks();
  stream.responseHeaders(OK);
  stream.log();
  assert.deepEqual(callbacks(), ["proxy_on_response_headers(2, 1, 0)", "proxy_on_log(2)"]);
  assert.equal(host.activeVms(), 2);
});

test("a dead VM goes with the shut-down of its root context", () => {
  const { root, host, worker, plugin } = played({ functions: { proxy_on_tick: unreachable } }, { traps: "policy" });
  root.tick();
  assert.equal(root.state(), "dead");
  root.shutdown();
  assert.deepEqual([root.state(), host.activeVms(), worker.root(plugin).state()], ["deleted", 2, "live"]);
});

test("every root context is shut down, whatever one of them throws", () => {
  const { host, root } = played({ functions: { proxy_on_done: [run("proxy_log", 6, 0, 0), i32(1)] } });
  assert.throws(() => host.shutdown(), StrictError);
  assert.deepEqual([root.state(), host.main.roots()], ["deleted", []]);
});

const texts = createTexts();
const runs = texts.text("runs");
/** Refuses its configuration from the fourth time on, in whatever VM. */
const REFUSING = {
  proxy_on_context_create: [],
  proxy_on_configure: [
    run("proxy_define_metric", 0, ...runs, OUT),
    run("proxy_increment_metric", load(OUT), 1n),
    run("proxy_get_metric", load(OUT), COUNTED),
    [load(COUNTED), i32(4), 0x49],
  ],
  proxy_on_tick: unreachable,
  proxy_on_request_headers: [i32(0)],
};

test("a reload that is refused leaves nothing behind, and each try has a VM of its own", () => {
  const seen: string[] = [];
  const host = createHost({
    traps: "policy",
    trace: ({ kind, name, vm, args }) =>
      void (kind === "callback" && name === "proxy_on_context_create" && seen.push(`${vm}: ${args.join()}`)),
  });
  const wasm = assemble({ functions: REFUSING, data: texts.data });
  const root = host.worker().root(host.load({ wasm, vmId: "v", failure: "FAIL_RELOAD" }));
  root.tick();
  seen.length = 0;
  for (let i = 0; i < 3; i += 1) {
    host.advance(2_000);
    root.stream().requestHeaders(GET);
  }
  assert.deepEqual(seen, ["5: 1,0", "6: 1,0", "7: 1,0"]);
  assert.deepEqual([root.state(), host.activeVms()], ["dead", 2]);
});

test("a start that is refused takes back what it opened, in the canary too", () => {
  const grpc = createMemoryGrpc("up");
  const host = createHost({ grpc });
  const service = texts.text("\x0a\x06\x0a\x04peer");
  const open = run("proxy_grpc_stream", ...service, ...service, ...service, 0, 0, OUT);
  const wasm = assemble({ functions: { proxy_on_configure: [open, i32(0)] }, data: texts.data });
  assert.throws(() => host.load({ wasm }), LoadError);
  assert.deepEqual(
    grpc.streams.map((stream) => stream.state()),
    ["reset"],
  );
  assert.equal(host.activeVms(), 0);
});

test("a module that breaks a rule while it starts is not loaded by half", () => {
  const host = createHost();
  const wasm = assemble({ functions: { proxy_on_configure: [run("proxy_log", 6, 0, 0), i32(1)] } });
  for (let i = 0; i < 2; i += 1) assert.throws(() => host.load({ wasm }), StrictError);
  assert.deepEqual([host.activeVms(), host.main.roots()], [0, []]);
});

test("a module that traps in _initialize leaves no VM", () => {
  const host = createHost();
  assert.throws(() => host.load({ wasm: assemble({ functions: { _initialize: unreachable } }) }), LoadError);
  assert.equal(host.activeVms(), 0);
});
