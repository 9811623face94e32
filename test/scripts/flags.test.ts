import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "../../scripts/setup/command.ts";

const refused = async (
  script: string,
  ...args: readonly string[]
): Promise<readonly [number | null, string, string]> => {
  const node = ["--import", "tsx", `scripts/${script}.ts`, ...args];
  const { status, stdout, stderr } = await run(process.execPath, node, { limitMs: 30_000 });
  return [status, stdout, stderr];
};

test("a flag that the tests do not have exits 2 before anything is done, and names those that there are", async () => {
  assert.deepEqual(await refused("test", "ledger", "--fsat"), [2, "", "--fsat: no such flag; there is --fast\n"]);
  assert.deepEqual(await refused("test", "-f"), [2, "", "-f: no such flag; there is --fast\n"]);
});

test("a script without flags refuses any", async () => {
  for (const script of ["build", "check", "fix", "generate", "baseline"]) {
    assert.deepEqual(await refused(script, "--all"), [2, "", "--all: no such flag; there is none\n"], script);
  }
});
