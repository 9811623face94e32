// What the filter sees through a real Envoy: both vantages, both protocols, bodies in pieces, answers from log-in pages,
// tries of a router, listeners that do not say where they stand.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { hashOf, type ReadRecord } from "../filter/support/rows.ts";
import { renderEnvoy } from "../../scripts/envoy-config.ts";
import { startEnvoy } from "./support/envoy.ts";
import { type Mesh, startMesh } from "./support/mesh.ts";
import { type Recorder, startRecorder } from "./support/recorder.ts";
import { type Received, send, type Sent } from "./support/send.ts";
import { FORM } from "./support/token-request.ts";
import { json, startUpstream, type Upstream } from "./support/upstream.ts";
import { until } from "./support/until.ts";

/** The recorder's keys, by class. */
const FLOW = Buffer.alloc(32, 1);
const PSEUDONYM = Buffer.alloc(32, 3);

for (const protocol of ["h1", "h2"] as const) suite(`over ${protocol}`, () => observation(protocol));

function observation(protocol: "h1" | "h2"): void {
  let upstream: Upstream;
  let recorder: Recorder;
  let mesh: Mesh;

  before(async () => {
    upstream = await startUpstream(() => json({ access_token: "t", token_type: "Bearer", expires_in: 300 }));
    recorder = await startRecorder();
    const out = { retries: 2 };
    mesh = await startMesh({ aggregatorPort: recorder.port, upstreamPort: upstream.port, protocol, out });
  });

  after(async () => {
    await mesh?.stop();
    await recorder?.close();
    await upstream?.close();
  });

  const seen = (vantage: string): readonly ReadRecord[] =>
    recorder.records().filter(({ words }) => words["vantage"] === vantage);

  /** Sends, and gives the record of each vantage that came of it. */
  async function records(sent: Partial<Sent>): Promise<{ answer: Received; client: ReadRecord; server: ReadRecord }> {
    const had = { client: seen("client").length, server: seen("server").length };
    const answer = await send({
      port: mesh.port,
      protocol,
      method: "POST",
      path: "/oauth2/token",
      headers: FORM,
      ...sent,
    });
    await until("a record of each", () => seen("client").length > had.client && seen("server").length > had.server);
    return { answer, client: seen("client").at(-1)!, server: seen("server").at(-1)! };
  }

  test("a token exchange is one record at each vantage, with the same words and the same keys", async () => {
    const { client, server } = await records({
      chunks: ["grant_type=client_credentials&client_id=a%20b&client_secret=c"],
    });
    assert.deepEqual({ ...client.words, vantage: "" }, { ...server.words, vantage: "" });
    assert.equal(client.words["grant_type"], "client_credentials");
    assert.equal(client.words["auth_method"], "client_secret_post");
    assert.equal(client.expires_in, 300);
    assert.equal(client.keys["client_id"], hashOf(PSEUDONYM, "client_id", "a b"));
    assert.deepEqual(client.keys, server.keys);
    assert.ok(client.keys["request_id"] !== undefined, "no request id");
    assert.ok(
      client.answeredUs >= server.answeredUs,
      `${client.answeredUs} µs at the client, ${server.answeredUs} at the server`,
    );
    assert.ok(client.endedUs >= client.answeredUs);
  });

  test("a body that comes in pieces says the same", async () => {
    const chunks = [
      "grant_type=author",
      "ization_code&code=a%",
      "2Fb&redirect_uri=x",
      "&client_id=c&code_verifier=",
      "v".repeat(43),
    ];
    const { server } = await records({ chunks });
    assert.equal(server.words["grant_type"], "authorization_code");
    assert.equal(server.words["auth_method"], "none_pkce");
    assert.equal(server.keys["code"], hashOf(FLOW, "code", "a/b"));
  });

  test("an answer that comes in pieces says the same", async () => {
    const headers = { "content-type": "application/json" };
    const chunks = ['{"error" : "inv', "alid_gr\\u0061", 'nt"}'];
    upstream.play(() => ({ kind: "answer", status: 400, headers, chunks }));
    const { server } = await records({ chunks: ["grant_type=refresh_token&refresh_token=r&client_id=c"] });
    assert.equal(server.words["outcome"], "client_error");
    assert.equal(server.words["error"], "invalid_grant");
  });

  test("the code that a log-in page hands out is an authorization answer", async () => {
    const location = "https://app.test/cb?code=SplxlOBeZQQYbYjxVjcpYw&state=xyz";
    upstream.play(() => ({ kind: "answer", status: 302, headers: { location } }));
    const { client, server } = await records({ path: "/login", chunks: ["username=u&password=p"] });
    for (const { words, keys } of [client, server]) {
      assert.equal(words["endpoint"], "authorization");
      assert.equal(words["outcome"], "success");
      assert.equal(words["issuer"], "corp");
      assert.equal(keys["code"], hashOf(FLOW, "code", "SplxlOBeZQQYbYjxVjcpYw"));
      assert.equal(keys["state"], hashOf(FLOW, "state", "xyz"));
    }
    assert.deepEqual(client.keys, server.keys);
  });

  test("a redirect that only passes on what it was sent is nothing", async () => {
    const query = "?code=SplxlOBeZQQYbYjxVjcpYw&state=xyz";
    upstream.play(() => ({ kind: "answer", status: 301, headers: { location: `https://sso.test/callback${query}` } }));
    const had = recorder.records().length;
    const passing = await send({ port: mesh.port, protocol, path: `/callback${query}`, headers: { host: "sso.test" } });
    assert.equal(passing.status, 301);
    upstream.play(() => json({ access_token: "t" }));
    await records({ chunks: ["grant_type=client_credentials&client_id=a"] });
    assert.equal(recorder.records().length, had + 2);
  });

  test("a router's tries are one exchange at the caller, and one each at the server", async () => {
    let tries = 0;
    upstream.play(() => {
      tries += 1;
      return tries < 3 ? { kind: "answer", status: 503 } : json({ access_token: "t" });
    });
    const had = seen("server").length;
    const { answer, client } = await records({ chunks: ["grant_type=client_credentials&client_id=a"] });
    assert.equal(answer.status, 200);
    assert.equal(client.attempts, 3);
    assert.equal(client.words["outcome"], "success");
    await until("three records at the server", () => seen("server").length === had + 3);
    assert.deepEqual(
      seen("server")
        .slice(had)
        .map(({ words }) => words["outcome"]),
      ["server_error", "server_error", "success"],
    );
  });

  test("requests that are not OAuth leave nothing, whatever they carry", async () => {
    upstream.play(() => ({ kind: "answer", status: 200, headers: { "content-type": "text/html" }, chunks: ["<p>"] }));
    const had = recorder.records().length;
    for (const path of ["/", "/oauth2/tokens", "/api/token?code=1", "/static/auth.js"]) {
      await send({ port: mesh.port, protocol, path, headers: { host: "sso.test" } });
    }
    await send({ port: mesh.port, protocol, path: "/oauth2/token", method: "OPTIONS", headers: { host: "sso.test" } });
    await send({
      port: mesh.port,
      protocol,
      path: "/oauth2/token",
      method: "POST",
      headers: { ...FORM, host: "other.test" },
      chunks: ["grant_type=password"],
    });
    upstream.play(() => json({ access_token: "t" }));
    await records({ chunks: ["grant_type=client_credentials&client_id=a"] });
    assert.equal(recorder.records().length, had + 2);
  });

  test("each worker has one stream, and the main thread none", async () => {
    assert.equal(recorder.streams.length, 2);
    for (const { messages } of recorder.streams) assert.ok(messages[0].hello !== undefined);
  });
}

test("a listener that does not say where it stands: the exchange is dropped as no_vantage, and counted", async () => {
  const upstream = await startUpstream(() => json({ access_token: "t" }));
  const recorder = await startRecorder();
  const listeners = [{ name: "any", direction: "UNSPECIFIED", upstreamPort: upstream.port } as const];
  const config = renderEnvoy({ wasm: "build/filter.wasm", nodeId: "host", aggregatorPort: recorder.port, listeners });
  const envoy = await startEnvoy({ config });
  try {
    const port = envoy.listenerPorts["any"]!;
    await send({ port, method: "POST", path: "/oauth/token", headers: FORM, chunks: ["grant_type=password"] });
    const dropped = async (): Promise<number | undefined> =>
      (await envoy.stats()).get("wasmcustom.oauth_flow.dropped.no_vantage");
    await until("the counter", async () => (await dropped()) === 1);
    const stats = await envoy.stats();
    assert.equal(stats.get("wasmcustom.oauth_flow.matched"), 1);
    assert.equal(stats.get("wasmcustom.oauth_flow.emitted"), 0);
    assert.deepEqual(recorder.records(), []);
  } finally {
    await envoy.stop();
    await recorder.close();
    await upstream.close();
  }
});

test("without configured issuers the well-known paths apply, and a generic path takes a grant_type", async () => {
  const upstream = await startUpstream(() => json({ access_token: "t" }));
  const recorder = await startRecorder();
  const listeners = [{ name: "gate", direction: "UNSPECIFIED", upstreamPort: upstream.port } as const];
  const plugin = { vantage: "gateway" };
  const config = renderEnvoy({
    wasm: "build/filter.wasm",
    nodeId: "host",
    aggregatorPort: recorder.port,
    plugin,
    listeners,
  });
  const envoy = await startEnvoy({ config });
  try {
    const port = envoy.listenerPorts["gate"]!;
    await send({ port, method: "POST", path: "/token", headers: FORM, chunks: ["a=b"] });
    await send({ port, method: "POST", path: "/token", headers: FORM, chunks: ["grant_type=password&client_id=c"] });
    await send({
      port,
      method: "POST",
      path: "/realms/a/protocol/openid-connect/token",
      headers: FORM,
      chunks: ["grant_type=refresh_token"],
    });
    await until("two records", () => recorder.records().length === 2);
    assert.deepEqual(
      recorder.records().map(({ words }) => [words["issuer"], words["grant_type"], words["vantage"]]),
      [
        ["unconfigured", "password", "gateway"],
        ["unconfigured", "refresh_token", "gateway"],
      ],
    );
  } finally {
    await envoy.stop();
    await recorder.close();
    await upstream.close();
  }
});
