// `npm run generate`: everything that is made from something else. Afterwards the tree must be as it was committed.
import { buildFilter } from "./build-filter.ts";
import { generateCapabilities } from "./generate-capabilities.ts";
import { generateSources } from "./generate-sources.ts";
import { main } from "./setup/main.ts";

await main(async () => {
  await generateSources();
  await buildFilter();
  generateCapabilities();
  return 0;
});
