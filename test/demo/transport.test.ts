import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import type { Exchange } from "../../demo/clients/exchange.ts";
import { createTransport, type Way } from "../../demo/clients/transport.ts";
import { portsOfRoutes } from "../../demo/processes/listeners.ts";

const HOST = "sso.example.test";

type Setting = { readonly way?: Way; readonly held?: Promise<void> };

/** A fetch through a proxy that answers as told, and its log. */
async function proxied(context: TestContext, listener: RequestListener, { way = {}, held }: Setting = {}) {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const ports = portsOfRoutes({ mesh: port });
  const transport = createTransport({ host: HOST, ports, held: () => held ?? new Promise(() => undefined) });
  context.after(() => {
    transport.close();
    server.closeAllConnections();
    server.close();
  });
  const log: Exchange[] = [];
  return { fetch: transport.fetchBy(way, (exchange) => log.push(exchange)), log };
}

test("a request goes to the proxy with the authority of the authorization server, its answer is logged", async (t) => {
  const { fetch, log } = await proxied(t, (request, response) => {
    response.writeHead(200, { "content-type": "application/json", "set-cookie": ["a=1", "b=2"] });
    response.end(JSON.stringify({ access_token: request.headers.host }));
  });
  const answer = await fetch(`http://${HOST}/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "x" }),
  });
  assert.deepEqual(await answer.json(), { access_token: HOST });
  assert.deepEqual(answer.headers.getSetCookie(), ["a=1", "b=2"]);
  const expected = { kind: "answer", status: 200, error: undefined, names: ["access_token"] };
  assert.deepEqual(log, [
    {
      route: "mesh",
      method: "POST",
      path: "/token",
      grantType: "x",
      responseType: undefined,
      speaks: "http",
      answer: expected,
    },
  ]);
});

test("a redirect is not followed", async (t) => {
  const { fetch } = await proxied(t, (_, response) => response.writeHead(303, { location: "/elsewhere" }).end());
  assert.equal((await fetch(`http://${HOST}/auth`, {})).status, 303);
});

test("an answer that breaks off is logged as cut", async (t) => {
  const { fetch, log } = await proxied(t, (_, response) => {
    response.writeHead(200, { "content-length": 100 });
    response.write("half", () => response.destroy());
  });
  await assert.rejects(fetch(`http://${HOST}/token`, {}));
  assert.deepEqual(
    log.map(({ answer }) => answer.kind),
    ["cut"],
  );
});

test("a client that leaves in the middle of an answer is logged as one that left", async (t) => {
  const listener: RequestListener = (_, response) => {
    response.writeHead(200, { "content-length": 100 });
    response.write("half");
  };
  const { fetch, log } = await proxied(t, listener, { way: { fault: "stall", givesUp: true } });
  await assert.rejects(fetch(`http://${HOST}/token`, {}));
  assert.deepEqual(
    log.map(({ answer }) => answer),
    [{ kind: "left", status: 200 }],
  );
});

test("a client that gives up goes away once its request is held, and that is logged", {
  timeout: 10_000,
}, async (t) => {
  let arrived: (() => void) | undefined;
  let fault: string | undefined;
  const held = new Promise<void>((resolve) => (arrived = resolve));
  const way = { fault: "hold", givesUp: true } as const;
  const listener: RequestListener = (request) => {
    fault = String(request.headers["x-demo-fault"]);
    arrived?.();
  };
  const { fetch, log } = await proxied(t, listener, { way, held });
  await assert.rejects(fetch(`http://${HOST}/token`, { method: "POST", body: "" }));
  assert.match(fault ?? "", /^hold\/hold-\d+$/);
  assert.deepEqual(
    log.map(({ answer }) => answer.kind),
    ["gave_up"],
  );
});

test("nothing but the authorization server is reached", async (t) => {
  const { fetch, log } = await proxied(t, (_, response) => response.end());
  await assert.rejects(fetch("http://elsewhere.example.test/", {}), /only sso\.example\.test/);
  assert.deepEqual(log, []);
});

test("a proxy that is not there is an error of the demo, no entry of the log", async (t) => {
  const { fetch, log } = await proxied(t, (request) => request.socket.destroy());
  await assert.rejects(fetch(`http://${HOST}/token`, {}));
  assert.deepEqual(log, []);
});
