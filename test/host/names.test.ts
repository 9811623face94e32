// Names are the module's to choose: those that every object of JavaScript inherits are names as any other.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createHost } from "../../host/index.ts";
import { type Code, createTexts, i32, OUT, run } from "./support/assemble.ts";
import { GET, OK, played } from "./support/played.ts";

const INHERITED = ["__proto__", "constructor", "toString", "hasOwnProperty"];
const NOT_FOUND = 1;

/** The status of a call about `name`, made in every callback of a whole exchange. */
function statusesOf(name: string, code: (at: number, size: number) => Code): readonly unknown[] {
  const texts = createTexts();
  const asked = code(...texts.text(name));
  const functions = {
    proxy_on_request_headers: [asked, i32(0)],
    proxy_on_response_headers: [asked, i32(0)],
    proxy_on_log: [asked],
  };
  const { root, statuses } = played({ functions, data: texts.data }, { node: { id: "x" }, foreign: {} });
  root.exchange({ request: { headers: GET }, response: { headers: OK } }, { properties: { "source.address": "x" } });
  return [...new Set(statuses())];
}

test("no property, header or foreign function has a name that objects inherit", () => {
  for (const name of INHERITED) {
    const read = (at: number, size: number): Code => run("proxy_get_property", at, size, OUT, OUT + 4);
    for (const path of [name, `request\0${name}`, `response\0${name}`, `xds\0node\0${name}`, `xds\0${name}`])
      assert.deepEqual(statusesOf(path, read), [NOT_FOUND], path);
    const foreign = (at: number, size: number): Code =>
      run("proxy_call_foreign_function", at, size, 0, 0, OUT, OUT + 4);
    assert.deepEqual(statusesOf(name, foreign), [NOT_FOUND], name);
  }
});

test("exports with such names are counted as any other", () => {
  const functions = { constructor: [], toString: [] };
  const types = { constructor: ">", toString: ">" };
  const { root } = played({ functions, types });
  root.vm().call("constructor", []);
  root.vm().call("constructor", []);
  assert.equal(root.vm().counters().callbacks["constructor"], 2);
});

const text = (name: string): readonly number[] => [name.length, ...Buffer.from(name)];
const section = (id: number, body: readonly number[]): readonly number[] => [id, body.length, ...body];
const MAGIC = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
/** A module that imports its memory as `polluted` from `__proto__`. */
const IMPORTING = Buffer.from([
  ...MAGIC,
  ...section(1, [2, 0x60, 0, 0, 0x60, 1, 0x7f, 1, 0x7f]),
  ...section(2, [1, ...text("__proto__"), ...text("polluted"), 2, 0, 1]),
  ...section(3, [2, 0, 1]),
  ...section(7, [2, ...text("proxy_abi_version_0_2_1"), 0, 0, ...text("malloc"), 0, 1]),
  ...section(10, [2, 2, 0, 0x0b, 4, 0, 0x41, 0, 0x0b]),
]);

test("an import from a module of such a name is bound, and changes no object but its own", () => {
  const host = createHost();
  host.load({ wasm: IMPORTING });
  assert.equal(Reflect.get({}, "polluted"), undefined);
});
