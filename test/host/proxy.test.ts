// What passes through the proxy: octets as they are, callbacks as in Envoy.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, request as httpRequest, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { test } from "node:test";
import { ask, listen, proxied } from "./support/proxied.ts";

const LIMIT = { timeout: 20_000 };

test("a request with a body and its answer pass, chunk by chunk, and are logged once", LIMIT, async (t) => {
  const { port, callbacks, details, flags, ended } = await proxied(t, {
    upstream: (request, response) => {
      request.resume();
      request.on("end", () => response.writeHead(201, { "x-own": "yes", "content-length": 5 }).end("hello"));
    },
  });
  const { status, headers, body } = await ask(port, { method: "POST", body: "abc" });
  await ended(1);
  assert.deepEqual([status, headers["x-own"], body], [201, "yes", "hello"]);
  assert.match(headers["x-envoy-upstream-service-time"] as string, /^\d+$/);
  const seen = callbacks().map((line) => line.replace(/(headers) \d+/, "$1"));
  assert.deepEqual(seen, [
    "request_headers 0",
    "request_body 3 0",
    "request_body 0 1",
    "response_headers 0",
    "response_body 5 0",
    "response_body 0 1",
    "log",
  ]);
  assert.deepEqual([details(), flags()], [["-", "via_upstream"], 0n]);
});

test("without bodies the headers end both sides", LIMIT, async (t) => {
  const { port, callbacks, ended } = await proxied(t, { upstream: (_, response) => response.writeHead(204).end() });
  assert.equal((await ask(port)).status, 204);
  await ended(1);
  assert.deepEqual(
    callbacks().map((line) => line.replace(/(headers) \d+/, "$1")),
    ["request_headers 1", "response_headers 1", "log"],
  );
});

test("hop-by-hop fields stay behind, names are in lower case, an id and the scheme are added", LIMIT, async (t) => {
  const seen: string[][] = [];
  const { port } = await proxied(t, {
    upstream: (request, response) => {
      seen.push(request.rawHeaders);
      response.end();
    },
  });
  await ask(port, { headers: { Host: "a.test", "X-Mixed": "v", "Keep-Alive": "1", TE: "gzip", Upgrade: "h2c" } });
  const [raw = []] = seen;
  const names = raw.filter((_, at) => at % 2 === 0);
  assert.deepEqual(
    names.filter((name) => name !== "connection" && name !== "Connection"),
    ["host", "x-mixed", "x-forwarded-proto", "x-request-id", "x-envoy-expected-rq-timeout-ms"],
  );
  assert.equal(raw[1], "a.test");
});

test("a field that is no ASCII passes octet for octet", LIMIT, async (t) => {
  let seen: unknown;
  const { port } = await proxied(t, {
    upstream: (request, response) => {
      seen = request.headers["x-name"];
      response.setHeader("x-back", String(seen));
      response.end();
    },
  });
  const { headers } = await ask(port, { headers: { "x-name": "gr\u00fcn" } });
  assert.deepEqual([seen, headers["x-back"]], ["gr\u00fcn", "gr\u00fcn"]);
});

test("the headers of a request are upstream before its body is there", LIMIT, async (t) => {
  let arrived: () => void = () => undefined;
  const there = new Promise<void>((resolve) => (arrived = resolve));
  const { port } = await proxied(t, {
    upstream: (request, response) => {
      arrived();
      request.resume().on("end", () => response.end());
    },
  });
  const request = httpRequest({
    host: "127.0.0.1",
    port,
    method: "POST",
    agent: false,
    headers: { "content-length": 1 },
  });
  request.flushHeaders();
  await there;
  request.end("x");
  const [response] = (await once(request, "response")) as [IncomingMessage];
  assert.equal(response.resume().statusCode, 200);
});

test("an answer arrives while it is still being made", LIMIT, async (t) => {
  let finish: (() => void) | undefined;
  const { port } = await proxied(t, {
    upstream: (_, response) => {
      response.write("first");
      finish = () => response.end("last");
    },
  });
  const request = httpRequest({ host: "127.0.0.1", port, agent: false }).end();
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const [first] = (await once(response, "data")) as [Buffer];
  assert.equal(first.toString(), "first");
  finish?.();
  const [last] = (await once(response, "data")) as [Buffer];
  assert.equal(last.toString(), "last");
});

test("a client that does not read slows the upstream down", LIMIT, async (t) => {
  let isHeld: (() => void) | undefined;
  const held = new Promise<void>((resolve) => (isHeld = resolve));
  let written = 0;
  const total = 64 * 1_048_576;
  const block = Buffer.alloc(65_536, "x");
  const { port } = await proxied(t, {
    upstream: (_, response) => {
      response.writeHead(200, { "content-length": total });
      const more = (): void => {
        while (written < total) {
          written += block.length;
          if (!response.write(block)) {
            isHeldTimer.refresh();
            return void response.once("drain", more);
          }
        }
        response.end();
      };
      // Still for so long: nobody takes any more.
      const isHeldTimer = setTimeout(() => isHeld?.(), 300);
      more();
    },
  });
  const socket = connect(port, "127.0.0.1");
  socket.pause();
  socket.write("GET / HTTP/1.1\r\nhost: a.test\r\nconnection: close\r\n\r\n");
  await held;
  assert.ok(written < total / 2, `${written} of ${total} octets are on their way`);
  let received = 0;
  socket.on("data", (chunk: Buffer) => (received += chunk.length));
  socket.resume();
  await once(socket, "end");
  assert.ok(received > total);
});

test("trailers pass where the listener says so, and are dropped elsewhere", LIMIT, async (t) => {
  const upstream = (request: IncomingMessage, response: ServerResponse): void => {
    request.resume();
    request.on("end", () => {
      response.addTrailers({ "x-after": request.trailers["x-late"] ?? "none" });
      response.end("body");
    });
  };
  const trailersBy = async (hasTrailers: boolean): Promise<readonly [unknown, readonly string[]]> => {
    const { port, callbacks, ended } = await proxied(t, {
      upstream: (request, response) => {
        response.writeHead(200, { trailer: "x-after" });
        upstream(request, response);
      },
      listener: { hasTrailers },
    });
    const request = httpRequest({ host: "127.0.0.1", port, method: "POST", agent: false });
    request.write("x");
    request.addTrailers({ "x-late": "value" });
    request.end();
    const [response] = (await once(request, "response")) as [IncomingMessage];
    response.resume();
    await once(response, "end");
    await ended(1);
    return [response.trailers["x-after"], callbacks().filter((line) => line.includes("trailers"))];
  };
  assert.deepEqual(await trailersBy(true), ["value", ["request_trailers 1", "response_trailers 1"]]);
  assert.deepEqual(await trailersBy(false), [undefined, []]);
});

test("100 Continue comes from the proxy, 1xx of the upstream stays behind", LIMIT, async (t) => {
  const { port, callbacks, ended } = await proxied(t, {
    upstream: (request, response) => {
      assert.equal(request.headers.expect, undefined);
      response.writeEarlyHints({ link: "</a.css>; rel=preload" });
      request.resume().on("end", () => response.end());
    },
  });
  const request = httpRequest({
    host: "127.0.0.1",
    port,
    method: "POST",
    agent: false,
    headers: { expect: "100-continue", "content-length": "1" },
  });
  const interim: number[] = [];
  request.on("information", ({ statusCode }) => interim.push(statusCode));
  request.flushHeaders();
  await once(request, "continue");
  request.end("x");
  const [response] = (await once(request, "response")) as [IncomingMessage];
  response.resume();
  await ended(1);
  assert.deepEqual([response.statusCode, interim], [200, [100]]);
  assert.equal(callbacks().filter((line) => line.startsWith("response_headers")).length, 1);
});

test("an upgrade that the listener allows is a tunnel, and its octets are bodies", LIMIT, async (t) => {
  const echo = createServer();
  echo.on("upgrade", (_, socket) => {
    socket.write("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n");
    socket.on("data", (chunk: Buffer) => socket.write(`<${chunk.toString()}>`));
    socket.on("end", () => socket.end());
    socket.on("error", () => undefined);
  });
  const upstreamPort = await listen(t, echo);
  const { port, callbacks, ended } = await proxied(t, { upstreamPort, listener: { upgrades: ["websocket"] } });
  const request = httpRequest({
    host: "127.0.0.1",
    port,
    agent: false,
    headers: { connection: "upgrade", upgrade: "websocket" },
  }).end();
  const [response, socket] = (await once(request, "upgrade")) as [IncomingMessage, Socket];
  assert.equal(response.statusCode, 101);
  socket.write("ping");
  const [answer] = (await once(socket, "data")) as [Buffer];
  assert.equal(answer.toString(), "<ping>");
  socket.destroy();
  await ended(1);
  assert.deepEqual(
    callbacks().map((line) => line.replace(/(headers) \d+/, "$1")),
    ["request_headers 0", "response_headers 0", "request_body 4 0", "response_body 6 0", "log"],
  );
});

test("other upgrades are refused, and the module only logs them", LIMIT, async (t) => {
  const { port, callbacks, details, ended } = await proxied(t, { upstream: (_, response) => response.end() });
  const headers = { connection: "upgrade", upgrade: "websocket" };
  assert.equal((await ask(port, { headers })).status, 403);
  await ended(1);
  assert.deepEqual([callbacks(), details()], [["log"], ["-", "upgrade_failed"]]);
});

test("CONNECT finds no route", LIMIT, async (t) => {
  const { port, callbacks, details, ended } = await proxied(t, { upstream: (_, response) => response.end() });
  const request = httpRequest({ host: "127.0.0.1", port, method: "CONNECT", path: "a.test:443", agent: false }).end();
  const [response] = (await once(request, "connect")) as [IncomingMessage];
  assert.equal(response.statusCode, 404);
  await ended(1);
  assert.deepEqual(callbacks(), ["request_headers 5 0", "response_headers 1 1", "log"]);
  assert.deepEqual(details(), ["-", "route_not_found"]);
});

test("connections go to the workers by turns, and each worker has a root context of its own", LIMIT, async (t) => {
  const { port, events, ended, proxy } = await proxied(t, {
    upstream: (_, response) => response.end(),
    config: { workers: 2 },
  });
  for (let count = 0; count < 4; count += 1) await ask(port);
  await ended(4);
  const workers = events.filter(({ name }) => name === "proxy_on_request_headers").map(({ worker }) => worker);
  assert.deepEqual(workers, [1, 2, 1, 2]);
  // Base VM, main thread, two workers.
  assert.equal(proxy.host.activeVms(), 4);
});

test("a route without the filter never enters it", LIMIT, async (t) => {
  const { port, events } = await proxied(t, {
    upstream: (_, response) => response.end("x"),
    route: { isFiltered: false },
  });
  assert.equal((await ask(port)).body, "x");
  assert.deepEqual(events, []);
});
