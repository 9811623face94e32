// Runs one foreign program to its end and keeps what it said.
import { spawn } from "node:child_process";

/** How a program ended. `status` is null when a signal ended it, `missing` when there is no such program. */
export type CommandResult = {
  readonly status: number | null;
  readonly missing: boolean;
  readonly stdout: string;
  readonly stderr: string;
};

export type CommandOptions = {
  readonly cwd?: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** The program is killed after this time, ms. */
  readonly limitMs?: number;
};

/** Total: a program that is not there or that fails is a result, not an exception. */
export function run(program: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      ...(options.limitMs === undefined ? {} : { timeout: options.limitMs, killSignal: "SIGKILL" as const }),
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    const endWithUs = (): void => void child.kill("SIGKILL");
    process.once("exit", endWithUs);
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    const end = (status: number | null, missing: boolean): void => {
      process.off("exit", endWithUs);
      resolve({ status, missing, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() });
    };
    child.on("error", () => end(null, true));
    child.on("close", (status) => end(status, false));
  });
}

/** The last line that says something; for messages of one line. */
export function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}
