// What a module that does more than look can do to traffic, and what its end does to it.
import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { test } from "node:test";
import { call, type Code, equals, i32, load, run, unreachable, when } from "./support/assemble.ts";
import { ask, proxied } from "./support/proxied.ts";

const LIMIT = { timeout: 20_000 };
const echo: RequestListener = (request, response) => {
  let body = "";
  request.on("data", (chunk: Buffer) => (body += chunk.toString()));
  request.on("end", () => response.end(`got ${body}`));
};
const PAUSE = i32(1);

test("headers that the module adds go upstream", LIMIT, async (t) => {
  let seen: unknown;
  const { port } = await proxied(t, {
    upstream: (request, response) => {
      seen = request.headers["x-new"];
      response.end();
    },
    functions: (text) => ({
      proxy_on_request_headers: [run("proxy_add_header_map_value", 0, ...text("x-new"), ...text("value")), i32(0)],
    }),
  });
  await ask(port);
  assert.equal(seen, "value");
});

test("a module that answers by itself keeps the upstream out", LIMIT, async (t) => {
  const { port, ended, callbacks } = await proxied(t, {
    upstream: () => assert.fail("the upstream is asked"),
    functions: (text) => ({
      proxy_on_request_headers: [
        run("proxy_send_local_response", 418, ...text("why"), ...text("body"), 0, 0, -1),
        i32(3),
      ],
    }),
  });
  const { status, body } = await ask(port);
  await ended(1);
  assert.deepEqual([status, body], [418, "body"]);
  assert.equal(callbacks().at(-1), "log");
});

test("a pause with buffering sends the whole body at its end", LIMIT, async (t) => {
  // Pauses while there is more.
  const buffering: Code = [[0x20, 2], 0x45];
  const { port, ended, callbacks } = await proxied(t, {
    upstream: echo,
    functions: () => ({ proxy_on_request_body: buffering }),
  });
  const { body } = await ask(port, { method: "POST", body: "abcdef" });
  await ended(1);
  assert.equal(body, "got abcdef");
  assert.deepEqual(
    callbacks().filter((line) => line.startsWith("request_body")),
    ["request_body 6 0", "request_body 6 1"],
  );
});

test("more than may be held back is answered 413", LIMIT, async (t) => {
  const { port, ended } = await proxied(t, { upstream: echo, functions: () => ({ proxy_on_request_body: PAUSE }) });
  const { status } = await ask(port, { method: "POST", body: "x".repeat(1_200_000) });
  await ended(1);
  assert.equal(status, 413);
});

for (const action of [1, 3, 4])
  test(`a request that waits for a tick, by ${action}, goes on with it, body and all`, LIMIT, async (t) => {
    // Of a worker's VM, 1 is the root and 2 the first stream.
    const goOn: Code = [run("proxy_set_effective_context", 2), run("proxy_continue_stream", 0)];
    const { port, ended } = await proxied(t, {
      upstream: echo,
      functions: () => ({
        proxy_on_vm_start: [run("proxy_set_tick_period_milliseconds", 40), i32(1)],
        proxy_on_request_headers: i32(action),
        proxy_on_tick: goOn,
        proxy_on_log: [],
      }),
    });
    const { status, body } = await ask(port, { method: "POST", body: "late" });
    await ended(1);
    assert.deepEqual([status, body], [200, "got late"]);
  });

test("an answer of the proxy's own that the module holds back comes whole when it goes on", LIMIT, async (t) => {
  const goOn: Code = [run("proxy_set_effective_context", 2), run("proxy_continue_stream", 1)];
  const { port, ended } = await proxied(t, {
    functions: () => ({
      proxy_on_vm_start: [run("proxy_set_tick_period_milliseconds", 40), i32(1)],
      proxy_on_response_headers: PAUSE,
      proxy_on_tick: goOn,
      proxy_on_log: [],
    }),
  });
  const { status, body } = await ask(port);
  await ended(1);
  assert.deepEqual([status, body], [503, "no healthy upstream"]);
});

test("a module that closes the stream breaks the connection", LIMIT, async (t) => {
  const close: Code = [call("proxy_close_stream", 1)];
  const { port, ended } = await proxied(t, {
    upstream: (_, response) => response.end("x"),
    functions: () => ({ proxy_on_response_headers: close }),
  });
  await assert.rejects(ask(port));
  await ended(1);
});

for (const [failure, status] of [
  ["FAIL_CLOSED", 503],
  ["FAIL_OPEN", 200],
  ["fail_open", 200],
] as const) {
  test(`after a trap ${failure} answers ${status}`, LIMIT, async (t) => {
    const { port } = await proxied(t, {
      upstream: echo,
      filter: { failure },
      functions: () => ({ proxy_on_request_headers: unreachable }),
    });
    assert.equal((await ask(port)).status, failure === "fail_open" ? 200 : 503);
    assert.equal((await ask(port)).status, status);
  });
}

test("of a refused upgrade the log still has what asked for it", LIMIT, async (t) => {
  const { port, details, ended } = await proxied(t, {
    upstream: echo,
    functions: (text) => ({
      proxy_on_log: when(
        equals(call("proxy_get_header_map_value", 0, ...text("upgrade"), 16, 20), 0),
        run("proxy_log", 2, load(16), load(20)),
      ),
    }),
  });
  assert.equal((await ask(port, { headers: { connection: "upgrade", upgrade: "websocket" } })).status, 403);
  await ended(1);
  assert.deepEqual(details(), ["websocket"]);
});
