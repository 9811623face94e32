// How a program of this folder ends: the message of a SetupError is the whole story, anything else is a bug with a stack.
import { SetupError } from "./cache.ts";

/** Runs a program; its result is the exit code. 2 when set-up cannot go on, or at a flag that is not one of `flags`. */
export async function main(
  program: (args: readonly string[]) => Promise<number>,
  flags: readonly string[] = [],
): Promise<void> {
  const args = process.argv.slice(2);
  const unknown = args.find((arg) => arg.startsWith("-") && !flags.includes(arg));
  if (unknown !== undefined) {
    console.error(`${unknown}: no such flag; there is ${flags.join(", ") || "none"}`);
    process.exitCode = 2;
    return;
  }
  try {
    process.exitCode = await program(args);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`set-up: ${error.message}`);
    process.exitCode = 2;
  }
}
