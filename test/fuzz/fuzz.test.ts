// The share of `npm run fuzz` that the tests have: the same episodes each time.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parseArguments } from "./arguments.ts";
import { KINDS } from "./kinds.ts";
import { createDraw } from "./random.ts";
import { run } from "./run.ts";
import { missingKinds } from "./totals.ts";

const WASM = "build/filter.wasm";
const SEED = "tests";
const EXCHANGES = 150_000;

test("150,000 exchanges that nobody would send: no trap, no growth, no hold, no open ledger; every anomaly comes about", async () => {
  const { totals, violation } = await run({ wasm: WASM, seed: SEED, exchanges: EXCHANGES, workers: 2 });
  assert.equal(violation, undefined);
  assert.deepEqual(missingKinds(totals), []);
  assert.ok(totals.exchanges >= EXCHANGES, `${totals.exchanges} exchanges`);
  assert.ok(totals.goldens > 1_000, `only ${totals.goldens} golden exchanges were compared`);
  assert.ok(totals.records > EXCHANGES / 4, `only ${totals.records} records arrived`);
});

test("an episode is the same each time it is played", async () => {
  const { readModule, runEpisode } = await import("./episode.ts");
  const module = readModule(WASM);
  assert.deepEqual(runEpisode(module, "again/7"), runEpisode(module, "again/7"));
  assert.notDeepEqual(runEpisode(module, "again/7"), runEpisode(module, "again/8"));
});

test("the same name draws the same numbers, another name others", () => {
  const first = createDraw("a/1");
  const again = createDraw("a/1");
  const other = createDraw("a/2");
  const numbers = Array.from({ length: 100 }, first.u32);
  assert.deepEqual(
    Array.from({ length: 100 }, () => again.u32()),
    numbers,
  );
  assert.notDeepEqual(
    Array.from({ length: 100 }, () => other.u32()),
    numbers,
  );
});

test("a mistake on the command line is told with its remedy", () => {
  assert.deepEqual(parseArguments(["--exchanges", "5", "--seed", "x"], "fresh"), {
    kind: "run",
    exchanges: 5,
    seed: "x",
    workers: 2,
  });
  assert.deepEqual(parseArguments(["--episode", "x/7"], "fresh"), { kind: "episode", name: "x/7" });
  assert.deepEqual(parseArguments(["--exchanges", "0"], "fresh"), {
    kind: "mistake",
    message: '--exchanges: want a number from 1 to 1000000000, got "0"',
  });
  assert.deepEqual(parseArguments(["--episode", "7"], "fresh"), {
    kind: "mistake",
    message: '--episode: want SEED/INDEX as a report names it, got "7"',
  });
});

test("the page names every kind of anomaly with its case", () => {
  const page = readFileSync("docs/fuzz.md", "utf8");
  const missing = Object.entries(KINDS).filter(([kind, about]) => !page.includes(`| \`${kind}\` | ${about} |`));
  assert.deepEqual(missing, []);
});
