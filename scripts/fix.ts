// `npm run fix`: writes what formatter and linter can put right by themselves.
import { run } from "./setup/command.ts";
import { main } from "./setup/main.ts";

await main(async () => {
  let faults = 0;
  for (const [program = "", ...args] of [
    ["oxlint", "--type-aware", "--fix"],
    ["biome", "format", "--write"],
    ["buf", "format", "--write"],
  ]) {
    const { status, stdout, stderr } = await run(`node_modules/.bin/${program}`, args);
    console.log(`${program}: ${status === 0 ? "done" : `${stdout}${stderr}`}`);
    if (status !== 0) faults += 1;
  }
  return faults === 0 ? 0 : 1;
});
