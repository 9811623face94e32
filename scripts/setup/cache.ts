// The folder `.cache/` in the checkout: what set-up brings from outside, each thing in a folder of its own named for its version.
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Absolute path of the cache. Deleting it costs a download, nothing else. */
export const CACHE: string = fileURLToPath(new URL("../../.cache", import.meta.url));

/** Set-up cannot go on. The message is one line: what is missing and what to do about it. */
export class SetupError extends Error {
  override readonly name = "SetupError";
}

/** One line on stderr, so that nobody wonders what takes long. */
export function progress(line: string): void {
  process.stderr.write(`set-up: ${line}\n`);
}

/**
 * Path of `.cache/<name>`, filled by `fill` the first time. The name holds the version, so what is there is right.
 * `fill` works in a folder beside it that is renamed at the end: a broken download leaves nothing behind, and of two
 * that run at once the first wins. Throws what `fill` throws.
 */
export async function installed(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const target = join(CACHE, name);
  if (existsSync(target)) return target;
  await mkdir(dirname(target), { recursive: true });
  const folder = await mkdtemp(join(CACHE, `.${basename(name)}-`));
  try {
    await fill(folder);
    await rename(folder, target);
  } catch (cause) {
    await rm(folder, { recursive: true, force: true });
    if (existsSync(target)) return target;
    throw cause;
  }
  return target;
}
