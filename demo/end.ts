// How a signal ends the demo: at once while there is nothing to end in order, later in order.

/**
 * One Ctrl-C is two SIGINTs, ms apart: the terminal sends it to the whole group, and npm, which is in it, passes its own
 * on. What comes within this time of the first is the same wish, ms.
 */
const SAME_WISH_MS = 1_500;

export type End = {
  /** Aborted by the first signal after `inOrder`. */
  readonly signal: AbortSignal;
  /** Resolves then. */
  readonly asked: Promise<undefined>;
  /** From now on there is something to end in order. */
  readonly inOrder: () => void;
  /** A signal has come. */
  readonly onSignal: () => void;
};

/** `leave` ends this program now; `say` is told what happens. */
export function createEnd(leave: () => void, say: (line: string) => void, now = () => performance.now()): End {
  const controller = new AbortController();
  const { signal } = controller;
  let isInOrder = false;
  let firstMs = 0;
  return {
    signal,
    asked: new Promise((resolve) => signal.addEventListener("abort", () => resolve(undefined), { once: true })),
    inOrder: () => void (isInOrder = true),
    onSignal() {
      if (!isInOrder) return leave();
      if (!signal.aborted) {
        firstMs = now();
        say("demo: ending; once more does not wait");
        return controller.abort();
      }
      if (now() - firstMs <= SAME_WISH_MS) return;
      say("demo: not waiting");
      leave();
    },
  };
}
