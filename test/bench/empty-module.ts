// Compiles the empty module, so that the filter is compared with what any filter costs.
import { mkdirSync } from "node:fs";
import { run } from "../../scripts/setup/command.ts";

const ENTRY = "test/bench/as/empty.ts";
const MODULE = "build/test/bench-empty.wasm";
/** The compiler adds the entries of the configuration that it finds to those it is given: here it finds none. */
const NO_CONFIG = "test/bench/as/none.json";
/** As asconfig.json has them for the module that ships, its memory too. */
const OPTIONS = ["--runtime", "stub", "--exportStart", "_initialize", "--use", "abort="];
const MEMORY = ["--initialMemory", "16", "--maximumMemory", "128"];
const SPEED = ["-O3", "--converge", "--noAssert"];

/** Path of the module. Throws with the compiler's words. */
export async function buildEmptyModule(): Promise<string> {
  mkdirSync("build/test", { recursive: true });
  const compiler = ["node_modules/assemblyscript/bin/asc.js", ENTRY, "--config", NO_CONFIG];
  const asc = await run(process.execPath, [...compiler, ...OPTIONS, ...MEMORY, ...SPEED, "--outFile", MODULE]);
  if (asc.status !== 0) throw new Error(`${ENTRY} does not compile:\n${asc.stderr}${asc.stdout}`);
  return MODULE;
}
