// What a trap does to traffic, by failure policy: five requests in flight, one that traps, four later, on one thread.
// Source of the table: measured on Envoy 1.36 to 1.40.
import assert from "node:assert/strict";
import { test } from "node:test";
import { LoadError, TrapError } from "../../host/errors.ts";
import { createHost } from "../../host/index.ts";
import type { FailurePolicy, Passage } from "../../host/types.ts";
import {
  assemble,
  createTexts,
  i32,
  load,
  local,
  OUT,
  recurse,
  run,
  type Code,
  unreachable,
  when,
} from "./support/assemble.ts";
import { GET, OK, played } from "./support/played.ts";

const texts = createTexts();
const path = texts.text(":path");
/** Traps at a request whose path begins with `!`. */
const onBang: Code = [
  run("proxy_get_header_map_value", 0, ...path, OUT, OUT + 4),
  when([load(OUT), 0x2d, 0, 0, i32(33), 0x46], unreachable),
  i32(0),
];
const TRAPPING = {
  proxy_on_context_create: [],
  proxy_on_request_headers: onBang,
  proxy_on_response_headers: [i32(0)],
  proxy_on_log: [],
  proxy_on_done: [i32(1)],
  proxy_on_delete: [],
};
const BAD = [[":path", "!"]] as const;

function word(passage: Passage): string {
  return passage.kind === "reply" ? String(passage.reply.status) : passage.kind;
}

function table(failure: FailurePolicy) {
  const host = createHost({ traps: "policy" });
  const wasm = assemble({ functions: TRAPPING, data: texts.data });
  const root = host.worker().root(host.load({ wasm, failure }));
  const inFlight = Array.from({ length: 5 }, () => root.stream());
  for (const stream of inFlight) stream.requestHeaders(GET);
  const trapping = word(root.stream().requestHeaders(BAD));
  const answered = inFlight.map((stream) => word(stream.responseHeaders(OK)));
  const later: string[] = [];
  for (let i = 0; i < 4; i += 1) {
    later.push(word(root.stream().requestHeaders(GET)));
    host.advance(1_600);
  }
  return { trapping, answered: [...new Set(answered)].join(), later: later.join(" "), traps: host.traps.length };
}

test("FAIL_CLOSED: everything is 503", () => {
  assert.deepEqual(table("FAIL_CLOSED"), { trapping: "503", answered: "503", later: "503 503 503 503", traps: 1 });
});

test("FAIL_OPEN: what was in flight is 503, what comes later passes", () => {
  const later = "continue continue continue continue";
  assert.deepEqual(table("FAIL_OPEN"), { trapping: "503", answered: "503", later, traps: 1 });
});

test("fail_open: everything passes", () => {
  const later = "continue continue continue continue";
  assert.deepEqual(table("fail_open"), { trapping: "continue", answered: "continue", later, traps: 1 });
});

test("FAIL_RELOAD: 503 until the back-off is over, then a new VM", () => {
  const later = "503 continue continue continue";
  assert.deepEqual(table("FAIL_RELOAD"), { trapping: "503", answered: "503", later, traps: 1 });
});

test("a reload makes a new root context without a word to the old one", () => {
  const events: string[] = [];
  const host = createHost({
    traps: "policy",
    trace: ({ kind, name, vm }) => void (kind === "callback" && name !== "malloc" && events.push(`${vm} ${name}`)),
  });
  const wasm = assemble({ functions: TRAPPING, data: texts.data });
  const root = host.worker().root(host.load({ wasm, failure: "FAIL_RELOAD" }));
  root.stream().requestHeaders(BAD);
  host.advance(2_000);
  events.length = 0;
  root.stream().requestHeaders(GET);
  assert.deepEqual(events, [
    "5 _initialize",
    "5 proxy_on_context_create",
    "5 proxy_on_context_create",
    "5 proxy_on_request_headers",
  ]);
  assert.equal(root.state(), "live");
});

test("an answer that has begun is reset, not answered again", () => {
  const host = createHost({ traps: "policy" });
  const root = host.worker().root(host.load({ wasm: assemble({ functions: TRAPPING, data: texts.data }) }));
  const stream = root.stream();
  stream.requestHeaders(GET);
  stream.responseHeaders(OK);
  root.stream().requestHeaders(BAD);
  assert.deepEqual(stream.responseBody("x"), { kind: "reset" });
});

test("a dead VM is entered no more, on its thread alone", () => {
  const host = createHost({ traps: "policy" });
  const plugin = host.load({ wasm: assemble({ functions: { proxy_on_tick: unreachable } }) });
  const [a, b] = [host.worker().root(plugin), host.worker().root(plugin)];
  a.tick();
  a.tick();
  b.exchange({ request: { headers: GET } });
  assert.deepEqual([a.state(), b.state(), host.traps.length], ["dead", "live", 1]);
  assert.equal(a.vm().counters().callbacks["proxy_on_tick"], 1);
});

test("a trap kills every plugin of the VM", () => {
  const host = createHost({ traps: "policy" });
  const wasm = assemble({ functions: { proxy_on_tick: unreachable } });
  const worker = host.worker();
  const [a, b] = [worker.root(host.load({ wasm, rootId: "a" })), worker.root(host.load({ wasm, rootId: "b" }))];
  a.tick();
  assert.equal(b.state(), "dead");
});

test("a trap is thrown to a test, with Envoy's words and the place", () => {
  const { root, host } = played({ functions: { proxy_on_log: unreachable } });
  const thrown = new TrapError("proxy_on_log", "Function: proxy_on_log failed: Uncaught RuntimeError: unreachable");
  assert.throws(() => root.exchange({ request: { headers: GET } }), thrown);
  const [trap] = host.traps;
  assert.deepEqual([trap?.callback, trap?.context, trap?.worker], ["proxy_on_log", 2, 1]);
  assert.match(host.lines.at(-1)?.text ?? "", /proxy_on_log failed/);
});

test("a trap in the canary refuses the plugin", () => {
  const host = createHost();
  const wasm = assemble({ functions: { proxy_on_configure: unreachable } });
  assert.throws(() => host.load({ wasm }), LoadError);
  // As in Envoy the base VM goes with the plugin that it was made for.
  assert.equal(host.activeVms(), 0);
});

test("recursion without end is a trap", () => {
  const { root } = played({ functions: { proxy_on_tick: [local(0), recurse("proxy_on_tick")] } });
  assert.throws(() => root.tick(), /RangeError: Maximum call stack/);
});

test("a trap of the allocator gives the host call INVALID_MEMORY_ACCESS, and the VM is dead", () => {
  const { root, statuses } = played({
    functions: {
      malloc: unreachable,
      proxy_on_tick: [run("proxy_get_property", ...texts.text("plugin_name"), OUT, OUT + 4)],
    },
    data: texts.data,
  });
  assert.throws(() => root.tick(), /Function: malloc failed/);
  assert.deepEqual([statuses(), root.state()], [[6], "dead"]);
});
