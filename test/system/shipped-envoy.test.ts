import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { run } from "../../scripts/setup/command.ts";
import { ensureEnvoy } from "../../scripts/setup/envoy.ts";

/** What Envoy says of a configuration; `--mode validate` loads and configures the filter too. */
async function validate(
  change: (yaml: string) => string,
): Promise<{ readonly status: number | null; readonly said: string }> {
  const folder = mkdtempSync(join(tmpdir(), "oauth-flow-validate-"));
  const shipped = readFileSync("deploy/envoy/envoy.yaml", "utf8");
  const config = join(folder, "envoy.yaml");
  writeFileSync(config, change(shipped.replaceAll("/etc/envoy/oauth-flow/filter.wasm", resolve("build/filter.wasm"))));
  const { status, stderr } = await run(await ensureEnvoy(), ["--mode", "validate", "-c", config], { limitMs: 60_000 });
  rmSync(folder, { recursive: true });
  return { status, said: stderr };
}

test("the shipped Envoy configuration is accepted by a real Envoy, the filter in it", async () => {
  const { status, said } = await validate((yaml) => yaml);
  assert.equal(status, 0, said);
  assert.doesNotMatch(said, /\[(?:error|critical)\]/, said);
});

test("a plugin configuration that is not JSON is refused", async () => {
  const { status } = await validate((yaml) => yaml.replace('{ "aggregator"', '{ "aggregator'));
  assert.notEqual(status, 0);
});
