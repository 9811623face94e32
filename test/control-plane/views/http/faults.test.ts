import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { createHttpServer } from "../../../../control-plane/views/http/server.ts";
import { until } from "../../../system/support/until.ts";
import { ask, PAGE, settingsOf, start, statusOf } from "./servers.ts";

/** A promise and what resolves it. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

const answer = { contentType: "text/plain", chunks: PAGE };

test("a page that cannot be made is 500 and reported, and the next one is tried again", async (context) => {
  let fails = true;
  const { port, errors } = await start(context, {
    async metrics() {
      if (fails) throw new Error("no page");
      return answer;
    },
  });
  assert.equal(await statusOf(port, "/metrics"), "500 the page could not be made; the log says why");
  assert.deepEqual(errors.map(String), ["Error: no page"]);
  fails = false;
  assert.equal((await ask(port, "/metrics")).status, 200);
});

test("the seventeenth reader of metrics at a time is told to come again, and health is still answered", async (context) => {
  const { opened, open } = gate();
  let asked = 0;
  const { server, port } = await start(context, {
    async metrics() {
      asked += 1;
      await opened;
      return answer;
    },
  });
  const readers = Array.from({ length: 16 }, () => ask(port, "/metrics"));
  await until("16 readers wait", () => asked === 16);
  const refused = await ask(port, "/metrics");
  assert.equal(`${refused.status} ${refused.body.toString()}`, "503 want at most 16 readers at a time\n");
  assert.equal(refused.headers["retry-after"], "1");
  assert.deepEqual(server.refused, { connections: 0, pages: 1 });
  assert.equal(await statusOf(port, "/healthz"), "200 ok");
  open();
  assert.deepEqual(new Set((await Promise.all(readers)).map(({ status }) => status)), new Set([200]));
  assert.equal((await ask(port, "/metrics")).status, 200);
});

test("the 257th connection is closed at once, and counted", async (context) => {
  const { server, port } = await start(context);
  const sockets = Array.from({ length: 256 }, () => connect(port, "127.0.0.1"));
  context.after(() => sockets.forEach((socket) => socket.destroy()));
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  const surplus = connect(port, "127.0.0.1");
  context.after(() => surplus.destroy());
  await once(surplus, "close");
  assert.deepEqual(server.refused, { connections: 1, pages: 0 });
  assert.ok(sockets.every((socket) => !socket.destroyed));
});

test("a reader that leaves in the middle of a page frees its place, and is no error", async (context) => {
  const chunks = Array.from({ length: 400 }, () => "x".repeat(65_536));
  const { port, errors } = await start(context, { metrics: async () => ({ contentType: "text/plain", chunks }) });
  for (let reader = 0; reader < 20; reader += 1) {
    const socket = connect(port, "127.0.0.1");
    socket.write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    await once(socket, "data");
    socket.destroy();
    await once(socket, "close");
  }
  await until("a place is free", async () => (await ask(port, "/metrics", { method: "HEAD" })).status === 200);
  assert.deepEqual(errors, []);
});

test("a busy port rejects with EADDRINUSE", async (context) => {
  const { port } = await start(context);
  const second = createHttpServer(settingsOf({ listen: { host: "127.0.0.1", port } }));
  await assert.rejects(second.listen(), { code: "EADDRINUSE" });
});

test("close waits for the last answer, and takes no more connections", async (context) => {
  const { opened, open } = gate();
  let isAsked = false;
  const { server, port } = await start(context, {
    async metrics() {
      isAsked = true;
      await opened;
      return answer;
    },
  });
  const last = ask(port, "/metrics");
  await until("the page is asked for", () => isAsked);
  const closed = server.close(new AbortController().signal);
  await assert.rejects(ask(port, "/healthz"), { code: "ECONNREFUSED" });
  open();
  assert.equal((await last).status, 200);
  await closed;
});

test("close ends connections that nobody uses", async (context) => {
  const { server, port } = await start(context);
  const socket = connect(port, "127.0.0.1");
  socket.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  await once(socket, "data");
  const ended = once(socket, "end");
  await server.close(new AbortController().signal);
  await ended;
  socket.destroy();
});

test("the deadline cuts what is not answered", async (context) => {
  let isAsked = false;
  const { server, port } = await start(context, {
    metrics() {
      isAsked = true;
      return new Promise(() => undefined);
    },
  });
  const last = assert.rejects(ask(port, "/metrics"), { code: "ECONNRESET" });
  await until("the page is asked for", () => isAsked);
  const deadline = new AbortController();
  const closed = server.close(deadline.signal);
  deadline.abort();
  await closed;
  await last;
});
