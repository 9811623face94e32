import assert from "node:assert/strict";
import { test } from "node:test";
import { capabilitiesOf } from "../../scripts/generate-capabilities.ts";
import { readWasm } from "../../scripts/wasm-module.ts";

const text = (value: string): number[] => [value.length, ...Buffer.from(value)];
const section = (id: number, ...body: number[]): number[] => [id, body.length, ...body];
const HEAD = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const I32 = 0x7f;
const I64 = 0x7e;

/** One import env.proxy_log (i32,i64)->i32, one callback, a memory of 2 to 3 pages, one data segment "hi". */
const MODULE = Uint8Array.from([
  ...HEAD,
  ...section(1, 2, 0x60, 2, I32, I64, 1, I32, 0x60, 0, 0),
  ...section(2, 1, ...text("env"), ...text("proxy_log"), 0, 0),
  ...section(3, 1, 1),
  ...section(5, 1, 1, 2, 3),
  ...section(7, 2, ...text("memory"), 2, 0, ...text("proxy_on_log"), 0, 1),
  ...section(10, 1, 2, 0, 0x0b),
  ...section(11, 1, 0, 0x41, 8, 0x0b, ...text("hi")),
]);

test("imports and exports come with their types, limits with their maximum, data as bytes", () => {
  const module = readWasm(MODULE);
  assert.deepEqual(module.imports, [{ module: "env", name: "proxy_log", kind: "func", type: "(i32,i64)->i32" }]);
  assert.deepEqual(module.exports, [
    { name: "memory", kind: "memory", type: "" },
    { name: "proxy_on_log", kind: "func", type: "()->()" },
  ]);
  assert.deepEqual(module.memories, [{ min: 2, max: 3 }]);
  assert.deepEqual(
    module.data.map((each) => Buffer.from(each).toString()),
    ["hi"],
  );
  assert.equal(module.hasStart, false);
});

test("a start section is seen", () => {
  assert.equal(readWasm(Uint8Array.from([...MODULE.subarray(0, 8), ...section(8, 1)])).hasStart, true);
});

test("capabilities are the imports and the callbacks", () => {
  assert.deepEqual(capabilitiesOf(MODULE), ["proxy_log", "proxy_on_log"]);
});

test("what is no module, or ends too early, is refused", () => {
  assert.throws(() => readWasm(Uint8Array.from([1, 2, 3])), /not a WebAssembly module/);
  assert.throws(() => readWasm(Uint8Array.from([...HEAD, ...section(2, 1, 3)])), /cut short/);
});
