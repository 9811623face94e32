// Runs one TypeScript program of this project after the set-up it needs. Plain JavaScript: on a fresh clone nothing is installed yet.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Run until somebody ends them: a signal is no failure there, not even one that comes before they are loaded. */
const SERVICES = ["demo/main.ts", "control-plane/main.ts"];
if (SERVICES.includes(process.argv[2] ?? "")) leaveOnSignal();

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`node: want >= 20.19, got ${process.versions.node}; install a newer Node.js (24 is what we run)`);
  process.exit(2);
}

await installDependencies();
const [program, ...rest] = process.argv.slice(2);
if (program === undefined) {
  console.error("usage: node scripts/run.mjs PROGRAM.ts [ARGUMENT…]");
  process.exit(2);
}
const { register } = await import("tsx/esm/api");
register();
const path = join(root, program);
process.argv = [process.argv[0] ?? "node", path, ...rest];
await import(pathToFileURL(path).href);

/** With 0, as long as the program has no handler of its own. */
function leaveOnSignal() {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      if (process.listenerCount(signal) === 1) process.exit(0);
    });
  }
}

async function installDependencies() {
  const stamp = join(root, "node_modules", ".oauth-flow-installed");
  const wanted = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  console.error("set-up: npm packages (npm ci), about a minute the first time");
  const npm = spawn("npm", ["ci", "--no-fund", "--no-audit"], {
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  process.once("exit", () => npm.kill());
  const status = await new Promise((resolve) => npm.once("error", () => resolve(null)).once("close", resolve));
  if (status !== 0) {
    console.error("set-up: npm ci failed; the lines above say why. Is the npm registry reachable?");
    process.exit(1);
  }
  mkdirSync(join(root, "node_modules"), { recursive: true });
  writeFileSync(stamp, wanted);
}
