// What a module does to the traffic of its stream.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createTexts, i32, run } from "./support/assemble.ts";
import { STREAM_CALLBACKS } from "./support/callbacks.ts";
import { GET, played } from "./support/played.ts";

test("a pause with buffering shows all that was held back", () => {
  const { root, callbacks } = played({ functions: { ...STREAM_CALLBACKS, proxy_on_request_body: [i32(1)] } });
  const stream = root.stream();
  stream.requestHeaders(GET);
  assert.deepEqual(stream.requestBody("ab"), { kind: "pause", action: 1 });
  stream.requestBody("c", { end: true });
  assert.deepEqual(callbacks().slice(2), ["proxy_on_request_body(2, 2, 0)", "proxy_on_request_body(2, 3, 1)"]);
  assert.equal(Buffer.from(stream.body("request")).toString(), "abc");
});

test("a pause at headers stops all, and ends with proxy_continue_stream", () => {
  const resumed: string[] = [];
  const { root } = played({
    functions: {
      ...STREAM_CALLBACKS,
      proxy_on_request_headers: [i32(1)],
      proxy_on_request_trailers: [run("proxy_continue_stream", 0), i32(0)],
    },
  });
  const stream = root.stream({ onResume: (side) => resumed.push(side) });
  assert.deepEqual(stream.requestHeaders(GET), { kind: "pause", action: 4 });
  assert.equal(stream.isPaused("request"), true);
  stream.requestTrailers([]);
  assert.deepEqual([resumed, stream.isPaused("request")], [["request"], false]);
});

test("a local reply ends the stream, and passes through the module's own callbacks", () => {
  const texts = createTexts();
  const [details, body] = [texts.text("no"), texts.text("denied")];
  const { root, callbacks } = played({
    functions: {
      ...STREAM_CALLBACKS,
      proxy_on_request_headers: [run("proxy_send_local_response", 403, ...details, ...body, 0, 0, -1), i32(0)],
    },
    data: texts.data,
  });
  const stream = root.stream();
  const passed = stream.requestHeaders(GET);
  assert.equal(
    passed.kind === "reply" && `${passed.reply.status} ${passed.reply.details} ${passed.reply.grpcStatus}`,
    "403 no -1",
  );
  assert.deepEqual(callbacks().slice(2), ["proxy_on_response_headers(2, 3, 0)", "proxy_on_response_body(2, 6, 1)"]);
  assert.equal(stream.requestBody("more").kind, "reply");
});

test("proxy_close_stream resets the stream after the callback", () => {
  let resets = 0;
  const { root } = played({
    functions: { ...STREAM_CALLBACKS, proxy_on_request_headers: [run("proxy_close_stream", 0), i32(0)] },
  });
  const stream = root.stream({ onReset: () => void (resets += 1) });
  assert.deepEqual([stream.requestHeaders(GET), resets], [{ kind: "reset" }, 1]);
});

test("headers and bodies can be changed in their callbacks", () => {
  const texts = createTexts();
  const [name, value] = [texts.text("X-New"), texts.text("1")];
  const { root } = played({
    functions: {
      ...STREAM_CALLBACKS,
      proxy_on_request_headers: [
        run("proxy_add_header_map_value", 0, ...name, ...value),
        run("proxy_add_header_map_value", 0, ...name, ...value),
        run("proxy_replace_header_map_value", 0, ...texts.text(":path"), ...value),
        run("proxy_remove_header_map_value", 0, ...texts.text(":method")),
        i32(0),
      ],
      proxy_on_request_body: [run("proxy_set_buffer_bytes", 0, 0, 0, ...value), i32(0)],
    },
    data: texts.data,
  });
  const stream = root.stream();
  stream.requestHeaders(GET);
  stream.requestBody("b");
  assert.deepEqual(stream.headers("request"), [
    [":authority", "a.test"],
    [":path", "1"],
    ["x-new", "1"],
    ["x-new", "1"],
  ]);
  assert.equal(Buffer.from(stream.body("request")).toString(), "1b");
});

test("malformed pairs are read as none: all headers go", () => {
  const { root } = played({
    functions: { proxy_on_request_headers: [run("proxy_set_header_map_pairs", 0, 0, 3), i32(0)] },
  });
  const stream = root.stream();
  stream.requestHeaders(GET);
  assert.deepEqual(stream.headers("request"), []);
});
