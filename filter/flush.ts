// When records leave: the stream is opened, kept and used by what happens here, never by a request that waits.

import { isDue, Phase, sendBatches, streamCheck, streamOpen } from "./stream/stream";
import { monotonicNs, realtimeNs } from "./host/hostcalls";
import { beatIfDue } from "./heartbeat";
import { NONE } from "./record/queue";
import { Root } from "./root";
import { readControl, shareOnTick } from "./share";
import { publishStats } from "./stats";

/** Bytes that a record is taken to have when the size of what waits is estimated: 10, and two keys. */
const RECORD_ESTIMATE: u32 = 26;

/** An OAuth request is seen: from now on there is a stream. */
export function wantStream(root: Root, now: u64): void {
  const stream = root.parts.stream;
  if (stream.wanted && stream.phase !== Phase.Idle) return;
  stream.wanted = true;
  // Once in the life of a root: what others have heard holds from its first record on.
  readControl(root, now);
  streamOpen(root.parts, now);
}

/** A record has been added: sends when a batch is full. Its age is for the tick to look at. */
export function recordAdded(root: Root): void {
  const parts = root.parts;
  const waiting = parts.queue.count - parts.queue.sent;
  const settings = parts.settings;
  if (waiting < settings.flushRecords && waiting * RECORD_ESTIMATE < settings.flushBytes) return;
  sendBatches(parts, monotonicNs());
}

/** The root's tick. */
export function tick(root: Root): void {
  const parts = root.parts;
  const now = monotonicNs();
  publishStats(parts.counters, root.published);
  streamCheck(parts, now);
  streamOpen(parts, now);
  shareOnTick(root, now);
  sendDue(root, now);
  beatIfDue(root, now);
}

/** Sends what is due: after a message of the aggregator, which may have brought keys or credit, and on ticks. */
export function sendDue(root: Root, now: u64): void {
  const parts = root.parts;
  if (parts.stream.phase !== Phase.Open || parts.queue.unsent === NONE) return;
  if (isDue(parts, realtimeNs(), RECORD_ESTIMATE)) sendBatches(parts, now);
}
