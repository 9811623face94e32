import assert from "node:assert/strict";
import { test } from "node:test";
import { createIdentity } from "../../config/certificates.ts";
import { ask, start } from "./servers.ts";

const authority = createIdentity("authority");
const server = createIdentity("server", authority);
const client = createIdentity("client", authority);
const stranger = createIdentity("stranger");

const tls = { cert: Buffer.from(server.cert), key: Buffer.from(server.key), clientCa: undefined };
const mutual = { ...tls, clientCa: Buffer.from(authority.cert) };
const trust = { tls: true, ca: authority.cert };

test("with a certificate it speaks TLS 1.3, and nothing older", async (context) => {
  const { port } = await start(context, { tls });
  assert.equal((await ask(port, "/healthz", trust)).status, 200);
  const older = ask(port, "/healthz", { ...trust, maxVersion: "TLSv1.2" });
  await assert.rejects(older, /protocol version|EPROTO/i);
});

test("with a certificate it answers no plaintext", async (context) => {
  const { port } = await start(context, { tls });
  await assert.rejects(ask(port, "/healthz"), { code: "ECONNRESET" });
});

test("with a client authority, only clients that it has signed may ask", async (context) => {
  const { port } = await start(context, { tls: mutual });
  assert.equal((await ask(port, "/healthz", { ...trust, cert: client.cert, key: client.key })).status, 200);
  await assert.rejects(ask(port, "/healthz", trust));
  await assert.rejects(ask(port, "/healthz", { ...trust, cert: stranger.cert, key: stranger.key }));
});
