// `node scripts/run.mjs scripts/baseline.ts`: takes proto/ as it is for the baseline that `buf breaking` compares with. Only at a release.
import { lastLine, run } from "./setup/command.ts";
import { main } from "./setup/main.ts";

/** What the protocol was at the last release, as an image of buf. */
export const BASELINE = "proto/baseline.binpb";

await main(async () => {
  const buf = await run("node_modules/.bin/buf", ["build", "--exclude-source-info", "-o", BASELINE]);
  console.log(buf.status === 0 ? `${BASELINE} is proto/ as it is now` : lastLine(buf.stderr));
  return buf.status === 0 ? 0 : 1;
});
