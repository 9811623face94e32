import { write } from "node:fs";

/** Where whole lines go. */
export type LogOutput = {
  /** False: it was left out, since too much is held. */
  readonly write: (line: string) => boolean;
  /** Resolves when what is held is written or given up: never, if nobody reads. */
  readonly flush: () => Promise<void>;
};

/** Characters held for a reader that is slow; beyond, lines are left out, so that the aggregator never waits for it. */
const MOST_HELD = 1_048_576;

/**
 * Writes to a file descriptor, in order, without ever blocking. `later` runs something a little later: a pipe may be full
 * for now. After any other error nothing more is written.
 */
export function createOutput(descriptor: number, later: (retry: () => void) => void): LogOutput {
  let held: string[] = [];
  let size = 0;
  let isWriting = false;
  let isBroken = false;
  let waiting: (() => void)[] = [];

  function next(): void {
    isWriting = held.length > 0 && !isBroken;
    if (!isWriting) {
      for (const done of waiting) done();
      waiting = [];
      return;
    }
    const bytes = Buffer.from(held.join(""));
    held = [];
    size = 0;
    writeFrom(bytes, 0);
  }

  function writeFrom(bytes: Buffer, at: number): void {
    write(descriptor, bytes, at, bytes.length - at, null, (error, written) => {
      if (error?.code === "EAGAIN") return later(() => writeFrom(bytes, at));
      isBroken = error !== null;
      if (isBroken || at + written >= bytes.length) return next();
      return writeFrom(bytes, at + written);
    });
  }

  return {
    write(line) {
      if (isBroken || size + line.length > MOST_HELD) return false;
      held.push(line);
      size += line.length;
      if (!isWriting) next();
      return true;
    },
    flush: () =>
      new Promise((resolve) => {
        if (isWriting) waiting.push(resolve);
        else resolve();
      }),
  };
}
