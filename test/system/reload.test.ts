// A listener whose plugin configuration changes while it runs: Envoy puts a new root context beside the old one. Nothing is
// lost, and the first exchange of the new one joins with those before it.
import assert from "node:assert/strict";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type Json, renderEnvoy } from "../../scripts/envoy-config.ts";
import { startEnvoy } from "./support/envoy.ts";
import { startRecorder } from "./support/recorder.ts";
import { send } from "./support/send.ts";
import { json, startUpstream } from "./support/upstream.ts";
import { until } from "./support/until.ts";

const LISTENER = "type.googleapis.com/envoy.config.listener.v3.Listener";

test("the first exchange of every worker, and after a reload, has the same hashes, and none is missing", async () => {
  const folder = mkdtempSync(join(tmpdir(), "oauth-flow-reload-"));
  const upstream = await startUpstream(() => json({ access_token: "t", token_type: "Bearer" }));
  const recorder = await startRecorder();
  const file = join(folder, "listeners.json");
  /** Envoy sees the file when it is moved into place. */
  const publish = (version: string, listeners: readonly Json[]): void => {
    const resources = listeners.map((listener) => ({ "@type": LISTENER, ...listener }));
    writeFileSync(`${file}.new`, JSON.stringify({ version_info: version, resources }));
    renameSync(`${file}.new`, file);
  };
  const rendered = (name: string, adapt: (bootstrap: Json) => void): string =>
    renderEnvoy({
      wasm: "build/filter.wasm",
      nodeId: "n",
      aggregatorPort: recorder.port,
      plugin: { issuers: [{ name, hosts: ["sso.test"], dialect: "spring" }] },
      listeners: [{ name: "in", direction: "INBOUND", upstreamPort: upstream.port }],
      adapt,
    });
  const listenersOf = (name: string): readonly Json[] => {
    let found: readonly Json[] = [];
    rendered(name, (bootstrap) => void (found = bootstrap["static_resources"].listeners));
    return found;
  };
  publish("1", listenersOf("before"));
  const config = rendered("before", (bootstrap) => {
    delete bootstrap["static_resources"].listeners;
    const source = { path_config_source: { path: file, watched_directory: { path: folder } } };
    bootstrap["dynamic_resources"] = { lds_config: { ...source, resource_api_version: "V3" } };
  });
  const envoy = await startEnvoy({ config, concurrency: 3 });
  try {
    let sent = 0;
    const exchange = async (): Promise<void> => {
      const headers = { host: "sso.test", "content-type": "application/x-www-form-urlencoded" };
      const chunks = ["grant_type=client_credentials&client_id=the-client&client_secret=s"];
      const port = envoy.listenerPorts["in"]!;
      const answer = await send({ port, method: "POST", path: "/oauth2/token", headers, chunks });
      assert.equal(answer.status, 200);
      sent += 1;
    };
    const issuers = (): ReadonlySet<unknown> => new Set(recorder.records().map(({ words }) => words["issuer"]));
    // Each request is a connection of its own, so that sooner or later every worker has had one.
    await until("three workers have a stream", async () => {
      await exchange();
      return recorder.streams.length >= 3;
    });
    publish("2", listenersOf("after"));
    await until("the new configuration is in force", async () => {
      await exchange();
      return issuers().has("after");
    });
    await until("all records", () => recorder.records().length === sent);
    assert.deepEqual(issuers(), new Set(["before", "after"]));
    assert.equal(new Set(recorder.records().map(({ keys }) => keys["client_id"])).size, 1);
    const epochs = recorder.streams.map(({ messages }) => Buffer.from(messages[0].hello.epoch).toString("hex"));
    assert.equal(new Set(epochs).size, epochs.length);
  } finally {
    await envoy.stop();
    await recorder.close();
    await upstream.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
