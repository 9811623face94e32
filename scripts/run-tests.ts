// One run of node:test in a process group of its own, of which nothing is left afterwards.
import { type ChildProcess, spawn } from "node:child_process";
import type { Counts } from "./test-files.ts";

/** After a signal to this process no other run begins. */
let interrupted = false;

/** Runs the files on one Node.js. A run that ends without counts, or not as its counts say, has one failure more. */
export async function runTests(node: string, files: readonly string[]): Promise<Counts> {
  if (files.length === 0 || interrupted) return { passed: 0, failed: 0 };
  const child = spawn(node, ["--import", "tsx", "scripts/test-files.ts", ...files], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    detached: process.platform !== "win32",
  });
  let counts: Counts | undefined;
  child.on("message", (message) => void (counts = message as Counts));
  const status = await ended(child);
  if (counts === undefined || (status !== 0 && counts.failed === 0)) {
    console.log(`FAILED  the run ended with ${status ?? "a signal"} and said no more`);
    return { passed: counts?.passed ?? 0, failed: (counts?.failed ?? 0) + 1 };
  }
  return counts;
}

/** Exit code, null for a signal. A signal to this process ends the whole group first. */
function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    const interrupt = (): void => {
      interrupted = true;
      endGroup(child, "SIGTERM");
      setTimeout(() => endGroup(child, "SIGKILL"), 3_000).unref();
    };
    const goodbye = (): void => endGroup(child, "SIGKILL");
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, interrupt);
    process.once("exit", goodbye);
    child.once("error", () => resolve(null));
    child.once("close", (status) => {
      endGroup(child, "SIGKILL");
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.off(signal, interrupt);
      process.off("exit", goodbye);
      resolve(status);
    });
  });
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? child.pid : -child.pid, signal);
  } catch {
    // Nobody is left.
  }
}
