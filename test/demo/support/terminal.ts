// A program in a pseudo-terminal of its own, as in a window: what is typed there goes to its whole group.
import { type ChildProcess, spawn } from "node:child_process";
import { until } from "../../system/support/until.ts";

/** Hands on what is typed and what is said; ends as the program does. */
const RELAY = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";
/** Output kept, characters. */
const OUTPUT_LIMIT = 65_536;

export type Terminal = {
  /** Of the relay; the program is below it. */
  readonly pid: number;
  readonly type: (keys: string) => void;
  readonly output: () => string;
  /** Throws with the output after `limitMs`, or when the program ends first. */
  readonly says: (pattern: RegExp, limitMs: number) => Promise<void>;
  /** Exit code of the program; negative for a signal. */
  readonly exited: Promise<number | null>;
};

const living = new Set<ChildProcess>();

export function startInTerminal(command: readonly string[]): Terminal {
  const child = spawn("python3", ["-c", RELAY, ...command], { stdio: "pipe" });
  living.add(child);
  let output = "";
  const keep = (chunk: Buffer): void => void (output = (output + chunk.toString()).slice(-OUTPUT_LIMIT));
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  // One that has ended reads no keys; the test sees it by its end.
  child.stdin.on("error", () => undefined);
  const exited = new Promise<number | null>((resolve) => {
    child.once("error", (error) => {
      output += error.message;
      resolve(null);
    });
    child.once("close", resolve);
  });
  void exited.then(() => living.delete(child));
  return {
    pid: child.pid ?? 0,
    type: (keys) => void child.stdin.write(keys),
    output: () => output,
    exited,
    async says(pattern, limitMs) {
      const found = () => pattern.test(output) || !living.has(child);
      await until(`the terminal shows ${pattern}`, found, limitMs).catch(() => undefined);
      if (!pattern.test(output)) throw new Error(`the terminal does not show ${pattern}, but:\n${output}`);
    },
  };
}

process.once("exit", () => {
  for (const child of living) child.kill("SIGKILL");
});
