import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { callGraph, pathTo } from "./call-graph.ts";

/** Callbacks that run before the first request, and may allocate: the runtime never frees. */
const AT_START = ["proxy_on_vm_start", "proxy_on_configure"];
const ALLOCATES = /^~lib\/rt\/.*\/?__(?:new|renew|alloc)$|^~lib\/memory\/heap\./;

const graph = callGraph(readFileSync("build/filter.debug.wat", "utf8"));
const hot = [...graph.exports].filter(([name]) => name.startsWith("proxy_on_") && !AT_START.includes(name));

test("no callback after start-up reaches the allocator", () => {
  const wrong = hot.flatMap(([, entry]) => pathTo(graph, entry, (each) => ALLOCATES.test(each))?.join(" -> ") ?? []);
  assert.deepEqual(wrong.map(short), []);
  assert.ok(hot.length > 5, `only ${hot.length} callbacks found in the text: does the pattern still match?`);
  assert.ok(graph.calls.size > 100, `only ${graph.calls.size} functions found in the text`);
});

test("no callback after start-up grows the memory", () => {
  const wrong = hot.flatMap(
    ([, entry]) => pathTo(graph, entry, (each) => graph.growing.includes(each))?.join(" -> ") ?? [],
  );
  assert.deepEqual(wrong.map(short), []);
});

test("no call goes through a table, where this test could not follow it", () => {
  assert.deepEqual(graph.indirect, []);
});

test("the search finds a path where there is one", () => {
  const text = `(module
 (export "proxy_on_log" (func $index/proxy_on_log))
 (func $~lib/rt/stub/__new (param $0 i32)
  (memory.grow (i32.const 1)))
 (func $"util/text<i32>" (call $~lib/rt/stub/__new (i32.const 1)))
 (func $index/proxy_on_log
  (call $"util/text<i32>")
  (call_indirect (i32.const 0))))`;
  const small = callGraph(text);
  const found = pathTo(small, small.exports.get("proxy_on_log") ?? "", (name) => ALLOCATES.test(name));
  assert.deepEqual(found, ["index/proxy_on_log", "util/text<i32>", "~lib/rt/stub/__new"]);
  assert.deepEqual(small.indirect, ["index/proxy_on_log"]);
  assert.deepEqual(small.growing, ["~lib/rt/stub/__new"]);
});

/** Only the last part of each function's name. */
function short(path: string): string {
  return path.replace(/[^ ]*\/(?=[^ /]+( |$))/g, "");
}
