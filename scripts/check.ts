// `npm run check`: what can be said about the tree without running it. All of it, side by side; every fault is printed.
import { buildFilter } from "./build-filter.ts";
import { generateSources } from "./generate-sources.ts";
import { run } from "./setup/command.ts";
import { main } from "./setup/main.ts";
import { treeHash } from "./tree-hash.ts";

/** The words of a fault, or undefined. */
type Check = { readonly name: string; readonly fault: () => Promise<string | undefined> };

const CHECKS: readonly Check[] = [
  tool("format", "biome", "format", "--colors=off", "--max-diagnostics=200"),
  tool("lint", "oxlint", "--type-aware", "--deny-warnings", "--format=unix"),
  tool("types", "tsc", "--noEmit", "--pretty", "false"),
  tool("proto format", "buf", "format", "--diff", "--exit-code"),
  tool("proto lint", "buf", "lint"),
  tool("proto breaking", "buf", "breaking", "--against", "proto/baseline.binpb"),
  {
    name: "filter compiles",
    fault: () =>
      buildFilter().then(
        () => undefined,
        (error: Error) => error.message,
      ),
  },
];

await main(async () => {
  const before = treeHash();
  await generateSources();
  const stale = treeHash() === before ? undefined : "generated files were not those of their sources; now they are";
  const faults = await Promise.all(CHECKS.map(async ({ name, fault }) => report(name, await fault())));
  return [report("generated files", stale), ...faults].every((good) => good) ? 0 : 1;
});

function tool(name: string, program: string, ...args: readonly string[]): Check {
  const fault = async (): Promise<string | undefined> => {
    const { status, stdout, stderr } = await run(`node_modules/.bin/${program}`, args);
    return status === 0 ? undefined : `${stdout}${stderr}`.trimEnd() || `${program} ended with ${status}`;
  };
  return { name, fault };
}

function report(name: string, fault: string | undefined): boolean {
  console.log(fault === undefined ? `ok      ${name}` : `FAULT   ${name}\n${fault}`);
  return fault === undefined;
}
