// What build/filter.wasm is allowed to be. Each of these, if wrong, shows in Envoy only as a filter that does not load,
// is never called, or can do more than watch.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { run } from "../../scripts/setup/command.ts";
import { readWasm } from "../../scripts/wasm-module.ts";
import { ALLOCATORS, ALLOWED_IMPORTS, CALLBACKS } from "./proxy-wasm-abi.ts";

/** What the module may ever have, with the largest limits; what it needs with the defaults: test/filter/config.test.ts. */
const MEMORY_LIMIT_PAGES = 128; // of 64 KiB: 8 MiB
/** Envoy compiles it once, at start; inlining for speed is what makes it large. */
const FILE_BUDGET_BYTES = 160 * 1024;

const bytes = readFileSync("build/filter.wasm");
const module = readWasm(bytes);
const functions = module.exports.filter(({ kind }) => kind === "func");
const named = (name: string): readonly { readonly type: string }[] => functions.filter((each) => each.name === name);

test("every import is a host call that cannot touch traffic, with its exact type", () => {
  const wrong = module.imports.filter((each) => each.type !== ALLOWED_IMPORTS[`${each.module}.${each.name}`]);
  assert.deepEqual(wrong, []);
  assert.ok(module.imports.length > 5, `only ${module.imports.length} imports: is this the filter?`);
});

test("the imports are exactly the host calls that filter/host declares", () => {
  const declared = ["env", "wasi_snapshot_preview1"].flatMap((name) => {
    const text = readFileSync(`filter/host/${name}.ts`, "utf8");
    return [...text.matchAll(/^export declare function (\w+)/gm)].map(([, call]) => `${name}.${call}`);
  });
  assert.deepEqual(module.imports.map((each) => `${each.module}.${each.name}`).sort(), declared.sort());
});

test("the ABI version is 0.2.1 and no other", () => {
  const versions = module.exports.filter(({ name }) => name.startsWith("proxy_abi_version_"));
  assert.deepEqual(versions, [{ name: "proxy_abi_version_0_2_1", kind: "func", type: "()->()" }]);
});

test("there is one allocator, so that every host takes the same", () => {
  const allocators = ALLOCATORS.flatMap(named);
  assert.deepEqual(
    allocators.map(({ type }) => type),
    ["(i32)->i32"],
  );
});

test("the module starts by _initialize, never by a start section, in which a host call would end Envoy", () => {
  assert.deepEqual(
    named("_initialize").map(({ type }) => type),
    ["()->()"],
  );
  assert.deepEqual(named("_start"), []);
  assert.equal(module.hasStart, false);
});

test("there is one memory, exported, within its budget, and it has a limit", () => {
  assert.deepEqual(
    module.exports.filter(({ kind }) => kind === "memory").map(({ name }) => name),
    ["memory"],
  );
  assert.equal(module.memories.length, 1);
  const { min, max } = module.memories[0]!;
  assert.ok(max !== undefined && max <= MEMORY_LIMIT_PAGES, `maximum ${max} pages, want ${MEMORY_LIMIT_PAGES}`);
  assert.ok(min <= max, `minimum ${min} pages`);
});

test("every callback is one that Envoy knows, with its exact type", () => {
  const callbacks = functions.filter(
    ({ name }) => /^proxy_(on|validate)_/.test(name) && name !== "proxy_on_memory_allocate",
  );
  assert.deepEqual(
    callbacks.filter(({ name, type }) => CALLBACKS[name] !== type),
    [],
  );
  assert.ok(callbacks.length > 5, `only ${callbacks.length} callbacks: is this the filter?`);
});

test("nothing else is exported", () => {
  const known = [...ALLOCATORS, ...Object.keys(CALLBACKS), "_initialize", "proxy_abi_version_0_2_1", "memory"];
  assert.deepEqual(
    module.exports.map(({ name }) => name).filter((name) => !known.includes(name)),
    [],
  );
});

test("the file is within its budget", () => {
  assert.ok(bytes.length <= FILE_BUDGET_BYTES, `${bytes.length} bytes, budget ${FILE_BUDGET_BYTES}`);
});

test("no data segment holds a path or a name of the machine it was built on", () => {
  const texts = module.data.flatMap((segment) =>
    ["latin1", "utf16le"].map((encoding) => Buffer.from(segment).toString(encoding as BufferEncoding)),
  );
  const paths = texts.flatMap(
    (text) => text.match(/(?:\/home\/|\/root\/(?!realms)|\/Users\/|\/tmp\/|\/work\/|[A-Z]:\\)[\w./\\-]*/g) ?? [],
  );
  assert.deepEqual(paths, []);
  assert.equal(
    texts.some((text) => text.includes(process.cwd())),
    false,
  );
});

test("the code uses no proposal that an Envoy of the last years lacks: no tail calls, exceptions or garbage collection", async () => {
  const features = ["mutable-globals", "sign-ext", "nontrapping-float-to-int", "bulk-memory", "bulk-memory-opt"];
  const flags = ["--mvp-features", ...features.map((feature) => `--enable-${feature}`)];
  const { status, stderr } = await run(process.execPath, ["node_modules/.bin/wasm-opt", ...flags, "build/filter.wasm"]);
  assert.equal(status, 0, stderr);
});
