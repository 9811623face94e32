/** Runs out when nothing passes for a while. */
export type Idle = {
  /** Something passed. */
  readonly stir: () => void;
  readonly stop: () => void;
};

/** `limitMs` 0 = never. `onIdle` is called once, in its time after the last `stir`. */
export function createIdle(limitMs: number, onIdle: () => void): Idle {
  let timer: NodeJS.Timeout | undefined;
  let isOver = limitMs === 0;
  return {
    stir() {
      if (isOver) return;
      if (timer === undefined) timer = setTimeout(onIdle, limitMs);
      else timer.refresh();
    },
    stop() {
      isOver = true;
      clearTimeout(timer);
    },
  };
}
