import assert from "node:assert/strict";
import { connect as connectTls } from "node:tls";
import { afterEach, test } from "node:test";
import { credentials, status } from "@grpc/grpc-js";
import protobuf from "protobufjs";
import {
  createGrpcServer,
  GrpcListenError,
  type GrpcServer,
  type GrpcSettings,
} from "../../../control-plane/ingest/server.ts";
import { createIdentity } from "../config/certificates.ts";
import { until } from "../../system/support/until.ts";
import { createTestClient, type TestClient } from "./support/client.ts";
import { createStreamEncoder, helloOf } from "./support/encoder.ts";
import { createHarness, type Harness } from "./support/harness.ts";

const LOOPBACK = { host: "127.0.0.1", port: 0 };
const cleanups: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

type Served = { readonly port: number; readonly server: GrpcServer; readonly harness: Harness };

async function serve(settings: Partial<GrpcSettings> = {}): Promise<Served> {
  const harness = createHarness();
  const server = createGrpcServer({
    listen: LOOPBACK,
    tls: undefined,
    open: harness.ingest.open,
    steadyMs: () => harness.clock.nowMs,
    ...settings,
  });
  const { port } = await server.listen();
  cleanups.push(() => server.close(AbortSignal.abort()));
  return { port, server, harness };
}

function clientOf(
  port: number,
  ...channel: Parameters<typeof createTestClient> extends [number, ...infer Rest] ? Rest : never
): TestClient {
  const client = createTestClient(port, ...channel);
  cleanups.push(client.close);
  return client;
}

/** One unary or streamed call with bytes; the first message that comes back. */
function firstAnswer({ client }: TestClient, path: string, message: Uint8Array): Promise<Buffer> {
  const raw = (bytes: Buffer): Buffer => bytes;
  const call = client.makeBidiStreamRequest(path, raw, raw, { deadline: Date.now() + 10_000 });
  call.write(Buffer.from(message));
  call.end();
  return new Promise((resolve, reject) => {
    call.on("data", resolve);
    call.on("error", reject);
  });
}

test("health says NOT_SERVING until it is told, for the server and for the service", async () => {
  const { port, server } = await serve();
  const client = clientOf(port);
  const check = (service: string): Promise<Buffer> =>
    firstAnswer(client, "/grpc.health.v1.Health/Check", protobuf.Writer.create().uint32(10).string(service).finish());
  const SERVING = "0801";
  const NOT_SERVING = "0802";
  for (const service of ["", "oauthflow.v1.ObservationService"]) {
    assert.equal((await check(service)).toString("hex"), NOT_SERVING);
    server.setServing(true);
    assert.equal((await check(service)).toString("hex"), SERVING);
    server.setServing(false);
  }
  await assert.rejects(check("unknown"), { code: status.NOT_FOUND });
});

test("reflection lists our service and health, and has the files of our messages", async () => {
  const { port } = await serve();
  const client = clientOf(port);
  const path = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
  const list = await firstAnswer(client, path, protobuf.Writer.create().uint32(58).string("").finish());
  assert.match(list.toString("latin1"), /oauthflow\.v1\.ObservationService/);
  assert.match(list.toString("latin1"), /grpc\.health\.v1\.Health/);
  const ofSymbol = protobuf.Writer.create().uint32(34).string("oauthflow.v1.ObservationService").finish();
  const files = await firstAnswer(client, path, ofSymbol);
  assert.match(files.toString("latin1"), /oauthflow\/v1\/observation\.proto/);
  assert.match(files.toString("latin1"), /ENDPOINT_TOKEN/);
});

test("a stream that is broken off is closed here too", async () => {
  const { port, harness } = await serve();
  const stream = clientOf(port).open();
  stream.say(helloOf());
  await stream.nextOf("welcome");
  assert.equal(harness.ingest.streams, 1);
  stream.cancel();
  await until("it is closed", () => harness.ingest.streams === 0);
  assert.deepEqual(Object.fromEntries(harness.figures().streamsEnded), { closed: 1 });
});

test("records of a message over 64 KiB are counted; one over 128 KiB is not read at all", async () => {
  const { port, harness } = await serve();
  const client = clientOf(port);
  for (const [size, details, received] of [
    [65_536, "want at most", 1],
    [131_072, "larger than max", 1],
  ] as const) {
    const stream = client.open();
    stream.say(helloOf({ epoch: size.toString(16).padStart(16, "0") }));
    await stream.nextOf("welcome");
    stream.say(createStreamEncoder().batch(1, [{}], undefined, { rows: Buffer.alloc(size) }));
    const end = await stream.ended;
    assert.equal(end.code, status.RESOURCE_EXHAUSTED);
    assert.match(end.details, new RegExp(details));
    assert.equal(harness.ledger.received, received);
  }
  assert.equal(harness.ledger.dropped.get("ingest")?.get("too_large"), 1);
  await until("both are closed", () => harness.ingest.streams === 0);
});

test("the acknowledgement of a broken batch arrives before the stream ends", async () => {
  const { port } = await serve();
  const stream = clientOf(port).open();
  stream.say(helloOf());
  await stream.nextOf("welcome");
  const batch = createStreamEncoder().batch(
    1,
    Array.from({ length: 9 }, () => ({})),
  );
  stream.say(batch.subarray(0, batch.length - 1));
  assert.equal((await stream.nextOf("ack")).acknowledged, 9);
  assert.deepEqual(await stream.ended, { code: status.INVALID_ARGUMENT, details: "the batch is cut short" });
});

test("a filter that goes on sending after the end does no harm", async () => {
  const { port, harness } = await serve();
  const stream = clientOf(port).open();
  stream.say(helloOf());
  await stream.nextOf("welcome");
  stream.say(Buffer.from("ff", "hex"));
  for (let message = 0; message < 100; message += 1) stream.say(Buffer.alloc(10_000));
  assert.equal((await stream.ended).code, status.INVALID_ARGUMENT);
  assert.equal(harness.ingest.streams, 0);
});

test("while a filter reads nothing, nothing more is read of it", async () => {
  let isPaused = false;
  let received = 0;
  const { port } = await serve({
    open(peer) {
      return {
        receive() {
          received += 1;
          // Far more than any buffer on the way takes.
          for (let size = 0; size < 4_000_000 && !isPaused; size += 65_536)
            isPaused = !peer.write(Buffer.alloc(65_536));
        },
        halfClosed: () => undefined,
        cancelled: () => undefined,
        writable: () => void (isPaused = false),
      };
    },
  });
  const { client } = clientOf(port);
  const raw = (bytes: Buffer): Buffer => bytes;
  const call = client.makeBidiStreamRequest("/oauthflow.v1.ObservationService/Observe", raw, raw);
  call.on("error", () => undefined);
  for (let message = 0; message < 100; message += 1) call.write(Buffer.alloc(1_000));
  await until("it has enough", () => isPaused);
  const before = received;
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(received <= before + 1 && received < 50, `${received} messages were read`);
  call.on("data", () => undefined);
  await until("all is read", () => received === 100);
  call.cancel();
});

test("with a certificate it speaks TLS 1.3 and nothing older", async () => {
  const identity = createIdentity("aggregator");
  const tls = { cert: Buffer.from(identity.cert), key: Buffer.from(identity.key), clientCa: undefined };
  const { port } = await serve({ tls });
  const stream = clientOf(port, credentials.createSsl(Buffer.from(identity.cert))).open();
  stream.say(helloOf());
  await stream.nextOf("welcome");
  const handshake = (maxVersion: "TLSv1.2" | "TLSv1.3"): Promise<string | null> =>
    new Promise((resolve, reject) => {
      const socket = connectTls(
        { port, host: "127.0.0.1", servername: "localhost", ca: identity.cert, maxVersion, ALPNProtocols: ["h2"] },
        () => {
          resolve(socket.getProtocol());
          socket.destroy();
        },
      );
      socket.on("error", reject);
    });
  assert.equal(await handshake("TLSv1.3"), "TLSv1.3");
  await assert.rejects(handshake("TLSv1.2"), /protocol version/);
});

test("with a client CA, only who shows a certificate of it gets in", async () => {
  const ca = createIdentity("mesh");
  const own = createIdentity("aggregator", ca);
  const filter = createIdentity("filter", ca);
  const stranger = createIdentity("stranger");
  const tls = { cert: Buffer.from(own.cert), key: Buffer.from(own.key), clientCa: Buffer.from(ca.cert) };
  const { port } = await serve({ tls });
  const as = ({ cert, key }: { cert: string; key: string }): TestClient =>
    clientOf(port, credentials.createSsl(Buffer.from(ca.cert), Buffer.from(key), Buffer.from(cert)));
  const welcome = as(filter).open();
  welcome.say(helloOf());
  await welcome.nextOf("welcome");
  for (const client of [as(stranger), clientOf(port, credentials.createSsl(Buffer.from(ca.cert)))]) {
    const refused = client.open();
    refused.say(helloOf());
    assert.equal((await refused.ended).code, status.UNAVAILABLE);
  }
});

test("a port in use is an error with Node's code", async () => {
  const { port, harness } = await serve();
  const second = createGrpcServer({
    listen: { host: "127.0.0.1", port },
    tls: undefined,
    open: harness.ingest.open,
    steadyMs: () => 0,
  });
  await assert.rejects(second.listen(), (error) => error instanceof GrpcListenError && error.code === "EADDRINUSE");
  await second.close(AbortSignal.abort());
});
