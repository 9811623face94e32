// `npm run bench`: what things cost. Prints, asserts nothing; compare figures of one run only.
import { buildFilter } from "../../scripts/build-filter.ts";
import { generateSources } from "../../scripts/generate-sources.ts";
import { main } from "../../scripts/setup/main.ts";

await main(async () => {
  await generateSources();
  await buildFilter();
  // Imported only now: the filter must be built, and generated files be there.
  const { benchFilter } = await import("./filter.ts");
  const { benchAggregator } = await import("./aggregator.ts");
  benchFilter();
  benchAggregator();
  return 0;
});
