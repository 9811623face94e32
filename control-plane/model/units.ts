declare const unit: unique symbol;

/** Seconds. */
export type Seconds = number & { readonly [unit]: "s" };
/** Milliseconds since the Unix epoch. */
export type EpochMs = number & { readonly [unit]: "ms since epoch" };
/** Microseconds since the Unix epoch; exact up to the year 2255. */
export type EpochUs = number & { readonly [unit]: "µs since epoch" };
/** Bytes. */
export type Bytes = number & { readonly [unit]: "B" };
