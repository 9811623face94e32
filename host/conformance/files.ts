// Scenarios as files: NAME.json is one, NAME.trace beside it what a real proxy made of it.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BorderEvent } from "./events.ts";
import { normalise } from "./normalise.ts";
import { readScenario } from "./read-scenario.ts";
import type { Scenario } from "./scenario.ts";

export type Recorded = {
  readonly name: string;
  readonly scenario: Scenario;
  /** The trace without its head. Throws when it was never recorded. */
  readonly trace: () => string;
  /** What was recorded with, such as `Envoy 1.40.0`. */
  readonly proxy: () => string;
  readonly record: (trace: string, proxy: string) => void;
};

/** All scenarios of a folder, by name. Throws at the first that cannot be read. */
export function scenariosIn(folder: string): readonly Recorded[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => recorded(folder, file.slice(0, -".json".length)));
}

/** The normalised trace, of which only that is kept which the scenario is compared by. */
export function traceOf({ compare = "all", ticks = false }: Scenario, events: readonly BorderEvent[]): string {
  return normalise(events, { ticks, callbacksOnly: compare === "callbacks" });
}

function recorded(folder: string, name: string): Recorded {
  const scenario = readScenario(name, readFileSync(join(folder, `${name}.json`), "utf8"));
  const file = join(folder, `${name}.trace`);
  const lines = (): readonly string[] => readFileSync(file, "utf8").split("\n");
  return {
    name,
    scenario,
    trace: () => lines().slice(2).join("\n"),
    proxy: () => lines()[1]?.slice(2) ?? "",
    record: (trace, proxy) => writeFileSync(file, `# ${scenario.title}\n# ${proxy}\n${trace}`),
  };
}
