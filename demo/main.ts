// `npm start`: real OAuth flows through two proxies with the filter, Envoys where there is one, counted by the aggregator.
// Exit codes: 0 done, also after a signal; 1 something differs, the ledger is open, or a part ended by itself; 2 usage,
// set-up, a busy port.
import { setTimeout as pause } from "node:timers/promises";
import { SetupError } from "../scripts/setup/cache.ts";
import { isGood, jsonOf, proxyName, textOf } from "./comparison/table.ts";
import { createEnd } from "./end.ts";
import { keepOn } from "./keep-on.ts";
import { createLiveLine } from "./live-line.ts";
import { HOST } from "./mesh.ts";
import { playRound } from "./once.ts";
import { PartError } from "./processes/part.ts";
import { EndedError } from "./processes/parts.ts";
import { ANY_PORTS, busyPort, type Ports, portsFor } from "./processes/ports.ts";
import { whenNpmIsGone } from "./processes/orphan.ts";
import { type SetUp, setUp } from "./set-up.ts";
import { type Stack, startStack } from "./stack.ts";
import { type Usage, USAGE, usageOf } from "./usage.ts";

/** Until the end of a part has been noticed, ms. */
const WORD_OF_A_FAULT_MS = 1_000;

/** Where the live line is, it makes way. */
let say = (text: string): void => console.error(text);
const end = createEnd(
  () => process.exit(0),
  (text) => say(text),
);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end.onSignal);
whenNpmIsGone(end.onSignal);

process.exit(await main(usageOf(process.argv.slice(2))));

async function main(usage: Usage): Promise<number> {
  try {
    switch (usage.kind) {
      case "help":
        console.log(USAGE);
        return 0;
      case "wrong":
        console.error(`${usage.message}\n\n${USAGE}`);
        return 2;
      case "once":
        return await once(usage.seed, usage.json);
      case "keep":
        return await keep(usage.seed ?? Date.now() % 2 ** 32, portsFor(usage.port));
    }
  } catch (error) {
    // A signal while it started.
    if (error instanceof EndedError) return 0;
    if (!(error instanceof SetupError) && !(error instanceof PartError)) throw error;
    console.error(error.message);
    return error instanceof SetupError ? 2 : 1;
  }
}

async function once(seed: number, json: boolean): Promise<number> {
  const made = await setUp();
  end.inOrder();
  const stack = await startStack(made, ANY_PORTS, end.signal);
  try {
    console.error("demo: everything is up; playing one round");
    // Of a part that is gone, its clients may know a little sooner than whoever watches it.
    const playing = playRound(stack.stage, seed, stack.metricsPort).catch(async (error: unknown) => {
      await pause(WORD_OF_A_FAULT_MS);
      throw error;
    });
    const round = await Promise.race([playing, stack.broken, end.asked]);
    if (round === undefined) return 0;
    const report = { envoy: versionOf(made), seed, ...round };
    console.log(json ? jsonOf(report) : textOf(report));
    return isGood(report) ? 0 : 1;
  } finally {
    await stack.stop();
  }
}

async function keep(seed: number, ports: Ports): Promise<number> {
  const busy = await busyPort(ports);
  if (busy !== undefined) {
    console.error(`127.0.0.1:${busy.port} (${busy.use}) is in use: end what listens there, or npm start -- --port 0`);
    return 2;
  }
  const made = await setUp();
  end.inOrder();
  const stack = await startStack(made, ports, end.signal);
  const line = createLiveLine(process.stdout);
  say = line.say;
  // Also when a part breaks, no further step begins.
  const over = new AbortController();
  const signal = AbortSignal.any([end.signal, over.signal]);
  try {
    line.say(whereToLook(proxyName(versionOf(made)), stack, seed));
    const { stage, metricsPort } = stack;
    await Promise.race([keepOn({ stage, seed, metricsPort, line, signal }), stack.broken]);
    return 0;
  } finally {
    over.abort();
    line.end();
    await stack.stop();
  }
}

function versionOf({ envoy }: SetUp): string | undefined {
  return envoy.kind === "envoy" ? envoy.version : undefined;
}

function whereToLook(proxy: string, { entryPort, metricsPort }: Stack, seed: number): string {
  return `${proxy}; seed ${seed}; Ctrl-C ends it

  metrics   http://localhost:${metricsPort}/metrics
  flows     curl -s http://localhost:${metricsPort}/metrics | grep oauth_flow_total
  your own  curl -s -H 'Host: ${HOST}' -d grant_type=client_credentials -u me:guess http://localhost:${entryPort}/token
`;
}
