// The module's gRPC over a real connection: each ending as Envoy tells it.
import assert from "node:assert/strict";
import { createServer, type IncomingHttpHeaders, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { once } from "node:events";
import type { GrpcPeer } from "../../host/grpc-transport.ts";
import { createNetworkGrpc } from "../../host/proxy/grpc-network.ts";
import { load, run, i32 } from "./support/assemble.ts";
import { ask, proxied } from "./support/proxied.ts";

const LIMIT = { timeout: 20_000 };
const CLUSTER = { host: "127.0.0.1", connectTimeoutMs: 2_000, keepaliveMs: 0 };

type Serve = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;

/** Port of a server whose streams go to `serve`. */
async function served(t: TestContext, serve: Serve) {
  const server = createServer();
  const sessions = new Set<{ destroy: () => void }>();
  server.on("session", (session) => {
    sessions.add(session);
    session.on("error", () => undefined);
  });
  server.on("stream", (stream, headers) => {
    stream.on("error", () => undefined);
    serve(stream, headers);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const destroy = (): void => {
    for (const session of sessions) session.destroy();
  };
  t.after(() => {
    destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, destroy };
}

/** One stream, and what happens to it as lines; `closed` resolves at its close. */
function opened(t: TestContext, port: number, kind: "stream" | "call" = "stream", timeoutMs = 0) {
  const grpc = createNetworkGrpc({ up: { ...CLUSTER, port } });
  t.after(() => grpc.close(100));
  const lines: string[] = [];
  let close: () => void = () => undefined;
  let see: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => (close = resolve));
  const seen = new Promise<void>((resolve) => (see = resolve));
  const peer: GrpcPeer | undefined = grpc.open(
    {
      kind,
      cluster: "up",
      authority: "aggregator.test",
      service: "pkg.Service",
      method: "Talk",
      metadata: [
        ["x-own", "yes"],
        ["x-raw-bin", Buffer.from([0, 255])],
      ],
      grpcService: new Uint8Array(),
      message: Buffer.from("ask"),
      timeoutMs,
      worker: 1,
    },
    {
      initialMetadata: () => void lines.push("initial"),
      message: (bytes) => {
        lines.push(`message ${Buffer.from(bytes).toString()}`);
        see();
      },
      trailingMetadata: () => void lines.push("trailing"),
      close: (status, message) => {
        lines.push(`close ${status} ${message}`.trim());
        close();
      },
    },
  );
  return { grpc, peer, lines, closed, seen };
}

const frame = (text: string): Buffer => Buffer.concat([Buffer.from([0, 0, 0, 0, text.length]), Buffer.from(text)]);

test("a stream has the path, the authority and the metadata that the module gave", LIMIT, async (t) => {
  let seen: IncomingHttpHeaders = {};
  const { port } = await served(t, (stream, headers) => {
    seen = headers;
    stream.respond({ ":status": 200, "grpc-status": "0" }, { endStream: true });
  });
  const { closed, lines } = opened(t, port);
  await closed;
  assert.deepEqual(
    [":path", ":authority", "content-type", "te", "x-own", "x-raw-bin"].map((name) => seen[name]),
    ["/pkg.Service/Talk", "aggregator.test", "application/grpc", "trailers", "yes", "AP8="],
  );
  assert.deepEqual(lines, ["initial", "trailing", "close 0"]);
});

test("messages pass both ways, also when a frame comes in pieces", LIMIT, async (t) => {
  const received: string[] = [];
  const { port } = await served(t, (stream) => {
    stream.respond({ ":status": 200 }, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "5", "grpc-message": "not%20there" }));
    stream.on("data", (chunk: Buffer) => received.push(chunk.toString("latin1")));
    const both = Buffer.concat([frame("one"), frame("two")]);
    stream.on("end", () => stream.write(both.subarray(0, 6), () => stream.end(both.subarray(6))));
  });
  const { peer, closed, lines } = opened(t, port);
  peer?.send(Buffer.from("hello"), true);
  await closed;
  assert.deepEqual(lines, ["initial", "message one", "message two", "trailing", "close 5 not there"]);
  assert.equal(received.join(""), frame("hello").toString("latin1"));
});

for (const [what, serve, status] of [
  [
    "a stream without trailers",
    (stream: ServerHttp2Stream) => stream.respond({ ":status": 200 }, { endStream: true }),
    2,
  ],
  ["HTTP 503", (stream: ServerHttp2Stream) => stream.respond({ ":status": 503 }, { endStream: true }), 14],
  ["a reset before the answer", (stream: ServerHttp2Stream) => stream.close(8), 14],
  [
    "a compressed message",
    (stream: ServerHttp2Stream) => {
      stream.respond({ ":status": 200 });
      stream.write(Buffer.from([1, 0, 0, 0, 0]));
    },
    13,
  ],
  [
    "a message that is too large",
    (stream: ServerHttp2Stream) => {
      stream.respond({ ":status": 200 });
      stream.write(Buffer.from([0, 255, 0, 0, 0]));
    },
    13,
  ],
] as const) {
  test(`${what} closes with ${status}`, LIMIT, async (t) => {
    const { port } = await served(t, serve);
    const { closed, lines } = opened(t, port);
    await closed;
    assert.match(lines.at(-1) ?? "", new RegExp(`^close ${status}\\b`));
    assert.equal(lines.filter((line) => line.startsWith("close")).length, 1);
  });
}

test("a server that is killed in the middle closes with 13", LIMIT, async (t) => {
  const { port, destroy } = await served(t, (stream) => {
    stream.respond({ ":status": 200 });
    stream.write(frame("x"));
  });
  const { closed, seen, lines } = opened(t, port);
  await seen;
  destroy();
  await closed;
  assert.deepEqual(lines, ["initial", "message x", "close 13"]);
});

test("a connection that is refused closes with 14, after sends that went nowhere", LIMIT, async (t) => {
  const { peer, closed, lines } = opened(t, 1);
  peer?.send(Buffer.from("lost"), false);
  await closed;
  assert.match(lines.join(), /^close 14 /);
});

test("no such cluster, and one without hosts, end while they start", LIMIT, async (t) => {
  const { peer, lines } = opened(t, 0);
  assert.equal(peer, undefined);
  assert.deepEqual(lines, ["initial", "trailing", "close 14 no healthy upstream"]);
});

test("what was sent before a reset arrives before it", LIMIT, async (t) => {
  let all = 0;
  let finish: () => void = () => undefined;
  const reset = new Promise<void>((resolve) => (finish = resolve));
  const { port } = await served(t, (stream) => {
    stream.respond({ ":status": 200 });
    stream.write(frame("there"));
    stream.on("data", (chunk: Buffer) => (all += chunk.length));
    stream.on("close", finish);
  });
  const { peer, grpc, seen } = opened(t, port);
  await seen;
  // More than one window of HTTP/2.
  const message = Buffer.alloc(200_000, "x");
  peer?.send(message, false);
  peer?.reset();
  await grpc.close(5_000);
  await reset;
  assert.equal(all, message.length + 5);
});

test("a call has one message each way, and its time is limited", LIMIT, async (t) => {
  let isSlow = false;
  const { port } = await served(t, (stream) => {
    if (isSlow) return;
    stream.respond({ ":status": 200 });
    stream.write(frame("answer"));
  });
  const { lines, seen } = opened(t, port, "call");
  await seen;
  isSlow = true;
  const late = opened(t, port, "call", 50);
  await late.closed;
  assert.deepEqual(lines.slice(0, 2), ["initial", "message answer"]);
  assert.deepEqual(late.lines, ["close 4 upstream request timeout"]);
});

test(
  "what a root context sends in its end goes out before the proxy has stopped, and the connection ends",
  LIMIT,
  async (t) => {
    const received: Buffer[] = [];
    const server = createServer();
    t.after(() => server.close());
    server.on("stream", (stream) => {
      stream.on("error", () => undefined);
      stream.respond({ ":status": 200 });
      stream.on("data", (chunk: Buffer) => received.push(chunk));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const opening = once(server, "session") as Promise<[ServerHttp2Session]>;
    // A name that is no message of protobuf.
    const cluster = "zz";
    const token = 40;
    const { port, proxy, ended } = await proxied(t, {
      config: { clusters: { up: { port: 0 }, [cluster]: { port: (server.address() as AddressInfo).port } } },
      functions: (text) => ({
        proxy_on_request_headers: [
          run("proxy_grpc_stream", ...text(cluster), ...text("a"), ...text("b"), 0, 0, token),
          i32(0),
        ],
        proxy_on_log: [],
        proxy_on_done: [run("proxy_grpc_send", load(token), ...text("last"), 0), i32(1)],
      }),
    });
    await ask(port);
    await ended(1);
    const [session] = await opening;
    const closed = once(session, "close");
    await proxy.stop();
    await closed;
    // Of the stream's end, and of the root context's.
    assert.equal(Buffer.concat(received).toString("latin1"), frame("last").toString("latin1").repeat(2));
  },
);
