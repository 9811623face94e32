// The proxy as a program: its configuration, its admin page, its end.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { configOf } from "../../host/proxy/config.ts";
import { ask, listen, watcher } from "./support/proxied.ts";

const LIMIT = { timeout: 60_000 };

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "proxy-program-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function started(t: TestContext, args: readonly string[]) {
  const child = spawn(process.execPath, ["--import", "tsx", "host/proxy/main.ts", ...args], { stdio: "pipe" });
  t.after(() => child.kill("SIGKILL"));
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, exited, output: () => output };
}

function writeConfig(folder: string, config: unknown): string {
  const file = join(folder, "proxy.json");
  writeFileSync(file, JSON.stringify(config));
  return file;
}

test("it serves, answers on its admin page in Envoy's shape, and SIGTERM ends it with 0", LIMIT, async (t) => {
  const folder = folderOf(t);
  const upstream = await listen(
    t,
    createServer((_, response) => response.end("hello")),
  );
  const wasm = join(folder, "watcher.wasm");
  writeFileSync(wasm, watcher());
  const file = writeConfig(folder, {
    logLevel: "info",
    filters: { watcher: { wasm } },
    listeners: [{ name: "in", filter: "watcher", routes: [{ cluster: "up" }] }],
    clusters: { up: { port: upstream } },
  });
  const addressFile = join(folder, "admin");
  const { child, exited, output } = started(t, ["--config", file, "--admin-address-path", addressFile]);
  const address = await Promise.race([written(addressFile), exited.then(() => assert.fail(output()))]);
  const admin = async (path: string, method = "GET") => {
    const { status, body } = await ask(Number(address.split(":")[1]), { path, method });
    return [status, body] as const;
  };
  assert.deepEqual(await admin("/ready"), [200, "LIVE\n"]);
  const [, listeners] = await admin("/listeners?format=json");
  const { listener_statuses: statuses } = JSON.parse(listeners) as {
    readonly listener_statuses: readonly {
      readonly name: string;
      readonly local_address: { readonly socket_address: { readonly port_value: number } };
    }[];
  };
  const port = statuses[0]?.local_address.socket_address.port_value ?? 0;
  assert.deepEqual([statuses[0]?.name, (await ask(port)).body], ["in", "hello"]);
  const [, stats] = await admin("/stats?filter=^(http|wasm)");
  assert.match(stats, /^http\.in\.downstream_rq_total: 1$/m);
  assert.match(stats, /^wasmcustom\.flags: 0$/m);
  const [, json] = await admin("/stats?format=json&filter=flags");
  assert.deepEqual(JSON.parse(json), { stats: [{ name: "wasmcustom.flags", value: 0 }] });
  assert.deepEqual([(await admin("/stats?filter=(")).at(0), (await admin("/else")).at(0)], [400, 404]);
  assert.equal((await admin("/quitquitquit")).at(0), 405);
  child.kill("SIGTERM");
  assert.equal(await exited, 0);
  assert.match(output(), /\[info\]\[wasm\]\[1\] wasm log watcher: via_upstream/);
});

/** Content of a file that a program writes. */
async function written(file: string): Promise<string> {
  for (;;) {
    try {
      const text = readFileSync(file, "utf8");
      if (text !== "") return text;
    } catch {
      // Not yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

test("a busy port is named with a remedy, and ends with 2", LIMIT, async (t) => {
  const port = await listen(t, createServer());
  const file = writeConfig(folderOf(t), { listeners: [{ name: "in", port, routes: [] }] });
  const { exited, output } = started(t, ["--config", file]);
  assert.equal(await exited, 2);
  assert.match(output(), new RegExp(`127\\.0\\.0\\.1:${port}: end what listens there`));
});

test("a module that is refused ends with 1 and Envoy's words", LIMIT, async (t) => {
  const folder = folderOf(t);
  const wasm = join(folder, "none.wasm");
  writeFileSync(wasm, Buffer.from("AGFzbQEAAAA=", "base64"));
  const file = writeConfig(folder, { filters: { none: { wasm } }, listeners: [{ name: "in", filter: "none" }] });
  const { exited, output } = started(t, ["--config", file]);
  assert.equal(await exited, 1);
  assert.match(output(), /Proxy-Wasm ABI version/);
});

test("without a file, or with one that is none, it says what is wanted and ends with 2", LIMIT, async (t) => {
  const without = started(t, []);
  const missing = started(t, ["--config", "/no/such/file"]);
  assert.deepEqual([await without.exited, await missing.exited], [2, 2]);
  assert.match(without.output(), /^--config: want a file\n\nusage: /);
  assert.match(missing.output(), /^\/no\/such\/file: want a JSON file, got ENOENT/);
});

test("all mistakes of a configuration are named at once, each with its key", () => {
  const result = configOf({
    workers: 0,
    logLevel: "loud",
    filters: { f: { wasm: 1 } },
    listeners: [{ name: "in", filter: "g", port: 70_000, routes: [{ cluster: "up", retries: -1, speed: 3 }] }],
    clusters: [],
    more: true,
  });
  assert.deepEqual(result, {
    kind: "mistakes",
    mistakes: [
      "workers: want an integer from 1 to 64, got 0",
      'logLevel: want one of trace, debug, info, warn, error, critical, off, got "loud"',
      "filters.f.wasm: want a text, got 1",
      "listeners[0].port: want an integer from 0 to 65535, got 70000",
      "listeners[0].routes[0].retries: want an integer from 0 to 10, got -1",
      "listeners[0].routes[0].speed: no such key",
      "clusters: want an object, got []",
      "more: no such key",
      'listeners (in): filter "g" is not among filters',
    ],
  });
});

test("the example is a configuration", () => {
  assert.equal(configOf(JSON.parse(readFileSync("host/proxy/example.json", "utf8"))).kind, "config");
});

test("a listener is all that must be there", () => {
  assert.equal(configOf({ listeners: [{ name: "in" }] }).kind, "config");
  assert.deepEqual(configOf({}), { kind: "mistakes", mistakes: ["listeners: want at least one"] });
  assert.equal(configOf(7).kind, "mistakes");
});
