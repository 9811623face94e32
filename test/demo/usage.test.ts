import assert from "node:assert/strict";
import { test } from "node:test";
import { usageOf } from "../../demo/usage.ts";

function messageOf(...args: readonly string[]): string {
  const usage = usageOf(args);
  return usage.kind === "wrong" ? usage.message : `accepted as ${usage.kind}`;
}

test("without flags the demo keeps running, on the usual ports", () => {
  assert.deepEqual(usageOf([]), { kind: "keep", seed: undefined, port: undefined });
  assert.deepEqual(usageOf(["--port", "0", "--seed=9"]), { kind: "keep", seed: 9, port: 0 });
});

test("--once has a seed that does not change by itself", () => {
  assert.deepEqual(usageOf(["--once"]), { kind: "once", json: false, seed: 1 });
  assert.deepEqual(usageOf(["--seed", "4294967295", "--json", "--once"]), {
    kind: "once",
    json: true,
    seed: 4294967295,
  });
});

test("a mistake names the flag and what is wanted", () => {
  assert.match(messageOf("--onec"), /^--onec: no such flag/);
  assert.match(messageOf("--once=yes"), /^yes: no such flag/);
  assert.match(messageOf("--seed", "four"), /^--seed: want an integer from 0 to 4294967295, got "four"/);
  assert.match(messageOf("--seed", "4294967296"), /^--seed: want an integer/);
  assert.match(messageOf("--once", "--seed"), /^--seed: .*got nothing/);
  assert.match(messageOf("--port", "65536"), /^--port: want an integer from 0 to 65535/);
  assert.match(messageOf("--json"), /^--json: only with --once/);
  assert.match(messageOf("--once", "--port", "0"), /^--port: not with --once/);
});

test("--help wins over what follows it", () => {
  assert.deepEqual(usageOf(["--help", "--nonsense"]), { kind: "help" });
});
