/**
 * What the aggregate shows to views: sums by *aggregate key*, which is what is left of tuples when everything that no
 * metric asks for is taken away. The vantage is part of the key, so the sums of every vantage are kept, and the counting
 * vantage only says which keys are shown by metrics without `vantage`.
 */
export type AggregateSnapshot = {
  /** By key number; only appended to, never changed, and shared between snapshots: the first `keyCount` belong to this one. */
  readonly keys: readonly AggregateKey[];
  readonly keyCount: number;
  /** CELLS numbers for each key; see CELL. Valid until the next snapshot. */
  readonly cells: Float64Array;
  /** 1 for each key that metrics without `vantage` count. */
  readonly counted: Uint8Array;
  /** By issuer number. */
  readonly issuers: readonly IssuerSnapshot[];
  /** Clients that were proven right but found no room among the known ones, each time they were. */
  readonly knownOverflow: number;
};

/** Numbers are enum values of `record.proto`, as in `Tuple`. */
export type AggregateKey = {
  /** Index into `AggregateSnapshot.issuers`. */
  readonly issuer: number;
  readonly endpoint: number;
  readonly grantType: number;
  readonly outcome: number;
  readonly error: number;
  readonly authMethod: number;
  readonly vantage: number;
  readonly responseType: number;
  readonly responseMode: number;
  readonly pkce: number;
  readonly via: number;
  readonly rateLimit: number;
  readonly unclassified: number;
  /** The proxy itself made the answer, or got none from upstream. */
  readonly isProxyAnswer: boolean;
  /** What the answer says about the client's authentication. */
  readonly authentication: Authentication;
  /** It ends an attempt to get tokens. */
  readonly isFlow: boolean;
};

/** `neither`: the answer says nothing about it. */
export type Authentication = "right" | "wrong" | "neither";

export type IssuerSnapshot = {
  /** Label value. */
  readonly name: string;
  /** `Vantage` value; 0 = not chosen yet. */
  readonly vantage: number;
};

/** Label value of `issuer` for issuers beyond the limit. */
export const OTHER_ISSUER = "other";

/** Label value of `issuer` where a filter knows an endpoint by a default path only. */
export const UNCONFIGURED_ISSUER = "unconfigured";

/** Upper bounds of the exchange histograms, seconds. */
export const EXCHANGE_BUCKETS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.2, 0.25, 0.5, 0.75, 1, 2.5, 5, 10, 30, 60,
] as const;

/** Numbers a key has: a block of 256 B, four cache lines. */
export const CELLS = 32;

/** Places in a key's block. */
export const CELL = {
  /** Rows. */
  Rows: 0,
  /** Sum of answer times, µs. */
  AnsweredUs: 1,
  /** Latest end of an exchange, ms since the Unix epoch; 0 = none. Kept for flows that succeed. */
  LastSuccessMs: 2,
  /** Tries above the first. */
  Retries: 3,
  /** Rows whose client is known to the issuer; only where `authentication` is not `neither`. */
  KnownClient: 4,
  /** The other rows of such keys. */
  UnknownClient: 5,
  /** First of the histogram's: one for each bound, and one for what is beyond the last. Not cumulative. */
  Buckets: 6,
} as const;
