/** What the ingest takes at most, and how long it waits. The first group is docs/wire.md, "Limits" and "Dictionaries". */

/** Bytes of one message. */
export const MAX_MESSAGE_BYTES = 65_536;
/** Strings of one stream's dictionary. */
export const MAX_STRINGS = 1_024;
/** Bytes of one of them. */
export const MAX_STRING_BYTES = 128;
/** Tuples of one stream's dictionary. */
export const MAX_TUPLES = 4_096;
/** Bytes of each name in Hello. */
export const MAX_NAME_BYTES = 256;
/** Schema of rows and tuples. */
export const SCHEMA = 1;

/** Bytes that the transport takes: above the limit, so that records of a message that is too large can be counted. */
export const MAX_TRANSPORT_BYTES = 2 * MAX_MESSAGE_BYTES;
/** Bytes of the shortest row. */
export const MIN_ROW_BYTES = 4;
/** Record numbers and cumulative counts beyond are not believed: sums of them would not be exact. */
export const LARGEST_NUMBER = 2 ** 52;
/** Cumulative counts of a filter beyond are not believed: three years at 10,000 a second. */
export const LARGEST_COUNT = 2 ** 40;
/** Records a filter may be ahead of what was had of it: twice what the largest ring holds, 16,384 (filter/record/queue.ts). */
export const MAX_AHEAD = 2 ** 15;

/** Open streams, of all proxies. The aim is 20,000 in one process. */
export const MAX_STREAMS = 32_768;
/** Streams on one connection; a front that multiplexes opens another one beyond. */
export const MAX_STREAMS_A_CONNECTION = 1_024;
/** Epochs remembered that have no stream. */
export const MAX_CLOSED_EPOCHS = 65_536;
/** Entries of in-flight exchanges kept of one heartbeat; beyond it their issuer becomes `other`. */
export const MAX_IN_FLIGHT_ENTRIES = 64;
/** Workers read of one heartbeat, and known of one proxy from its boards alone: as many as a board has places. */
export const MAX_BOARD_WORKERS = 128;
/** Workers known, of all proxies: more than there can be streams and epochs without, so that main threads have room. */
export const MAX_WORKERS = 131_072;
/** Exchanges or workers that one heartbeat says it could not name; of more, this many are believed. */
export const LARGEST_REST = 2 ** 16;
/** Series of in-flight exchanges shown with their own issuer; beyond it becomes `other`. */
export const MAX_IN_FLIGHT_SERIES = 4_096;

/** Bytes of batches that a filter may have outstanding: four of the largest it sends. */
export const WINDOW_BYTES = 65_536;
/** Batches after which an acknowledgement goes out at once. */
export const BATCHES_AN_ACK = 4;

/** From opening a stream to its Hello, ms. */
export const HELLO_LIMIT_MS = 10_000;
/** A stream on which nothing has come for this time is given up, ms. Heartbeats come every few seconds. */
export const SILENCE_LIMIT_MS = 120_000;
/** A worker that has not been heard for this time, and has not written itself on the board, is stale, ms. */
export const STALE_AFTER_MS = 30_000;
/** By how much what a worker said last may come in later than a board that says it ended, ms: one heartbeat. */
export const ENDED_MARGIN_MS = 5_000;
/** How long a worker that has ended is remembered, ms. */
export const REMEMBER_GONE_MS = 3_600_000;
/** How long one that fell silent is: after that its records in flight are lost, ms. */
export const REMEMBER_STALE_MS = 86_400_000;
/** Streams of one epoch that end with unreadable bytes, one after the other, before what they brought is given up. */
export const MAX_STRIKES = 3;
