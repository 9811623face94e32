// `npm run fuzz`: millions of exchanges that nobody would send, in hosts that do what they should not (docs/fuzz.md).
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { buildFilter } from "../../scripts/build-filter.ts";
import { generateSources } from "../../scripts/generate-sources.ts";
import { main } from "../../scripts/setup/main.ts";
import { FLAGS, parseArguments } from "./arguments.ts";

const WASM = "build/filter.wasm";
const PROGRESS_MS = 10_000;

await main(async (args) => {
  const wanted = parseArguments(args, randomBytes(4).toString("hex"));
  if (wanted.kind === "mistake") {
    console.error(wanted.message);
    return 2;
  }
  await generateSources();
  await buildFilter();
  const sha256 = createHash("sha256").update(readFileSync(WASM)).digest("hex");
  if (wanted.kind === "episode") return playOne(wanted.name);
  const { exchanges, seed, workers } = wanted;
  console.log(`${new Date().toISOString()} seed ${seed}, ${exchanges} exchanges, ${workers} processes`);
  console.log(`${WASM} sha256:${sha256}, Node ${process.versions.node}`);
  // Imported only now: the filter must be built, and generated files be there.
  const { run } = await import("./run.ts");
  const { missingKinds, textOf } = await import("./totals.ts");
  const begin = performance.now();
  let shownAt = begin;
  const { totals, violation } = await run({
    wasm: WASM,
    seed,
    exchanges,
    workers,
    onProgress: ({ exchanges: done, episodes, records }) => {
      if (performance.now() - shownAt < PROGRESS_MS) return;
      shownAt = performance.now();
      const rate = Math.round((done / (shownAt - begin)) * 1_000);
      console.log(`${done} exchanges, ${episodes} episodes, ${records} records, ${rate}/s`);
    },
  });
  if (violation !== undefined) {
    console.error(violation);
    console.error(
      "again: npm run fuzz -- --episode SEED/INDEX of the first line; keep it in test/regression/seeds.json",
    );
    return 1;
  }
  console.log(textOf(totals, (performance.now() - begin) / 1_000));
  const missing = missingKinds(totals);
  console.log(`kinds      ${missing.length === 0 ? "all came about" : `never: ${missing.join(" ")}`}`);
  console.log(`${new Date().toISOString()} nothing was wrong`);
  return 0;
}, FLAGS);

async function playOne(name: string): Promise<number> {
  const { readModule, runEpisode } = await import("./episode.ts");
  const { violation, exchanges } = runEpisode(readModule(WASM), name);
  console.log(violation ?? `episode ${name}: ${exchanges} exchanges, nothing was wrong`);
  return violation === undefined ? 0 : 1;
}
