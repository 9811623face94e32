/** What can be known of a worker, that is: of one root context of a filter. docs/metrics.md has the exact meaning. */
export const WORKER_STATES = ["alive", "idle", "stale", "gone"] as const;

export type WorkerState = (typeof WORKER_STATES)[number];

/** Workers by state. */
export type WorkerStates = { readonly [state in WorkerState]: number };

/** What keeps a worker out of `WorkerStates`: places on its proxy's board, what is read of its proxy's heartbeats, places in the aggregator's roster. */
export const WORKER_LIMITS = ["board", "heartbeat", "roster"] as const;

/** Workers left out, by the limit that they met, each time they were. */
export type WorkersLeftOut = { readonly [limit in (typeof WORKER_LIMITS)[number]]: number };
