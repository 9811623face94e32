// What happens at the filter's limits, and with what peers and proxies rarely do.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { MemoryStream } from "../../host/grpc-memory.ts";
import type { Root } from "../../host/types.ts";
import { createPlayedEnvoy, type PlayedEnvoy } from "./support/played-envoy.ts";
import { createObserver } from "./support/records.ts";
import { requestOf, response, welcome } from "./support/wire.ts";

const CONFIGURATION = {
  aggregator: { cluster: "aggregator" },
  vantage: "server",
  issuers: [{ name: "corp", hosts: ["sso.test"], dialect: "spring" }],
};
const TOKEN_REQUEST = {
  path: "/oauth2/token",
  method: "POST",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  chunks: ["grant_type=client_credentials&client_id=a&client_secret=b"],
} as const;
const TOKEN_ANSWER = {
  status: 200,
  headers: { "content-type": "application/json" },
  chunks: ['{"access_token":"t","token_type":"Bearer","expires_in":60}'],
} as const;

function started(settings: object = {}): { envoy: PlayedEnvoy; root: Root } {
  const envoy = createPlayedEnvoy();
  const root = envoy.addRoot(JSON.stringify({ ...CONFIGURATION, ...settings }));
  return { envoy, root };
}

function stream(envoy: PlayedEnvoy, index = -1): MemoryStream {
  const found = envoy.streams().at(index);
  assert.ok(found !== undefined, "no stream was opened");
  return found;
}

const messages = (of: MemoryStream) => of.sent.map(requestOf);
const batches = (of: MemoryStream): { first: number; count: number }[] =>
  messages(of).flatMap(({ batch }) => (batch === undefined ? [] : [{ first: batch.first, count: batch.count }]));

test("an exchange without a vantage is in no heartbeat, and the heartbeat stays readable", () => {
  const { envoy, root } = started({ vantage: "auto" });
  envoy.request(root, TOKEN_REQUEST);
  stream(envoy).message(welcome(65_536));
  envoy.tick(root, 6_000);
  const { heartbeat } = messages(stream(envoy)).at(-1)!;
  assert.equal(heartbeat.inFlight, undefined);
});

test("a client that fills the dictionary costs a new stream, without a wait and without a loss", () => {
  const { envoy, root } = started();
  // Every status is another tuple.
  const exchanges = (from: number, count: number): void => {
    for (let i = from; i < from + count; i += 1) {
      envoy.exchange(root, TOKEN_REQUEST, { status: 400 + (i % 200), headers: { "retry-after": String(i) } });
      envoy.exchange(root, { ...TOKEN_REQUEST, headers: { dpop: "p" } }, { status: 400 + (i % 200) });
      envoy.exchange(root, { ...TOKEN_REQUEST, chunks: ["grant_type=password"] }, { status: 400 + (i % 200) });
    }
  };
  const taken = new Set<number>();
  const settle = (): void => {
    for (let round = 0; round < 12; round += 1) {
      envoy.tick(root, 300);
      const open = stream(envoy);
      if (open.state() !== "open") continue;
      if (!messages(open).some(({ batch }) => batch !== undefined)) open.message(welcome(1_000_000));
      for (const { first, count } of batches(open)) for (let i = 0; i < count; i += 1) taken.add(first + i);
      const last = batches(open).at(-1);
      if (last !== undefined) open.message(response({ ack: { acknowledged: last.first + last.count - 1 } }));
    }
  };
  for (let wave = 0; wave < 10; wave += 1) {
    exchanges(wave * 60, 60);
    settle();
  }
  assert.ok(envoy.streams().length > 1, "the dictionary never was full");
  assert.equal(taken.size, 1_800);
  assert.equal(envoy.metric("oauth_flow.dropped.ring_full"), 0);
  assert.equal(envoy.streams().filter((each) => each.state() === "reset").length, 0);
});

test("a stream that says something, but never what is waited for, is given up", () => {
  const withoutWelcome = started();
  withoutWelcome.envoy.exchange(withoutWelcome.root, TOKEN_REQUEST, TOKEN_ANSWER);
  const withoutAck = started();
  withoutAck.envoy.exchange(withoutAck.root, TOKEN_REQUEST, TOKEN_ANSWER);
  stream(withoutAck.envoy).message(welcome(1_000_000));
  for (const { envoy, root } of [withoutWelcome, withoutAck]) {
    const first = stream(envoy, 0);
    for (let second = 0; second < 20; second += 1) {
      envoy.tick(root, 1_000);
      if (first.state() === "open") first.message(response({ credit: { creditBytes: 2_000_000 + second } }));
    }
    assert.equal(first.state(), "reset");
  }
});

test("how an aggregator wants records sent ends with its stream", () => {
  const { envoy, root } = started();
  envoy.exchange(root, TOKEN_REQUEST, TOKEN_ANSWER);
  stream(envoy).message(welcome(65_536));
  stream(envoy).message(response({ control: { flush: { records: 1 } } }));
  stream(envoy).close(14);
  for (let i = 0; i < 4; i += 1) envoy.exchange(root, TOKEN_REQUEST, TOKEN_ANSWER);
  envoy.tick(root, 60_000);
  stream(envoy).message(welcome(65_536));
  envoy.tick(root, 2_000);
  assert.deepEqual(batches(stream(envoy)), [{ first: 1, count: 5 }]);
});

test("a second key for pseudonyms is not taken: a batch has no word for it", () => {
  const { envoy, root } = started();
  envoy.exchange(root, TOKEN_REQUEST, TOKEN_ANSWER);
  stream(envoy).message(welcome(65_536));
  const key = { keyClass: 3, id: 8, secret: Buffer.alloc(32, 3), previousId: 7, previousSecret: Buffer.alloc(32, 9) };
  stream(envoy).message(response({ control: { keys: [key] } }));
  envoy.exchange(root, TOKEN_REQUEST, TOKEN_ANSWER);
  envoy.tick(root, 2_000);
  const { batch } = messages(stream(envoy)).findLast((message) => message.batch !== undefined);
  // Tuple, start, two times, lifetime, one hash.
  assert.ok(batch.rows.length / batch.count < 22, `${batch.rows.length} bytes for ${batch.count} rows`);
});

test("a configuration too many is not watched, and what passes there is nobody's", () => {
  const envoy = createPlayedEnvoy();
  const roots = Array.from({ length: 9 }, (_, index) =>
    envoy.addRoot(JSON.stringify({ ...CONFIGURATION, flush: { records: 100 + index } })),
  );
  envoy.exchange(roots[8]!, TOKEN_REQUEST, TOKEN_ANSWER);
  for (const root of roots) envoy.tick(root, 1_000);
  assert.equal(envoy.streams().length, 0);
  assert.equal(envoy.metric("oauth_flow.seen"), 0);
  envoy.exchange(roots[0]!, TOKEN_REQUEST, TOKEN_ANSWER);
  envoy.tick(roots[0]!, 1_000);
  assert.equal(envoy.metric("oauth_flow.emitted"), 1);
});

test("an exchange that finds the table full is matched and dropped, on a generic path too", () => {
  const envoy = createPlayedEnvoy();
  const root = envoy.addRoot(
    JSON.stringify({ aggregator: { cluster: "a" }, vantage: "server", limits: { exchanges: 1 } }),
  );
  envoy.request(root, { ...TOKEN_REQUEST, path: "/token" });
  envoy.request(root, { ...TOKEN_REQUEST, path: "/token" });
  envoy.tick(root, 1_000);
  assert.equal(envoy.metric("oauth_flow.dropped.exchange_table_full"), 1);
  assert.equal(envoy.metric("oauth_flow.matched"), 1);
});

test("a log-in page's answer needs no room among the open exchanges", () => {
  const { envoy, root } = started({ limits: { exchanges: 1 } });
  envoy.request(root, TOKEN_REQUEST);
  const location = "https://app.test/cb?code=SplxlOBeZQQYbYjxVjcpYw&state=xyz";
  envoy.exchange(root, { path: "/login", method: "POST" }, { status: 302, headers: { location } });
  envoy.exchange(root, { path: "/login", authority: "elsewhere.test" }, { status: 302, headers: { location } });
  envoy.tick(root, 1_000);
  assert.equal(envoy.metric("oauth_flow.emitted"), 1);
  assert.equal(envoy.metric("oauth_flow.matched"), 1);
});

test("an answer whose headers do not fit is judged by its status", () => {
  const observer = createObserver(JSON.stringify(CONFIGURATION));
  const headers = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`x-large-${index}`, "v".repeat(3_000)]));
  const played = observer.play({ request: TOKEN_REQUEST, answer: { status: 503, headers } });
  observer.flush();
  const record = observer.recordOf(played);
  assert.equal(record?.words["outcome"], "server_error");
  assert.equal(record?.words["status"], 503);
});

test("white space in front of a body is read as far as its limit, however it is cut", () => {
  for (const spaces of [1_000, 1_024, 1_500]) {
    const body = `${" ".repeat(spaces)}{"error":"invalid_grant"}`;
    const said = [[body], [body.slice(0, 900), body.slice(900)], [body.slice(0, 1_200), body.slice(1_200)]].map(
      (chunks) => {
        const observer = createObserver(JSON.stringify(CONFIGURATION));
        const answer = { status: 400, headers: { "content-type": "application/json" }, chunks };
        const played = observer.play({ request: TOKEN_REQUEST, answer });
        observer.flush();
        return observer.recordOf(played)?.words["error"];
      },
    );
    assert.deepEqual(said, Array(3).fill(spaces <= 1_024 ? "invalid_grant" : "http_4xx"), `${spaces} spaces`);
  }
});

test("records that no aggregator ever got are spoken of when their configuration ends", () => {
  const { envoy, root } = started();
  envoy.process.grpc.set("aggregator", "no_hosts");
  envoy.exchange(root, TOKEN_REQUEST, TOKEN_ANSWER);
  root.shutdown();
  assert.deepEqual(envoy.logs(), [
    "oauth-flow: this configuration ends without an aggregator: its last records are lost",
  ]);
});
