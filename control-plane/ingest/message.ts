/** One message of a filter, decoded as far as it is not rows. Names and units: proto/oauthflow/v1/observation.proto. */
export type Message =
  | { readonly kind: "hello"; readonly hello: Hello }
  | { readonly kind: "batch"; readonly batch: Batch }
  | RefusedBatch
  | { readonly kind: "heartbeat"; readonly heartbeat: Heartbeat }
  | { readonly kind: "bye"; readonly bye: Bye }
  /** Nothing in it can be laid to anybody's account. */
  | { readonly kind: "unreadable"; readonly what: string };

/** A batch of which only the numbers can be used: its records are dropped. */
export type RefusedBatch = {
  readonly kind: "refused_batch";
  readonly first: number;
  readonly count: number;
  readonly reason: "malformed" | "too_large";
  readonly what: string;
};

export type Hello = {
  readonly schema: number;
  readonly node: string;
  readonly workload: string;
  readonly namespace: string;
  readonly cluster: string;
  /** 8 bytes as hex; never all zero. */
  readonly epoch: string;
  readonly build: string;
  readonly emitted: number;
  readonly acknowledged: number;
  readonly sent: number;
  /** The counters that other aggregators are taken to have read. */
  readonly told: Counters | undefined;
};

/** Strings, tuples and rows are still in `bytes`: nothing of them is allocated before their limits are checked. */
export type Batch = {
  readonly bytes: Uint8Array;
  /** From 1 on. */
  readonly first: number;
  /** From 1 to MAX_ROWS. */
  readonly count: number;
  readonly baseTimeUs: number;
  readonly strings: number;
  /** Bytes of the longest of them. */
  readonly longestString: number;
  /** The Batch message itself, in which the strings are field 4. */
  readonly body: Span;
  readonly tuples: Span;
  readonly rows: Span;
  /** Whether flow keys and refresh token keys come twice. */
  readonly hasPreviousFlowKey: boolean;
  readonly hasPreviousRefreshKey: boolean;
  readonly counters: Counters | undefined;
};

/** A part of the message's bytes. */
export type Span = { readonly from: number; readonly to: number };

/** Cumulative; values that nobody can have are Infinity, and the one who uses them leaves them out. */
export type Counters = {
  readonly seen: number;
  readonly emitted: number;
  /** By `FilterDropReason`; [0] unused. Reasons that are not known here are left out. */
  readonly dropped: readonly number[];
};

export type Heartbeat = {
  readonly counters: Counters | undefined;
  readonly sent: number;
  readonly inFlight: readonly InFlight[];
  /** Entries that came as others than they are in `inFlight`: as issuer `other`, beyond the limit. */
  readonly folded: number;
  /** Exchanges under way that the filter had no room to name. */
  readonly unnamed: number;
  readonly board: Board;
};

/** What the workers of a proxy have written for each other, as one of them brings it. */
export type Board = {
  /** At most MAX_BOARD_WORKERS. */
  readonly workers: readonly Worker[];
  /** Workers of this heartbeat that are not in `workers`: beyond the limit, or not to be read. */
  readonly leftOut: number;
  /** Workers alive that have no place on the board, now. */
  readonly unlisted: number;
};

/** One of them. Its figures are checked. */
export type Worker = {
  readonly epoch: string;
  readonly ageMs: number;
  readonly seen: number;
  readonly emitted: number;
  readonly dropped: number;
  readonly inFlight: number;
  readonly isEnded: boolean;
};

export type Bye = { readonly counters: Counters | undefined; readonly sent: number };

/** Exchanges under way; `endpoint` and `vantage` are enum values of record.proto, checked. */
export type InFlight = {
  readonly issuer: string;
  readonly endpoint: number;
  readonly vantage: number;
  readonly exchanges: number;
};

export function unreadable(what: string): Message {
  return { kind: "unreadable", what };
}
