// Where a running demo keeps its files: `.cache/demo/<pid>`, gone when it ends.
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { CACHE } from "../scripts/setup/cache.ts";

const DEMOS = join(CACHE, "demo");

/** Makes it, readable for this user only. What a demo that was killed left behind is removed first. */
export function createFolder(): string {
  mkdirSync(DEMOS, { recursive: true });
  for (const left of readdirSync(DEMOS)) if (!isAlive(Number(left))) remove(join(DEMOS, left));
  const folder = join(DEMOS, String(process.pid));
  remove(folder);
  mkdirSync(folder, { mode: 0o700 });
  process.once("exit", () => remove(folder));
  return folder;
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process is alive all the same.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
