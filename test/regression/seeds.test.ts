// Episodes in which fuzzing once found something. What a seed draws changes with the generators: a finding also gets a test
// of its own beside this one.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readModule, runEpisode } from "../fuzz/episode.ts";

type Seed = { readonly episode: string; readonly found: string };

const SEEDS = JSON.parse(readFileSync("test/regression/seeds.json", "utf8")) as readonly Seed[];
const module = readModule("build/filter.wasm");

for (const { episode, found } of SEEDS) {
  test(`episode ${episode}: ${found}`, () => {
    assert.equal(runEpisode(module, episode).violation, undefined);
  });
}
