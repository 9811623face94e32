// The end of a stream comes once, and what a callback could read is gone when it throws too.
import assert from "node:assert/strict";
import { test } from "node:test";
import { StrictError, UseError } from "../../host/errors.ts";
import { createTexts, i32, load, OUT, run, unreachable, when } from "./support/assemble.ts";
import { GET, OK, played } from "./support/played.ts";

const texts = createTexts();
const path = texts.text(":path");
const BAD_ARGUMENT = 2;

test("a stream that has been logged is not logged again, late callbacks or not", () => {
  const { root, callbacks } = played({ functions: { proxy_on_request_headers: [i32(0)], proxy_on_log: [] } });
  const stream = root.stream();
  stream.requestHeaders(GET);
  stream.log();
  stream.late();
  callbacks();
  assert.throws(() => stream.log(), UseError);
  assert.deepEqual(callbacks(), []);
});

test("a log that broke a rule is followed by the end all the same", () => {
  const functions = { proxy_on_log: [run("proxy_log", 6, 0, 0)], proxy_on_done: [i32(1)], proxy_on_delete: [] };
  const { root, callbacks } = played({ functions });
  assert.throws(() => root.exchange({ request: { headers: GET } }), StrictError);
  assert.deepEqual(callbacks(), ["proxy_on_log(2)", "proxy_on_done(2)", "proxy_on_delete(2)"]);
});

test("after a callback that was refused its headers cannot be read", () => {
  const read = run("proxy_get_header_map_value", 0, ...path, OUT, OUT + 4);
  const functions = { proxy_on_request_headers: [i32(1)], proxy_on_response_headers: [read, i32(0)] };
  const { root, statuses } = played({ functions, data: texts.data }, { strict: {} });
  const stream = root.stream();
  assert.throws(() => stream.requestHeaders(GET), StrictError);
  stream.responseHeaders(OK);
  assert.deepEqual(statuses(), [BAD_ARGUMENT]);
});

test("nor its body", () => {
  const read = run("proxy_get_buffer_status", 0, OUT, OUT + 4);
  const functions = { proxy_on_request_headers: [i32(0)], proxy_on_request_body: [i32(1)] };
  const { root } = played({ functions: { ...functions, proxy_on_response_headers: [read, i32(0)] } }, { strict: {} });
  const stream = root.stream();
  stream.requestHeaders(GET);
  assert.throws(() => stream.requestBody("secret"), StrictError);
  stream.responseHeaders(OK);
  assert.equal(Buffer.from(root.vm().read(OUT, 4)).readUInt32LE(), 0);
});

test("an answer has begun also when its callback was refused", () => {
  const functions = { proxy_on_request_headers: [i32(0)], proxy_on_response_headers: [i32(1)] };
  const traps = when([load(OUT)], unreachable);
  const { root } = played(
    { functions: { ...functions, proxy_on_response_body: [unreachable], proxy_on_tick: [traps] } },
    { strict: {}, traps: "policy" },
  );
  const stream = root.stream();
  stream.requestHeaders(GET);
  assert.throws(() => stream.responseHeaders(OK), StrictError);
  assert.deepEqual(stream.responseBody("x"), { kind: "reset" });
});

test("an answer of the module's own cannot be read after its callback has thrown", () => {
  const reply = run("proxy_send_local_response", 403, 0, 0, 0, 0, 0, 0, -1);
  const read = run("proxy_get_header_map_value", 2, ...texts.text(":status"), OUT, OUT + 4);
  const functions = {
    proxy_on_request_headers: [reply, i32(0)],
    proxy_on_response_headers: [run("proxy_log", 6, 0, 0), i32(0)],
    proxy_on_tick: [run("proxy_set_effective_context", 2), read],
  };
  const { root, statuses } = played({ functions, data: texts.data });
  assert.throws(() => root.stream().requestHeaders(GET), StrictError);
  statuses();
  root.tick();
  assert.deepEqual(statuses(), [0, BAD_ARGUMENT]);
});
