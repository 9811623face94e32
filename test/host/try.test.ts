// One try at an upstream: how it is written. Another process would see each write by itself.
import assert from "node:assert/strict";
import { Agent } from "node:http";
import { Duplex } from "node:stream";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { openTry, type Try } from "../../host/proxy/try.ts";

const PAIRS = [
  [":method", "POST"],
  [":path", "/"],
  [":authority", "a.test"],
  ["content-length", "3"],
] as const;

/** A try on a connection that keeps what each write brings. */
function written(): { readonly try: Try; readonly writes: readonly string[] } {
  const writes: string[] = [];
  const socket = new Duplex({
    read: () => undefined,
    writev(chunks, done) {
      writes.push(chunks.map(({ chunk }) => String(chunk)).join(""));
      done();
    },
  });
  const agent = new Agent();
  agent.createConnection = () => socket;
  const config = { host: "127.0.0.1", port: 1, connectTimeoutMs: 60_000, keepaliveMs: 0 };
  const ignore = (): undefined => undefined;
  const events = { headers: ignore, data: ignore, end: ignore, failed: ignore, drain: ignore };
  return { try: openTry({ config, agent }, PAIRS, false, events), writes };
}

test("a body that is there in the same turn of the loop goes with its headers, in one write", async () => {
  const { try: made, writes } = written();
  made.flush();
  process.nextTick(() => made.write(Buffer.from("a=b")));
  await turn();
  await turn();
  made.stop();
  assert.equal(writes.length, 1);
  assert.match(writes[0] ?? "", /^POST \/ HTTP\/1\.1\r\n[^]*\r\n\r\na=b$/);
});

test("headers whose body is late go alone", async () => {
  const { try: made, writes } = written();
  made.flush();
  await turn();
  await turn();
  made.write(Buffer.from("a=b"));
  await turn();
  made.stop();
  assert.deepEqual(
    writes.map((text) => text.split("\r\n\r\n").at(-1)),
    ["", "a=b"],
  );
});
