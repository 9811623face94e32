// Workers that no connection comes to, and a counting vantage that is not configured: nothing is missing, nothing twice.
import assert from "node:assert/strict";
import { Agent, request } from "node:http";
import { after, before, suite, test } from "node:test";
import { connectionsOf } from "./support/envoy.ts";
import { faultOf } from "./support/fault-filters.ts";
import { matching, sampleOf } from "./support/metrics.ts";
import { type Site, startSite } from "./support/site.ts";
import { BODY, FORM, TOKEN, TOKEN_PATH } from "./support/token-request.ts";
import { until } from "./support/until.ts";

suite("workers that are never used", () => {
  let site: Site;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });

  before(async () => void (site = await startSite({ protocol: "h1" })));
  after(async () => {
    agent.destroy();
    await site?.stop();
  });

  function ask(headers: Readonly<Record<string, string>> = {}): Promise<number> {
    const options = { host: "127.0.0.1", port: site.mesh.port, method: "POST", path: TOKEN_PATH, agent };
    return new Promise((resolve, reject) => {
      const sending = request({ ...options, headers: { ...FORM, ...headers } }, (answer) => {
        answer.resume();
        answer.once("end", () => resolve(answer.statusCode ?? 0));
      });
      sending.once("error", reject);
      sending.end(BODY);
    });
  }

  test("one connection, one worker of three at each proxy: every exchange is there, and the others say nothing", async () => {
    site.upstream.play(() => TOKEN);
    const expected = {
      client: "success*10 server_error*2 unknown:denied",
      server: "success*10 server_error",
      counted: "success*10 server_error/upstream_unavailable*2 unknown:denied/denied_by_proxy",
    };
    await site.moves(expected, async () => {
      for (let n = 0; n < 10; n += 1) assert.equal(await ask(), 200);
      assert.equal(await ask(faultOf("nobody", "in")), 503);
      assert.equal(await ask(faultOf("nobody", "out")), 503);
      assert.equal(await ask(faultOf("rbac", "out")), 403);
    });
    assert.deepEqual(await connectionsOf(site.mesh.client), [1, 0, 0]);
    assert.deepEqual(await connectionsOf(site.mesh.server), [1, 0, 0]);
    const page = await site.aggregator.metrics();
    assert.equal(sampleOf(page, "oauth_telemetry_streams"), 2);
  });
});

suite("a counting vantage that is not configured", () => {
  let site: Site;

  before(async () => void (site = await startSite({ protocol: "h1", countingVantage: "auto" })));
  after(async () => site?.stop());

  test("what the caller's proxy answers itself counts at once, before any server has reported", async () => {
    const expected = { client: "server_error", counted: "server_error/upstream_unavailable" };
    const headers = faultOf("nobody", "out");
    await site.moves(expected, async () => assert.equal((await site.ask({ headers })).status, 503));
    assert.deepEqual(await chosen(), []);
  });

  test("with the server's first report its vantage counts, and each answer once", async () => {
    const success = { client: "success", server: "success", counted: "success" };
    await site.moves(success, async () => assert.equal(await site.answered(TOKEN), 200));
    await until("the choice", async () => (await chosen()).length === 1);
    assert.deepEqual(await chosen(), ["server"]);
    const reset = { client: "server_error", server: "server_error", counted: "server_error/upstream_reset" };
    await site.moves(reset, async () => assert.equal(await site.answered({ kind: "reset" }), 503));
  });

  async function chosen(): Promise<readonly string[]> {
    const samples = matching(await site.aggregator.metrics(), "oauth_issuer_vantage", { issuer: "corp" });
    return samples.filter(({ value }) => value === 1).map(({ labels }) => labels["vantage"] ?? "");
  }
});
