// Programs under test: started here, ended here, and none is left when the test process goes.
import { type ChildProcess, spawn } from "node:child_process";
import { createFailureLines } from "./failure-lines.ts";
import { until } from "./until.ts";

/** Output kept of each program, characters; enough for the lines before it went wrong. */
const OUTPUT_LIMIT = 64 * 1024;
/** From SIGTERM to SIGKILL, ms. */
const STOP_LIMIT_MS = 10_000;

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

export type Program = {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** The last output, both streams. */
  readonly output: () => string;
  /** Of all its output, what says that something went wrong: see failure-lines.ts. Of Envoy, and empty when all was well. */
  readonly failures: () => readonly string[];
  /** Waits for output that matches. Throws with the last output when the program ends first or takes too long. */
  readonly ready: (pattern: RegExp, limitMs?: number) => Promise<RegExpExecArray>;
  /** SIGTERM, and SIGKILL to one that does not go. */
  readonly stop: () => Promise<Exit>;
  /** One signal, SIGKILL unless another is named; resolves when the program is gone. */
  readonly kill: (signal?: NodeJS.Signals) => Promise<Exit>;
  /** One signal, without waiting; for SIGSTOP, SIGCONT, SIGHUP. */
  readonly signal: (signal: NodeJS.Signals) => void;
};

export type ProgramOptions = {
  readonly name: string;
  readonly cwd?: string;
  /** Added to the environment of this process; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
};

const living = new Set<ChildProcess>();

/** Starts a program. It cannot outlive this process, unless that is ended by SIGKILL. */
export function start(program: string, args: readonly string[], options: ProgramOptions): Program {
  endWithThisProcess();
  const env = { ...process.env, ...options.env };
  const child = spawn(program, args, { cwd: options.cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  living.add(child);
  let output = "";
  let exit: Exit | undefined;
  const failures = [child.stdout, child.stderr].map((stream) => {
    const lines = createFailureLines();
    stream.setEncoding("utf8").on("data", (piece: string) => {
      output = (output + piece).slice(-OUTPUT_LIMIT);
      lines.take(piece);
    });
    return lines;
  });
  const exited = new Promise<Exit>((resolve) => {
    const end = (code: number | null, signal: NodeJS.Signals | null): void => {
      living.delete(child);
      exit = { code, signal };
      resolve(exit);
    };
    child.once("error", (error) => {
      output += error.message;
      end(null, null);
    });
    child.once("close", end);
  });
  const kill = (signal: NodeJS.Signals = "SIGKILL"): Promise<Exit> => {
    child.kill(signal);
    return exited;
  };
  return {
    pid: child.pid ?? 0,
    exited,
    output: () => output,
    failures: () => failures.flatMap(({ lines }) => lines()),
    ready: (pattern, limitMs) =>
      ready(
        options.name,
        pattern,
        () => output,
        () => exit,
        limitMs,
      ),
    kill,
    signal: (signal) => void child.kill(signal),
    async stop() {
      const force = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT_MS);
      const end = await kill("SIGTERM");
      clearTimeout(force);
      return end;
    },
  };
}

async function ready(
  name: string,
  pattern: RegExp,
  output: () => string,
  exit: () => Exit | undefined,
  limitMs?: number,
): Promise<RegExpExecArray> {
  try {
    const found = await until(
      `${name} says ${pattern}`,
      () => pattern.exec(output()) ?? (exit() === undefined ? undefined : null),
      limitMs,
    );
    if (found !== null) return found;
  } catch (cause) {
    throw new Error(`${name} did not say ${pattern}; its last output:\n${output()}`, { cause });
  }
  throw new Error(
    `${name} ended (${exit()?.code ?? exit()?.signal}) before it said ${pattern}; its last output:\n${output()}`,
  );
}

let armed = false;

function endWithThisProcess(): void {
  if (armed) return;
  armed = true;
  process.once("exit", () => {
    for (const child of living) child.kill("SIGKILL");
  });
  // Without a handler a signal ends this process with no "exit" of ours.
  for (const [signal, number] of [
    ["SIGINT", 2],
    ["SIGTERM", 15],
    ["SIGHUP", 1],
  ] as const) {
    process.once(signal, () => process.exit(128 + number));
  }
}
