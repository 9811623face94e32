// What the filter uses of WASI preview 1: two clocks and randomness; of these proxy-wasm has one clock only.

/** Nanoseconds of a clock (0 realtime, 1 monotonic) into `timeOut` (u64). Returns a WASI errno. */
export declare function clock_time_get(clock: u32, precision: u64, timeOut: usize): u32;

/** Fills a buffer with random bytes. Returns a WASI errno. */
export declare function random_get(at: usize, size: usize): u32;
