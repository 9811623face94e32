// The lines of a program's whole output that say that something went wrong, however much else there is.

/** Lines kept. */
const MOST_LINES = 100;
/** Characters kept of a line, and of one that has no end yet. */
const LINE_LIMIT = 1_000;
/** Envoy's log at these levels, and what it says of a callback that failed. */
const FAILURE = /\]\[(?:error|critical)\]|Function: \w+ failed/;

export type FailureLines = {
  /** One stream's next piece of output. */
  readonly take: (piece: string) => void;
  /** The first 100, each cut after 1,000 characters, and how many more there were in a line `and N more`. */
  readonly lines: () => readonly string[];
};

export function createFailureLines(): FailureLines {
  const kept: string[] = [];
  let more = 0;
  let rest = "";
  function look(line: string): void {
    if (!FAILURE.test(line)) return;
    if (kept.length < MOST_LINES) kept.push(line.slice(0, LINE_LIMIT));
    else more += 1;
  }
  return {
    take(piece) {
      const lines = (rest + piece).split("\n");
      rest = (lines.pop() ?? "").slice(0, LINE_LIMIT);
      for (const line of lines) look(line);
    },
    lines() {
      const last = FAILURE.test(rest) ? [rest] : [];
      return [...kept, ...last, ...(more === 0 ? [] : [`and ${more} more`])];
    },
  };
}
