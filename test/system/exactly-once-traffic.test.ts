// What else passes through the same listeners: other protocols, requests that are no exchange, exchanges that come in
// unusual ways. Each is counted as it must be, which is mostly not at all, and passes byte for byte.
import assert from "node:assert/strict";
import { connect as connectHttp2 } from "node:http2";
import { after, before, suite, test } from "node:test";
import { Metadata } from "@grpc/grpc-js";
import { faultOf } from "./support/fault-filters.ts";
import { startGrpcEcho, stream, unary } from "./support/grpc-echo.ts";
import { openRaw } from "./support/raw.ts";
import { type Site, startSite } from "./support/site.ts";
import { BODY, TOKEN } from "./support/token-request.ts";
import { json } from "./support/upstream.ts";

const NOTHING = {};
const SUCCESS = { client: "success", server: "success", counted: "success" };
const EVERY_BYTE = Buffer.from(Array.from({ length: 1024 }, (_, index) => (index * 7) % 256)).toString("latin1");

suite("other traffic, and exactly the exchanges in it", { concurrency: 2 }, () => {
  for (const protocol of ["h1", "h2"] as const) suite(`over ${protocol}`, { concurrency: 1 }, () => traffic(protocol));
});

function traffic(protocol: "h1" | "h2"): void {
  let site: Site;
  let grpc: Awaited<ReturnType<typeof startGrpcEcho>>;

  before(async () => {
    grpc = await startGrpcEcho();
    site = await startSite({ protocol, grpcPort: grpc.port });
  });
  after(async () => {
    await site?.stop();
    grpc?.close();
  });

  test("HEAD and OPTIONS on a token path are nothing", async () => {
    for (const method of ["HEAD", "OPTIONS"]) {
      await site.moves(NOTHING, async () => assert.equal((await site.ask({ method, chunks: [] })).status, 200));
    }
  });

  for (const path of ["/chat", "/oauth2/token", "/oauth2/authorize?response_type=code&client_id=a"]) {
    test(`a WebSocket on ${path} is nothing, and its bytes pass`, async () => {
      await site.moves(NOTHING, async () => {
        const head = `GET ${path} HTTP/1.1\r\nhost: sso.test\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n`;
        const socket = await openRaw(site.mesh.port, head);
        await socket.sees(/^HTTP\/1\.1 101 /);
        const had = socket.received().length;
        socket.write(EVERY_BYTE);
        socket.write(BODY);
        await socket.sees(/client_secret=b$/);
        assert.equal(socket.received().slice(-(EVERY_BYTE.length + BODY.length)), EVERY_BYTE + BODY);
        assert.ok(socket.received().length >= had + EVERY_BYTE.length);
        socket.die();
      });
    });
  }

  test("an upgrade that the server refuses on a token path is nothing", async () => {
    await site.moves(NOTHING, async () => {
      const head = "GET /oauth2/token HTTP/1.1\r\nhost: sso.test\r\nconnection: upgrade\r\nupgrade: websocket\r\n";
      const socket = await openRaw(site.mesh.port, `${head}x-fault: rbac@in\r\n\r\n`);
      await socket.sees(/^HTTP\/1\.1 403 /);
      socket.die();
    });
  });

  test("a client that offers h2c stays with HTTP/1.1, and its exchange is one", async () => {
    site.upstream.play(() => TOKEN);
    await site.moves(SUCCESS, async () => {
      const head = requestOf("connection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n");
      const socket = await openRaw(site.mesh.port, head);
      await socket.sees(/^HTTP\/1\.1 200 [^]*access_token/);
      socket.die();
    });
  });

  test("CONNECT is nothing, and its bytes pass", async () => {
    await site.moves(NOTHING, async () => {
      const socket = await openRaw(site.mesh.port, "CONNECT sso.test:443 HTTP/1.1\r\nhost: sso.test:443\r\n\r\n");
      await socket.sees(/^HTTP\/1\.1 200 /);
      socket.write(EVERY_BYTE);
      await socket.sees(new RegExp(`${"[^]".repeat(EVERY_BYTE.length)}$`));
      assert.equal(socket.received().slice(-EVERY_BYTE.length), EVERY_BYTE);
      socket.die();
    });
  });

  test("two requests in one packet are two exchanges, each with its own answer", async () => {
    site.upstream.play(({ body }) => (body.includes("refresh") ? json({ error: "invalid_grant" }, 400) : TOKEN));
    const refresh = "grant_type=refresh_token&refresh_token=r&client_id=a&client_secret=b";
    const expected = {
      client: "success refresh_token:client_error",
      server: "success refresh_token:client_error",
      counted: "success refresh_token:client_error/invalid_grant",
      also: { "client_authentication_total client_secret_post success verified": 1 },
    };
    await site.moves(expected, async () => {
      const socket = await openRaw(site.mesh.port, requestOf("") + requestOf("", refresh));
      await socket.sees(/^HTTP\/1\.1 200 [^]*HTTP\/1\.1 400 [^]*invalid_grant/);
      socket.die();
    });
  });

  test("five requests of one connection, by turns OAuth and not, are three exchanges", async () => {
    site.upstream.play(() => TOKEN);
    const expected = { client: "success*3", server: "success*3", counted: "success*3" };
    // The caller's filter is on for the issuer's hosts alone.
    await site.moves(expected, async () => {
      const socket = await openRaw(site.mesh.port, "");
      for (const path of ["/oauth2/token", "/", "/oauth2/token", "/oauth2/tokens", "/oauth2/token"]) {
        const had = answersIn(socket.received());
        socket.write(requestOf("", BODY, path));
        await socket.sees(new RegExp(`(?:HTTP/1\\.1 200 [^]*?access_token[^]*?){${had + 1}}`));
      }
      socket.die();
    });
  });

  test("100 Continue before the body changes no count", async () => {
    site.upstream.play(() => TOKEN);
    await site.moves(SUCCESS, async () => {
      const { status, interim } = await site.ask({ headers: { expect: "100-continue" } });
      assert.deepEqual({ status, interim }, { status: 200, interim: [100] });
    });
  });

  test("103 Early Hints before the answer changes no count", async () => {
    site.upstream.play(() => ({ ...TOKEN, hint: "</style.css>; rel=preload" }));
    await site.moves(SUCCESS, async () => {
      const { status, interim } = await site.ask();
      assert.deepEqual({ status, interim }, { status: 200, interim: [103] });
    });
  });

  test("a body that stops, until the caller's proxy has enough, is the client's error there", async () => {
    site.upstream.play(() => TOKEN);
    const expected = {
      client: "client_error",
      server: "aborted",
      counted: "client_error/http_4xx aborted/client_gone",
    };
    await site.moves(expected, async () => {
      const answer = await site.ask({ headers: faultOf("idle", "out"), ends: false });
      assert.equal(answer.status, 408);
    });
  });

  for (const [what, bytes, status] of [
    ["that is no HTTP", "\u0016\u0003\u0001 not HTTP\r\n\r\n", 400],
    ["without a host", "GET /oauth2/token HTTP/1.1\r\n\r\n", 400],
    ["with a length that is none", "POST /oauth2/token HTTP/1.1\r\nhost: sso.test\r\ncontent-length: x\r\n\r\n", 400],
    [
      "with headers too large",
      `POST /oauth2/token HTTP/1.1\r\nhost: sso.test\r\nx: ${"y".repeat(70_000)}\r\n\r\n`,
      431,
    ],
  ] as const) {
    // Envoy counts it, and makes no filters for it.
    test(`a request ${what} is nothing`, async () => {
      await site.moves({ unseen: { client: 1 } }, async () => {
        const socket = await openRaw(site.mesh.port, bytes);
        await socket.sees(new RegExp(`^HTTP/1\\.1 ${status} `));
        socket.die();
      });
    });
  }

  // gRPC needs the trailers that HTTP/1.1 between the proxies would not carry.
  if (protocol === "h1") return;

  test("gRPC on a token path is nothing, and its bytes pass", async () => {
    const message = Buffer.from(BODY + EVERY_BYTE, "latin1");
    await site.moves(NOTHING, async () => {
      assert.deepEqual(await unary(site.mesh.port, "sso.test", message, new Metadata()), message);
    });
  });

  test("a gRPC stream on an authorization path is nothing, and its bytes pass in order", async () => {
    const messages = Array.from({ length: 50 }, (_, index) => Buffer.alloc(index * 100, index));
    await site.moves(NOTHING, async () => {
      assert.deepEqual(await stream(site.mesh.port, "sso.test", messages, new Metadata()), messages);
    });
  });

  test("a gRPC call that finds no server is nothing", async () => {
    const metadata = new Metadata();
    metadata.set("x-fault", "nobody@in");
    await site.moves(NOTHING, () => assert.rejects(unary(site.mesh.port, "sso.test", Buffer.from(BODY), metadata)));
  });

  test("an extended CONNECT on a token path is nothing, and its bytes pass", async () => {
    await site.moves(NOTHING, async () => {
      const session = connectHttp2(`http://127.0.0.1:${site.mesh.port}`);
      await new Promise((resolve) => session.once("remoteSettings", resolve));
      const fields = {
        ":method": "CONNECT",
        ":protocol": "websocket",
        ":path": "/oauth2/token",
        ":authority": "sso.test",
      };
      const tunnel = session.request({ ...fields, ":scheme": "http" });
      const echoed = new Promise<string>((resolve) => tunnel.once("data", (chunk: Buffer) => resolve(String(chunk))));
      tunnel.write(BODY);
      assert.equal(await echoed, BODY);
      session.destroy();
    });
  });
}

function requestOf(headers: string, body = BODY, path = "/oauth2/token"): string {
  const type = "content-type: application/x-www-form-urlencoded";
  return `POST ${path} HTTP/1.1\r\nhost: sso.test\r\n${type}\r\n${headers}content-length: ${body.length}\r\n\r\n${body}`;
}

function answersIn(received: string): number {
  return received.split("HTTP/1.1 200 ").length - 1;
}
