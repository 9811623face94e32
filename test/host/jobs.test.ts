// What waits: for other threads, and for the end of a callback. Nothing of it is lost, nested, or without bound.
import assert from "node:assert/strict";
import { test } from "node:test";
import { StrictError } from "../../host/errors.ts";
import { createMemoryGrpc } from "../../host/grpc-memory.ts";
import { createHost } from "../../host/index.ts";
import { assemble, type Code, createTexts, i32, load, OUT, run, store } from "./support/assemble.ts";
import { GET } from "./support/played.ts";

const texts = createTexts();
const name = texts.text("q");
const service = texts.text("\x0a\x06\x0a\x04peer");
const ENQUEUE = run("proxy_enqueue_shared_queue", 1, 0, 0);
const REGISTER = [run("proxy_register_shared_queue", ...name, OUT), i32(1)];
const COUNT = 64;
/** Does the steps so many times. */
const times = (count: number, steps: Code): Code => [
  store(COUNT, 0),
  [0x03, 0x40, steps, store(COUNT, [load(COUNT), i32(1), 0x6a]), load(COUNT), i32(count), 0x49, 0x0d, 0, 0x0b],
];

/** The root context that registered the queue last, on a thread of its own. */
function queueing(tick: Code, ready: Code, traps: "throw" | "policy" = "throw") {
  const functions = { proxy_on_configure: REGISTER, proxy_on_tick: tick, proxy_on_queue_ready: ready };
  const host = createHost({ traps });
  const root = host.worker().root(host.load({ wasm: assemble({ functions, data: texts.data }), vmId: "v" }));
  return { host, root, readies: () => root.vm().counters().callbacks["proxy_on_queue_ready"] };
}

test("when one call to another thread throws, those behind it still come", () => {
  const { host, root, readies } = queueing([ENQUEUE, ENQUEUE, ENQUEUE], [run("proxy_log", 6, 0, 0)]);
  assert.throws(() => root.tick(), StrictError);
  assert.throws(() => host.settle(), StrictError);
  assert.equal(readies(), 2);
  assert.throws(() => host.settle(), StrictError);
  host.settle();
  assert.equal(readies(), 3);
});

test("a queue that is filled whenever it is read goes on step by step, and is no trap", () => {
  const ready = [run("proxy_dequeue_shared_queue", 1, OUT, OUT + 4), ENQUEUE];
  const { host, root, readies } = queueing([ENQUEUE], ready, "policy");
  root.tick();
  assert.deepEqual([host.traps, readies()], [[], 1_000]);
  host.settle();
  assert.equal(readies(), 2_000);
});

test("calls to other threads beyond 100,000 are lost and counted", () => {
  const { host, root } = queueing(times(100_003, [run("proxy_dequeue_shared_queue", 1, OUT, OUT + 4), ENQUEUE]), []);
  root.tick();
  assert.equal(host.postedLost(), 3);
});

/** A module that opens streams to a cluster without hosts: each is closed when the callback has returned. */
function closing(tick: Code, closed: Code) {
  const host = createHost({ grpc: createMemoryGrpc("no_hosts"), traps: "policy" });
  const wasm = assemble({ functions: { proxy_on_tick: tick, proxy_on_grpc_close: closed }, data: texts.data });
  const root = host.worker().root(host.load({ wasm }));
  root.tick();
  return { host, root, closes: () => root.vm().counters().callbacks["proxy_on_grpc_close"] };
}
const OPEN = run("proxy_grpc_stream", ...service, ...service, ...service, 0, 0, OUT);

test("5,000 closes after one callback are no recursion", () => {
  const { host, closes } = closing(times(5_000, OPEN), []);
  assert.deepEqual([host.traps, closes()], [[], 5_000]);
});

test("a stream that is opened anew at each close goes on step by step, and is no trap", () => {
  const { host, root, closes } = closing([OPEN], [OPEN]);
  assert.deepEqual([host.traps, closes()], [[], 1_000]);
  root.exchange({ request: { headers: GET } });
  assert.deepEqual(host.traps, []);
});

test("when what waited for the end of a callback throws, the rest of it is done all the same", () => {
  const host = createHost({ grpc: createMemoryGrpc("no_hosts") });
  const functions = { proxy_on_tick: [OPEN, OPEN, OPEN], proxy_on_grpc_close: [run("proxy_log", 6, 0, 0)] };
  const root = host.worker().root(host.load({ wasm: assemble({ functions, data: texts.data }) }));
  assert.throws(() => root.tick(), /level 6 .*\n.*level 6 .*\n.*level 6 /);
  assert.equal(root.vm().counters().callbacks["proxy_on_grpc_close"], 3);
});
