import assert from "node:assert/strict";
import { test } from "node:test";
import { LoadError } from "../../host/errors.ts";
import { createHost } from "../../host/index.ts";
import { EnvoyAbort } from "../../host/errors.ts";
import { assemble, call, createTexts, i32, type ModuleParts, OUT, run, unreachable } from "./support/assemble.ts";

/** Why it does not load; empty when it does. */
function refusal(parts: ModuleParts | Uint8Array, capabilities: readonly string[] = []): string {
  const host = createHost();
  const wasm = parts instanceof Uint8Array ? parts : assemble(parts);
  try {
    host.load({ wasm, capabilities });
    return "";
  } catch (error) {
    assert.ok(error instanceof LoadError, String(error));
    return error.message;
  }
}

test("a module with what Envoy needs loads", () => {
  assert.equal(refusal({ functions: {} }), "");
});

test("the memory may have any name", () => {
  assert.equal(refusal({ functions: {}, memoryName: "m" }), "");
});

test("bytes that are no module are refused", () => {
  assert.equal(refusal(Buffer.from("no module")), "Failed to parse corrupted Wasm module");
});

test("a module whose code is not valid is refused", () => {
  assert.equal(refusal({ functions: { proxy_on_done: [] } }), "Failed to load Wasm bytecode");
});

test("a module without a version of the ABI is refused", () => {
  const reason = refusal({ functions: {}, without: ["proxy_abi_version_0_2_1"] });
  assert.equal(reason, "Missing or unknown Proxy-Wasm ABI version");
});

test("a function that Envoy does not have is refused", () => {
  const reason = refusal({ functions: { proxy_on_tick: [run("env.abort", 0)] }, types: { "env.abort": "w>w" } });
  assert.equal(reason, "Failed to load Wasm module due to a missing import: env.abort");
});

test("what the loader would add by itself is refused all the same", () => {
  const reason = refusal({ functions: { proxy_on_tick: [run("env.trace", 0)] }, types: { "env.trace": "w>w" } });
  assert.equal(reason, "Failed to load Wasm module due to a missing import: env.trace");
});

test("a function of Envoy's with another type is refused", () => {
  const reason = refusal({
    functions: { proxy_on_tick: [run("proxy_log", 0)] },
    types: { "env.proxy_log": "w>w" },
  });
  assert.equal(
    reason,
    "Failed to load Wasm module due to an import type mismatch: env.proxy_log, want: i32 -> i32, " +
      "but host exports: i32 i32 i32 -> i32",
  );
});

test("a function of version 0.1.0 is not there for a module of 0.2.1", () => {
  const parts = {
    functions: { proxy_on_tick: [run("proxy_clear_route_cache")] },
    types: { "env.proxy_clear_route_cache": ">w" },
  };
  assert.equal(refusal(parts), "Failed to load Wasm module due to a missing import: env.proxy_clear_route_cache");
  const old = { ...parts, functions: { ...parts.functions, proxy_abi_version_0_1_0: [] } };
  assert.equal(refusal({ ...old, without: ["proxy_abi_version_0_2_1"] }), "");
});

test("a callback with another type is refused", () => {
  const reason = refusal({ functions: { proxy_on_log: [i32(0)] }, types: { proxy_on_log: "w>w" } });
  assert.equal(
    reason,
    "Bad function signature for: proxy_on_log, want: i32 -> void, but the module exports: i32 -> i32",
  );
});

test("a callback that the capabilities leave out may have any type", () => {
  const parts = { functions: { proxy_on_log: [i32(0)] }, types: { proxy_on_log: "w>w" } };
  assert.equal(refusal(parts, ["proxy_log"]), "");
});

test("a module without an allocator is refused", () => {
  assert.equal(refusal({ functions: {}, without: ["malloc"] }), "Wasm module is missing malloc function.");
});

test("proxy_on_memory_allocate serves where there is no malloc, and is not called beside one", () => {
  const texts = createTexts();
  const [at, size] = texts.text("plugin_name");
  const configure = [run("proxy_get_property", at, size, OUT, OUT + 4), i32(1)];
  const functions = { proxy_on_configure: configure, proxy_on_memory_allocate: [unreachable] };
  assert.equal(refusal({ functions, data: texts.data }), "");
  const alone = { functions, data: texts.data, without: ["malloc"] };
  assert.match(refusal(alone), /^Function: malloc failed: Uncaught RuntimeError: unreachable/);
});

test("a host call other than logging traps while the VM starts", () => {
  const reason = refusal({ functions: { _initialize: [run("proxy_get_log_level", OUT)] } });
  assert.equal(reason, "Function: _initialize failed: Uncaught Error: restricted_callback");
});

test("logging and the clock of WASI work while the VM starts", () => {
  const texts = createTexts();
  const start = [run("proxy_log", 2, ...texts.text("up")), run("clock_time_get", 1, 0n, OUT)];
  const host = createHost();
  host.load({ wasm: assemble({ functions: { _initialize: start }, data: texts.data }) });
  // The base VM, the canary and the main thread.
  assert.deepEqual(
    host.lines.map(({ text }) => text),
    ["up", "up", "up"],
  );
});

test("_start runs only where there is no _initialize", () => {
  assert.equal(refusal({ functions: { _start: [unreachable] } }), "");
  const reason = refusal({ functions: { _start: [unreachable] }, without: ["_initialize"] });
  assert.match(reason, /^Function: _start failed: Uncaught RuntimeError: unreachable/);
});

test("main runs after _initialize", () => {
  const reason = refusal({ functions: { main: [unreachable] }, types: { main: "ww>w" } });
  assert.match(reason, /^Function: main failed/);
});

test("a host call in a start section is what ends Envoy, and no mere refusal", () => {
  const wasm = assemble({ functions: { go: [run("proxy_log", 2, 0, 0)] }, types: { go: ">" }, start: "go" });
  assert.throws(() => createHost().load({ wasm }), EnvoyAbort);
});

test("a start section that calls nobody loads", () => {
  assert.equal(refusal({ functions: { go: [] }, types: { go: ">" }, start: "go" }), "");
});

test("a host call that is not allowed traps in the allocator", () => {
  const texts = createTexts();
  const [at, size] = texts.text("plugin_name");
  const malloc = [run("proxy_get_current_time_nanoseconds", OUT), i32(4096)];
  const configure = [call("proxy_get_property", at, size, OUT, OUT + 4), 0x45];
  const reason = refusal({ functions: { malloc, proxy_on_configure: configure }, data: texts.data });
  assert.equal(reason, "Function: malloc failed: Uncaught Error: restricted_callback");
});
