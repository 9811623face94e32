/**
 * What many records have in common: one entry of a stream's tuple dictionary, with its issuer spelled out. Numbers are
 * the enum values of `record.proto` (see `gen/words.ts`), each already checked against its enum.
 * Source: docs/wire.md, "A tuple".
 */
export type Tuple = {
  readonly issuer: string;
  readonly endpoint: number;
  readonly grantType: number;
  readonly outcome: number;
  readonly error: number;
  readonly authMethod: number;
  readonly vantage: number;
  /** HTTP status; 0 = the answer never began. */
  readonly status: number;
  readonly responseType: number;
  readonly responseMode: number;
  readonly pkce: number;
  readonly via: number;
  readonly rateLimit: number;
  readonly unclassified: number;
  /** Bits of `RecordFlag`: bit n−1 for value n. */
  readonly flags: number;
  /** Bits of `RecordKey`: bit n−1 for value n. */
  readonly keys: number;
};

/**
 * Gives a tuple its number in the aggregate, the same number for equal tuples, also across streams. `REFUSED` when the
 * aggregate is full: rows of that tuple are dropped and counted (`series_limit`).
 */
export type InternTuple = (tuple: Tuple) => number;

/** See `InternTuple`. */
export const REFUSED = -1;
