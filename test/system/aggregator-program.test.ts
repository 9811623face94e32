// The aggregator as a program: its flags, its mistakes, its ports, its signals, its page.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { type CommandResult, run } from "../../scripts/setup/command.ts";
import { ensurePromtool } from "../../scripts/setup/debian.ts";
import { type Aggregator, type AggregatorHome, aggregatorHome } from "./support/aggregator.ts";
import { sampleOf } from "./support/metrics.ts";
import { until } from "./support/until.ts";

const LIMIT = { limitMs: 30_000 };

let folder: string;
let home: AggregatorHome;
let running: Aggregator[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "oauth-flow-program-"));
  home = aggregatorHome();
  running = [];
});

afterEach(async () => {
  await Promise.all(running.map(({ program }) => program.kill()));
  home.remove();
  rmSync(folder, { recursive: true });
});

async function started(): Promise<Aggregator> {
  const aggregator = await home.start();
  running.push(aggregator);
  return aggregator;
}

function aggregator(...args: readonly string[]): Promise<CommandResult> {
  return run(process.execPath, ["--import", "tsx", "control-plane/main.ts", ...args], LIMIT);
}

function configured(yaml: string): Promise<CommandResult> {
  const file = join(folder, "a.yaml");
  writeFileSync(file, yaml);
  return aggregator("aggregator", "--config", file);
}

test("--help and --version print and exit 0", async () => {
  const help = await aggregator("--help");
  assert.deepEqual([help.status, help.stderr], [0, ""]);
  assert.match(help.stdout, /^usage: npm run aggregator -- \[--config FILE\]\n/);
  const version = await aggregator("--version");
  assert.deepEqual([version.status, version.stdout], [0, "0.1.0\n"]);
});

test("an unknown command or flag exits 2, and says what there is", async () => {
  for (const [args, message] of [
    [[], /^want the command aggregator, got none\n/],
    [["agregator"], /^want the command aggregator, got agregator\n/],
    [["aggregator", "file.yaml"], /^want nothing after aggregator but flags, got file\.yaml\n/],
    [["aggregator", "--conf", "x"], /Unknown option '--conf'/],
    [["aggregator", "--config"], /argument missing/],
  ] as const) {
    const { status, stdout, stderr } = await aggregator(...args);
    assert.deepEqual([status, stdout], [2, ""], args.join(" "));
    assert.match(stderr, message);
    assert.match(stderr, /usage: npm run aggregator/);
  }
});

test("all mistakes of a configuration are printed at once, with file, line and key, and it exits 2", async () => {
  const { status, stdout, stderr } = await configured("grpc: { listen: nowhere }\nlog: { level: loud }\ncolour: red\n");
  assert.deepEqual([status, stdout], [2, ""]);
  const lines = stderr.trimEnd().split("\n");
  assert.equal(lines.length, 3);
  assert.match(lines[0] ?? "", /a\.yaml:1:\d+: grpc\.listen: /);
  assert.match(lines[1] ?? "", /a\.yaml:2:\d+: log\.level: /);
  assert.match(lines[2] ?? "", /a\.yaml:3:\d+: colour: /);
});

test("a configuration that is not there is named, and it exits 2", async () => {
  const { status, stderr } = await aggregator("aggregator", "--config", join(folder, "none.yaml"));
  assert.equal(status, 2);
  assert.match(stderr, /none\.yaml: cannot read the configuration: ENOENT/);
});

test("a port in use is named with its key and the remedy, and it exits 2", async () => {
  const busy = createServer().listen(0, "127.0.0.1");
  await until("it listens", () => busy.listening);
  const address = busy.address();
  const port = typeof address === "object" ? address?.port : undefined;
  for (const key of ["grpc", "http"] as const) {
    const listen = { grpc: "127.0.0.1:0", http: "127.0.0.1:0", [key]: `127.0.0.1:${port}` };
    const yaml = { grpc: { listen: listen.grpc }, http: { listen: listen.http }, state_dir: join(folder, "state") };
    const { status, stdout, stderr } = await configured(JSON.stringify(yaml));
    const message = `${key}.listen: 127.0.0.1:${port} is in use by another program; end that one, or write another port\n`;
    assert.deepEqual({ status, stdout, stderr }, { status: 2, stdout: "", stderr: message });
  }
  busy.close();
});

test("keys that others may read are refused with the path and the remedy, and it exits 2", async () => {
  const state = join(folder, "state");
  mkdirSync(state, { mode: 0o700 });
  writeFileSync(join(state, "keys.json"), "{}", { mode: 0o644 });
  const yaml = { grpc: { listen: "127.0.0.1:0" }, http: { listen: "127.0.0.1:0" }, state_dir: state };
  const { status, stderr } = await configured(JSON.stringify(yaml));
  assert.equal(status, 2);
  assert.match(stderr, /^state_dir: \S+keys\.json: want mode 0600, got 0644: .*chmod 600 it/);
});

test("it says where it listens, is ready, and after SIGTERM or SIGINT it goes in order with 0", async () => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    const { program, httpPort } = await started();
    const ready = await fetch(`http://127.0.0.1:${httpPort}/readyz`);
    assert.deepEqual([ready.status, await ready.text()], [200, "ready\n"]);
    assert.deepEqual(await program.kill(signal), { code: 0, signal: null });
    const lines = program
      .output()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      lines.map(({ level, component, msg }) => [level, component, msg]),
      [
        ["info", "main", "listening"],
        ["info", "main", "draining"],
        ["info", "main", "stopped"],
      ],
    );
    assert.equal(lines[1].signal, signal);
  }
});

/** Sends itself a signal as soon as it would take one, that is: before the next thing is loaded. */
function earlySignal(signal: string): string {
  const code = `process.on("newListener", (name) => name === "${signal}" && setImmediate(() => process.kill(process.pid, name)))`;
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

test("a signal before there is anything to stop ends it with 0, and SIGHUP does not end it", async () => {
  const started = (signal: string, ...args: readonly string[]): Promise<CommandResult> =>
    run(
      process.execPath,
      ["--import", "tsx", "--import", earlySignal(signal), "control-plane/main.ts", ...args],
      LIMIT,
    );
  for (const signal of ["SIGTERM", "SIGINT"]) {
    const { status, stdout, stderr } = await started(signal, "aggregator", "--config", join(folder, "none.yaml"));
    assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: "", stderr: "" }, signal);
  }
  const { status, stdout } = await started("SIGHUP", "--version");
  assert.deepEqual([status, stdout], [0, "0.1.0\n"]);
});

test("SIGHUP does not end it", async () => {
  const { program, metrics } = await started();
  program.signal("SIGHUP");
  await program.ready(/reloading is not in this version/);
  assert.equal(sampleOf(await metrics(), "oauth_telemetry_streams"), 0);
});

test("its page pleases promtool, and names the version and the filter it was built with", async () => {
  const { httpPort, metrics } = await started();
  const promtool = await ensurePromtool();
  const page = await (await fetch(`http://127.0.0.1:${httpPort}/metrics`)).text();
  const file = join(folder, "page.txt");
  writeFileSync(file, page);
  const checked = await run("sh", ["-c", `"${promtool}" check metrics < "${file}"`], LIMIT);
  assert.deepEqual({ ...checked, missing: false }, { status: 0, stdout: "", stderr: "", missing: false });
  const build = (await metrics()).find(({ name }) => name === "oauth_telemetry_build_info");
  assert.equal(build?.labels["version"], "0.1.0");
  assert.match(build.labels["wasm_sha256"] ?? "", /^[0-9a-f]{64}$|^unknown$/);
});
