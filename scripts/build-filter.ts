// Compiles the filter: build/filter.wasm (what ships) and build/filter.debug.wasm with its text, for the tests that read it.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import asc from "assemblyscript/asc";

const STAMP = "build/filter.stamp";

/** Builds both targets unless the sources are those of the last build. Throws with the compiler's own words. */
export async function buildFilter(): Promise<void> {
  const sources = fingerprint();
  if (existsSync(STAMP) && existsSync("build/filter.wasm") && readFileSync(STAMP, "utf8") === sources) return;
  mkdirSync("build", { recursive: true });
  for (const target of ["release", "debug"]) {
    const { error, stderr } = await asc.main(["--config", "asconfig.json", "--target", target]);
    if (error) throw new Error(`filter/ does not compile (${target}):\n${stderr.toString()}`, { cause: error });
  }
  writeFileSync(STAMP, sources);
}

function fingerprint(): string {
  const hash = createHash("sha256").update(readFileSync("asconfig.json")).update(readFileSync("package-lock.json"));
  for (const entry of readdirSync("filter", { recursive: true, encoding: "utf8" }).sort()) {
    if (entry.endsWith(".ts")) hash.update(entry).update(readFileSync(join("filter", entry)));
  }
  return hash.digest("hex");
}
