// What is made from proto/ and from the catalogues of the code, before anything can be compiled or run.
import { existsSync } from "node:fs";
import { generateWords } from "./generate-words.ts";

/** Writes the folders `gen/`, docs/metrics.md and docs/aggregator.schema.json. */
export async function generateSources(): Promise<void> {
  generateWords();
  // Imported only now, in this order: the docs come from modules that import what the first two write.
  await part("./generate-proto.ts", "generateProto");
  await part("./generate-docs.ts", "generateDocs");
}

async function part(file: string, name: string): Promise<void> {
  if (!existsSync(new URL(file, import.meta.url))) return;
  const module = (await import(file)) as Readonly<Record<string, () => void | Promise<void>>>;
  await module[name]?.();
}
