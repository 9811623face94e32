// All parts of one demo: known from the moment they are spawned, ended together.
import { type Part, PartError, startPart } from "./part.ts";

export type Parts = {
  /** Starts a program. Throws EndedError after `stop`. */
  readonly start: (name: string, program: string, args: readonly string[]) => Part;
  /** The same for a TypeScript program of this project, with IPC if it has something to say. */
  readonly startNode: (name: string, args: readonly string[], ipc?: boolean) => Part;
  /** Rejects with PartError when a part ends that nobody ended. */
  readonly broken: Promise<never>;
  /** Ends all parts, the last first, also those that are still starting. None can be started any more. */
  readonly stop: () => Promise<void>;
};

export function createParts(): Parts {
  const parts: Part[] = [];
  let stopping: Promise<void> | undefined;
  let fail: (error: PartError) => void = () => undefined;
  const broken = new Promise<never>((_, reject) => (fail = reject));
  // Whoever waits for it hears of it; if nobody does, it is no crash of this program.
  broken.catch(() => undefined);

  function begin(name: string, program: string, args: readonly string[], ipc: boolean): Part {
    if (stopping !== undefined) throw new EndedError(name);
    const part = startPart(name, program, args, ipc);
    parts.push(part);
    void part.exited.then(({ code, signal }) => {
      if (stopping === undefined) fail(new PartError(part, `ended by itself (${signal ?? `exit code ${code}`})`));
    });
    return part;
  }

  async function stopAll(): Promise<void> {
    for (const part of parts.toReversed()) await part.stop();
  }

  return {
    start: (name, program, args) => begin(name, program, args, false),
    startNode: (name, args, ipc = false) => begin(name, process.execPath, ["--import", "tsx", ...args], ipc),
    broken,
    stop: () => (stopping ??= stopAll()),
  };
}

/** Something was to be started when all had been told to end. */
export class EndedError extends Error {
  override readonly name = "EndedError";
  constructor(what: string, options?: ErrorOptions) {
    super(`${what}: not started, since it was told to end`, options);
  }
}
