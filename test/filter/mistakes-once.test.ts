// A configuration's mistakes are told once a proxy, though each of its VMs finds them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createPlayedEnvoy } from "./support/played-envoy.ts";
import { createPlayedProcess, type PlayedProcess } from "./support/played-process.ts";

const WRONG = '{"aggregator":{"cluster":"a"},"vantage":"up\\u0073tream","issuers":[{"name":"c","h\\u006fsts":[7]}]}';
const LINES = [
  "oauth-flow: configuration: vantage: want auto, server, client or gateway; auto is used",
  "oauth-flow: configuration: issuers[0].hosts[0]: want a string; left out",
];
const NAME = "oauth_flow.mistakes.1";

/** What the proxy says, and counts, when one thread more starts with a configuration; before the first: all that starts it. */
function said(process: PlayedProcess, configuration: string): { lines: readonly string[]; counted: number } {
  const before = process.logs().length;
  const counted = (): number => process.metric("oauth_flow.config_mistakes");
  const countedBefore = counted();
  createPlayedEnvoy({ process }).addRoot(configuration);
  return { lines: process.logs().slice(before), counted: counted() - countedBefore };
}

test("the first VM logs and counts the mistakes, the others do not, and each runs with what is valid", () => {
  const process = createPlayedProcess();
  assert.deepEqual(said(process, WRONG), { lines: LINES, counted: 2 });
  assert.deepEqual(said(process, WRONG), { lines: [], counted: 0 });
});

test("another configuration's mistakes are told, and a configuration without a mistake writes nothing", () => {
  const process = createPlayedProcess();
  assert.deepEqual(said(process, '{"aggregator":{"cluster":"a"}}').lines, []);
  assert.deepEqual(process.names(), []);
  said(process, WRONG);
  assert.equal(said(process, `${WRONG} `).counted, 2);
  assert.equal(said(process, "").counted, 1);
  assert.equal(said(process, "").counted, 0);
});

test("of two VMs that read at the same time one tells", () => {
  const process = createPlayedProcess();
  let isRacing = true;
  process.race(() => {
    if (!isRacing) return;
    isRacing = false;
    assert.deepEqual(said(process, WRONG).lines, LINES);
  });
  assert.deepEqual(said(process, WRONG).lines, LINES);
  assert.equal(isRacing, false);
});

test("the list of what was told has an end, and forgets the oldest", () => {
  const process = createPlayedProcess();
  for (let i = 0; i < 65; i += 1) said(process, `{"x${i}":1}`);
  assert.equal(process.value(NAME).length, 8 + 64 * 16);
  assert.equal(said(process, '{"x1":1}').counted, 0);
  assert.equal(said(process, '{"x64":1}').counted, 0);
  assert.equal(said(process, '{"x0":1}').counted, 2);
});

test("a list that is damaged is begun anew", () => {
  const process = createPlayedProcess();
  said(process, WRONG);
  process.put(NAME, process.value(NAME).subarray(1));
  assert.equal(said(process, WRONG).counted, 2);
  assert.equal(said(process, WRONG).counted, 0);
});

for (const mode of ["refused", "forgotten"] as const) {
  test(`where shared data is ${mode} every VM tells`, () => {
    const process = createPlayedProcess({ shared: mode });
    // The one that tries the configuration, the main thread's, and the first worker's.
    assert.deepEqual(said(process, WRONG), { lines: [...LINES, ...LINES, ...LINES], counted: 6 });
    for (let i = 0; i < 3; i += 1) assert.deepEqual(said(process, WRONG), { lines: LINES, counted: 2 });
  });
}
