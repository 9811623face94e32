// What a test has started is ended in the reverse order, whatever became of the test.

export type Cleanup = {
  /** Remembers how to end something, and gives it back. */
  readonly keep: <T>(started: T, end: (started: T) => unknown) => T;
  /** Ends everything, the last first. For `afterEach`. Throws the first failure when all have had their turn. */
  readonly run: () => Promise<void>;
};

export function createCleanup(): Cleanup {
  const ends: (() => unknown)[] = [];
  return {
    keep(started, end) {
      ends.push(() => end(started));
      return started;
    },
    async run() {
      const failures: unknown[] = [];
      for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
        try {
          await end();
        } catch (failure) {
          failures.push(failure);
        }
      }
      if (failures.length > 0) throw new Error("a part of the test could not be ended", { cause: failures[0] });
    },
  };
}
