// The board on a real Envoy: a heartbeat of the one worker that sees requests tells of all threads, and after a reload which
// of them have ended.
import assert from "node:assert/strict";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type Json, renderEnvoy } from "../../scripts/envoy-config.ts";
import { type Envoy, startEnvoy } from "./support/envoy.ts";
import { startRecorder } from "./support/recorder.ts";
import { json, startUpstream } from "./support/upstream.ts";
import { until } from "./support/until.ts";

const LISTENER = "type.googleapis.com/envoy.config.listener.v3.Listener";
const CONCURRENCY = 3;
/** The main thread has a root too, which never sees a request. */
const ROOTS = CONCURRENCY + 1;
/** Heartbeats come every 5 s; an old listener is drained for a second. */
const LIMIT_MS = 25_000;

type Worker = {
  readonly epoch: Uint8Array;
  readonly ageMs?: number;
  readonly seen?: number;
  readonly emitted?: number;
  readonly ended?: boolean;
};

const hex = ({ epoch }: Worker): string => Buffer.from(epoch).toString("hex");

test("a heartbeat has every thread of the proxy, one of them alive; a reload's old roots have ended, and mistakes are told once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "oauth-flow-board-"));
  const upstream = await startUpstream(() => json({ access_token: "t", token_type: "Bearer" }));
  const recorder = await startRecorder();
  const file = join(folder, "listeners.json");
  /** Envoy sees the file when it is moved into place. */
  const publish = (version: string, listeners: readonly Json[]): void => {
    const resources = listeners.map((listener) => ({ "@type": LISTENER, ...listener }));
    writeFileSync(`${file}.new`, JSON.stringify({ version_info: version, resources }));
    renameSync(`${file}.new`, file);
  };
  const rendered = (name: string, adapt: (bootstrap: Json) => void, more: Json = {}): string =>
    renderEnvoy({
      wasm: "build/filter.wasm",
      nodeId: "n",
      aggregatorPort: recorder.port,
      plugin: { issuers: [{ name, hosts: ["sso.test"], dialect: "spring" }], wrong: true, ...more },
      listeners: [{ name: "in", direction: "INBOUND", upstreamPort: upstream.port }],
      adapt,
    });
  const listenersOf = (name: string, more: Json = {}): readonly Json[] => {
    let found: readonly Json[] = [];
    rendered(name, (bootstrap) => void (found = bootstrap["static_resources"].listeners), more);
    return found;
  };
  publish("1", listenersOf("before"));
  const config = rendered("before", (bootstrap) => {
    delete bootstrap["static_resources"].listeners;
    const source = { path_config_source: { path: file, watched_directory: { path: folder } } };
    bootstrap["dynamic_resources"] = { lds_config: { ...source, resource_api_version: "V3" } };
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const envoys: Envoy[] = [];
  try {
    const envoy = await startEnvoy({ config, concurrency: CONCURRENCY });
    envoys.push(envoy);
    const port = envoy.listenerPorts["in"]!;
    const last = (): readonly Worker[] =>
      recorder.streams
        .flatMap(({ messages }) => messages as { heartbeat?: { workers?: readonly Worker[] } }[])
        .findLast(({ heartbeat }) => heartbeat !== undefined)?.heartbeat?.workers ?? [];

    // One connection: one worker.
    for (let i = 0; i < 5; i += 1) await post(agent, port);
    // The first heartbeat may come before every thread has ticked.
    const isWhole = (): boolean => last().length >= ROOTS && last().some(({ emitted }) => emitted === 5);
    await until("a heartbeat with every thread and the counts", isWhole, LIMIT_MS);
    const workers = last();
    assert.equal(workers.length, ROOTS);
    assert.equal(new Set(workers.map(hex)).size, ROOTS);
    const counts = workers.map(({ seen = 0, emitted = 0 }) => [seen, emitted]).sort(([a = 0], [b = 0]) => a - b);
    assert.deepEqual(counts, [...Array.from({ length: CONCURRENCY }, () => [0, 0]), [5, 5]]);
    assert.ok(workers.every(({ ageMs = 0, ended = false }) => ageMs < 10_000 && !ended));

    const old = new Set(workers.map(hex));
    publish("2", listenersOf("after"));
    await until(
      "all of the old have ended",
      async () => {
        await post(agent, port);
        const ended = last().filter((worker) => old.has(hex(worker)) && worker.ended === true);
        return ended.length === ROOTS;
      },
      LIMIT_MS,
    );
    const newer = last().filter((worker) => !old.has(hex(worker)));
    assert.equal(newer.length, ROOTS);
    assert.ok(newer.every(({ ended = false }) => !ended));

    // Envoy forgets what is shared with the last VM of its id: here another listener keeps one, for another aggregator. The
    // values of those that are gone were emptied, and who comes then begins them anew.
    const elsewhere = listenersOf("other", { aggregator: { authority: "other" } });
    const other = elsewhere.map((listener) => ({ ...listener, name: "other" }));
    publish("3", other);
    const isOver = (): boolean => recorder.streams.every(({ ended }) => ended !== "no");
    await until("every stream has ended", isOver, LIMIT_MS);
    publish("4", [...other, ...listenersOf("after")]);
    const before = new Set([...old, ...newer.map(hex)]);
    await until(
      "a heartbeat with every thread again",
      async () => {
        const again = await portOf(envoy, "in");
        if (again !== undefined) await post(agent, again);
        return last().filter((worker) => !before.has(hex(worker))).length === ROOTS;
      },
      LIMIT_MS,
    );
    assert.equal(last().length, ROOTS);

    // A configuration's mistakes: once for each of the three, whatever the number of VMs.
    const lines = envoy.program.output().match(/oauth-flow: configuration: wrong: no such key; left out/g);
    assert.equal(lines?.length, 3);
    assert.equal((await envoy.stats()).get("wasmcustom.oauth_flow.config_mistakes"), 3);
    assert.doesNotMatch(envoy.program.output(), /restricted/);
  } finally {
    agent.destroy();
    for (const envoy of envoys) await envoy.stop();
    await recorder.close();
    await upstream.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Where a listener is now; undefined while there is none. */
async function portOf(envoy: Envoy, listener: string): Promise<number | undefined> {
  const { listener_statuses: listeners = [] } = JSON.parse(await envoy.admin("/listeners?format=json")) as {
    readonly listener_statuses?: readonly {
      readonly name: string;
      readonly local_address: { readonly socket_address: { readonly port_value: number } };
    }[];
  };
  return listeners.find(({ name }) => name === listener)?.local_address.socket_address.port_value;
}

function post(agent: Agent, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { host: "sso.test", "content-type": "application/x-www-form-urlencoded" };
    const options = { agent, host: "127.0.0.1", port, method: "POST", path: "/oauth2/token", headers, timeout: 5_000 };
    const asked = request(options, (answer) => {
      answer.resume();
      answer.on("end", () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(`status ${answer.statusCode}`)),
      );
      answer.on("error", reject);
    });
    asked.on("timeout", () => asked.destroy(new Error("no answer within 5 s")));
    asked.on("error", reject);
    asked.end("grant_type=client_credentials&client_id=the-client&client_secret=s");
  });
}
