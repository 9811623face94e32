// What fuzzing, and reading the filter for it, has found: each as small as it could be made.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createMemoryGrpc } from "../../host/grpc-memory.ts";
import { createHost } from "../../host/index.ts";
import type { Pairs } from "../../host/pairs.ts";
import type { Exchange, HostOptions } from "../../host/types.ts";
import { readOutside } from "../../host/wasm-binary.ts";
import { requestOf } from "../filter/support/wire.ts";

const wasm = readFileSync("build/filter.wasm");
const { imports, exports } = readOutside(wasm);
const CALLABLES = [...imports, ...exports.filter(({ name }) => name.startsWith("proxy_on_"))].map(({ name }) => name);

const configurationOf = (cluster: string, more: object = {}): string =>
  JSON.stringify({
    aggregator: { cluster },
    vantage: "server",
    issuers: [{ name: "corp", hosts: ["sso.test"], endpoints: { token: ["/token"], authorization: ["/authorize"] } }],
    ...more,
  });
const TOKEN: Pairs = [
  [":authority", "sso.test"],
  [":path", "/token"],
  [":method", "POST"],
  ["content-type", "application/x-www-form-urlencoded"],
];
const AUTHORIZE: Exchange = {
  request: {
    headers: [
      [":authority", "sso.test"],
      [":path", "/authorize?response_type=code&client_id=a&state=s"],
      [":method", "GET"],
    ],
  },
  response: {
    headers: [
      [":status", "302"],
      ["location", "https://client.example/cb?code=c&state=s"],
    ],
  },
};
const EXCHANGE: Exchange = {
  request: { headers: TOKEN, chunks: ["grant_type=client_credentials&client_id=a&client_secret=b"] },
  response: { headers: [[":status", "401"]] },
};

function loaded(options: HostOptions = {}, clusters: readonly string[] = ["a"], more: object = {}) {
  const grpc = createMemoryGrpc("up");
  const host = createHost({ grpc, strict: { readOnly: true }, ...options });
  const worker = host.worker();
  const plugins = clusters.map((name) =>
    host.load({ wasm, name, vmId: "v", configuration: configurationOf(name, more) }),
  );
  const roots = plugins.map((plugin) => worker.root(plugin));
  const value = (name: string): number => Number(host.stats.value(`oauth_flow.${name}`) ?? 0n);
  return { grpc, host, worker, plugins, roots, value };
}

test("an authorization exchange that found the table full is not counted again by its answer", () => {
  const { host, roots, value } = loaded({}, ["a"], { limits: { exchanges: 1 } });
  const [root] = roots;
  const first = root!.stream();
  first.requestHeaders(TOKEN);
  root!.exchange(AUTHORIZE);
  first.log();
  host.advance(1_000);
  assert.deepEqual([value("matched"), value("emitted"), value("dropped.exchange_table_full")], [2, 1, 1]);
});

test("streams of a root that has ended are not those of the root that takes its place", () => {
  const { grpc, host, worker, plugins, roots, value } = loaded();
  const orphan = roots[0]!.stream();
  orphan.requestHeaders(TOKEN);
  roots[0]!.shutdown();
  const next = worker.root(plugins[0]!);
  orphan.responseHeaders([[":status", "401"]], { end: true });
  orphan.log();
  host.advance(6_000);
  assert.deepEqual([value("seen"), value("matched")], [0, 0]);
  next.exchange(EXCHANGE);
  assert.equal(grpc.streams.length, 2);
  assert.equal(next.entries().streams, 1);
});

test("an exchange of a root that has ended is not under way at the root that takes its place", () => {
  const { host, worker, plugins, roots } = loaded();
  const orphan = roots[0]!.stream();
  orphan.requestHeaders(TOKEN);
  roots[0]!.shutdown();
  worker.root(plugins[0]!);
  host.advance(6_000);
  const board = host.shared.keys("v").find((name) => name.startsWith("oauth_flow.board."));
  const bytes = Buffer.from(host.shared.get("v", board ?? "")?.bytes ?? new Uint8Array());
  const slots = Array.from({ length: bytes.readUInt32LE(4) }, (_, at) => bytes.readUInt32LE(16 + 48 * at + 40));
  assert.ok(slots.length > 0);
  assert.equal(
    slots.reduce((sum, each) => sum + each, 0),
    0,
  );
});

test("streams that are done without a log do not fill the table of streams", () => {
  const { host, roots, value } = loaded({}, ["a", "b"]);
  const [root] = roots;
  for (let at = 0; at < 5_000; at += 1) {
    const stream = root!.stream();
    stream.requestHeaders([[":path", "/app.js"]]);
    root!.vm().call("proxy_on_done", [stream.id()]);
  }
  root!.exchange(EXCHANGE);
  host.advance(1_000);
  assert.deepEqual([value("seen"), value("emitted")], [1, 1]);
});

test("request headers that come again and again take one slot", () => {
  const { host, roots, value } = loaded({}, ["a"], { limits: { exchanges: 256 } });
  const [root] = roots;
  const again = root!.stream();
  for (let times = 0; times < 3; times += 1) again.requestHeaders(TOKEN);
  again.log();
  // As many as there are slots in the memory: one that is lost to the list of free ones is missing too.
  const all = Array.from({ length: 256 }, () => root!.stream());
  for (const stream of all) stream.requestHeaders(TOKEN);
  for (const stream of all) stream.log();
  host.advance(1_000);
  assert.equal(value("dropped.exchange_table_full"), 0);
});

test("without randomness the filter starts, and two roots still have two epochs", () => {
  const grpc = createMemoryGrpc("up");
  const host = createHost({ grpc, strict: { ignore: ["capability"] } });
  const capabilities = CALLABLES.filter((name) => name !== "random_get");
  const worker = host.worker();
  for (const name of ["a", "b"])
    worker
      .root(host.load({ wasm, name, vmId: "v", configuration: configurationOf(name), capabilities }))
      .exchange(EXCHANGE);
  const epochs = grpc.streams.map(({ sent }) => Buffer.from(helloOf(sent).epoch).toString("hex"));
  assert.equal(epochs.length, 2);
  assert.notEqual(epochs[0], epochs[1]);
  assert.ok(epochs.every((epoch) => !/^0+$/.test(epoch)));
});

test("a name of the node is cut between two characters", () => {
  const { grpc, roots } = loaded({ node: { id: `${"n".repeat(255)}\u00e9`, cluster: `${"c".repeat(254)}\u20ac` } });
  roots[0]!.exchange(EXCHANGE);
  const { node, cluster } = helloOf(grpc.streams[0]!.sent);
  assert.deepEqual([node, cluster], ["n".repeat(255), "c".repeat(254)]);
});

function helloOf(sent: readonly Uint8Array[]): { epoch: Uint8Array; node: string; cluster: string } {
  return (requestOf(sent[0]!) as { hello: { epoch: Uint8Array; node: string; cluster: string } }).hello;
}
