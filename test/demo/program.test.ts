import assert from "node:assert/strict";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { run } from "../../scripts/setup/command.ts";
import { samplesOf, sumOf } from "../system/support/metrics.ts";
import { until } from "../system/support/until.ts";
import { allGone, running } from "./support/running.ts";

/** One round with what comes before it, ms. */
const ROUND_LIMIT_MS = 280_000;

test("one round ends without a difference, with a table, on the Envoy that it names", async () => {
  const round = await run("npm", ["start", "--silent", "--", "--once"], { limitMs: ROUND_LIMIT_MS });
  assert.equal(round.status, 0, `${round.stdout}\n${round.stderr}`);
  assert.match(round.stdout, /^Envoy \d+\.\d+\.\d+, seed 1: \d+ exchanges$/m);
  assert.match(round.stdout, /^grant +\| outcome +\| clients \| metrics \| difference$/m);
  assert.match(round.stdout, /^No difference\.$/m);
});

type Report = {
  readonly total: number;
  readonly differences: number;
  readonly wrong: readonly string[];
  readonly open: readonly string[];
  readonly flows: readonly { readonly grant: string; readonly outcome: string; readonly clients: number }[];
  readonly envoy: string;
  readonly leftOut: readonly string[];
};

/** Asks for no Envoy. */
const WITHOUT = { OAUTH_FLOW_ENVOY: "none" };

async function reportOf(seed: number, env: Readonly<Record<string, string>> = {}): Promise<Report> {
  const args = ["start", "--silent", "--", "--once", "--json", "--seed", `${seed}`];
  const round = await run("npm", args, { limitMs: ROUND_LIMIT_MS, env });
  assert.equal(round.status, 0, `${round.stdout}\n${round.stderr}`);
  return JSON.parse(round.stdout) as Report;
}

test("a round as JSON has every grant and every outcome, and at least 150 exchanges", async () => {
  const report = await reportOf(2);
  assert.deepEqual([report.differences, report.wrong, report.open, report.leftOut], [0, [], [], []]);
  assert.ok(report.total >= 150, `${report.total} exchanges`);
  const grants = "authorization_code ciba client_credentials device_code implicit jwt_bearer none other password";
  assert.deepEqual(
    [...new Set(report.flows.map(({ grant }) => grant))].sort(),
    [...grants.split(" "), "refresh_token", "token_exchange", "unknown"].sort(),
  );
  const outcomes = ["aborted", "client_error", "denied", "server_error", "success", "throttled"];
  assert.deepEqual([...new Set(report.flows.map(({ outcome }) => outcome))].sort(), outcomes);
});

test("without Envoy the same round has the same counts, and what needs Envoy's own filters is named", async () => {
  const one = await reportOf(3);
  const other = await reportOf(3, WITHOUT);
  assert.equal(other.envoy, "none");
  assert.deepEqual([other.differences, other.wrong, other.open], [0, [], []]);
  assert.deepEqual(other.leftOut, [
    "more token requests than the server's proxy lets through",
    "token request that the server's proxy denies",
  ]);
  // Of the other grants some are asked for by the clock: polls, and requests until there are too many.
  const steady = new Set([
    "authorization_code",
    "implicit",
    "jwt_bearer",
    "none",
    "other",
    "password",
    "refresh_token",
  ]);
  const flowsOf = ({ flows }: Report) => flows.filter(({ grant }) => steady.has(grant));
  assert.ok(flowsOf(one).length >= 12);
  assert.deepEqual(flowsOf(other), flowsOf(one));
  const kindsOf = ({ flows }: Report) => flows.map(({ grant, outcome }) => `${grant} ${outcome}`);
  assert.deepEqual(
    kindsOf(other),
    kindsOf(one).filter((kind) => kind !== "unknown throttled"),
  );
});

test("without Envoy the demo says so in one line and runs, and SIGTERM ends it with 0", async () => {
  const { demo, page, descendants } = await running(WITHOUT);
  assert.match(demo.output(), /^set-up: without Envoy \(OAUTH_FLOW_ENVOY=none\): the same filter runs in host\/$/m);
  assert.equal(descendants.filter(({ command }) => command.includes("host/proxy/main.ts --config")).length >= 2, true);
  await until("flows are counted", async () => {
    const text = await (await fetch(page)).text();
    return sumOf(samplesOf(text), "oauth_flow_total", { issuer: "demo", outcome: "success" }) > 0;
  });
  assert.deepEqual(await demo.stop(), { code: 0, signal: null }, demo.output());
  await allGone(descendants);
});

test("OAUTH_FLOW_ENVOY that is neither a binary nor none ends with 2, and is named", async () => {
  const demo = await run("npm", ["start", "--silent", "--", "--once"], {
    limitMs: ROUND_LIMIT_MS,
    env: { OAUTH_FLOW_ENVOY: "/no/such/envoy" },
  });
  assert.equal(demo.status, 2);
  assert.match(demo.stderr, /^OAUTH_FLOW_ENVOY: want the path of an Envoy binary, or "none", got "\/no\/such\/envoy"/m);
});

test("the demo shows flows while it runs, and SIGTERM to npm ends all of it with 0", async () => {
  const { demo, page, descendants } = await running();
  assert.ok(descendants.filter(({ command }) => command.includes("envoy")).length >= 2);
  await until("flows are counted", async () => {
    const text = await (await fetch(page)).text();
    return sumOf(samplesOf(text), "oauth_flow_total", { issuer: "demo", outcome: "success" }) > 0;
  });
  assert.deepEqual(await demo.stop(), { code: 0, signal: null }, demo.output());
  await allGone(descendants);
});

test("a part that ends by itself ends the demo with 1, and is named", async () => {
  const { demo, descendants } = await running();
  const envoy = descendants.find(({ command }) => command.includes("proxy-client"));
  assert.ok(envoy);
  process.kill(envoy.pid, "SIGKILL");
  assert.deepEqual(await demo.exited, { code: 1, signal: null });
  assert.match(demo.output(), /^Envoy \(client side\): ended by itself \(SIGKILL\)/m);
  await allGone(descendants);
});

test("nothing is left of a demo that was killed", async () => {
  const { demo, descendants } = await running();
  await demo.kill("SIGKILL");
  await allGone(descendants);
});

test("a busy port is named, with a remedy, before anything starts", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const demo = await run("npm", ["start", "--silent", "--", "--port", `${port}`], { limitMs: 60_000 });
  server.close();
  assert.equal(demo.status, 2);
  assert.match(demo.stderr, new RegExp(`^127\\.0\\.0\\.1:${port} \\(metrics\\) is in use: .*--port 0$`, "m"));
});

test("a flag that nobody knows ends with 2 and the usage; --help with 0", async () => {
  const wrong = await run("npm", ["start", "--silent", "--", "--twice"], { limitMs: 60_000 });
  assert.equal(wrong.status, 2);
  assert.match(wrong.stderr, /^--twice: no such flag.*\n\nusage: npm start/);
  const help = await run("npm", ["start", "--silent", "--", "--help"], { limitMs: 60_000 });
  assert.deepEqual([help.status, help.stderr], [0, ""]);
  assert.match(help.stdout, /^usage: npm start/);
});
