// A fingerprint of the files that are generated and committed.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, sep } from "node:path";

/** Generated outside a folder `gen`. */
const SINGLE = ["docs/metrics.md", "docs/aggregator.schema.json"];

/** Hex SHA-256 over the names and contents of what `generateSources` writes. */
export function treeHash(): string {
  const hash = createHash("sha256");
  const folders = ["filter", "control-plane"].flatMap(generatedIn);
  for (const file of [...folders, ...SINGLE.filter(existsSync)]) hash.update(file).update(readFileSync(file));
  return hash.digest("hex");
}

function generatedIn(root: string): string[] {
  const entries = readdirSync(root, { recursive: true, encoding: "utf8" }).sort();
  const files = entries.map((entry) => join(root, entry)).filter((path) => path.split(sep).includes("gen"));
  return files.filter((path) => statSync(path).isFile());
}
