/** Rows of one batch as columns, filled anew for each batch: whoever needs a value longer copies it. Capacity: MAX_ROWS. */
export type Rows = {
  /** Rows in use. */
  count: number;
  /** Number of the tuple in the aggregate, from `InternTuple`; never REFUSED (such rows are left out and counted). */
  readonly tuple: Int32Array;
  /** Start of the exchange, µs since the Unix epoch. */
  readonly startedUs: Float64Array;
  /** µs from request complete to response headers; without them, to the end. */
  readonly answeredUs: Float64Array;
  /** µs from the start of the request to the end of the exchange. */
  readonly endedUs: Float64Array;
  /** Tries in all; 1 when the router did not retry. */
  readonly attempts: Uint16Array;
  /** Lifetime in seconds; 0 = not stated. */
  readonly expiresIn: Uint32Array;
  /** Keyed hash of the client identifier, low and high half; both 0 = none. */
  readonly clientLow: Uint32Array;
  readonly clientHigh: Uint32Array;
};

/** Rows a batch may have; docs/wire.md, "Limits". */
export const MAX_ROWS = 4096;

/** Empty columns for MAX_ROWS rows: 180 KiB, made once for each ingest. */
export function createRows(): Rows {
  return {
    count: 0,
    tuple: new Int32Array(MAX_ROWS),
    startedUs: new Float64Array(MAX_ROWS),
    answeredUs: new Float64Array(MAX_ROWS),
    endedUs: new Float64Array(MAX_ROWS),
    attempts: new Uint16Array(MAX_ROWS),
    expiresIn: new Uint32Array(MAX_ROWS),
    clientLow: new Uint32Array(MAX_ROWS),
    clientHigh: new Uint32Array(MAX_ROWS),
  };
}

/** When a batch came. */
export type Arrival = {
  /** ms since the Unix epoch, to hold against times of records. */
  readonly wallMs: number;
  /** ms of a clock that only goes forward, to measure how long something takes. */
  readonly steadyMs: number;
};

/** Takes the rows of one batch, all of them. */
export type AggregateRows = (rows: Rows, arrival: Arrival) => void;
