// How generated files are written.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * Writes a text file, and its folder where there is none. A file that has this text already is left alone; who reads it
 * meanwhile sees the old text or the new one. Throws Node's errors.
 */
export function write(path: string, text: string): void {
  if (textAt(path) === text) return;
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  const aside = join(folder, `.${basename(path)}.${process.pid}`);
  writeFileSync(aside, text);
  renameSync(aside, path);
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
