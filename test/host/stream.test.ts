import assert from "node:assert/strict";
import { test } from "node:test";
import { UseError } from "../../host/errors.ts";
import { call, type Code, createTexts, i32, load, OUT, run } from "./support/assemble.ts";
import { STREAM_CALLBACKS } from "./support/callbacks.ts";
import { GET, given, OK, played } from "./support/played.ts";

/** Every callback asks the same, and stops nothing. */
const everywhere = (steps: Code): Readonly<Record<string, Code>> =>
  Object.fromEntries(Object.entries(STREAM_CALLBACKS).map(([name, code]) => [name, [steps, ...code]]));
const plain = () => played({ functions: STREAM_CALLBACKS });

test("callbacks come in Envoy's order, and the log comes before the end", () => {
  const { root, callbacks } = plain();
  root.exchange({ request: { headers: GET }, response: { headers: OK } });
  assert.deepEqual(callbacks(), [
    "proxy_on_context_create(2, 1)",
    "proxy_on_request_headers(2, 3, 1)",
    "proxy_on_response_headers(2, 1, 1)",
    "proxy_on_log(2)",
    "proxy_on_done(2)",
    "proxy_on_delete(2)",
  ]);
});

test("HTTP/1 ends a body with an empty chunk", () => {
  const { root, callbacks } = plain();
  root.exchange({ request: { headers: GET, chunks: ["ab", "c"] }, response: { headers: OK, chunks: ["d"] } });
  assert.deepEqual(callbacks().slice(1, -3), [
    "proxy_on_request_headers(2, 3, 0)",
    "proxy_on_request_body(2, 2, 0)",
    "proxy_on_request_body(2, 1, 0)",
    "proxy_on_request_body(2, 0, 1)",
    "proxy_on_response_headers(2, 1, 0)",
    "proxy_on_response_body(2, 1, 0)",
    "proxy_on_response_body(2, 0, 1)",
  ]);
});

test("HTTP/2 ends a body with its last chunk", () => {
  const { root, callbacks } = plain();
  root.exchange({ request: { headers: GET, chunks: ["ab", "c"] } }, { protocol: "HTTP/2" });
  assert.deepEqual(callbacks().slice(2, -3), ["proxy_on_request_body(2, 2, 0)", "proxy_on_request_body(2, 1, 1)"]);
});

test("where trailers follow, no chunk is the last", () => {
  const { root, callbacks } = plain();
  const message = { headers: GET, chunks: ["ab"], trailers: [["x", "y"]] as const };
  root.exchange({ request: message, response: { ...message, headers: OK } }, { protocol: "HTTP/2" });
  assert.deepEqual(callbacks().slice(2, -3), [
    "proxy_on_request_body(2, 2, 0)",
    "proxy_on_request_trailers(2, 1)",
    "proxy_on_response_headers(2, 1, 0)",
    "proxy_on_response_body(2, 2, 0)",
    "proxy_on_response_trailers(2, 1)",
  ]);
});

test("a message that is cut has no end", () => {
  const { root, callbacks } = plain();
  root.exchange({ request: { headers: GET, isCut: true } });
  assert.deepEqual(callbacks().slice(1, -3), ["proxy_on_request_headers(2, 3, 0)"]);
});

test("a request that an earlier filter answered only logs, and can be read there", () => {
  const texts = createTexts();
  const path = texts.text(":path");
  const { root, callbacks } = played({
    functions: { ...STREAM_CALLBACKS, proxy_on_log: [run("proxy_get_header_map_value", 0, ...path, OUT, OUT + 4)] },
    data: texts.data,
  });
  root.exchange({ request: { headers: GET }, response: { headers: [[":status", "403"]] }, isDenied: true });
  assert.deepEqual(callbacks(), [
    "proxy_on_context_create(2, 1)",
    "proxy_on_log(2)",
    "proxy_on_done(2)",
    "proxy_on_delete(2)",
  ]);
  assert.equal(given(root), "/x?y=1");
});

test("an answer to a request that never came this far is not shown", () => {
  const { root, callbacks } = plain();
  const stream = root.stream();
  stream.responseHeaders(OK);
  stream.responseBody("x");
  stream.log();
  assert.deepEqual(callbacks()[1], "proxy_on_log(2)");
});

test("headers can be read in their callback and in the log, where those of the answer can too", () => {
  const texts = createTexts();
  const [path, status] = [texts.text(":path"), texts.text(":status")];
  const { root, statuses } = played({
    functions: everywhere([
      run("proxy_get_header_map_value", 0, ...path, OUT, OUT + 4),
      run("proxy_get_header_map_value", 2, ...status, OUT, OUT + 4),
    ]),
    data: texts.data,
  });
  root.exchange({ request: { headers: GET, chunks: ["x"] }, response: { headers: OK } });
  const each = statuses().map(String);
  const pairs = each.flatMap((status, index) => (index % 2 === 0 ? [`${status} ${each[index + 1] ?? ""}`] : []));
  // 0 = OK, 2 = BAD_ARGUMENT; the first of each two is the request. The body has two callbacks.
  const [create, headers, body, empty, answer, log, done, deleted] = pairs;
  assert.deepEqual([create, headers, body, empty], ["2 2", "0 2", "2 2", "2 2"]);
  assert.deepEqual([answer, log, done, deleted], ["2 0", "0 0", "2 2", "2 2"]);
});

test("in the log what is absent is NOT_FOUND, trailers of the answer can be read, those of the request cannot", () => {
  const texts = createTexts();
  const name = texts.text("x");
  const get = (map: number): Code => run("proxy_get_header_map_value", map, ...name, OUT, OUT + 4);
  const { root, statuses } = played({
    functions: { proxy_on_log: [get(0), get(1), get(2), get(3), run("proxy_get_header_map_size", 0, OUT)] },
    data: texts.data,
  });
  const trailers = [["x", "1"]] as const;
  root.exchange({ request: { headers: GET, trailers }, response: { headers: OK, trailers } });
  assert.deepEqual(statuses(), [1, 1, 1, 0, 2]);
});

test("a body can be read while its callback runs, as far as it goes", () => {
  const { root, statuses } = played({
    functions: {
      ...STREAM_CALLBACKS,
      proxy_on_request_body: [run("proxy_get_buffer_bytes", 0, 1, 100, OUT, OUT + 4), i32(0)],
      proxy_on_response_headers: [run("proxy_get_buffer_bytes", 0, 0, 100, OUT + 8, OUT + 12), i32(0)],
      proxy_on_log: [run("proxy_get_buffer_bytes", 0, 0, 100, OUT + 8, OUT + 12)],
    },
  });
  const stream = root.stream();
  stream.requestHeaders(GET);
  stream.requestBody("hello");
  assert.equal(given(root), "ello");
  stream.responseHeaders(OK);
  stream.log();
  // Afterwards it is empty, which is no error.
  assert.deepEqual(statuses(), [0, 0, 0]);
});

test("pairs come in Envoy's layout, and no pairs are address 0", () => {
  const { root } = played({
    functions: {
      proxy_on_request_headers: [run("proxy_get_header_map_pairs", 0, OUT, OUT + 4), i32(0)],
      proxy_on_log: [run("proxy_get_header_map_pairs", 1, OUT, OUT + 4)],
    },
  });
  const stream = root.stream();
  stream.requestHeaders([
    ["A", "1"],
    ["b", Buffer.from([0xff])],
  ]);
  const hex = Buffer.from(given(root), "latin1");
  assert.equal(hex.length > 0, true);
  const place = Buffer.from(root.vm().read(OUT, 8));
  const bytes = Buffer.from(root.vm().read(place.readUInt32LE(0), place.readUInt32LE(4)));
  assert.equal(bytes.toString("hex"), "02000000010000000100000001000000010000006100310062 00ff00".replace(" ", ""));
  stream.log();
  assert.deepEqual([...root.vm().read(OUT, 8)], [0, 0, 0, 0, 0, 0, 0, 0]);
});

test("1xx answers are not shown", () => {
  const { root, callbacks } = plain();
  const stream = root.stream();
  stream.requestHeaders(GET);
  assert.deepEqual(stream.informational([[":status", "103"]]), { kind: "continue" });
  assert.equal(callbacks().length, 2);
});

test("bytes of an upgrade pass as bodies both ways", () => {
  const { root, callbacks } = plain();
  const stream = root.stream();
  stream.requestHeaders([...GET, ["upgrade", "websocket"]]);
  stream.responseHeaders([[":status", "101"]]);
  stream.responseBody("a");
  stream.requestBody("bb");
  assert.deepEqual(callbacks().slice(-2), ["proxy_on_response_body(2, 1, 0)", "proxy_on_request_body(2, 2, 0)"]);
});

test("a stream that has ended takes no callbacks, but late ones on request", () => {
  const { root, callbacks } = plain();
  const stream = root.stream();
  stream.requestHeaders(GET);
  stream.log();
  assert.throws(() => stream.requestBody("x"), UseError);
  assert.throws(() => stream.log(), UseError);
  stream.late();
  callbacks();
  stream.responseBody("late");
  assert.deepEqual(callbacks(), ["proxy_on_response_body(2, 4, 0)"]);
});

test("the effective context is another one until the callback returns", () => {
  const texts = createTexts();
  const root = texts.text("plugin_root_id");
  const one = played({
    functions: {
      proxy_on_log: [
        run("proxy_set_effective_context", 1),
        run("proxy_get_header_map_size", 0, OUT),
        run("proxy_get_property", ...root, OUT, OUT + 4),
        run("proxy_set_effective_context", 77),
      ],
    },
    data: texts.data,
  });
  one.root.exchange({ request: { headers: GET } });
  assert.deepEqual(one.statuses(), [0, 2, 0, 2]);
});

test("what an address holds is read again after the memory has grown", () => {
  const { root } = played(
    {
      functions: {
        proxy_on_tick: [
          [i32(1), 0x40, 0, 0x1a],
          run("proxy_get_current_time_nanoseconds", OUT),
          call("proxy_log", 2, 0, load(OUT)),
          0x1a,
        ],
      },
    },
    { strict: { violations: "collect" } },
  );
  root.tick();
  assert.equal(root.vm().memoryPages(), 5);
  assert.notDeepEqual([...root.vm().read(OUT, 8)], [0, 0, 0, 0, 0, 0, 0, 0]);
});
