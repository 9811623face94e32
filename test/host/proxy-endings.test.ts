// Exchanges that do not end with a whole answer from upstream: what the client gets, and what the module can read of
// it.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, request as httpRequest, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { test } from "node:test";
import { FLAG } from "../../host/proxy/endings.ts";
import { ask, listen, proxied } from "./support/proxied.ts";

const LIMIT = { timeout: 20_000 };
/** Nobody listens there. */
const NOBODY = 1;

const never: RequestListener = () => undefined;

for (const [what, setting, status, details, flags] of [
  ["no route", { route: { hosts: ["b.test"] } }, 404, "route_not_found", FLAG.NO_ROUTE],
  ["no such cluster", { route: { cluster: "nobody" } }, 503, "cluster_not_found", FLAG.NO_CLUSTER],
  ["a cluster without hosts", {}, 503, "no_healthy_upstream", FLAG.NO_HEALTHY_UPSTREAM],
  [
    "a refused connection",
    { upstreamPort: NOBODY },
    503,
    "upstream_reset_before_response_started{remote_connection_failure|delayed_connect_error:_Connection_refused}",
    FLAG.CONNECTION_FAILURE,
  ],
  [
    "a connection that is lost before the answer",
    { upstream: (request: IncomingMessage) => void request.socket.destroy() },
    503,
    "upstream_reset_before_response_started{connection_termination}",
    FLAG.CONNECTION_TERMINATION,
  ],
  [
    "an upstream that takes too long",
    { upstream: never, route: { timeoutMs: 50 } },
    504,
    "response_timeout",
    FLAG.UPSTREAM_TIMEOUT,
  ],
  ["nothing that moves", { upstream: never, listener: { idleTimeoutMs: 50 } }, 504, "stream_idle_timeout", FLAG.IDLE],
] as const) {
  test(`${what} is answered with ${status}, which the module sees as an answer`, LIMIT, async (t) => {
    const { port, callbacks, ended, ...seen } = await proxied(t, setting);
    const answer = await ask(port, { headers: { host: "a.test" } });
    assert.deepEqual([answer.status, answer.headers["content-length"]], [status, `${answer.body.length}`]);
    await ended(1);
    assert.deepEqual([seen.details(), seen.flags()], [["-", details], BigInt(flags)]);
    assert.equal(callbacks().filter((line) => line.startsWith("response_headers")).length, 1);
  });
}

test("an upstream that speaks no HTTP is a 502", LIMIT, async (t) => {
  const server = createTcpServer((socket) => void socket.on("error", () => undefined).end("gibberish\r\n\r\n"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const upstreamPort = (server.address() as AddressInfo).port;
  const { port, details, flags, ended } = await proxied(t, { upstreamPort });
  assert.equal((await ask(port)).status, 502);
  await ended(1);
  assert.deepEqual(details(), ["-", "upstream_reset_before_response_started{protocol_error}"]);
  assert.equal(flags(), BigInt(FLAG.UPSTREAM_PROTOCOL_ERROR));
});

/** Half an answer, then what `then` does. */
function half(then: (request: IncomingMessage) => void): RequestListener {
  return (request, response) => {
    response.writeHead(200, { "content-length": 100 });
    response.write("half", () => then(request));
  };
}

for (const [what, end] of [
  ["ends too early", (socket: Socket) => socket.destroySoon()],
  ["is reset", (socket: Socket) => socket.resetAndDestroy()],
] as const) {
  test(`an answer that ${what} breaks the client's connection, and says so in the log alone`, LIMIT, async (t) => {
    const { port, details, flags, callbacks, ended } = await proxied(t, {
      upstream: half(({ socket }) => void setImmediate(() => end(socket))),
    });
    await assert.rejects(ask(port));
    await ended(1);
    assert.deepEqual(details(), ["-", "upstream_reset_after_response_started{protocol_error}"]);
    assert.equal(flags(), BigInt(FLAG.UPSTREAM_PROTOCOL_ERROR));
    assert.ok(callbacks().some((line) => line.startsWith("response_headers")));
  });
}

test("a time-out in the middle of an answer breaks it off too", LIMIT, async (t) => {
  const { port, details, flags, ended } = await proxied(t, {
    upstream: half(() => undefined),
    route: { timeoutMs: 80 },
  });
  await assert.rejects(ask(port));
  await ended(1);
  assert.deepEqual([details(), flags()], [["-", "response_timeout"], BigInt(FLAG.UPSTREAM_TIMEOUT)]);
});

test("a client that goes away before the answer ends the upstream's request", LIMIT, async (t) => {
  let gone: (() => void) | undefined;
  const upstreamGone = new Promise<void>((resolve) => (gone = resolve));
  let arrived: (() => void) | undefined;
  const { port, details, flags, callbacks, ended } = await proxied(t, {
    upstream: (request, response) => {
      response.on("close", () => gone?.());
      request.resume().on("end", () => arrived?.());
    },
  });
  const request = httpRequest({ host: "127.0.0.1", port, method: "POST", agent: false });
  request.on("error", () => undefined);
  const there = new Promise<void>((resolve) => (arrived = resolve));
  request.end("x");
  await there;
  request.destroy();
  await Promise.all([upstreamGone, ended(1)]);
  assert.deepEqual([details(), flags()], [["-", "downstream_remote_disconnect"], BigInt(FLAG.CLIENT_GONE)]);
  assert.ok(!callbacks().some((line) => line.startsWith("response")));
});

test("a client that goes away in the middle of the answer is gone with its status", LIMIT, async (t) => {
  const { port, details, flags, ended } = await proxied(t, { upstream: half(() => undefined) });
  const request = httpRequest({ host: "127.0.0.1", port, agent: false }).end();
  request.on("error", () => undefined);
  const [response] = (await once(request, "response")) as [IncomingMessage];
  response.on("error", () => undefined);
  await once(response, "data");
  request.destroy();
  await ended(1);
  assert.deepEqual([details(), flags()], [["-", "downstream_remote_disconnect"], BigInt(FLAG.CLIENT_GONE)]);
});

test("a request that stops coming is answered 408", LIMIT, async (t) => {
  const { port, details, ended } = await proxied(t, { upstream: never, listener: { idleTimeoutMs: 50 } });
  const request = httpRequest({
    host: "127.0.0.1",
    port,
    method: "POST",
    agent: false,
    headers: { "content-length": "9" },
  });
  request.write("half");
  const [response] = (await once(request, "response")) as [IncomingMessage];
  response.resume();
  await ended(1);
  assert.deepEqual([response.statusCode, details()], [408, ["-", "stream_idle_timeout"]]);
  request.destroy();
});

/** Loses the first `count` requests. */
function losing(count: number, bodies: string[]): RequestListener {
  let lost = 0;
  return (request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      bodies.push(`${String(request.headers["x-envoy-attempt-count"])} ${body}`);
      if ((lost += 1) <= count) request.socket.destroy();
      else response.end("at last");
    });
  };
}

test("a try that is lost is repeated with its whole body, and the module sees one exchange", LIMIT, async (t) => {
  const bodies: string[] = [];
  const { port, details, flags, callbacks, ended } = await proxied(t, {
    upstream: losing(1, bodies),
    route: { retries: 1, countsAttempts: true },
  });
  const { status, body } = await ask(port, { method: "POST", body: "abc" });
  await ended(1);
  assert.deepEqual([status, body, bodies], [200, "at last", ["1 abc", "2 abc"]]);
  assert.deepEqual([details(), flags()], [["-", "via_upstream"], 0n]);
  assert.equal(callbacks().filter((line) => line === "log").length, 1);
});

test("when no try is left, the flags say that there were some", LIMIT, async (t) => {
  const bodies: string[] = [];
  const { port, flags, ended } = await proxied(t, { upstream: losing(9, bodies), route: { retries: 2 } });
  assert.equal((await ask(port, { method: "POST", body: "abc" })).status, 503);
  await ended(1);
  assert.equal(bodies.length, 3);
  assert.equal(flags(), BigInt(FLAG.CONNECTION_TERMINATION | FLAG.RETRIES_EXCEEDED));
});

test("a 5xx is repeated, and the last one is the upstream's own", LIMIT, async (t) => {
  let tries = 0;
  const { port, details, flags, ended } = await proxied(t, {
    upstream: (_, response) => {
      tries += 1;
      response.writeHead(500).end("broken");
    },
    route: { retries: 1 },
  });
  const { status, body } = await ask(port);
  await ended(1);
  assert.deepEqual([status, body, tries], [500, "broken", 2]);
  assert.deepEqual([details(), flags()], [["-", "via_upstream"], BigInt(FLAG.RETRIES_EXCEEDED)]);
});

test("a proxy that ends logs what is under way, and ends its root contexts after it", LIMIT, async (t) => {
  let arrived: (() => void) | undefined;
  const there = new Promise<void>((resolve) => (arrived = resolve));
  const { port, details, events, proxy } = await proxied(t, { upstream: () => arrived?.() });
  const asked = ask(port).catch(() => "cut");
  await there;
  await proxy.stop();
  assert.equal(await asked, "cut");
  assert.deepEqual(details(), ["-", "downstream_local_disconnect"]);
  const names = events.map(({ name }) => name.replace("proxy_on_", "")).filter((name) => name !== "tick");
  // The stream; then the root contexts of the main thread and of the worker.
  assert.deepEqual(names.slice(-7), ["log", "done", "delete", "done", "delete", "done", "delete"]);
});

test("an upstream's port that is taken away later is refused like any other", LIMIT, async (t) => {
  const server = createServer((_, response) => response.end("there"));
  const upstreamPort = await listen(t, server);
  const { port } = await proxied(t, { upstreamPort });
  assert.equal((await ask(port)).body, "there");
  server.close();
  server.closeAllConnections();
  await once(server, "close");
  assert.equal((await ask(port)).status, 503);
});
