// Compiles the filter: build/filter.wasm (what ships) and build/filter.debug.wasm with its text, for the tests that read it.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./setup/command.ts";

const STAMP = "build/filter.stamp";
const OUTPUTS = { release: ["filter.wasm"], debug: ["filter.debug.wasm", "filter.debug.wat"] } as const;

/** Builds both targets unless the sources are those of the last build. Throws with the compiler's own words. */
export async function buildFilter(): Promise<void> {
  const sources = fingerprint();
  if (existsSync(STAMP) && existsSync("build/filter.wasm") && readFileSync(STAMP, "utf8") === sources) return;
  // Compiled aside and moved into place, so that a program that reads build/ meanwhile sees the old module or the new.
  const aside = join("build", `.${process.pid}`);
  mkdirSync(aside, { recursive: true });
  try {
    await Promise.all([compile("release", aside), compile("debug", aside)]);
    writeFileSync(STAMP, sources);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** The compiler runs as a program of its own: its type declarations redefine the globals of whoever imports it. */
async function compile(target: keyof typeof OUTPUTS, aside: string): Promise<void> {
  const [wasm, text] = OUTPUTS[target];
  const outputs = ["--outFile", join(aside, wasm), ...(text === undefined ? [] : ["--textFile", join(aside, text)])];
  const compiler = ["node_modules/assemblyscript/bin/asc.js", "--config", "asconfig.json", "--target", target];
  const asc = await run(process.execPath, [...compiler, ...outputs]);
  if (asc.status !== 0) throw new Error(`filter/ does not compile (${target}):\n${asc.stderr}`);
  for (const file of OUTPUTS[target]) renameSync(join(aside, file), join("build", file));
}

function fingerprint(): string {
  const hash = createHash("sha256").update(readFileSync("asconfig.json")).update(readFileSync("package-lock.json"));
  for (const entry of readdirSync("filter", { recursive: true, encoding: "utf8" }).sort()) {
    if (entry.endsWith(".ts")) hash.update(entry).update(readFileSync(join("filter", entry)));
  }
  return hash.digest("hex");
}
