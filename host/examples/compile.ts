// Compiles the AssemblyScript of an example as a proxy needs it: no start section, no import that is not the proxy's.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BUILD = join(ROOT, "build", "examples");
const OPTIONS = ["--runtime", "stub", "--exportStart", "_initialize", "--bindings", "none", "-O2"];
const LIMIT_MS = 120_000;

/**
 * Path of the module made of `host/examples/<name>/assembly/index.ts`; it is compiled once for each state of that folder.
 * Throws with the compiler's words when it does not compile.
 */
export async function compileExample(name: string): Promise<string> {
  const folder = fileURLToPath(new URL(`${name}/assembly`, import.meta.url));
  const hash = createHash("sha256");
  for (const file of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, file)));
  const module = join(BUILD, `${name}-${hash.digest("hex").slice(0, 12)}.wasm`);
  if (existsSync(module)) return module;
  mkdirSync(BUILD, { recursive: true });
  const made = `${module}.${process.pid}`;
  const source = relative(ROOT, folder).replaceAll("\\", "/");
  const out = relative(ROOT, made).replaceAll("\\", "/");
  // There is no such configuration: the compiler would add the entries of the project's own.
  const places = ["--config", `${source}/none.json`, "--outFile", out, "--use", `abort=${source}/memory/abort`];
  await run([`${source}/index.ts`, ...places, ...OPTIONS]);
  renameSync(made, module);
  return module;
}

function run(args: readonly string[]): Promise<void> {
  const program = join(ROOT, "node_modules", "assemblyscript", "bin", "asc.js");
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: ROOT, stdio: "pipe", timeout: LIMIT_MS });
    let output = "";
    child.stdout.on("data", (bytes: Buffer) => void (output += bytes.toString()));
    child.stderr.on("data", (bytes: Buffer) => void (output += bytes.toString()));
    child.once("error", reject);
    child.once("close", (status) => {
      if (status === 0) resolve();
      else reject(new Error(`asc ${args[0]} ended with ${status ?? "a signal"}:\n${output}`));
    });
  });
}
