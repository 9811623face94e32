// What the log of a real Envoy says of each fault, at the caller's proxy and at the server's, and what the filter makes of
// it. A proxy's own answer counts at that proxy (`proxy_answer`); an answer that another proxy made is an answer from
// upstream like any other.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import type { ReadRecord } from "../filter/support/rows.ts";
import type { Envoy } from "./support/envoy.ts";
import { type Mesh, startMesh } from "./support/mesh.ts";
import { type Recorder, startRecorder } from "./support/recorder.ts";
import { send } from "./support/send.ts";
import { TOKEN } from "./support/token-request.ts";
import { type Answer, startUpstream, type Upstream } from "./support/upstream.ts";
import { until } from "./support/until.ts";

const rbac = {
  name: "rbac",
  typed_config: {
    "@type": "type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC",
    rules: {
      action: "DENY",
      policies: {
        no: {
          permissions: [{ header: { name: "x-deny", present_match: true } }],
          principals: [{ any: true }],
        },
      },
    },
  },
};
const rateLimit = {
  name: "rate",
  typed_config: {
    "@type": "type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit",
    stat_prefix: "rate",
    token_bucket: { max_tokens: 1_000_000, tokens_per_fill: 1_000_000, fill_interval: "3600s" },
    filter_enabled: { default_value: { numerator: 100, denominator: "HUNDRED" } },
    filter_enforced: { default_value: { numerator: 100, denominator: "HUNDRED" } },
    descriptors: [
      {
        entries: [{ key: "limited", value: "yes" }],
        token_bucket: { max_tokens: 1, tokens_per_fill: 1, fill_interval: "3600s" },
      },
    ],
    rate_limits: [
      {
        actions: [
          {
            header_value_match: {
              descriptor_key: "limited",
              descriptor_value: "yes",
              headers: [{ name: "x-limited", present_match: true }],
            },
          },
        ],
      },
    ],
  },
};
const buffer = {
  name: "buffer",
  typed_config: {
    "@type": "type.googleapis.com/envoy.extensions.filters.http.buffer.v3.Buffer",
    max_request_bytes: 4096,
  },
};

/** Longer than the second that an Envoy lets pass before it closes a connection on which an answer broke off. */
const TIMEOUT_MS = 1_500;

for (const protocol of ["h1", "h2"] as const) suite(`faults over ${protocol}`, () => faults(protocol));

function faults(protocol: "h1" | "h2"): void {
  let upstream: Upstream;
  let recorder: Recorder;
  let mesh: Mesh;
  let asked = 0;

  before(async () => {
    upstream = await startUpstream(() => TOKEN);
    recorder = await startRecorder();
    const filtersBefore = [rbac, rateLimit, buffer];
    const out = { timeoutMs: TIMEOUT_MS, filtersBefore };
    mesh = await startMesh({
      aggregatorPort: recorder.port,
      upstreamPort: upstream.port,
      protocol,
      out,
      in: { filtersBefore },
    });
  });

  after(async () => {
    await mesh?.stop();
    await recorder?.close();
    await upstream?.close();
  });

  type Try = {
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly signal?: AbortSignal;
  };

  /** Status of the answer; 0 when there was none. */
  async function ask({ headers = {}, body = "", signal }: Try = {}): Promise<number> {
    asked += 1;
    const form = { host: "sso.test", "content-type": "application/x-www-form-urlencoded", ...headers };
    const chunks = [`grant_type=client_credentials&client_id=a&client_secret=b${body}`];
    const sent = { port: mesh.port, protocol, method: "POST", path: "/oauth2/token", headers: form, chunks };
    return send(signal === undefined ? sent : { ...sent, signal }).then(
      ({ status }) => status,
      () => 0,
    );
  }

  const at = (vantage: string): readonly ReadRecord[] =>
    recorder.records().filter(({ words }) => words["vantage"] === vantage);

  /** `outcome error status`, and `*` for a proxy's own answer. */
  const inShort = ({ words, flags }: ReadRecord): string =>
    `${words["outcome"]} ${words["error"]} ${words["status"]}${flags.includes("proxy_answer") ? " *" : ""}`;

  /** What one request leaves at each vantage. */
  async function leaves(
    act: () => Promise<unknown>,
    expected: { client: readonly string[]; server: readonly string[] },
  ): Promise<void> {
    const had = { client: at("client").length, server: at("server").length };
    await act();
    const news = (): { client: string[]; server: string[] } => ({
      client: at("client").slice(had.client).map(inShort),
      server: at("server").slice(had.server).map(inShort),
    });
    const isThere = (): boolean =>
      news().client.length >= expected.client.length && news().server.length >= expected.server.length;
    await until("the records", isThere, 5_000).catch(() => undefined);
    assert.deepEqual(news(), expected);
  }

  async function answered(answer: Answer, request?: Try): Promise<number> {
    upstream.play(() => answer);
    return ask(request);
  }

  test("an answer is seen at both, and is nobody's own", async () => {
    await leaves(async () => assert.equal(await answered(TOKEN), 200), {
      client: ["success none 200"],
      server: ["success none 200"],
    });
  });

  test("a server that breaks the connection before it answers", async () => {
    await leaves(async () => assert.equal(await answered({ kind: "reset" }), 503), {
      client: ["server_error http_5xx 503"],
      server: ["server_error upstream_reset 503 *"],
    });
  });

  test("a server that breaks off in the middle of its answer", async () => {
    const headers = { "content-type": "application/json" };
    await leaves(
      async () => assert.equal(await answered({ kind: "cut", headers, chunks: ['{"access_token":"t",'] }), 0),
      {
        client: ["server_error upstream_reset 200"],
        server: ["server_error upstream_reset 200"],
      },
    );
  });

  test("a server that does not answer in the caller's time", async () => {
    await leaves(async () => assert.equal(await answered({ kind: "hang" }), 504), {
      client: ["server_error upstream_timeout 504 *"],
      server: ["aborted client_gone 0"],
    });
  });

  test("a client that goes away before the answer", async () => {
    const gone = new AbortController();
    const had = upstream.requests.length;
    const act = async (): Promise<void> => {
      const asked = answered({ kind: "hang" }, { signal: gone.signal });
      await until("the request arrives", () => upstream.requests.length > had);
      gone.abort();
      assert.equal(await asked, 0);
    };
    await leaves(act, { client: ["aborted client_gone 0"], server: ["aborted client_gone 0"] });
  });

  test("a client that goes away in the middle of the answer", async () => {
    const gone = new AbortController();
    let release = (): void => undefined;
    const act = async (): Promise<void> => {
      const begun = new Promise<void>((resolve) => (release = resolve));
      upstream.play(() => ({
        kind: "stall",
        headers: { "content-type": "application/json" },
        chunks: ['{"access_token":"t",'],
        begun: release,
      }));
      const asked = ask({ signal: gone.signal });
      await begun;
      gone.abort();
      assert.equal(await asked, 0);
    };
    const had = { client: at("client").length, server: at("server").length };
    await act();
    await until("the records", () => at("client").length > had.client && at("server").length > had.server, 5_000);
    // The headers may or may not have passed when the client goes: what counts is who is to blame.
    for (const vantage of ["client", "server"])
      assert.match(inShort(at(vantage).at(-1)!), /^aborted client_gone (?:0|200)$/);
  });

  test("a caller refused by its own proxy, before the filter", async () => {
    await leaves(async () => assert.equal(await answered(TOKEN, { headers: { "x-deny": "1" } }), 403), {
      client: ["denied denied_by_proxy 403 *"],
      server: [],
    });
  });

  test("a caller limited by its own proxy, before the filter", async () => {
    await leaves(async () => assert.equal(await answered(TOKEN, { headers: { "x-limited": "1" } }), 200), {
      client: ["success none 200"],
      server: ["success none 200"],
    });
    await leaves(async () => assert.equal(await answered(TOKEN, { headers: { "x-limited": "1" } }), 429), {
      client: ["throttled rate_limited_by_proxy 429 *"],
      server: [],
    });
  });

  test("a request too large for the proxy, before the filter", async () => {
    await leaves(async () => assert.equal(await answered(TOKEN, { body: `&x=${"y".repeat(60_000)}` }), 413), {
      client: ["client_error http_4xx 413 *"],
      server: [],
    });
  });

  test("a server that is down, behind its own proxy", async () => {
    await upstream.close();
    await leaves(async () => assert.equal(await ask(), 503), {
      client: ["server_error http_5xx 503"],
      server: ["server_error upstream_unavailable 503 *"],
    });
  });

  test("a server that is down with its proxy", async () => {
    await agree(mesh.server, "server");
    await mesh.server.stop();
    await leaves(async () => assert.equal(await ask(), 503), {
      client: ["server_error upstream_unavailable 503 *"],
      server: [],
    });
  });

  test("every request is one record, none was sent twice, and the proxies' counters say the same", async () => {
    assert.equal(at("client").length, asked);
    await agree(mesh.client, "client");
    const numbers = recorder.streams.map(({ records }) => records.map(({ number }) => number));
    for (const each of numbers) {
      const inOrder = [...each.keys()].map((index) => index + 1);
      assert.deepEqual(each, inOrder);
    }
  });

  /** Waits until a proxy's own statistics have as many exchanges as there are records of it. */
  async function agree(envoy: Envoy, vantage: string): Promise<void> {
    const records = at(vantage).length;
    await until(`${records} at the ${vantage}`, async () => {
      const stats = await envoy.stats();
      const counted = ["seen", "matched", "emitted"].map((name) => stats.get(`wasmcustom.oauth_flow.${name}`));
      return counted.every((count) => count === records);
    });
  }
}
