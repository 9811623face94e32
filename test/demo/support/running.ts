// The demo as `npm start` runs it, with what it has started; whatever is left when the tests end is killed.
import assert from "node:assert/strict";
import { after } from "node:test";
import { type Program, start } from "../../system/support/processes.ts";
import { until } from "../../system/support/until.ts";
import { type Descendant, descendantsOf, isAlive } from "./descendants.ts";

/** From the start until requests can be sent, ms: the filter may have to be compiled first. */
export const START_LIMIT_MS = 240_000;

const started: Descendant[] = [];
after(() => {
  for (const one of started.filter(isAlive)) process.kill(one.pid, "SIGKILL");
});

export type Running = { readonly demo: Program; readonly page: string; readonly descendants: readonly Descendant[] };

/** A demo that runs, on free ports. `env` is added to the environment. */
export async function running(env: Readonly<Record<string, string>> = {}): Promise<Running> {
  const demo = start("npm", ["start", "--silent", "--", "--port", "0"], { name: "npm start", env });
  const [, page = ""] = await demo.ready(/(http:\/\/localhost:\d+\/metrics)/, START_LIMIT_MS);
  return { demo, page, descendants: await remembered(demo.pid) };
}

/** What is below a process now. */
export async function remembered(pid: number): Promise<readonly Descendant[]> {
  const descendants = await descendantsOf(pid);
  started.push(...descendants);
  return descendants;
}

export async function allGone(descendants: readonly Descendant[]): Promise<void> {
  const left = () => descendants.filter(isAlive).map(({ command }) => command);
  await until("nothing of the demo is left", () => left().length === 0).catch(() => assert.deepEqual(left(), []));
}
