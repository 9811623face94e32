// `npm run bench [-- PART… --rounds N --write]`: what things cost. Prints, asserts nothing; compare figures of one run only.
import { buildFilter } from "../../scripts/build-filter.ts";
import { generateSources } from "../../scripts/generate-sources.ts";
import { main } from "../../scripts/setup/main.ts";
import { type Part, parseArguments } from "./arguments.ts";
import { machine, machineLine } from "./machine.ts";
import { keepResults, type PartResult, writePage } from "./results.ts";
import { type Table, textOf } from "./table.ts";

/** Rounds, unless others are asked for. */
const ROUNDS: Readonly<Record<Part, number>> = { host: 7, wire: 1, aggregator: 5, envoy: 10 };

await main(
  async (args) => {
    const wanted = parseArguments(args);
    if (wanted.kind === "mistake") {
      console.error(wanted.message);
      return 2;
    }
    await generateSources();
    await buildFilter();
    const results: Record<string, PartResult> = {};
    for (const part of wanted.parts) {
      const rounds = wanted.rounds ?? ROUNDS[part];
      const on = await machine(part === "envoy");
      console.log(`\n${part}: ${machineLine(on)}; rounds: ${rounds}`);
      const tables = await tablesOf(part, rounds);
      for (const table of tables) console.log(textOf(table));
      results[part] = { machine: on, rounds, tables };
      keepResults({ [part]: results[part] });
    }
    if (wanted.writes) writePage(results);
    return 0;
  },
  ["--rounds", "--write"],
);

/** Each part is imported only now: the filter must be built, and generated files be there. */
async function tablesOf(part: Part, rounds: number): Promise<readonly Table[]> {
  switch (part) {
    case "host":
      return (await import("./host.ts")).benchHost(rounds);
    case "wire":
      return (await import("./wire.ts")).benchWire();
    case "aggregator":
      return (await import("./aggregator/part.ts")).benchAggregator(rounds);
    case "envoy":
      return (await import("./envoy/part.ts")).benchEnvoy(rounds);
  }
}
