// `npm run build`: the filter, with the size and hash of what ships.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { buildFilter } from "./build-filter.ts";
import { generateWords } from "./generate-words.ts";
import { main } from "./setup/main.ts";

await main(async () => {
  generateWords();
  await buildFilter();
  const wasm = readFileSync("build/filter.wasm");
  console.log(`build/filter.wasm  ${wasm.length} bytes  sha256:${createHash("sha256").update(wasm).digest("hex")}`);
  return 0;
});
