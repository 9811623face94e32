// A fuzzer that finds nothing must be one that would: each defect of a special build is found within the share of the tests.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { buildPlanted, PLANTS } from "./planted.ts";
import { run } from "./run.ts";

let wasm = "";

before(async () => {
  wasm = await buildPlanted();
});

/** What the fuzzer says of a defect. */
async function foundOf(plant: number, hangsAfterMs = 60_000): Promise<string> {
  const { violation = "nothing" } = await run({
    wasm,
    seed: "planted",
    exchanges: 30_000,
    workers: 1,
    plant,
    hangsAfterMs,
  });
  return violation;
}

test("nothing is found while the defects are asleep", async () => {
  assert.equal(await foundOf(0), "nothing");
});

test("a trap is found", async () => {
  assert.match(await foundOf(PLANTS.trap), /TrapError: Function: proxy_on_log failed/);
});

test("memory that grows is found", async () => {
  assert.match(await foundOf(PLANTS.growth), /memory grew outside of a configuration/);
});

test("a callback that does not say Continue is found", async () => {
  assert.match(await foundOf(PLANTS.action), /proxy_on_response_headers returned 1: want 0/);
});

test("a slot that is never freed is found", async () => {
  assert.match(await foundOf(PLANTS.leak), /slots are lost/);
});

test("a label outside of its closed set is found", async () => {
  assert.match(await foundOf(PLANTS.label), /outside of its closed set: outcome/);
});

test("a record that is numbered and not kept is found", async () => {
  assert.match(await foundOf(PLANTS.lost), /records were numbered|ledger is open/);
});

test("a loop without end is found, and ended", async () => {
  assert.match(await foundOf(PLANTS.hang, 8_000), /hangs, no end after 8 s/);
});

test("a secret in the log is found", async () => {
  assert.match(await foundOf(PLANTS.secret), /a secret left/);
});
