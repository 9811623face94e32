// The programs that the demo consists of: started, listened to, ended; none outlives it.
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { leashed } from "./leash.ts";

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

export type Part = {
  /** As it is called when it goes wrong. */
  readonly name: string;
  readonly pid: number;
  /** The last output, both streams. */
  readonly output: () => string;
  readonly exited: Promise<Exit>;
  /** SIGTERM, and SIGKILL to one that does not go. */
  readonly stop: () => Promise<Exit>;
  /** For what it says over IPC. */
  readonly child: ChildProcess;
};

/** Output kept of each, characters. */
const OUTPUT_LIMIT = 16_384;
/** From SIGTERM to SIGKILL, ms. */
const STOP_LIMIT_MS = 8_000;
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const living = new Set<ChildProcess>();

/** Starts a program on a leash. Never throws: one that cannot be started exits at once, and its output says why. */
export function startPart(name: string, program: string, args: readonly string[], ipc: boolean): Part {
  // A group of its own: Ctrl-C goes to the demo alone, which ends the others in order.
  const stdio = ["pipe", "pipe", "pipe", ...(ipc ? ["ipc" as const] : [])] as ["pipe", "pipe", "pipe"];
  const [shell, shellArgs] = leashed(program, args);
  const child = spawn(shell, shellArgs, { cwd: ROOT, stdio, detached: true });
  living.add(child);
  let output = "";
  const keep = (chunk: Buffer): void => void (output = (output + chunk.toString()).slice(-OUTPUT_LIMIT));
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const exited = new Promise<Exit>((resolve) => {
    child.once("error", (error) => {
      output += error.message;
      living.delete(child);
      resolve({ code: null, signal: null });
    });
    child.once("close", (code, signal) => {
      living.delete(child);
      resolve({ code, signal });
    });
  });
  return {
    name,
    pid: child.pid ?? 0,
    output: () => output,
    exited,
    child,
    async stop() {
      child.kill("SIGTERM");
      const force = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT_MS);
      const exit = await exited;
      clearTimeout(force);
      return exit;
    },
  };
}

/** What `look` finds. Throws with the last output when the part ends first, or after `limitMs`. */
export async function whenReady<T>(part: Part, look: () => Promise<T | undefined>, limitMs = 30_000): Promise<T> {
  let ended: Exit | undefined;
  void part.exited.then((exit) => (ended = exit));
  const deadline = performance.now() + limitMs;
  while (performance.now() < deadline) {
    if (ended !== undefined) throw new PartError(part, `ended (${ended.code ?? ended.signal}) before it was up`);
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new PartError(part, `not up within ${limitMs / 1000} s`);
}

/** A part of the demo failed; the message has its name and its last output. */
export class PartError extends Error {
  override readonly name = "PartError";
  constructor(part: Part, what: string) {
    const said = part.output().trim();
    super(`${part.name}: ${what}${said === "" ? "" : `; its last output:\n${said.replace(/^/gm, "  ")}`}`);
  }
}

process.once("exit", () => {
  for (const child of living) child.kill("SIGKILL");
});
