// The module that ships, on the host: it loads under its own capabilities, reads only, and costs what it costs.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { LoadError } from "../../host/errors.ts";
import { createMemoryGrpc } from "../../host/grpc-memory.ts";
import { createHost } from "../../host/index.ts";
import type { Exchange, HostOptions } from "../../host/types.ts";
import { readOutside } from "../../host/wasm-binary.ts";

const wasm = readFileSync("build/filter.wasm");
const { imports, exports } = readOutside(wasm);
const capabilities = [...imports, ...exports.filter(({ name }) => name.startsWith("proxy_on_"))].map(
  ({ name }) => name,
);

const configuration = JSON.stringify({
  aggregator: { cluster: "aggregator" },
  vantage: "server",
  issuers: [{ name: "corp", hosts: ["sso.test"], dialect: "spring" }],
});
/** Has a mistake that it logs, and runs with. */
const MISTAKEN = JSON.stringify({ ...JSON.parse(configuration), flush: { records: "many" } });
const TOKEN: Exchange = {
  request: {
    headers: [
      [":authority", "sso.test"],
      [":path", "/oauth2/token"],
      [":method", "POST"],
      ["content-type", "application/x-www-form-urlencoded"],
    ],
    chunks: ["grant_type=client_credentials&client_id=svc&client_secret=s3cret"],
  },
  response: {
    headers: [
      [":status", "200"],
      ["content-type", "application/json"],
    ],
    chunks: ['{"access_token":"a","token_type":"Bearer"}'],
  },
};

function loaded(options: HostOptions = {}) {
  const grpc = createMemoryGrpc("up");
  const host = createHost({ grpc, strict: { readOnly: true }, ...options });
  const plugin = host.load({ wasm, configuration, capabilities, vmId: "v", direction: "inbound" });
  return { host, grpc, root: host.worker().root(plugin) };
}

test("a token exchange passes, is counted, and opens one stream on the thread that saw it", () => {
  const { host, grpc, root } = loaded();
  assert.equal(root.exchange(TOKEN).kind, "continue");
  host.advance(1_000);
  assert.deepEqual([host.stats.value("oauth_flow.seen"), host.stats.value("oauth_flow.emitted")], [1n, 1n]);
  assert.deepEqual(
    grpc.streams.map(({ request }) => [request.cluster, request.service, request.worker]),
    [["aggregator", "oauthflow.v1.ObservationService", 1]],
  );
  assert.deepEqual([host.violations, host.traps, host.lines], [[], [], []]);
});

test("an exchange that is none costs two host calls", () => {
  const { root } = loaded();
  const before = root.vm().counters();
  root.exchange({ request: { headers: [[":path", "/app.js"]] }, response: { headers: [[":status", "200"]] } });
  const after = root.vm().counters();
  const sum = (calls: Readonly<Record<string, number>>): number => Object.values(calls).reduce((a, b) => a + b, 0);
  assert.equal(sum(after.calls) - sum(before.calls), 2);
});

test("its memory stays as it is over 20,000 exchanges, and nothing is left open", () => {
  const { host, root } = loaded();
  const pages = root.vm().memoryPages();
  for (let i = 0; i < 20_000; i += 1) root.exchange(TOKEN);
  host.advance(60_000);
  assert.equal(root.vm().memoryPages(), pages);
  assert.deepEqual(root.entries(), { streams: 1, calls: 0, http: 0 });
  assert.equal(host.stats.value("oauth_flow.seen"), 20_000n);
});

/**
 * Whatever the aggregator does to its streams: refusals, closes, what makes the filter cancel; then time, and the end.
 */
function troubled({ host, grpc, root }: ReturnType<typeof loaded>): void {
  root.exchange(TOKEN);
  host.advance(5_000);
  for (const stream of grpc.streams) stream.message(Buffer.from([0xff, 0xff, 0xff]));
  host.advance(5_000);
  for (const stream of grpc.streams) stream.close(14, "gone");
  root.exchange(TOKEN);
  host.advance(60_000);
  root.exchange(TOKEN);
  host.shutdown();
}

test("it survives every host call failing from the beginning, one at a time, to its end", () => {
  const names = [...new Set(imports.map(({ module, name }) => `${module}.${name}`))];
  const untouched: string[] = [];
  for (const name of names) {
    let hits = 0;
    const grpc = createMemoryGrpc("up");
    const host = createHost({
      grpc,
      strict: { readOnly: true },
      faults: (call) => (call.name === name && (hits += 1) > 0 ? { kind: "status", status: 10 } : undefined),
    });
    try {
      const options = { configuration: MISTAKEN, capabilities, vmId: "v", direction: "inbound" } as const;
      const plugin = host.load({ wasm, ...options });
      troubled({ host, grpc, root: host.worker().root(plugin) });
    } catch (error) {
      // It may refuse to start, in words: a trap is not that.
      if (!(error instanceof LoadError)) throw error;
      assert.match(error.message, /^Failed to configure/, name);
    }
    assert.deepEqual(host.traps, [], name);
    if (hits === 0) untouched.push(name);
  }
  assert.deepEqual(untouched, []);
});

test("its end flushes what it has and closes its stream", () => {
  const { grpc, root } = loaded();
  root.exchange(TOKEN);
  assert.equal(root.shutdown(), "done");
  assert.notEqual(grpc.streams[0]?.state(), "open");
});
