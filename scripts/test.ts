// `npm test`: set-up, then every test; `--fast` leaves out those that need Envoy or other programs. Arguments that are
// part of a path narrow it: `npm test -- ledger`. The last line is `N passed, N failed`.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { buildFilter } from "./build-filter.ts";
import { generateSources } from "./generate-sources.ts";
import { ensureEnvoy, envoyVersion } from "./setup/envoy.ts";
import { ensurePromtool } from "./setup/debian.ts";
import { ensureForeignFilter } from "./setup/foreign-filter.ts";
import { main } from "./setup/main.ts";
import { otherNodes } from "./setup/node24.ts";
import { runTests } from "./run-tests.ts";
import type { Counts } from "./test-files.ts";

/** Tests of whole programs. Everything else is fast and needs nothing but Node. */
const SLOW = ["test/system/", "test/demo/"];

const FAST = "--fast";
const FLAGS: readonly string[] = [FAST];

await main(async (args) => {
  const fast = args.includes(FAST);
  const patterns = args.filter((arg) => !FLAGS.includes(arg));
  const files = testFiles().filter(
    (file) => patterns.length === 0 || patterns.some((pattern) => file.includes(pattern)),
  );
  const fastFiles = files.filter((file) => !SLOW.some((folder) => file.startsWith(folder)));
  const chosen = fast ? fastFiles : files;
  await generateSources();
  await buildFilter();
  if (!fast) {
    const envoy = await ensureEnvoy();
    console.log(`Envoy ${await envoyVersion(envoy)}: ${envoy}`);
    await ensurePromtool();
    await ensureForeignFilter();
  }
  const total: Counts = { passed: 0, failed: 0 };
  const add = ({ passed, failed }: Counts): void => {
    total.passed += passed;
    total.failed += failed;
  };
  console.log(`Node ${process.versions.node}: ${chosen.length} test files`);
  add(await runTests(process.execPath, chosen));
  for (const node of await otherNodes()) {
    if (fastFiles.length === 0) break;
    console.log(`Node ${node.version}: ${fastFiles.length} test files`);
    add(await runTests(node.path, fastFiles));
  }
  if (total.passed + total.failed === 0)
    console.log(`no test ran${patterns.length > 0 ? `: nothing matches ${patterns.join(" ")}` : ""}`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.passed > 0 && total.failed === 0 ? 0 : 1;
}, FLAGS);

function testFiles(): readonly string[] {
  const entries = readdirSync("test", { recursive: true, encoding: "utf8" });
  return entries
    .filter((entry) => entry.endsWith(".test.ts"))
    .map((entry) => join("test", entry))
    .sort();
}
