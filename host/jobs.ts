// What is to be done later, in order and bounded.

/** Jobs that may wait. */
const MAX_JOBS = 100_000;
/** Jobs may add further ones: so often in a row, then those wait for the next time. */
const MAX_ROUNDS = 1_000;

/** A list of jobs. */
export type Jobs = {
  /** False = there is no room, and it is not taken. */
  readonly add: (job: () => void) => boolean;
  /**
   * Runs them, unless it runs already. What one of them throws comes out; those behind it wait for the next time, and
   * so do those that are still there after 1,000 rounds.
   */
  readonly run: () => void;
  readonly isRunning: () => boolean;
  /** How many wait. */
  readonly size: () => number;
  readonly clear: () => void;
};

/** An empty one. */
export function createJobs(): Jobs {
  let waiting: (() => void)[] = [];
  let isRunning = false;
  /** What is added meanwhile is behind it. */
  const runRound = (): void => {
    const jobs = waiting;
    waiting = [];
    let next = 0;
    try {
      while (next < jobs.length) {
        const job = jobs[next];
        next += 1;
        job?.();
      }
    } finally {
      if (next < jobs.length) waiting = [...jobs.slice(next), ...waiting];
    }
  };
  return {
    add: (job) => waiting.length < MAX_JOBS && waiting.push(job) > 0,
    run() {
      if (isRunning || waiting.length === 0) return;
      isRunning = true;
      try {
        for (let round = 0; round < MAX_ROUNDS && waiting.length > 0; round += 1) runRound();
      } finally {
        isRunning = false;
      }
    },
    isRunning: () => isRunning,
    size: () => waiting.length,
    clear: () => void (waiting = []),
  };
}
