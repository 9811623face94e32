// The sign of life of a stream, with what is under way, and with the board: a server that hangs must not look idle, nor a
// worker that died.

import { proxy_grpc_send } from "./host/env";
import { countInFlight, inFlightUnnamed, putInFlight } from "./in-flight";
import { Root } from "./root";
import { writeSlot } from "./share";
import { boardRead, boardSlot, boardUnlisted } from "./stream/board";
import { addWorker, beginHeartbeat, endHeartbeat, messageAt } from "./stream/hello";
import { Phase } from "./stream/stream";
import { tellInHeartbeat } from "./stream/told";

const SECOND: u64 = 1_000_000_000;
/** Between two heartbeats. */
const PERIOD: u64 = 5 * SECOND;

/** Sends a heartbeat when its time has come. */
export function beatIfDue(root: Root, now: u64): void {
  const parts = root.parts;
  const stream = parts.stream;
  if (stream.phase !== Phase.Open || !parts.settings.welcomed || now < stream.heartbeatAt) return;
  stream.heartbeatAt = now + PERIOD;
  // Its own slot is to be as new as the rest of it.
  writeSlot(root, now);
  countInFlight(root.index);
  let at = putInFlight(beginHeartbeat(parts.counters, stream.sent));
  // What is told is what the host keeps, not what was written.
  const workers = boardRead(root.place, now);
  for (let i: u32 = 0; i < workers; i++) at = addWorker(at, boardSlot(i), now);
  // While an answer is awaited, nobody may be reading.
  if (stream.askedAt === 0) tellInHeartbeat(parts.told, parts.counters);
  const size = endHeartbeat(at, inFlightUnnamed, boardUnlisted());
  proxy_grpc_send(stream.token, messageAt, size, 0);
}
