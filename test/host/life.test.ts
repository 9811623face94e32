import assert from "node:assert/strict";
import { test } from "node:test";
import { LoadError } from "../../host/errors.ts";
import { createHost } from "../../host/index.ts";
import { assemble, call, createTexts, equals, i32, load, local, OUT, run, store, when } from "./support/assemble.ts";
import { PLAIN, watched } from "./support/life.ts";
import { played } from "./support/played.ts";

const YES = [i32(1)];

test("a plugin is tried in a canary that gets no end, and then lives on the main thread", () => {
  const { host, seen } = watched();
  host.load({ wasm: assemble(PLAIN), configuration: "{}" });
  assert.deepEqual(seen(), [
    "2/0 context_create(1, 0)",
    "2/0 vm_start(1, 0)",
    "2/0 configure(1, 2)",
    "3/0 context_create(1, 0)",
    "3/0 vm_start(1, 0)",
    "3/0 configure(1, 2)",
  ]);
  assert.equal(host.activeVms(), 2);
});

test("a thread has its VM from the first time it uses a plugin", () => {
  const { host, seen } = watched();
  const plugin = host.load({ wasm: assemble(PLAIN) });
  seen();
  const worker = host.worker();
  assert.deepEqual(seen(), []);
  const root = worker.root(plugin);
  assert.equal(worker.root(plugin), root);
  assert.deepEqual(seen(), ["4/1 context_create(1, 0)", "4/1 vm_start(1, 0)", "4/1 configure(1, 0)"]);
  assert.equal(host.activeVms(), 3);
});

test("two configurations of one module are two root contexts in one VM, each with its vm_start", () => {
  const { host, seen } = watched();
  const wasm = assemble(PLAIN);
  const [a, b] = [host.load({ wasm, configuration: "a" }), host.load({ wasm, configuration: "bb" })];
  const worker = host.worker();
  seen();
  const [first, second] = [worker.root(a), worker.root(b)];
  assert.deepEqual([first.id(), second.id(), first.vm().number === second.vm().number], [1, 2, true]);
  assert.deepEqual(seen().slice(-3), ["5/1 context_create(2, 0)", "5/1 vm_start(2, 0)", "5/1 configure(2, 2)"]);
});

test("inbound and outbound share one root context", () => {
  const { host } = watched();
  const wasm = assemble(PLAIN);
  const worker = host.worker();
  const into = worker.root(host.load({ wasm, direction: "inbound" }));
  const out = worker.root(host.load({ wasm, direction: "outbound" }));
  assert.deepEqual([into.id(), out.id()], [1, 1]);
});

test("a plugin that is loaded again is not tried again, and keeps its root context", () => {
  const { host, seen } = watched();
  const wasm = assemble(PLAIN);
  const worker = host.worker();
  const first = worker.root(host.load({ wasm }));
  seen();
  assert.equal(worker.root(host.load({ wasm })), first);
  assert.deepEqual(seen(), []);
});

test("another vm_id, configuration of the VM or environment is another VM", () => {
  const { host } = watched();
  const wasm = assemble(PLAIN);
  const worker = host.worker();
  const all = [{}, { vmId: "b" }, { vmConfiguration: "c" }, { environment: { D: "d" } }];
  const vms = all.map((options) => worker.root(host.load({ wasm, ...options })).vm().number);
  assert.equal(new Set(vms).size, 4);
});

test("what a canary does to shared data and statistics stays", () => {
  const texts = createTexts();
  const [key, name] = [texts.text("key"), texts.text("runs")];
  const configure = [
    run("proxy_set_shared_data", ...key, ...key, 0),
    run("proxy_define_metric", 0, ...name, OUT),
    run("proxy_increment_metric", load(OUT), 1n),
    ...YES,
  ];
  const host = createHost();
  host.load({ wasm: assemble({ functions: { proxy_on_configure: configure }, data: texts.data }), vmId: "v" });
  assert.equal(host.stats.value("runs"), 2n);
  assert.equal(Buffer.from(host.shared.get("v", "key")?.bytes ?? []).toString(), "key");
});

test("a module that says no to its start or its configuration is refused", () => {
  const host = createHost();
  const no = (name: string): Buffer => assemble({ functions: { [name]: [i32(0)] } });
  assert.throws(() => host.load({ wasm: no("proxy_on_vm_start") }), new LoadError("Failed to start base Wasm"));
  const refused = new LoadError("Failed to configure base Wasm plugin");
  assert.throws(() => host.load({ wasm: no("proxy_on_configure") }), refused);
});

test("the configuration can be read in on_configure and in on_context_create of a root, and nowhere else", () => {
  const read = run("proxy_get_buffer_bytes", 7, 0, 100, OUT, OUT + 4);
  const { root, host, worker, statuses, events } = played({
    functions: {
      proxy_on_context_create: [read],
      proxy_on_vm_start: [read, ...YES],
      proxy_on_configure: [read, ...YES],
      proxy_on_tick: [read],
    },
  });
  events.length = 0;
  worker.root(host.load({ wasm: assemble(PLAIN), vmId: "other" }));
  events.length = 0;
  root.reconfigure();
  root.tick();
  assert.deepEqual(statuses(), [1, 0, 1]);
});

test("the VM configuration can always be read", () => {
  const read = call("proxy_get_buffer_bytes", 6, 0, 100, OUT, OUT + 4);
  const { root, statuses } = played({ functions: { proxy_on_tick: [read, 0x1a] } }, {}, { vmConfiguration: "vm" });
  root.tick();
  assert.deepEqual(statuses(), [0]);
});

test("a root context that is shut down gets on_done and on_delete", () => {
  const { root, host, callbacks } = played(PLAIN);
  assert.equal(root.shutdown(), "done");
  assert.deepEqual(callbacks(), ["proxy_on_done(1)", "proxy_on_delete(1)"]);
  assert.equal(root.state(), "deleted");
  host.advance(1000);
  assert.deepEqual(callbacks().length, 10, "the main thread's ticks go on");
});

test("a root context that is not done yet goes when it says proxy_done, after that callback", () => {
  const { root, callbacks, statuses } = played({
    functions: { ...PLAIN.functions, proxy_on_done: [i32(0)], proxy_on_tick: [run("proxy_done"), run("proxy_done")] },
  });
  assert.equal(root.shutdown(), "pending");
  root.tick();
  assert.deepEqual(
    [root.state(), callbacks()],
    ["deleted", ["proxy_on_done(1)", "proxy_on_tick(1)", "proxy_on_delete(1)"]],
  );
  assert.deepEqual(statuses(), []);
});

test("proxy_done of a root context that was not asked is NOT_FOUND", () => {
  const { root, statuses } = played({ functions: { proxy_on_tick: [run("proxy_done"), run("proxy_done")] } });
  root.tick();
  assert.deepEqual(statuses(), [1, 1]);
});

test("the end of the process shuts down the root contexts of all threads", () => {
  const { host, seen } = watched();
  const plugin = host.load({ wasm: assemble(PLAIN) });
  host.worker().root(plugin);
  seen();
  host.shutdown();
  assert.deepEqual(seen(), ["3/0 done(1)", "3/0 delete(1)", "4/1 done(1)", "4/1 delete(1)"]);
});

test("a root context is started again on request, in the same VM", () => {
  const { root, callbacks } = played(PLAIN);
  assert.equal(root.reconfigure(), true);
  assert.deepEqual(callbacks(), ["proxy_on_vm_start(1, 0)", "proxy_on_configure(1, 0)"]);
});

test("context ids never come again while they are in use", () => {
  const { root } = played({ functions: { proxy_on_context_create: [] } });
  root.vm().call("proxy_on_context_create", [2, 1]);
  const stream = root.stream();
  stream.requestHeaders([]);
  assert.equal(stream.id(), 3);
});

test("code that compares and stores runs as the assembler says", () => {
  const { root } = played({
    functions: { proxy_on_tick: [when(equals(local(0), 1), [store(OUT, 7)])] },
  });
  root.tick();
  assert.equal(Buffer.from(root.vm().read(OUT, 4)).readUInt32LE(), 7);
});
