// Builds the filter as its SDK's README says, with the SDK and the compiler of package-lock.json. They go into a folder of
// the cache, never among the packages of the project around this one.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const CACHE = fileURLToPath(new URL("../../../.cache", import.meta.url));
const SOURCES = ["package.json", "package-lock.json", "assembly/index.ts"];
/** From the SDK's README. */
const COMPILE = ["assembly/index.ts", "-b", "gate.wasm", "--use", "abort=abort_proc_exit", "--optimize"];
const LIMIT_MS = 120_000;

/** Where `gate.wasm` of these sources is, once it is built. */
export function foreignFilterPath(): string {
  const hash = createHash("sha256");
  for (const file of SOURCES) hash.update(readFileSync(join(HERE, file)));
  return join(CACHE, `foreign-filter-${hash.digest("hex").slice(0, 12)}`, "gate.wasm");
}

/**
 * Path of `gate.wasm`. The first time for each state of the sources npm is asked for four packages (17 MB installed; some
 * seconds); afterwards it is there. Throws with the last words of npm or the compiler.
 */
export async function buildForeignFilter(): Promise<string> {
  const module = foreignFilterPath();
  if (existsSync(module)) return module;
  mkdirSync(CACHE, { recursive: true });
  const work = mkdtempSync(join(CACHE, ".foreign-filter-"));
  try {
    for (const file of SOURCES) cpSync(join(HERE, file), join(work, file));
    await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], work);
    await run(process.execPath, [join("node_modules", "assemblyscript", "bin", "asc"), ...COMPILE], work);
    renameSync(work, dirname(module));
  } catch (cause) {
    rmSync(work, { recursive: true, force: true });
    // Of two that build at once the first wins.
    if (!existsSync(module)) throw cause;
  }
  return module;
}

function run(program: string, args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: LIMIT_MS,
      shell: process.platform === "win32",
    });
    const output: Buffer[] = [];
    child.stdout.on("data", (bytes: Buffer) => output.push(bytes));
    child.stderr.on("data", (bytes: Buffer) => output.push(bytes));
    const fail = (why: string): void =>
      reject(new Error(`${program} ${args.join(" ")}: ${why}\n${Buffer.concat(output).toString().slice(-2000)}`));
    child.once("error", (error) => fail(error.message));
    child.once("close", (status) => (status === 0 ? resolve() : fail(`ended with ${status ?? "a signal"}`)));
  });
}
