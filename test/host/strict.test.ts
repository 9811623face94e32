import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { StrictError } from "../../host/errors.ts";
import type { Fault } from "../../host/faults.ts";
import { createHost } from "../../host/index.ts";
import type { HostOptions } from "../../host/types.ts";
import {
  assemble,
  type Code,
  createTexts,
  i32,
  load,
  OUT,
  run,
  store,
  type Text,
  unreachable,
} from "./support/assemble.ts";
import { GET, given, OK, played } from "./support/played.ts";

const texts = createTexts();
const [path, value] = [":path", "v"].map(texts.text) as [Text, Text];

function strictly(functions: Readonly<Record<string, Code>>, options: HostOptions = {}) {
  return played({ functions, data: texts.data }, { strict: {}, ...options });
}

test("a callback that returns another action than Continue is a violation", () => {
  const { root } = strictly({ proxy_on_request_body: [i32(1)] });
  const stream = root.stream();
  stream.requestHeaders(GET);
  const told = new StrictError("action: proxy_on_request_body returned 1: want 0, Continue (VM 4, context 2)");
  assert.throws(() => stream.requestBody("x"), told);
});

test("a module that may pause does, but a number that is no action stays a violation", () => {
  const { root } = strictly(
    { proxy_on_request_headers: [i32(3)], proxy_on_response_headers: [i32(9)] },
    { strict: { mayPause: true } },
  );
  const stream = root.stream();
  assert.deepEqual(stream.requestHeaders(GET), { kind: "pause", action: 3 });
  assert.throws(() => stream.responseHeaders(OK), /action: proxy_on_response_headers returned 9/);
});

const WRITES: readonly (readonly [string, Code])[] = [
  ["add_header_map_value", run("proxy_add_header_map_value", 0, ...path, ...value)],
  ["replace_header_map_value", run("proxy_replace_header_map_value", 0, ...path, ...value)],
  ["remove_header_map_value", run("proxy_remove_header_map_value", 0, ...path)],
  ["set_header_map_pairs", run("proxy_set_header_map_pairs", 0, 0, 0)],
  ["set_property", run("proxy_set_property", ...path, ...value)],
  ["send_local_response", run("proxy_send_local_response", 200, 0, 0, 0, 0, 0, 0, -1)],
  ["continue_stream", run("proxy_continue_stream", 0)],
  ["close_stream", run("proxy_close_stream", 0)],
];

test("everything that changes traffic is a violation for a module that only reads", () => {
  for (const [name, code] of WRITES) {
    const { root } = strictly({ proxy_on_request_headers: [code, i32(0)] }, { strict: { readOnly: true } });
    assert.throws(
      () => root.stream().requestHeaders(GET),
      (error: Error) => error.message.startsWith(`write: proxy_${name} of`),
      name,
    );
  }
});

test("to ask for the size of trailers at the end of a body makes them, which is a violation for such a module", () => {
  const functions = {
    proxy_on_request_headers: [i32(0)],
    proxy_on_request_body: [run("proxy_get_header_map_size", 1, OUT), i32(0)],
  };
  const { root, statuses } = strictly(functions, { strict: { readOnly: true } });
  const stream = root.stream();
  stream.requestHeaders(GET);
  stream.requestBody("x");
  assert.throws(
    () => stream.requestBody("", { end: true }),
    /^StrictError: write: proxy_get_header_map_size.* of map 1/,
  );
  assert.deepEqual(statuses(), [2, 0]);
});

test("an address outside of the memory is INVALID_MEMORY_ACCESS and a violation", () => {
  const { root, statuses } = strictly({ proxy_on_tick: [run("proxy_log", 2, 262_140, 8)] });
  assert.throws(() => root.tick(), new StrictError("memory: 8 bytes at 262140, of 262144 (VM 4, context 1)"));
  assert.deepEqual(statuses(), [6]);
});

test("an allocator that gives an address outside of the memory is found out", () => {
  const { root, statuses } = strictly({
    malloc: [i32(-8)],
    proxy_on_tick: [run("proxy_get_property", ...texts.text("plugin_name"), OUT, OUT + 4)],
  });
  assert.throws(() => root.tick(), /memory: malloc\(6\) gave 4294967288/);
  assert.deepEqual(statuses(), [6]);
});

test("numbers that are no map, buffer, level, metric or stream are violations", () => {
  const codes = [
    run("proxy_get_header_map_size", 9, OUT),
    run("proxy_get_buffer_status", 9, OUT, OUT),
    run("proxy_log", 6, 0, 0),
    run("proxy_define_metric", 3, 0, 0, OUT),
    run("proxy_continue_stream", 4),
  ];
  const { root, statuses, host } = strictly({ proxy_on_tick: codes }, { strict: { violations: "collect" } });
  root.tick();
  assert.deepEqual(statuses(), [2, 2, 2, 2, 2]);
  assert.deepEqual(
    host.violations.map(({ kind }) => kind),
    codes.map(() => "argument"),
  );
});

test("violations of one call are thrown together, and a kind that is ignored is none", () => {
  const bad = [run("proxy_log", 6, 0, 0), run("proxy_log", 2, -1, 1)];
  const { root } = strictly({ proxy_on_tick: bad });
  assert.throws(() => root.tick(), /^StrictError: argument: .*\nmemory: /);
  const lax = strictly({ proxy_on_tick: bad }, { strict: { ignore: ["argument", "memory"] } });
  lax.root.tick();
  assert.deepEqual(lax.host.violations, []);
});

test("a capability that is left out is refused, logged and a violation", () => {
  const host = createHost({ strict: { violations: "collect" } });
  const functions = {
    proxy_on_tick: [run("proxy_log", 2, 0, 0), run("random_get", OUT, 1)],
    proxy_on_log: [run("proxy_log", 2, 0, 0)],
  };
  const plugin = host.load({ wasm: assemble({ functions }), capabilities: ["proxy_on_tick"] });
  const root = host.worker().root(plugin);
  root.tick();
  root.exchange({ request: { headers: GET } });
  assert.deepEqual(
    host.lines.map(({ text }) => text),
    [
      "Attempted call to restricted proxy-wasm capability: proxy_log",
      "Attempted call to restricted WASI capability: random_get",
    ],
  );
  assert.deepEqual(root.vm().counters().callbacks["proxy_on_log"], 0);
  assert.deepEqual(
    host.violations.map(({ kind }) => kind),
    ["capability", "capability"],
  );
});

/** The status of one read of `plugin_name` in a tick, and what it gave. */
function underFault(fault: Fault | undefined): readonly [unknown, string] {
  const { root, statuses } = strictly(
    { proxy_on_tick: [run("proxy_get_property", ...texts.text("plugin_name"), OUT, OUT + 4)] },
    { faults: ({ name }) => (name === "env.proxy_get_property" ? fault : undefined) },
  );
  root.tick();
  return [statuses()[0], given(root)];
}

test("a host call fails as the hook says", () => {
  assert.deepEqual(underFault(undefined), [0, "plugin"]);
  assert.deepEqual(underFault({ kind: "status", status: 3 }), [3, ""]);
  assert.deepEqual(underFault({ kind: "status_after", status: 10 }), [10, "plugin"]);
  assert.deepEqual(underFault({ kind: "bytes", bytes: Buffer.from("other") }), [0, "other"]);
  assert.deepEqual(underFault({ kind: "no_memory" }), [6, ""]);
});

test("any status of any host call reaches the module as it is", () => {
  const status = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
  fc.assert(
    fc.property(status, (each) => underFault({ kind: "status", status: each })[0] === each),
    { numRuns: 20, seed: 1 },
  );
});

test("what a call costs can be counted", () => {
  const { root } = strictly({
    proxy_on_tick: [run("proxy_get_property", ...texts.text("plugin_name"), OUT, OUT + 4), run("proxy_log", 0, 0, 0)],
  });
  root.tick();
  const { calls, bytesGiven, allocations, callbacks } = root.vm().counters();
  assert.deepEqual(
    [calls, bytesGiven, allocations, callbacks["proxy_on_tick"]],
    [{ proxy_get_property: 1, proxy_log: 1 }, 6, 1, 1],
  );
});

test("the low door calls any export with any arguments, and opens what it is told", () => {
  const { root, statuses } = strictly({
    proxy_on_request_body: [run("proxy_get_header_map_value", 0, ...path, OUT, OUT + 4), i32(7)],
  });
  const result = root.vm().call("proxy_on_request_body", [4_000_000_000, 0, 1], { maps: { 0: GET } });
  assert.deepEqual([result, statuses(), given(root)], [7, [0], "/x?y=1"]);
  assert.equal(root.vm().call("proxy_on_request_body", [5, 0, 1]), 7);
  assert.deepEqual(statuses(), [2]);
  assert.equal(root.vm().call("nothing", []), undefined);
});

/** A tick that logs so often at a level that is none. */
function misusing(count: number, options: HostOptions) {
  const counter = 64;
  const one = [run("proxy_log", 6, 0, 0), store(counter, [load(counter), i32(1), 0x6a])];
  const loop: Code = [store(counter, 0), 0x03, 0x40, one, load(counter), i32(count), 0x49, 0x0d, 0, 0x0b];
  return strictly({ proxy_on_tick: loop }, { trace: () => undefined, ...options });
}

test("a StrictError names the first 20 violations and the number of the rest", () => {
  const { root, host } = misusing(2_500, {});
  assert.throws(
    () => root.tick(),
    ({ message }: Error) => message.split("\n").length === 21 && message.endsWith("\nand 2480 more"),
  );
  assert.deepEqual([host.violations.length, host.violationsLost()], [1_000, 1_500]);
});

test("traps beyond 1,000 are counted", () => {
  const host = createHost({ traps: "policy" });
  const plugin = host.load({ wasm: assemble({ functions: { proxy_on_tick: unreachable } }) });
  const worker = host.worker();
  for (let i = 0; i < 1_003; i += 1) {
    const root = worker.root(plugin);
    root.tick();
    root.shutdown();
  }
  assert.deepEqual([host.traps.length, host.trapsLost(), host.activeVms()], [1_000, 3, 2]);
});
